//! Reviews of what was delivered: a score and a sentence, in the language of the country. All sentences are invented.

use crate::DemoError;
use crate::clock::{Clock, DAY_S, SHANGHAI_MIN};
use crate::formats::pen::csv;
use crate::order::{Mode, Order, Paper};
use crate::random::Random;
use crate::rows::Paperwork;
use crate::sink::Sink;
use crate::summary::DemoFile;
use crate::tables::countries::COUNTRIES;
use std::path::Path;

const HEADER: &str = "review_id,date,score,text,title,order_id,sku,channel\n";
/// One delivered order in this many is reviewed.
const SHARE: f64 = 0.08;
/// One row in this many has a word for a score.
const DIRTY_EVERY: u64 = 800;

/// Sentences by score, from one star to five: English, German, Spanish, Chinese.
const SAID: [[&[&str]; 4]; 5] = [
    [
        &["Stopped working after two days.", "Never arrived complete, support did not answer.", "Not as described, would not buy again."],
        &["Nach zwei Tagen kaputt.", "Entspricht nicht der Beschreibung, leider."],
        &["Llegó roto y nadie responde."],
        &["用了两天就坏了。", "与描述不符，不会再买。"],
    ],
    [
        &["Took five weeks and the box was crushed.", "Cheaper looking than in the pictures."],
        &["Lieferung dauerte ewig.", "Wirkt billiger als auf den Bildern."],
        &["Tardó demasiado."],
        &["发货太慢，包装破损。"],
    ],
    [
        &["It is okay for the price.", "Works, but the colour is a little off."],
        &["In Ordnung für den Preis."],
        &["Correcto por el precio."],
        &["一般般，对得起价格。"],
    ],
    [
        &["Good quality, slow delivery.", "Does what it should, nice box."],
        &["Gute Qualität, Lieferung etwas langsam."],
        &["Buena calidad, envío lento."],
        &["质量不错，物流稍慢。"],
    ],
    [
        &["Exactly as described, arrived early!", "Bought a second one for my sister.", "Great value, thank you."],
        &["Genau wie beschrieben, kam früher als erwartet.", "Sehr zufrieden, gerne wieder."],
        &["Perfecto, llegó antes de lo esperado."],
        &["和描述一样，物流很快，好评！", "很满意，下次还会买。"],
    ],
];

/// Writes the reviews file.
pub(crate) struct Reviews {
    sink: Sink,
    seed: u64,
    made: u64,
    dirty: u64,
    row: Vec<u8>,
}

impl Reviews {
    pub(crate) fn create(dir: &Path, orders: u64, seed: u64) -> Result<Self, DemoError> {
        Ok(Reviews { sink: Sink::create(dir, "reviews.csv", HEADER, orders / 12)?, seed, made: 0, dirty: 0, row: Vec::new() })
    }

    /// Perhaps the buyer of a sale says something by `now`.
    pub(crate) fn note(&mut self, order: &Order, now: i64, paperwork: &Paperwork) -> Result<(), DemoError> {
        let (Some(delivered), Some(promised)) = (order.life.delivered, order.life.promised) else { return Ok(()) };
        let mut random = Random::of(self.seed, 0x5E, order.id.number);
        if order.id.paper != Paper::Sale || order.mode == Mode::B2b || !random.chance(SHARE) {
            return Ok(());
        }
        let at = delivered + random.between(DAY_S / 2, 20 * DAY_S);
        if at > now {
            return Ok(());
        }
        let weights = match (order.life.refunded.is_some(), delivered > promised) {
            (true, _) => [44.0, 26.0, 16.0, 8.0, 6.0],
            (false, true) => [16.0, 24.0, 26.0, 22.0, 12.0],
            (false, false) => [3.0, 4.0, 10.0, 27.0, 56.0],
        };
        let score = random.weighted(weights.into_iter());
        let language = match COUNTRIES[order.country].code {
            "DE" | "AT" | "CH" => 1,
            "ES" | "MX" => 2,
            "CN" | "TW" | "HK" => 3,
            _ => 0,
        };
        let sentences = SAID[score][language];
        let sentence = sentences[random.between(0, sentences.len() as i64 - 1) as usize];
        self.made += 1;
        let dirty = self.made % DIRTY_EVERY == 60;
        self.dirty += u64::from(dirty);
        let score = if dirty { "five".to_owned() } else { (score + 1).to_string() };
        let mut stamp = Vec::new();
        paperwork.stamps.write(at, Clock::Offset(SHANGHAI_MIN), &mut stamp);
        let sku = &paperwork.catalogue.products[order.lines[0].product].sku;
        let channel = crate::tables::platforms::PLATFORMS[order.platform].sold_on();
        let stamp = String::from_utf8_lossy(&stamp);
        self.row.clear();
        csv(&[&format!("RV-{:07}", self.made), &stamp, &score, sentence, "", &order.id.text(), sku, channel], &mut self.row);
        self.sink.write(&self.row, 1)
    }

    pub(crate) fn close(self) -> Result<DemoFile, DemoError> {
        let (path, rows) = self.sink.close()?;
        Ok(DemoFile { expect_quarantined: self.dirty, ..DemoFile::clean(path, "reviews", rows) })
    }
}
