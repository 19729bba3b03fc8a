//! DHL Express: the billing CSV of MyBill, one invoice a month. Line `I` is the invoice, lines `S` its shipments with their surcharges.

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

/// Surcharges that a line has room for.
const SURCHARGES: usize = 4;
/// Fuel surcharge, in hundredths of a percent of the weight charge.
const FUEL_BPS: i64 = 1_825;

/// The carrier's open invoice.
pub(super) struct Dhl {
    dir: PathBuf,
    rows: Vec<Vec<String>>,
    total: i64,
    files: Vec<DemoFile>,
}

fn header() -> Vec<String> {
    let fixed = "Line Type,Billing Source,Original Invoice Number,Invoice Number,Invoice Date,Shipment Number,Shipment Date,\
Shipment Reference 1,Product Name,Orig Country Code,Dest Country Code,Weight Flag,DHL Scale Weight (B),Weight (kg),Currency,\
Total amount (excl. VAT),Total amount (incl. VAT),Tax Code,Total Tax,Tax Adjustment,Invoice Fee,Weight Charge,Weight Tax (VAT),\
Other Charges 1,Other Charges 2,Discount 1,Discount 2,Discount 3,Total Extra Charges (XC),Total Extra Charges Tax";
    let mut columns: Vec<String> = fixed.split(',').map(str::to_owned).collect();
    for place in 1..=SURCHARGES {
        columns.extend(["Code", "Name", "Charge", "Tax Code", "Tax", "Discount", "Total"].map(|what| format!("XC{place} {what}")));
    }
    columns
}

/// Grams as kilograms with three decimals.
fn kilograms(grams: i64) -> String {
    format!("{}.{:03}", grams / 1_000, grams % 1_000)
}

impl Dhl {
    pub(super) fn new(dir: &Path) -> Self {
        Dhl { dir: dir.to_owned(), rows: Vec::new(), total: 0, files: Vec::new() }
    }

    /// Bills a parcel.
    pub(super) fn parcel(&mut self, entry: &Entry, sent: &Sent, paperwork: &Paperwork, tally: &mut Tally) {
        let order = &entry.order;
        let Some(parcel) = &order.parcel else { return };
        // One parcel in twelve is weighed heavier at the hub.
        let step = if order.id.number.is_multiple_of(12) { parcel.lane.step_g } else { 0 };
        let charged = sent.charged_weight_g + step;
        let weight = parcel.lane.price(charged);
        let remote = if order.id.number.is_multiple_of(17) { 2_400 } else { 0 };
        let duty =
            if order.incoterm == "DDP" && order.currency == currencies::index(parcel.lane.currency) { share(order.net(), 350) } else { 0 };
        let surcharges = [
            ("FF", "FUEL SURCHARGE", "fuel_surcharge", share(weight, FUEL_BPS)),
            ("OO", "REMOTE AREA DELIVERY", "remote_area_delivery", remote),
            ("XX", "IMPORT EXPORT DUTIES", "duty", duty),
            ("DD", "DUTY TAX PAID", "brokerage", if duty > 0 { 1_700 } else { 0 }),
        ];
        let extra: i64 = surcharges.iter().map(|surcharge| surcharge.3).sum();
        let usd = currencies::index(parcel.lane.currency);
        tally.charge(usd, "freight", Basis::Actual, -weight);
        for (_, _, kind, minor) in surcharges.iter().filter(|surcharge| surcharge.3 != 0) {
            tally.charge(usd, kind, Basis::Actual, -minor);
        }
        let money = |minor: i64| plain(minor, 2);
        let shipped = Moment::new(paperwork.stamps, entry.at, SHANGHAI_MIN).day().to_owned();
        let mut row: Vec<String> = [
            "S",
            "DHL EXPRESS",
            "",
            "",
            "",
            &sent.tracking,
            &shipped,
            &order.id.text(),
            "EXPRESS WORLDWIDE",
            parcel.from,
            COUNTRIES[order.country].code,
            if charged > parcel.weight_g { "V" } else { "W" },
            &kilograms(parcel.weight_g),
            &kilograms(charged),
            parcel.lane.currency,
            &money(weight + extra),
            &money(weight + extra),
            "Z",
            "0.00",
            "0.00",
            "",
            &money(weight),
            "0.00",
            "",
            "",
            "",
            "",
            "",
            &money(extra),
            "0.00",
        ]
        .map(str::to_owned)
        .into();
        for (code, name, _, minor) in surcharges.iter().filter(|surcharge| surcharge.3 != 0) {
            row.extend([code, *name, &money(*minor), "Z", "0.00", "0.00", &money(*minor)].map(str::to_owned));
        }
        row.resize(header().len(), String::new());
        self.total += weight + extra;
        self.rows.push(row);
    }

    /// Sends the invoice of the month.
    pub(super) fn close_month(&mut self, today: Closing) -> Result<(), DemoError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let columns = header();
        let (number, date) = (format!("NGBR{}", today.date.strftime("%y%m0001")), today.date.to_string());
        let mut invoice = vec![String::new(); columns.len()];
        let total = plain(self.total, 2);
        for (place, value) in
            [(0, "I"), (1, "DHL EXPRESS"), (3, &number), (4, &date), (14, "USD"), (15, &total), (16, &total), (18, "0.00")]
        {
            value.clone_into(&mut invoice[place]);
        }
        let mut out = Vec::new();
        let mut put = |row: &[String]| csv(&row.iter().map(String::as_str).collect::<Vec<_>>(), &mut out);
        put(&columns);
        let head = out.len();
        let mut put = |row: &[String]| csv(&row.iter().map(String::as_str).collect::<Vec<_>>(), &mut out);
        put(&invoice);
        let mut rows = std::mem::take(&mut self.rows);
        for row in &mut rows {
            number.clone_into(&mut row[3]);
            date.clone_into(&mut row[4]);
            put(row);
        }
        self.total = 0;
        let mut sink = Sink::create(&self.dir, &format!("dhl_invoice_{}.csv", today.date.strftime("%Y-%m")), "", 0)?;
        sink.write(&out[..head], 0)?;
        sink.write(&out[head..], rows.len() as u64 + 1)?;
        let (path, rows) = sink.close()?;
        self.files.push(DemoFile::clean(path, "dhl", rows));
        Ok(())
    }

    pub(super) fn close(self) -> Vec<DemoFile> {
        self.files
    }
}
