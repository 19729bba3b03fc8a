//! Which profile fits an unknown file.

use crate::ImportError;
use crate::identify::{candidate_headers, matching, score};
use crate::profile::Profile;
use crate::record::RecordFormat;
use crate::source::Probe;
use std::path::Path;

/// What a file looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// The profile that fits, when exactly its required columns are there.
    pub profile: Option<String>,
    /// Its table.
    pub table: Option<String>,
    /// Encoding.
    pub encoding: String,
    /// Separator: one character, `whitespace` or `json`.
    pub separator: String,
    /// Column names.
    pub header: Vec<String>,
    /// Profiles by the share of required columns found, best first.
    pub candidates: Vec<(String, f64)>,
}

/// Looks at a file and compares it with all profiles; the one that requires most columns wins.
///
/// # Errors
/// When the file cannot be read at all.
pub fn detect(profiles: &[Profile], path: &Path) -> Result<Detection, ImportError> {
    Ok(detect_probe(profiles, &Probe::open(path, None)?))
}

/// Compares what was read of a file with all profiles.
pub(crate) fn detect_probe(profiles: &[Profile], probe: &Probe) -> Detection {
    let mut best: Option<(usize, Detection)> = None;
    for profile in profiles {
        let Ok(Some(found)) = matching(profile, probe) else { continue };
        let table = &profile.table[found.table];
        let weight = table.header.len();
        if best.as_ref().is_some_and(|(w, _)| *w >= weight) {
            continue;
        }
        let separator = match found.format {
            RecordFormat::Delimited(s) => char::from(s).to_string(),
            RecordFormat::Whitespace => "whitespace".to_owned(),
            RecordFormat::JsonLines | RecordFormat::Documents => "json".to_owned(),
        };
        let detection = Detection {
            profile: Some(profile.name.clone()),
            table: Some(table.role.clone()),
            encoding: probe.encoding.name().to_owned(),
            separator,
            header: found.header,
            candidates: Vec::new(),
        };
        best = Some((weight, detection));
    }
    let mut candidates: Vec<(String, f64)> = profiles.iter().map(|p| (p.name.clone(), score(p, probe))).filter(|c| c.1 > 0.0).collect();
    candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    candidates.truncate(5);
    let mut detection = best.map_or_else(
        || {
            let (separator, header) = candidate_headers(probe).into_iter().max_by_key(|(_, h)| h.len()).unwrap_or((b',', Vec::new()));
            Detection {
                profile: None,
                table: None,
                encoding: probe.encoding.name().to_owned(),
                separator: char::from(separator).to_string(),
                header,
                candidates: Vec::new(),
            }
        },
        |(_, d)| d,
    );
    detection.candidates = candidates;
    detection
}
