//! Lanes, customs and export: why a lane refuses, and what must be known first.

use super::{Text, t};

/// The files of a home that answer a question about a lane.
const LANE_FILE: (&str, &str) = ("Write it in presets/lanes/{file} of the home{rest}", "请写入您目录下的 presets/lanes/{file}{rest}");

pub(super) const TEXTS: &[Text] = &[
    t(
        "lane.not_from",
        "该线路不从此地发出。",
        "请选择从此地发货的线路。",
        &[("it does not start in {country}", "不从 {country} 发出")],
        &[],
    ),
    t("lane.not_to", "该线路不到此地。", "请选择可到达目的地的线路。", &[("it does not go to {country}", "不到 {country}")], &[]),
    t("lane.too_heavy", "超过重量上限。", "请拆分包裹，或选择上限更高的线路。", &[("over {kg} kg", "超过 {kg} 公斤")], &[]),
    t("lane.too_long", "超过长度上限。", "请选择允许更长包裹的线路。", &[("longer than {cm} cm", "长度超过 {cm} 厘米")], &[]),
    t(
        "lane.too_much_girth",
        "长度加围长超过上限。",
        "请缩小包装，或选择其他线路。",
        &[("length and girth are over {cm} cm", "长度加围长超过 {cm} 厘米")],
        &[],
    ),
    t(
        "lane.too_large",
        "三边之和超过上限。",
        "请缩小包装，或选择其他线路。",
        &[("length, width and height are over {cm} cm together", "三边之和超过 {cm} 厘米")],
        &[],
    ),
    t(
        "lane.not_this_cargo",
        "价目中没有此类货物。",
        "请选择接受此类货物的线路。",
        &[("its tariff has nothing for general goods", "价目中没有普货"), ("its tariff has nothing for special goods", "价目中没有特货")],
        &[],
    ),
    t(
        "lane.beyond_tariff",
        "价目到此重量为止。",
        "请拆分包裹，或补充更高重量的价目。",
        &[("its tariff ends at {kg} kg", "价目到 {kg} 公斤为止")],
        &[],
    ),
    t(
        "lane.unknown",
        "没有这条线路。",
        "请先对所有线路询价，查看可用的线路。",
        &[("There is no lane \"{code}\".", "没有线路“{code}”。")],
        &[],
    ),
    t("lane.no_weight", "包裹有多重？", "请填写重量（克）。", &[], &[]),
    t(
        "lane.no_dims",
        "包裹有多大？",
        "请填写长、宽、高（毫米）。",
        &[("{code} bills volume: how large is the parcel?", "{code} 按体积计费：包裹有多大？")],
        &[],
    ),
    t(
        "lane.no_divisor",
        "体积按多少换算成重量？",
        "请写入您目录下的线路文件。",
        &[("By which divisor does {code} turn volume into weight?", "{code} 的体积重系数是多少？")],
        &[LANE_FILE],
    ),
    t(
        "lane.no_tariff",
        "该线路没有公开价目。",
        "请在您目录下的线路文件中写入 [[rate]]。",
        &[("What does {code} charge? There is no public tariff.", "{code} 如何收费？没有公开价目。")],
        &[(
            "Write its [[rate]] in {file} of the home; `docs/guide/lanes.md` shows the form.",
            "请在您目录下的 {file} 中写入 [[rate]]，写法见 `docs/guide/lanes.md`。",
        )],
    ),
    t(
        "lane.no_tariff_to",
        "价目中没有这个国家。",
        "请写入您目录下的线路文件。",
        &[("What does {code} charge to {country}? Its tariff does not say.", "{code} 到 {country} 如何收费？价目未说明。")],
        &[LANE_FILE],
    ),
    t(
        "lane.no_tariff_on",
        "价目不含这一天。",
        "请写入您目录下的线路文件。",
        &[("What did {code} charge on {day}? Its tariff does not cover the day.", "{code} 在 {day} 如何收费？价目不含这一天。")],
        &[LANE_FILE],
    ),
    t(
        "lane.no_fuel",
        "当日的燃油附加费是多少？",
        "请写入您目录下的线路文件。",
        &[("Which fuel surcharge did {carrier} take on {day}?", "{carrier} 在 {day} 的燃油附加费是多少？")],
        &[LANE_FILE],
    ),
    t(
        "lane.no_surcharge",
        "当日的附加费是多少？",
        "请写入您目录下的线路文件。",
        &[("What was the surcharge {kind} of {code} on {day}?", "{code} 在 {day} 的附加费 {kind} 是多少？")],
        &[LANE_FILE],
    ),
    t("lane.overflow", "包裹真有这么大吗？金额超出范围。", "请检查重量和尺寸。", &[], &[]),
    t(
        "duty.no_hs",
        "缺少 HS 编码。",
        "请填写 6 位或更多位的 HS 编码。",
        &[("Which goods are item {n}? Its HS code is missing.", "第 {n} 项是什么货物？缺少 HS 编码。")],
        &[],
    ),
    t(
        "duty.no_table",
        "没有该目的地的关税表。",
        "请在您目录下写入关税表。",
        &[("Which duty does {country} take? There is no table for it.", "{country} 征多少关税？没有该国的关税表。")],
        &[("Write presets/duties/{file} in the home.", "请在您目录下写入 presets/duties/{file}。")],
    ),
    t(
        "duty.incomplete",
        "这一天的关税表不完整。",
        "请在您目录下补齐各层关税，并扩大 [[complete]]。",
        &[("What was the duty of {country} on {day}? {why}", "{country} 在 {day} 的关税是多少？{why}")],
        &[(
            "Write the layers in {file} of the home and widen [[complete]].",
            "请在您目录下的 {file} 中补齐各层关税，并扩大 [[complete]]。",
        )],
    ),
    t(
        "duty.no_rate",
        "没有该货物的税率。",
        "请查阅目的地税则，并在您目录下写入 [[layer]]。",
        &[(
            "What is the {name} duty of {country} on {hs} from {origin} on {day}?",
            "{country} 在 {day} 对原产于 {origin} 的 {hs} 征收的 {name} 税率是多少？",
        )],
        &[
            (
                "Look it up in the destination's tariff and write a [[layer]] in {file} of the home. The average over all goods is {pct} %; it is not used.",
                "请查阅目的地税则，并在您目录下的 {file} 中写入 [[layer]]。全部商品的平均税率为 {pct}%，未采用。",
            ),
            (
                "Look it up in the destination's tariff and write a [[layer]] in {file} of the home.",
                "请查阅目的地税则，并在您目录下的 {file} 中写入 [[layer]]。",
            ),
        ],
    ),
    t(
        "duty.hs_short",
        "HS 编码位数不够。",
        "请填写更多位的编码。",
        &[(
            "Which goods of {hs} are they? The duty of {country} depends on more digits.",
            "{hs} 具体是哪种货物？{country} 的关税取决于更多位数。",
        )],
        &[("Give the code with {n} digits.", "请填写 {n} 位编码。")],
    ),
    t(
        "duty.channel",
        "规则因通关方式而异。",
        "请指明通关方式。",
        &[
            ("By which procedure do the goods come into {country}? The rules differ.", "货物以何种方式进入 {country}？规则因此而异。"),
            (
                "By which procedure do the goods come into {country}? It has no channel \"{name}\".",
                "货物以何种方式进入 {country}？没有通关方式“{name}”。",
            ),
        ],
        &[("Name the channel: {names}.", "请指明通关方式：{names}。"), ("Leave the channel out.", "请去掉通关方式。")],
    ),
    t("duty.overflow", "货值真有这么大吗？金额超出范围。", "请检查货值和运费。", &[], &[]),
    t(
        "tax.no_rate",
        "没有该国的进口税率。",
        "请写入您目录下的 presets/taxes/import.toml。",
        &[("What is the import tax of {country}?", "{country} 的进口税是多少？")],
        &[],
    ),
    t(
        "tax.no_rate_on",
        "没有该国当日的进口税率。",
        "请写入您目录下的 presets/taxes/import.toml。",
        &[("What was the import tax of {country} on {day}?", "{country} 在 {day} 的进口税是多少？")],
        &[],
    ),
    t(
        "tax.no_class",
        "没有这个税率档次。",
        "请使用列出的档次。",
        &[("{country} has no tax class \"{name}\" on {day}. Which one is it?", "{country} 在 {day} 没有税率档次“{name}”。应为哪一档？")],
        &[],
    ),
    t(
        "export.no_city",
        "没有这个试点城市。",
        "请使用列出的城市。",
        &[("Which codes may be used in {city}?", "{city} 可用哪些监管代码？")],
        &[],
    ),
    t(
        "export.no_category",
        "没有这个退税类别。",
        "请使用列出的类别。",
        &[
            ("What VAT comes back? The category of the goods is missing.", "退多少增值税？缺少货物类别。"),
            ("What VAT comes back for goods of \"{name}\"?", "“{name}”类货物退多少增值税？"),
        ],
        &[("Name the category: {names}.", "请指明类别：{names}。")],
    ),
    t(
        "export.no_rebate_on",
        "没有当日的退税率。",
        "请写入您目录下的 presets/trade/export.toml。",
        &[("What VAT came back for {name} on {day}?", "{name} 在 {day} 退多少增值税？")],
        &[],
    ),
    t("export.overflow", "采购额真有这么大吗？金额超出范围。", "请检查金额。", &[], &[]),
];
