//! The rooms and their layers: the one table that says who may lean on whom.

/// Layer of every room, also of those that nobody has moved into yet.
const LAYERS: &[(&str, &[&str])] = &[
    ("ground", &["domain", "rules", "models", "solvers", "verify", "epcis", "tlog"]),
    ("store", &["lake", "engine", "semantic", "ops", "mip"]),
    ("features", &["collect", "demo", "market", "keep", "modes", "customers", "outreach", "launch", "stores", "logistics", "trace"]),
    ("surfaces", &["api", "console", "pgwire"]),
    ("binary", &["entrepot"]),
];

/// Arrows inside a layer, each with its reason.
pub const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("rules", "domain", "charges and money are the ledger's"),
    ("models", "domain", "typed ids and money go in and out"),
    ("solvers", "domain", "problem and solution types are the domain's"),
    ("verify", "domain", "problem and solution types are the domain's"),
    ("epcis", "domain", "typed ids and GS1 keys are the domain's"),
    ("lake", "ops", "a lake version is a row of ops, written last: publishing needs both"),
    ("engine", "lake", "a session is opened over a lake version"),
    ("semantic", "engine", "a compiled metric is run by the engine"),
    ("semantic", "lake", "a metric is compiled against the lake's schemas"),
    ("api", "console", "the HTTP server hands out the embedded console"),
];

/// The room of one of our packages: `entrepot-lake` -> `lake`, `entrepot` -> `entrepot`.
pub fn room_of_package(package: &str) -> Option<&str> {
    match package {
        "entrepot" => Some("entrepot"),
        _ => package.strip_prefix("entrepot-"),
    }
}

/// 0 for ground, 4 for the binary.
pub fn layer(room: &str) -> Option<usize> {
    LAYERS.iter().position(|(_, rooms)| rooms.contains(&room))
}

/// The layer's name.
pub fn layer_name(layer: usize) -> &'static str {
    LAYERS.get(layer).map_or("no layer", |(name, _)| name)
}

/// The ground rooms.
pub fn is_ground(room: &str) -> bool {
    layer(room) == Some(0)
}

/// The feature rooms.
pub fn is_feature(room: &str) -> bool {
    layer(room) == Some(2)
}
