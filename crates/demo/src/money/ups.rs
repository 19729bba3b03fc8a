//! UPS: the billing data file, no header, 250 columns, one row a charge, every row with the total of its invoice.

use super::{Closing, Entry};
use crate::DemoError;
use crate::clock::SHANGHAI_MIN;
use crate::formats::pen::{Moment, csv, plain, share};
use crate::rows::Paperwork;
use crate::shipments::Sent;
use crate::sink::Sink;
use crate::summary::{Basis, DemoFile, Tally};
use crate::tables::countries::COUNTRIES;
use crate::tables::currencies;
use std::path::{Path, PathBuf};

/// Columns of a row.
const COLUMNS: usize = 250;
/// Fuel surcharge, in hundredths of a percent of the freight.
const FUEL_BPS: i64 = 1_950;

/// The carrier's open invoice.
pub(super) struct Ups {
    dir: PathBuf,
    rows: Vec<Vec<(usize, String)>>,
    total: i64,
    files: Vec<DemoFile>,
}

/// Grams as kilograms with one decimal, as the carrier rounds: up.
fn kilograms(grams: i64) -> String {
    let tenths = (grams + 99) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

impl Ups {
    pub(super) fn new(dir: &Path) -> Self {
        Ups { dir: dir.to_owned(), rows: Vec::new(), total: 0, files: Vec::new() }
    }

    /// Bills a parcel.
    pub(super) fn parcel(&mut self, entry: &Entry, sent: &Sent, paperwork: &Paperwork, tally: &mut Tally) {
        let order = &entry.order;
        let Some(parcel) = &order.parcel else { return };
        let step = if order.id.number.is_multiple_of(14) { parcel.lane.step_g } else { 0 };
        let charged = sent.charged_weight_g + step;
        let freight = parcel.lane.price(charged);
        let duty =
            if order.incoterm == "DDP" && order.currency == currencies::index(parcel.lane.currency) { share(order.net(), 350) } else { 0 };
        let charges = [
            ("FRT", "065", "WW Express Saver", "freight", freight),
            ("FSC", "FSC", "Fuel Surcharge", "fuel_surcharge", share(freight, FUEL_BPS)),
            (
                "ACC",
                "ESD",
                "Extended Area Surcharge",
                "extended_area_surcharge",
                if order.id.number.is_multiple_of(19) { 2_150 } else { 0 },
            ),
            ("BRK", "ENT", "Entry Preparation Fee", "brokerage", if duty > 0 { 1_450 } else { 0 }),
            ("GOV", "DTY", "Customs Duty", "duty", duty),
        ];
        let shipped = Moment::new(paperwork.stamps, entry.at, SHANGHAI_MIN).day().to_owned();
        let currency = currencies::index(parcel.lane.currency);
        for (category, code, description, kind, net) in charges.into_iter().filter(|charge| charge.4 != 0) {
            tally.charge(currency, kind, Basis::Actual, -net);
            self.total += net;
            self.rows.push(vec![
                (0, "2.1".to_owned()),
                (1, "0000A1B2C3".to_owned()),
                (6, "E".to_owned()),
                (9, parcel.lane.currency.to_owned()),
                (11, shipped.clone()),
                (13, order.id.text()),
                (15, order.id.text()),
                (17, "P/P".to_owned()),
                (18, "1".to_owned()),
                (20, sent.tracking.clone()),
                (26, kilograms(parcel.weight_g)),
                (27, "K".to_owned()),
                (28, kilograms(charged)),
                (29, "K".to_owned()),
                (31, "904".to_owned()),
                (33, "065".to_owned()),
                (34, "SHP".to_owned()),
                (35, "SHP".to_owned()),
                (43, category.to_owned()),
                (44, code.to_owned()),
                (45, description.to_owned()),
                (51, "0.00".to_owned()),
                (52, plain(net, 2)),
                (73, parcel.from.to_owned()),
                (81, COUNTRIES[order.country].code.to_owned()),
                (129, plain(order.net(), crate::tables::currencies::CURRENCIES[order.currency].digits)),
            ]);
        }
    }

    /// Sends the invoice of the month.
    pub(super) fn close_month(&mut self, today: Closing) -> Result<(), DemoError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let (number, date) = (format!("0000A1B2C3{}", today.date.strftime("%y%m")), today.date.to_string());
        let total = plain(self.total, 2);
        let mut out = Vec::new();
        let rows = std::mem::take(&mut self.rows);
        for row in &rows {
            let mut fields = vec![""; COLUMNS];
            (fields[4], fields[5], fields[10]) = (&date, &number, &total);
            for (place, value) in row {
                fields[*place] = value;
            }
            csv(&fields, &mut out);
        }
        self.total = 0;
        let mut sink = Sink::create(&self.dir, &format!("ups_billing_{}.csv", today.date.strftime("%Y-%m")), "", 0)?;
        sink.write(&out, rows.len() as u64)?;
        let (path, rows) = sink.close()?;
        self.files.push(DemoFile::clean(path, "ups", rows));
        Ok(())
    }

    pub(super) fn close(self) -> Vec<DemoFile> {
        self.files
    }
}
