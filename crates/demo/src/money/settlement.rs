//! Amazon's settlement reports (flat file V2): one file a seller account and fortnight, one row an amount.
//!
//! The first row carries the total; the amounts add up to it, the `Transfer` row is the total again with the other sign. A part of
//! every settlement is held back and brought over to the next. European reports write a decimal comma and days as `31.12.2026`, and mix
//! countries. What is sent on a day is settled on that day; the period that has not ended on the last day is not settled yet.

use super::{Closing, Entry, Event};
use crate::DemoError;
use crate::calendar::plus;
use crate::formats::amazon::marketplace;
use crate::formats::pen::{Moment, plain, share};
use crate::order::Paper;
use crate::rows::Paperwork;
use crate::sink::Sink;
use crate::summary::{Basis, DemoFile, Tally};
use crate::tables::countries::COUNTRIES;
use crate::tables::currencies::{self, CURRENCIES};
use crate::tables::platforms::Region;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const HEADER: &str = "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\tcurrency\t\
transaction-type\torder-id\tmerchant-order-id\tadjustment-id\tshipment-id\tmarketplace-name\tamount-type\tamount-description\t\
amount\tfulfillment-id\tposted-date\tposted-date-time\torder-item-code\tmerchant-order-item-id\tmerchant-adjustment-item-id\t\
sku\tquantity-purchased\tpromotion-id\n";

/// Days of a settlement period.
const PERIOD: i32 = 14;
/// Commission, in hundredths of a percent of what the buyer pays for goods.
const COMMISSION_BPS: i64 = 1_500;
/// Part of the commission that is kept when goods come back.
const KEPT_BPS: i64 = 2_000;
/// Storage of a month, of what the settlement brings.
const STORAGE_BPS: i64 = 260;
/// Part of a settlement that is held back.
const RESERVE_BPS: i64 = 1_200;

/// An amount of a row: its heading and words, and the kind that the ledger's own documentation gives it.
struct Amount {
    heading: &'static str,
    words: &'static str,
    kind: &'static str,
    minor: i64,
}

/// One seller account.
struct Account {
    region: Region,
    name: &'static str,
    currency: usize,
    serial: u64,
    from: Date,
    rows: Vec<u8>,
    count: u64,
    sum: i64,
    /// By kind; counted when the period is settled, because what is not settled is not told.
    kinds: BTreeMap<&'static str, i64>,
    held: i64,
}

/// All accounts and the files they have left.
pub(super) struct Settlements {
    dir: PathBuf,
    accounts: Vec<Account>,
    files: Vec<DemoFile>,
}

/// What a row says besides its amount.
#[derive(Default)]
struct About<'a> {
    transaction: &'a str,
    order: &'a str,
    adjustment: &'a str,
    shipment: &'a str,
    marketplace: &'a str,
    fulfilment: &'a str,
    item: &'a str,
    sku: &'a str,
    quantity: &'a str,
    at: i64,
}

impl Settlements {
    pub(super) fn new(dir: &Path, first: Date) -> Self {
        let account = |(region, name, currency): (Region, &'static str, &str)| Account {
            region,
            name,
            currency: currencies::index(currency),
            serial: 0,
            from: first,
            rows: Vec::new(),
            count: 0,
            sum: 0,
            kinds: BTreeMap::new(),
            held: 0,
        };
        let accounts = [(Region::Us, "us", "USD"), (Region::Eu, "eu", "EUR"), (Region::Jp, "jp", "JPY")].map(account);
        Settlements { dir: dir.to_owned(), accounts: accounts.into(), files: Vec::new() }
    }

