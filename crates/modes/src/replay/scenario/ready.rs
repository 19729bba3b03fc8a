//! Ready-made scenarios, one a mode: data, to be taken as they are or copied into a file of one's own.

use super::{Scenario, parse};
use crate::replay::error::ScenarioError;
use entrepot_domain::ledger::Mode;

const SHIPPED: &[(Mode, &str, &str)] = &[
    (Mode::B2c, "presets/modes/b2c.toml", include_str!("../../../../../presets/modes/b2c.toml")),
    (Mode::B2b, "presets/modes/b2b.toml", include_str!("../../../../../presets/modes/b2b.toml")),
    (Mode::B2b2c, "presets/modes/b2b2c.toml", include_str!("../../../../../presets/modes/b2b2c.toml")),
];

/// The ready-made scenarios of some modes, in their order.
///
/// # Errors
/// Never, as a test proves.
pub fn ready(modes: &[Mode]) -> Result<Vec<Scenario>, ScenarioError> {
    let mut scenarios = Vec::new();
    for mode in modes {
        for (_, file, text) in SHIPPED.iter().filter(|(of, _, _)| of == mode) {
            scenarios.extend(parse(file, text)?);
        }
    }
    Ok(scenarios)
}
