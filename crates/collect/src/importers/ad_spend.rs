//! Advertising: what was spent a day, a campaign and a channel. Each row is a charge, and the touches that it paid for.

use super::columns::Columns;
use super::entry::{CHARGE, Entry, Ids, Meaning, PLATFORM, iso_day, slug, subject};
use super::{Groups, Importer, Made, Reader, Row, Start};
use crate::ImportError;
use crate::record::Record;

const TOUCH: Made =
    Made { role: "touch", columns: &["id", "channel", "campaign", "kind", "time", "impressions", "clicks"], counted: false };
const MAKES: &[Made] = &[CHARGE, TOUCH];

/// A table of advertising spend.
pub(crate) struct AdSpend;

impl Importer for AdSpend {
    fn name(&self) -> &'static str {
        "ad-spend"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn amounts(&self) -> &'static [&'static str] {
        &["spend"]
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        Ok(Box::new(Rows { columns: Columns::of(start), ids: Ids::of(start.context) }))
    }
}

struct Rows {
    columns: Columns,
    ids: Ids,
}

impl Reader for Rows {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        let text = |names: &[&str]| self.columns.text(record, names);
        let day = iso_day(&text(&["date"]));
        let (channel, campaign, sku) = (text(&["channel"]), text(&["campaign"]), text(&["sku"]));
        // The platform restates a day's spend for a while: the same day, channel, campaign and article are one row that changes.
        let id = self.ids.next(format!("{day}/{channel}/{campaign}/{sku}/{}", text(&["country"])), record.line);
        let said = text(&["spend"]);
        out.open(record);
        let entry = Entry {
            id: id.clone(),
            subject: subject("", &sku, &day),
            trade: String::new(),
            meaning: Meaning::new("advertising", "fee", PLATFORM),
            amount: self.columns.amount(record, &["spend"]).map(|a| -a).ok_or(said),
            currency: text(&["currency"]),
            day: day.clone(),
            payout: String::new(),
        };
        let mut row = entry.row(MAKES, 0);
        if !channel.is_empty() {
            row.set("payee", if row.get("payee") == b"seller" { "seller".to_owned() } else { slug(&channel) });
        }
        out.row(row);
        let count = |names: &[&str]| {
            let said = text(names);
            self.columns.amount(record, names).map_or(said, super::number::plain)
        };
        let (impressions, clicks) = (count(&["impressions"]), count(&["clicks"]));
        if !impressions.is_empty() || !clicks.is_empty() {
            out.row(
                Row::new(MAKES, 1)
                    .with("id", id)
                    .with("channel", channel)
                    .with("campaign", campaign)
                    .with("kind", "advertising")
                    .with("time", day)
                    .with("impressions", impressions)
                    .with("clicks", clicks),
            );
        }
        out.close();
        Ok(())
    }

    fn context(&self) -> Option<serde_json::Value> {
        Some(serde_json::json!({ "numbers": self.ids.numbers() }))
    }
}
