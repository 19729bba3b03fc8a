//! All metrics: the shipped ones, and those of a directory that replaces or adds to them.

use crate::dimension;
use crate::error::SemanticError;
use crate::metric::{Expression, Metric, Operand};
use std::collections::BTreeMap;
use std::path::Path;

/// The files shipped with the product, in the order of the console.
const SHIPPED: &[(&str, &str)] = &[
    ("gross_sales.toml", include_str!("../../../presets/metrics/gross_sales.toml")),
    ("net_sales.toml", include_str!("../../../presets/metrics/net_sales.toml")),
    ("orders.toml", include_str!("../../../presets/metrics/orders.toml")),
    ("units.toml", include_str!("../../../presets/metrics/units.toml")),
    ("aov.toml", include_str!("../../../presets/metrics/aov.toml")),
    ("customers.toml", include_str!("../../../presets/metrics/customers.toml")),
    ("new_customers.toml", include_str!("../../../presets/metrics/new_customers.toml")),
    ("repeat_rate.toml", include_str!("../../../presets/metrics/repeat_rate.toml")),
    ("return_rate.toml", include_str!("../../../presets/metrics/return_rate.toml")),
    ("cross_border_share.toml", include_str!("../../../presets/metrics/cross_border_share.toml")),
    ("mode_share.toml", include_str!("../../../presets/metrics/mode_share.toml")),
    ("retention.toml", include_str!("../../../presets/metrics/retention.toml")),
];

/// The metrics that can be asked for.
#[derive(Debug, Clone)]
pub struct Registry {
    metrics: Vec<Metric>,
}

impl Registry {
    /// The shipped metrics.
    pub fn shipped() -> Result<Self, SemanticError> {
        Self::from_files(SHIPPED.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())))
    }

    /// The shipped metrics, replaced or joined by the `*.toml` files of a directory (by name).
    pub fn with_directory(directory: &Path) -> Result<Self, SemanticError> {
        let mut files: Vec<(String, String)> = SHIPPED.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
        let fail = |cause: std::io::Error| SemanticError::Preset { file: directory.display().to_string(), cause: cause.to_string() };
        let mut own = BTreeMap::new();
        for entry in std::fs::read_dir(directory).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                own.insert(name, std::fs::read_to_string(&path).map_err(fail)?);
            }
        }
        for (name, text) in own {
            match files.iter_mut().find(|(file, _)| *file == name) {
                Some(shipped) => shipped.1 = text,
                None => files.push((name, text)),
            }
        }
        Self::from_files(files)
    }

    fn from_files(files: impl IntoIterator<Item = (String, String)>) -> Result<Self, SemanticError> {
        let mut metrics: Vec<Metric> = Vec::new();
        for (file, text) in files {
            let metric = Metric::parse(&file, &text)?;
            if format!("{}.toml", metric.name) != file {
                return Err(SemanticError::Preset { cause: format!("the file of the metric \"{0}\" must be {0}.toml", metric.name), file });
            }
            metrics.push(metric);
        }
        let registry = Self { metrics };
        registry.check()?;
        Ok(registry)
    }

    /// Every reference names a sum or a distinct count, so that no metric can name itself in a circle.
    fn check(&self) -> Result<(), SemanticError> {
        for metric in &self.metrics {
            let fail = |cause: String| SemanticError::Preset { file: format!("{}.toml", metric.name), cause };
            for name in metric.references() {
                match self.find(name).map(|other| &other.expression) {
                    Some(Expression::Sum { .. } | Expression::Distinct { .. }) => {}
                    Some(_) => return Err(fail(format!("\"{name}\" is neither a sum nor a count"))),
                    None => return Err(fail(format!("there is no metric \"{name}\""))),
                }
            }
            if let Expression::Share { of, over } = &metric.expression {
                dimension::find(over).map_err(|error| fail(error.to_string()))?;
                if !matches!(self.operand(of), Some(crate::compile::Measure::Sum { .. })) {
                    return Err(fail("a share needs a sum".to_owned()));
                }
            }
        }
        Ok(())
    }

    /// All metrics, in the order of the console.
    #[must_use]
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// A metric by name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.name == name)
    }

    /// A metric by name, or an error that suggests one.
    pub fn get(&self, name: &str) -> Result<&Metric, SemanticError> {
        self.find(name).ok_or_else(|| {
            let known: Vec<&str> = self.metrics.iter().map(|metric| metric.name.as_str()).collect();
            SemanticError::unknown("unknown_metric", "metric", name, &known)
        })
    }

    /// What an operand adds up or counts, references followed.
    pub(crate) fn operand(&self, operand: &Operand) -> Option<crate::compile::Measure> {
        use crate::compile::Measure;
        let own = || operand.condition.clone().unwrap_or_else(|| "true".to_owned());
        if let Some(name) = &operand.metric {
            let extra = operand.condition.clone();
            return match &self.find(name)?.expression {
                Expression::Sum { amount, quantity, condition } => Measure::sum(amount.as_ref(), quantity.as_ref(), condition, extra),
                Expression::Distinct { of, condition } => Some(Measure::Distinct { key: *of, condition: condition.clone(), extra }),
                _ => None,
            };
        }
        match operand.distinct {
            Some(key) => Some(Measure::Distinct { key, condition: own(), extra: None }),
            None => Measure::sum(operand.amount.as_ref(), operand.quantity.as_ref(), &own(), None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_metrics_are_shipped_and_each_file_is_listed() {
        let registry = Registry::shipped().unwrap();
        assert_eq!(registry.metrics().len(), 12);
        let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../presets/metrics");
        let files = std::fs::read_dir(directory).unwrap().count();
        assert_eq!(files, SHIPPED.len(), "a file in presets/metrics is not listed in SHIPPED");
        assert_eq!(registry.get("gros_sales").unwrap_err().hint(), "Did you mean \"gross_sales\"?");
    }

    #[test]
    fn a_directory_replaces_and_adds() {
        let directory = std::env::temp_dir().join(format!("entrepot-metrics-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let units = SHIPPED[3].1;
        std::fs::write(directory.join("units.toml"), units.replace("Units sold", "Pieces")).unwrap();
        std::fs::write(directory.join("pieces.toml"), units.replace("name = \"units\"", "name = \"pieces\"")).unwrap();
        let registry = Registry::with_directory(&directory).unwrap();
        assert_eq!(registry.metrics().len(), 13);
        assert_eq!(registry.get("units").unwrap().label.en, "Pieces");
        let circle = SHIPPED[4].1.replace("name = \"aov\"", "name = \"loop\"").replace("metric = \"orders\"", "metric = \"loop\"");
        std::fs::write(directory.join("loop.toml"), circle).unwrap();
        let error = Registry::with_directory(&directory).unwrap_err();
        assert_eq!(error.to_string(), "loop.toml: \"loop\" is neither a sum nor a count");
        std::fs::remove_dir_all(&directory).unwrap();
    }
}
