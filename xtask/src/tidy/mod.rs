//! The house's laws, each in its own file with a sample that breaks it.
//!
//! A rule reads the tree's files; it never builds or runs anything. A rule that would need an
//! exception names the exception beside itself with the reason, never in the checked file.

mod clock;
mod crates;
mod docs;
mod expects;
mod features;
mod file_names;
mod finding;
mod floats;
mod ground;
mod invariants;
mod layers;
mod machine_paths;
mod manifests;
mod metrics;
mod module_doc;
mod names;
mod pins;
mod presets;
mod size;
mod source;
mod table_schemas;
mod texts;
mod tree;
mod unfinished;
mod units;
mod verify;
mod wire_types;

use crate::args::{Args, Usage};
use crate::{out, place};
use anyhow::Result;
use finding::{Finding, Level};
use std::path::Path;
use tree::Tree;

/// One law and how it is looked after.
struct Rule {
    name: &'static str,
    law: &'static str,
    check: fn(&Tree) -> Vec<Finding>,
}

/// Laws 1 to 9 of the house first, then its habits.
const RULES: &[Rule] = &[
    Rule { name: "layers", law: "1: arrows point to a strictly lower layer", check: layers::check },
    Rule { name: "ground", law: "2: ground bans tokio, arrow, network, files, native libraries, global state", check: ground::check },
    Rule { name: "clock", law: "2: time is an argument where it decides anything", check: clock::check },
    Rule { name: "verify", law: "3: verify depends on nothing that solves", check: verify::check },
    Rule { name: "features", law: "4: features never depend on each other", check: features::check },
    Rule { name: "wire-types", law: "5: wire types only in api", check: wire_types::check },
    Rule { name: "table-schemas", law: "5: table schemas only in lake and ops", check: table_schemas::check },
    Rule { name: "names", law: "6: no platform, carrier or country name in code", check: names::check },
    Rule { name: "floats", law: "7: money is exact, never a float", check: floats::check },
    Rule { name: "metrics", law: "7: no AVG, float or approx_ in metrics", check: metrics::check },
    Rule { name: "units", law: "8: quantities carry their unit in the name", check: units::check },
    Rule { name: "texts", law: "every code of the server has a text in both languages", check: texts::check },
    Rule { name: "size", law: "files of 150 to 400 lines: over 600 warns, over 800 fails", check: size::check },
    Rule { name: "module-doc", law: "every module opens with //!", check: module_doc::check },
    Rule { name: "file-names", law: "no utils, common, helper, manager", check: file_names::check },
    Rule { name: "expects", law: "a lint is expected with a reason, never silently allowed", check: expects::check },
    Rule { name: "unfinished", law: "nothing unfinished is committed", check: unfinished::check },
    Rule { name: "machine-paths", law: "no machine's paths or registries in the tree", check: machine_paths::check },
    Rule { name: "presets", law: "a preset names its source, date and whether it was verified", check: presets::check },
    Rule { name: "pins", law: "one arrow: the family is pinned exactly, in one place", check: pins::check },
    Rule { name: "manifests", law: "every member inherits the workspace's lints, edition and licence", check: manifests::check },
    Rule { name: "invariants", law: "every invariant in ARCHITECTURE.md names its test", check: invariants::check },
    Rule { name: "docs", law: "the documents that must be there, at the length they promise", check: docs::check },
];

/// `cargo xtask tidy`.
pub fn run(words: &[String]) -> Result<u8> {
    let mut args = Args::new(words);
    let list = args.flag("--list");
    let only = args.one("--rule")?;
    args.done()?;
    if list {
        for rule in RULES {
            out::data(&format!("{:<14} {}", rule.name, rule.law));
        }
        return Ok(0);
    }
    if let Some(name) = &only
        && !RULES.iter().any(|rule| rule.name == name)
    {
        return Err(Usage(format!("no rule `{name}`; see `cargo xtask tidy --list`")).into());
    }
    Ok(u8::from(check(&place::root()?, only.as_deref())? > 0))
}

/// Says every finding and returns how many of them are errors.
pub fn check(root: &Path, only: Option<&str>) -> Result<usize> {
    let tree = Tree::read(root)?;
    let (mut errors, mut warnings) = (0, 0);
    for rule in RULES.iter().filter(|rule| only.is_none_or(|name| name == rule.name)) {
        for finding in (rule.check)(&tree) {
            match finding.level {
                Level::Error => errors += 1,
                Level::Warning => warnings += 1,
            }
            out::say(&finding.line(rule.name));
        }
    }
    out::say(&format!("tidy: {} files, {errors} errors, {warnings} warnings", tree.files.len()));
    Ok(errors)
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn every_rule_has_its_own_name() {
        for (at, rule) in RULES.iter().enumerate() {
            assert!(RULES[..at].iter().all(|other| other.name != rule.name), "{}", rule.name);
        }
    }
}