    /// Settles an order that was sent, or a return or credit.
    pub(super) fn post(&mut self, region: Region, entry: &Entry, paperwork: &Paperwork) {
        let Some(account) = self.accounts.iter_mut().find(|account| account.region == region) else { return };
        let order = &entry.order;
        let back = matches!(entry.event, Event::Back);
        let local = order.parcel.as_ref().is_some_and(|parcel| parcel.is_local());
        let id = order.id.with(Paper::Sale).text();
        let number = order.id.number;
        let market = marketplace(COUNTRIES[order.country].code);
        let (adjustment, shipment) = (format!("{}", 60_000_000_000_u64 + number), format!("D{number:08}"));
        for line in &order.lines {
            let item = format!("{}", 70_000_000_000_000_u64 + number * 10 + u64::from(line.number));
            let quantity = line.quantity.abs().to_string();
            let about = About {
                transaction: if back { "Refund" } else { "Order" },
                order: &id,
                adjustment: if back { &adjustment } else { "" },
                shipment: if back { "" } else { &shipment },
                // Now and then the report forgets it.
                marketplace: if number.is_multiple_of(41) { "" } else { market },
                fulfilment: if local { "AFN" } else { "MFN" },
                item: &item,
                sku: &paperwork.catalogue.products[line.product].sku,
                quantity: &quantity,
                at: entry.at,
            };
            let net = line.amount() - line.discount;
            let commission = share(net, COMMISSION_BPS);
            let withheld = if region == Region::Jp { 0 } else { line.tax };
            let fulfilment = if local && !back { account.fulfilment(line.quantity) } else { 0 };
            let kept = if back { share(-commission, KEPT_BPS) } else { 0 };
            let amounts = match order.id.paper {
                Paper::Adjustment => vec![Amount { heading: "ItemPrice", words: "Goodwill", kind: "goodwill", minor: line.amount() }],
                _ => vec![
                    Amount { heading: "ItemPrice", words: "Principal", kind: "goods", minor: line.amount() },
                    Amount { heading: "ItemPrice", words: "Tax", kind: "tax_collected", minor: line.tax },
                    Amount { heading: "ItemPrice", words: "Shipping", kind: "postage_collected", minor: line.shipping },
                    Amount { heading: "Promotion", words: "Principal", kind: "promotion", minor: -line.discount },
                    Amount {
                        heading: "ItemWithheldTax",
                        words: "MarketplaceFacilitatorTax-Principal",
                        kind: "tax_withheld",
                        minor: -withheld,
                    },
                    Amount { heading: "ItemFees", words: "Commission", kind: "commission", minor: -commission },
                    Amount { heading: "ItemFees", words: "RefundCommission", kind: "refund_commission", minor: -kept },
                    Amount { heading: "ItemFees", words: "FBAPerUnitFulfillmentFee", kind: "fulfilment", minor: -fulfilment },
                ],
            };
            for amount in amounts.iter().filter(|amount| amount.minor != 0) {
                account.put(&about, amount, paperwork);
            }
        }
    }

    /// Closes the fortnight of all accounts, if it ends today.
    pub(super) fn close_period(&mut self, today: Closing, paperwork: &Paperwork, tally: &mut Tally) -> Result<(), DemoError> {
        if today.since % PERIOD != PERIOD - 1 {
            return Ok(());
        }
        for account in &mut self.accounts {
            if account.count > 0 {
                self.files.push(account.settle(&self.dir, today, paperwork, tally)?);
            }
            account.from = plus(today.date, 1);
        }
        Ok(())
    }

    /// The files, account by account.
    pub(super) fn close(self) -> Vec<DemoFile> {
        let mut files = self.files;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    }
}

impl Account {
    /// Number of the settlement that is open.
    fn id(&self) -> String {
        format!("{}", 17_000_000_000 + (self.region as u64 + 1) * 100_000_000 + self.serial)
    }

    fn digits(&self) -> u32 {
        CURRENCIES[self.currency].digits
    }

    /// What the platform takes for handing out so many units from its own warehouse.
    fn fulfilment(&self, units: i64) -> i64 {
        units
            * match self.region {
                Region::Us => 386,
                Region::Eu => 342,
                Region::Jp => 434,
            }
    }

    fn money(&self, minor: i64) -> String {
        let text = plain(minor, self.digits());
        if self.region == Region::Eu { text.replace('.', ",") } else { text }
    }

    /// A day as the region writes it.
    fn day(&self, moment: &Moment<'_>) -> String {
        match self.region {
            Region::Eu => format!("{}.{}.{}", moment.day_of_month(), moment.month(), moment.year()),
            _ => moment.day().to_owned(),
        }
    }

