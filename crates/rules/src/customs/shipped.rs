//! The customs tables that come with the program: one line for each file of `presets/duties`, and the files beside them.

/// File name and text of each territory.
pub(super) const TERRITORIES: &[(&str, &str)] = &[
    ("ae.toml", include_str!("../../../../presets/duties/ae.toml")),
    ("au.toml", include_str!("../../../../presets/duties/au.toml")),
    ("br.toml", include_str!("../../../../presets/duties/br.toml")),
    ("ca.toml", include_str!("../../../../presets/duties/ca.toml")),
    ("ch.toml", include_str!("../../../../presets/duties/ch.toml")),
    ("cn.toml", include_str!("../../../../presets/duties/cn.toml")),
    ("eu.toml", include_str!("../../../../presets/duties/eu.toml")),
    ("gb.toml", include_str!("../../../../presets/duties/gb.toml")),
    ("ht.toml", include_str!("../../../../presets/duties/ht.toml")),
    ("id.toml", include_str!("../../../../presets/duties/id.toml")),
    ("in.toml", include_str!("../../../../presets/duties/in.toml")),
    ("jp.toml", include_str!("../../../../presets/duties/jp.toml")),
    ("kr.toml", include_str!("../../../../presets/duties/kr.toml")),
    ("mx.toml", include_str!("../../../../presets/duties/mx.toml")),
    ("my.toml", include_str!("../../../../presets/duties/my.toml")),
    ("no.toml", include_str!("../../../../presets/duties/no.toml")),
    ("nz.toml", include_str!("../../../../presets/duties/nz.toml")),
    ("ph.toml", include_str!("../../../../presets/duties/ph.toml")),
    ("ru.toml", include_str!("../../../../presets/duties/ru.toml")),
    ("sg.toml", include_str!("../../../../presets/duties/sg.toml")),
    ("th.toml", include_str!("../../../../presets/duties/th.toml")),
    ("tr.toml", include_str!("../../../../presets/duties/tr.toml")),
    ("tw.toml", include_str!("../../../../presets/duties/tw.toml")),
    ("us.toml", include_str!("../../../../presets/duties/us.toml")),
    ("za.toml", include_str!("../../../../presets/duties/za.toml")),
];

/// The import taxes of all countries.
pub(super) const TAXES: (&str, &str) = ("import.toml", include_str!("../../../../presets/taxes/import.toml"));

/// Incoterms, export procedures and rebates, and the policy timeline.
pub(super) const INCOTERMS: (&str, &str) = ("incoterms.toml", include_str!("../../../../presets/trade/incoterms.toml"));
/// Export from the seller's country: supervision codes, pilot cities, VAT rebates.
pub(super) const EXPORT: (&str, &str) = ("export.toml", include_str!("../../../../presets/trade/export.toml"));
/// What changed when.
pub(super) const TIMELINE: (&str, &str) = ("timeline.toml", include_str!("../../../../presets/trade/timeline.toml"));
