//! Customer service: who asked what, when somebody answered, when it was settled and how content they were.

use crate::DemoError;
use crate::clock::{Clock, DAY_S, SHANGHAI_MIN};
use crate::formats::pen::csv;
use crate::order::{Mode, Order, Paper};
use crate::random::Random;
use crate::rows::Paperwork;
use crate::sink::Sink;
use crate::summary::DemoFile;
use std::path::Path;

const HEADER: &str = "case_id,opened_at,kind,order_id,sku,channel,subject,status,first_response_at,resolved_at,csat\n";
const HOUR_S: i64 = 3_600;
/// One row in this many has a damaged date.
const DIRTY_EVERY: u64 = 700;

/// Writes the cases file.
pub(crate) struct Cases {
    sink: Sink,
    seed: u64,
    made: u64,
    dirty: u64,
    row: Vec<u8>,
}

impl Cases {
    pub(crate) fn create(dir: &Path, orders: u64, seed: u64) -> Result<Self, DemoError> {
        Ok(Cases { sink: Sink::create(dir, "cases.csv", HEADER, orders / 15)?, seed, made: 0, dirty: 0, row: Vec::new() })
    }

    /// Perhaps the buyer of a sale has asked something by `now`.
    pub(crate) fn note(&mut self, order: &Order, now: i64, paperwork: &Paperwork) -> Result<(), DemoError> {
        let life = &order.life;
        if order.id.paper != Paper::Sale || order.mode == Mode::B2b {
            return Ok(());
        }
        let mut random = Random::of(self.seed, 0xCA5E, order.id.number);
        let late = life.promised.filter(|&promised| life.shipped.is_some() && life.delivered.is_none_or(|delivered| delivered > promised));
        let returned = life.refunded.filter(|_| life.cancelled.is_none());
        let (kind, subject, asked) = match (returned, late, life.delivered) {
            (Some(refunded), ..) if random.chance(0.75) => {
                ("return", "I want to send it back", refunded - random.between(DAY_S, 6 * DAY_S))
            }
            (_, Some(promised), _) if random.chance(0.3) => ("late", "Where is my parcel?", promised + random.between(HOUR_S, 3 * DAY_S)),
            (_, _, Some(delivered)) if random.chance(0.018) => {
                let kinds =
                    [("quality", "It does not work"), ("wrong_item", "This is not what I ordered"), ("question", "How do I use it?")];
                let (kind, subject) = kinds[random.weighted([45.0, 15.0, 40.0].into_iter())];
                (kind, subject, delivered + random.between(HOUR_S, 15 * DAY_S))
            }
            _ if random.chance(0.006) => ("question", "Can you change the address?", life.placed + random.between(HOUR_S / 4, 20 * HOUR_S)),
            _ => return Ok(()),
        };
        let asked = asked.max(life.placed + HOUR_S / 4);
        if asked > now {
            return Ok(());
        }
        let answered = Some(asked + random.between(HOUR_S / 3, 30 * HOUR_S)).filter(|&at| at <= now);
        let settled = answered.map(|at| at + random.between(HOUR_S / 2, 6 * DAY_S)).filter(|&at| at <= now);
        let score = settled.filter(|_| random.chance(0.4)).map(|_| 1 + random.weighted([9.0, 8.0, 17.0, 30.0, 36.0].into_iter()));
        self.made += 1;
        let dirty = self.made % DIRTY_EVERY == 80;
        self.dirty += u64::from(dirty);
        let stamp = |at: Option<i64>| {
            let mut out = Vec::new();
            if let Some(at) = at {
                paperwork.stamps.write(at, Clock::Offset(SHANGHAI_MIN), &mut out);
            }
            String::from_utf8_lossy(&out).into_owned()
        };
        let asked = stamp(Some(asked));
        let fields: [&str; 11] = [
            &format!("CS-{:07}", self.made),
            if dirty { "########" } else { &asked },
            kind,
            &order.id.text(),
            &paperwork.catalogue.products[order.lines[0].product].sku,
            ["mail", "chat", "platform"][random.weighted([30.0, 25.0, 45.0].into_iter())],
            subject,
            if settled.is_some() { "resolved" } else { "open" },
            &stamp(answered),
            &stamp(settled),
            &score.map_or_else(String::new, |score| score.to_string()),
        ];
        self.row.clear();
        csv(&fields, &mut self.row);
        self.sink.write(&self.row, 1)
    }

    pub(crate) fn close(self) -> Result<DemoFile, DemoError> {
        let (path, rows) = self.sink.close()?;
        Ok(DemoFile { expect_quarantined: self.dirty, ..DemoFile::clean(path, "cases", rows) })
    }
}