    fn stamp(&self, moment: &Moment<'_>) -> String {
        format!("{} {} UTC", self.day(moment), moment.time())
    }

    /// Appends a row.
    fn put(&mut self, about: &About<'_>, amount: &Amount, paperwork: &Paperwork) {
        let moment = Moment::new(paperwork.stamps, about.at, 0);
        let row = [
            self.id().as_str(),
            "",
            "",
            "",
            "",
            "",
            about.transaction,
            about.order,
            "",
            about.adjustment,
            about.shipment,
            about.marketplace,
            amount.heading,
            amount.words,
            &self.money(amount.minor),
            about.fulfilment,
            &self.day(&moment),
            &self.stamp(&moment),
            about.item,
            "",
            "",
            about.sku,
            about.quantity,
            "",
        ]
        .join("\t");
        self.rows.extend_from_slice(row.as_bytes());
        self.rows.push(b'\n');
        self.count += 1;
        self.sum += amount.minor;
        *self.kinds.entry(amount.kind).or_default() += amount.minor;
    }

    /// Writes the file of the period that ends today.
    fn settle(&mut self, dir: &Path, today: Closing, paperwork: &Paperwork, tally: &mut Tally) -> Result<DemoFile, DemoError> {
        let about = |transaction| About { transaction, at: today.end(), ..About::default() };
        let unit = 10_i64.pow(self.digits());
        let per_month = if self.region == Region::Jp { 4_900 } else { 40 * unit - 1 };
        let mut amounts = Vec::new();
        if today.date.day() <= PERIOD as i8 {
            let storage = share(self.sum.max(0), STORAGE_BPS);
            amounts.push(Amount { heading: "other-transaction", words: "Storage Fee", kind: "storage", minor: -storage });
            amounts.push(Amount { heading: "other-transaction", words: "Subscription Fee", kind: "subscription", minor: -per_month });
        }
        amounts.push(Amount { heading: "other-transaction", words: "Previous Reserve Amount Balance", kind: "reserve", minor: self.held });
        for amount in amounts.iter().filter(|amount| amount.minor != 0) {
            self.put(&about("other-transaction"), amount, paperwork);
        }
        self.held = share(self.sum, RESERVE_BPS).max(0);
        if self.held != 0 {
            let reserve = Amount { heading: "other-transaction", words: "Current Reserve Amount", kind: "reserve", minor: -self.held };
            self.put(&about("other-transaction"), &reserve, paperwork);
        }
        let total = self.sum;
        let transfer = Amount { heading: "other-transaction", words: "Transfer", kind: "transfer", minor: -total };
        self.put(&about("Transfer"), &transfer, paperwork);
        let start = Moment::new(paperwork.stamps, crate::clock::shanghai_midnight(crate::calendar::number(self.from)), 0);
        let (end, deposit) = (Moment::new(paperwork.stamps, today.end(), 0), Moment::new(paperwork.stamps, today.end() + 2 * 86_400, 0));
        let head = format!(
            "{}\t{}\t{}\t{}\t{}\t{}{}\n",
            self.id(),
            self.stamp(&start),
            self.stamp(&end),
            self.stamp(&deposit),
            self.money(total),
            CURRENCIES[self.currency].code,
            "\t".repeat(18)
        );
        let name = format!("amazon_{}_settlement_{}.txt", self.name, today.date);
        let mut sink = Sink::create(dir, &name, HEADER, 0)?;
        sink.write(head.as_bytes(), 1)?;
        sink.write(&self.rows, self.count)?;
        tally.payout("amazon", self.currency, total);
        for (kind, minor) in std::mem::take(&mut self.kinds) {
            tally.charge(self.currency, kind, Basis::Actual, minor);
        }
        let (path, rows) = sink.close()?;
        self.rows.clear();
        (self.count, self.sum) = (0, 0);
        self.serial += 1;
        Ok(DemoFile::clean(path, "amazon-settlement", rows))
    }
}
