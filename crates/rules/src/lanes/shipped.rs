//! The lanes that come with the program: one line for each file of `presets/lanes`.

/// File name and text.
pub(super) const SHIPPED: &[(&str, &str)] = &[
    ("air_freight.toml", include_str!("../../../../presets/lanes/air_freight.toml")),
    ("cainiao_priority.toml", include_str!("../../../../presets/lanes/cainiao_priority.toml")),
    ("china_post_small_packet.toml", include_str!("../../../../presets/lanes/china_post_small_packet.toml")),
    ("ddp_air.toml", include_str!("../../../../presets/lanes/ddp_air.toml")),
    ("ddp_sea.toml", include_str!("../../../../presets/lanes/ddp_sea.toml")),
    ("dhl_express.toml", include_str!("../../../../presets/lanes/dhl_express.toml")),
    ("ems.toml", include_str!("../../../../presets/lanes/ems.toml")),
    ("epacket.toml", include_str!("../../../../presets/lanes/epacket.toml")),
    ("fedex_intl.toml", include_str!("../../../../presets/lanes/fedex_intl.toml")),
    ("generic_air_line_general.toml", include_str!("../../../../presets/lanes/generic_air_line_general.toml")),
    ("overseas_warehouse_us.toml", include_str!("../../../../presets/lanes/overseas_warehouse_us.toml")),
    ("sea_fcl_40.toml", include_str!("../../../../presets/lanes/sea_fcl_40.toml")),
    ("sea_lcl.toml", include_str!("../../../../presets/lanes/sea_lcl.toml")),
    ("ups_express.toml", include_str!("../../../../presets/lanes/ups_express.toml")),
    ("yanwen_us_ddp.toml", include_str!("../../../../presets/lanes/yanwen_us_ddp.toml")),
    ("yun_economy_variant_a.toml", include_str!("../../../../presets/lanes/yun_economy_variant_a.toml")),
    ("yun_economy_variant_b.toml", include_str!("../../../../presets/lanes/yun_economy_variant_b.toml")),
    ("yun_economy_variant_c.toml", include_str!("../../../../presets/lanes/yun_economy_variant_c.toml")),
    ("yun_economy_variant_d.toml", include_str!("../../../../presets/lanes/yun_economy_variant_d.toml")),
    ("yun_economy_variant_e.toml", include_str!("../../../../presets/lanes/yun_economy_variant_e.toml")),
];
