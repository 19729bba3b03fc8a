//! What the demo seller sells: 26 goods in the four categories of the seed paper, each in 16 variants.

/// When a good is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Season {
    All,
    Winter,
    Summer,
    Gift,
}

impl Season {
    /// How wanted in a month (1-12), at most 1.
    pub(crate) fn wanted(self, month: i8) -> f64 {
        let table = match self {
            Season::All => return 0.8,
            Season::Winter => [0.9, 0.7, 0.4, 0.25, 0.2, 0.2, 0.2, 0.3, 0.5, 0.8, 1.0, 1.0],
            Season::Summer => [0.3, 0.35, 0.5, 0.7, 0.9, 1.0, 1.0, 0.8, 0.5, 0.35, 0.3, 0.3],
            Season::Gift => [0.5, 0.8, 0.6, 0.6, 0.8, 0.6, 0.5, 0.5, 0.6, 0.7, 0.9, 1.0],
        };
        table[(month.clamp(1, 12) - 1) as usize]
    }
}

/// One good, before its variants.
#[derive(Debug)]
pub(crate) struct Good {
    /// Name without the variant.
    pub name: &'static str,
    /// Index into the platforms' categories.
    pub category: usize,
    /// HS 2022 subheading.
    pub hs_code: &'static str,
    /// Lowest and highest cost, CNY.
    pub cost_cny: (i64, i64),
    /// Shop price / cost.
    pub markup: f64,
    /// Packed weight, grams.
    pub weight_g: i64,
    /// Packed size, millimetres.
    pub size_mm: (i64, i64, i64),
    /// When it is wanted.
    pub season: Season,
}

/// `price` is lowest cost, highest cost and markup.
const fn good(
    category: usize, hs_code: &'static str, name: &'static str, price: (i64, i64, f64), weight_g: i64, size_mm: (i64, i64, i64),
    season: Season,
) -> Good {
    Good { name, category, hs_code, cost_cny: (price.0, price.1), markup: price.2, weight_g, size_mm, season }
}

use Season::{All, Gift, Summer, Winter};

/// All goods. HS codes were looked up in the HS 2022 nomenclature.
pub(crate) const GOODS: &[Good] = &[
    good(0, "610910", "Cotton T-shirt", (18, 34, 4.2), 190, (280, 220, 25), Summer),
    good(0, "610510", "Knitted polo shirt", (30, 52, 3.9), 260, (290, 230, 30), Summer),
    good(0, "610442", "Knitted cotton dress", (42, 96, 3.8), 380, (320, 250, 40), Summer),
    good(0, "610462", "Women's knitted trousers", (38, 72, 3.7), 420, (320, 250, 45), All),
    good(0, "611020", "Cotton cardigan", (52, 104, 3.6), 520, (340, 270, 60), Winter),
    good(0, "611030", "Fleece pullover", (46, 88, 3.7), 560, (350, 280, 80), Winter),
    good(0, "611120", "Baby romper set", (28, 58, 4.0), 240, (260, 200, 40), Gift),
    good(1, "711719", "Plated necklace", (14, 48, 6.0), 60, (120, 90, 30), Gift),
    good(1, "711719", "Plated bracelet", (12, 38, 6.2), 50, (110, 80, 30), Gift),
    good(1, "711719", "Crystal earrings", (9, 30, 7.0), 30, (90, 70, 25), Gift),
    good(1, "711711", "Enamel cuff links", (16, 42, 5.4), 70, (90, 60, 35), Gift),
    good(1, "711790", "Resin hair ornament", (8, 22, 7.2), 45, (130, 90, 30), All),
    good(1, "711790", "Glass bead brooch", (11, 34, 6.2), 55, (90, 90, 30), Gift),
    good(2, "850940", "Portable blender", (68, 138, 2.9), 980, (260, 130, 130), Summer),
    good(2, "850980", "Electric milk frother", (32, 64, 3.3), 340, (240, 90, 80), Gift),
    good(2, "851631", "Ionic hair dryer", (72, 168, 2.9), 760, (270, 220, 100), All),
    good(2, "851632", "Curling iron", (48, 96, 3.1), 520, (330, 110, 70), Gift),
    good(2, "851640", "Travel steam iron", (64, 132, 2.8), 1_050, (260, 140, 130), All),
    good(2, "851671", "Capsule coffee maker", (148, 288, 2.4), 2_900, (330, 260, 150), Gift),
    good(2, "851672", "Two-slot toaster", (78, 152, 2.6), 1_650, (300, 200, 200), All),
    good(2, "851679", "Electric kettle", (58, 118, 2.8), 1_180, (240, 210, 210), Winter),
    good(2, "851629", "Desktop ceramic heater", (76, 146, 2.7), 1_420, (260, 180, 160), Winter),
    good(3, "851830", "Wireless earbuds", (58, 188, 2.8), 180, (120, 110, 50), Gift),
    good(3, "851821", "Bluetooth speaker", (72, 214, 2.6), 640, (200, 110, 110), Summer),
    good(3, "851762", "Smart watch", (118, 298, 2.4), 260, (140, 110, 80), Gift),
    good(3, "851762", "Dual-band Wi-Fi router", (96, 228, 2.4), 720, (280, 210, 70), All),
];

/// Variants by category; a few need quoting in a CSV file, as real names do.
pub(crate) const VARIANTS: [[&str; 16]; 4] = [
    [
        "black, S",
        "black, M",
        "black, L",
        "black, XL",
        "white, S",
        "white, M",
        "white, L",
        "navy, M",
        "navy, L",
        "navy, XL",
        "sage, S",
        "sage, M",
        "rose, S",
        "rose, M",
        "sand, M",
        "sand, L",
    ],
    [
        "gold tone",
        "silver tone",
        "rose gold tone",
        "black",
        "pearl white",
        "jade green",
        "sapphire blue",
        "ruby red",
        "amber",
        "lotus",
        "crane",
        "plum blossom",
        "moon",
        "star",
        "wave",
        "cloud",
    ],
    [
        "EU plug",
        "UK plug",
        "US plug",
        "AU plug",
        "EU plug, white",
        "UK plug, white",
        "US plug, white",
        "AU plug, white",
        "Pro EU plug",
        "Pro UK plug",
        "Pro US plug",
        "Pro AU plug",
        "Mini EU plug",
        "Mini UK plug",
        "Mini US plug",
        "Mini, 5\" box",
    ],
    [
        "S1 black",
        "S1 white",
        "S2 black",
        "S2 white",
        "S2 blue",
        "S3 black",
        "S3 white",
        "S3 green",
        "Lite black",
        "Lite white",
        "Pro black",
        "Pro silver",
        "Pro blue",
        "Max black",
        "Max silver",
        "Max, 1.8\" display",
    ],
];
