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
    ("discount.toml", include_str!("../../../presets/metrics/discount.toml")),
    ("discount_rate.toml", include_str!("../../../presets/metrics/discount_rate.toml")),
    ("returned_sales.toml", include_str!("../../../presets/metrics/returned_sales.toml")),
    ("shipping_collected.toml", include_str!("../../../presets/metrics/shipping_collected.toml")),
    ("tax_collected.toml", include_str!("../../../presets/metrics/tax_collected.toml")),
    ("basket_size.toml", include_str!("../../../presets/metrics/basket_size.toml")),
    ("unit_price.toml", include_str!("../../../presets/metrics/unit_price.toml")),
    ("active_products.toml", include_str!("../../../presets/metrics/active_products.toml")),
    ("share.toml", include_str!("../../../presets/metrics/share.toml")),
    ("concentration.toml", include_str!("../../../presets/metrics/concentration.toml")),
    ("growth.toml", include_str!("../../../presets/metrics/growth.toml")),
    ("cagr.toml", include_str!("../../../presets/metrics/cagr.toml")),
    ("customers.toml", include_str!("../../../presets/metrics/customers.toml")),
    ("new_customers.toml", include_str!("../../../presets/metrics/new_customers.toml")),
    ("new_customer_share.toml", include_str!("../../../presets/metrics/new_customer_share.toml")),
    ("repeat_rate.toml", include_str!("../../../presets/metrics/repeat_rate.toml")),
    ("orders_per_customer.toml", include_str!("../../../presets/metrics/orders_per_customer.toml")),
    ("sales_per_customer.toml", include_str!("../../../presets/metrics/sales_per_customer.toml")),
    ("retention.toml", include_str!("../../../presets/metrics/retention.toml")),
    ("return_rate.toml", include_str!("../../../presets/metrics/return_rate.toml")),
    ("cross_border_share.toml", include_str!("../../../presets/metrics/cross_border_share.toml")),
    ("export_share.toml", include_str!("../../../presets/metrics/export_share.toml")),
    ("mode_share.toml", include_str!("../../../presets/metrics/mode_share.toml")),
    ("cost_of_goods.toml", include_str!("../../../presets/metrics/cost_of_goods.toml")),
    ("vat_rebate.toml", include_str!("../../../presets/metrics/vat_rebate.toml")),
    ("gross_profit.toml", include_str!("../../../presets/metrics/gross_profit.toml")),
    ("gross_margin.toml", include_str!("../../../presets/metrics/gross_margin.toml")),
    ("contribution.toml", include_str!("../../../presets/metrics/contribution.toml")),
    ("contribution_margin.toml", include_str!("../../../presets/metrics/contribution_margin.toml")),
    ("cm1.toml", include_str!("../../../presets/metrics/cm1.toml")),
    ("cm2.toml", include_str!("../../../presets/metrics/cm2.toml")),
    ("cm3.toml", include_str!("../../../presets/metrics/cm3.toml")),
    ("cm4.toml", include_str!("../../../presets/metrics/cm4.toml")),
    ("platform_fees.toml", include_str!("../../../presets/metrics/platform_fees.toml")),
    ("payment_fees.toml", include_str!("../../../presets/metrics/payment_fees.toml")),
    ("fulfilment_cost.toml", include_str!("../../../presets/metrics/fulfilment_cost.toml")),
    ("storage_cost.toml", include_str!("../../../presets/metrics/storage_cost.toml")),
    ("first_leg_cost.toml", include_str!("../../../presets/metrics/first_leg_cost.toml")),
    ("freight_cost.toml", include_str!("../../../presets/metrics/freight_cost.toml")),
    ("duty_cost.toml", include_str!("../../../presets/metrics/duty_cost.toml")),
    ("advertising_cost.toml", include_str!("../../../presets/metrics/advertising_cost.toml")),
    ("advertising_share.toml", include_str!("../../../presets/metrics/advertising_share.toml")),
    ("fee_share.toml", include_str!("../../../presets/metrics/fee_share.toml")),
    ("shipping_coverage.toml", include_str!("../../../presets/metrics/shipping_coverage.toml")),
    ("chargebacks.toml", include_str!("../../../presets/metrics/chargebacks.toml")),
    ("return_cost.toml", include_str!("../../../presets/metrics/return_cost.toml")),
    ("capital_cost.toml", include_str!("../../../presets/metrics/capital_cost.toml")),
    ("fx_spread.toml", include_str!("../../../presets/metrics/fx_spread.toml")),
    ("tax_paid.toml", include_str!("../../../presets/metrics/tax_paid.toml")),
    ("cancelled_orders.toml", include_str!("../../../presets/metrics/cancelled_orders.toml")),
    ("cancellation_rate.toml", include_str!("../../../presets/metrics/cancellation_rate.toml")),
    ("on_time_share.toml", include_str!("../../../presets/metrics/on_time_share.toml")),
    ("review_score.toml", include_str!("../../../presets/metrics/review_score.toml")),
    ("case_rate.toml", include_str!("../../../presets/metrics/case_rate.toml")),
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
                    Some(Expression::Sum { .. } | Expression::Distinct { .. } | Expression::First { .. }) => {}
                    Some(_) => return Err(fail(format!("\"{name}\" is neither a sum nor a count"))),
                    None => return Err(fail(format!("there is no metric \"{name}\""))),
                }
            }
            self.check_parameters(metric).map_err(|error| fail(error.to_string()))?;
        }
        Ok(())
    }

    /// What is looked at is a sum, and what it is looked at over a dimension.
    pub(crate) fn check_parameters(&self, metric: &Metric) -> Result<(), SemanticError> {
        let (of, over) = match &metric.expression {
            Expression::Share { of, over } | Expression::Concentration { of, over } => (of, Some(over)),
            Expression::Growth { of } | Expression::Cagr { of } => (of, None),
            _ => return Ok(()),
        };
        if let Some(over) = over {
            dimension::find(over)?;
        }
        if let Some(name) = &of.metric {
            self.get(name)?;
        }
        if !matches!(self.operand(of), Some(crate::compile::Measure::Sum { .. })) {
            return Err(SemanticError::asked(
                "bad_parameter",
                format!("\"{}\" needs a sum to look at.", metric.name),
                "Sums are, for example, gross_sales, net_sales, units and contribution.",
            ));
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
                Expression::Sum { from, amount, quantity, condition } => {
                    Measure::sum(*from, amount.as_ref(), quantity.as_ref(), condition, extra)
                }
                Expression::Distinct { from, of, condition } => {
                    Some(Measure::Distinct { base: *from, key: *of, condition: condition.clone(), extra })
                }
                Expression::First { of, condition } if extra.is_none() => Some(Measure::First { key: *of, condition: condition.clone() }),
                _ => None,
            };
        }
        match operand.distinct {
            Some(key) => Some(Measure::Distinct { base: operand.from, key, condition: own(), extra: None }),
            None => Measure::sum(operand.from, operand.amount.as_ref(), operand.quantity.as_ref(), &own(), None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metrics_are_shipped_and_each_file_is_listed() {
        let registry = Registry::shipped().unwrap();
        assert!(registry.metrics().len() >= 30);
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
        assert_eq!(registry.metrics().len(), SHIPPED.len() + 1);
        assert_eq!(registry.get("units").unwrap().label.en, "Pieces");
        let circle = SHIPPED[4].1.replace("name = \"aov\"", "name = \"loop\"").replace("metric = \"orders\"", "metric = \"loop\"");
        std::fs::write(directory.join("loop.toml"), circle).unwrap();
        let error = Registry::with_directory(&directory).unwrap_err();
        assert_eq!(error.to_string(), "loop.toml: \"loop\" is neither a sum nor a count");
        std::fs::remove_dir_all(&directory).unwrap();
    }
}
