//! The modes room's lanes and borders as wire types: names and texts, nothing computed.

use super::fees_wire::asked;
use crate::wire::{
    CustomsTerritory, DaySpan, DutyQuote, DutyRelief, ExportCity, ExportCode, ExportQuote, ExportRebate, Label, LandedQuote, LaneOffer,
    LaneQuote, LaneRefusal, LaneTransit, PolicyChange, RuleStep, RuledLine, TaxScheme, TermSaid,
};
use entrepot_modes::border::{DutyAnswer, ExportAnswer, LandedAnswer, LandedLine, LaneAnswer, LineShown, TerritoryShown};
use entrepot_rules::customs::PolicyEvent;
use entrepot_rules::{Step, Text};

fn label(text: Text) -> Label {
    Label::new(text.en, text.zh)
}

fn steps(steps: Vec<Step>) -> Vec<RuleStep> {
    steps.into_iter().map(|step| RuleStep { text: step.text, amount: step.amount }).collect()
}

fn line(line: LineShown) -> RuledLine {
    RuledLine {
        kind: line.kind,
        component: line.component.to_owned(),
        label: None,
        hs: None,
        amount: line.amount,
        high: line.high,
        currency: line.currency.to_owned(),
        steps: steps(line.steps),
        rule_id: line.rule_id,
        source: line.source,
        verified: line.verified,
        note: None,
        payer: None,
        report: None,
        report_high: None,
    }
}

fn landed_line(one: LandedLine) -> RuledLine {
    RuledLine {
        label: Some(label(one.label)),
        hs: one.hs,
        note: one.note.map(label),
        payer: one.payer.map(str::to_owned),
        report: one.report,
        report_high: one.report_high,
        ..line(one.line)
    }
}

pub(super) fn lane(answer: LaneAnswer) -> LaneQuote {
    LaneQuote {
        from: answer.from.as_str().to_owned(),
        to: answer.to.as_str().to_owned(),
        on: answer.on.to_string(),
        leg: answer.leg.to_owned(),
        weight_g: answer.weight_g,
        dims_mm: answer.dims_mm,
        cargo: answer.cargo.to_owned(),
        offers: (answer.offers.into_iter())
            .map(|one| LaneOffer {
                lane: one.lane,
                label: label(one.label),
                carrier: one.carrier,
                logistics: one.logistics,
                price: one.price,
                price_high: one.price_high,
                currency: one.currency.as_str().to_owned(),
                estimate: one.estimate,
                verified: one.verified,
                actual_g: one.actual_g,
                volumetric_g: one.volumetric_g,
                billed_g: one.billed_g,
                transit_days: one.transit_days.map(|days| LaneTransit {
                    min: days.min,
                    median: days.median,
                    p90: days.p90,
                    max: days.max,
                    assumed: days.assumed,
                }),
                duty_included: one.duty_included,
                shipped: one.shipped,
                as_of: one.as_of,
                note: one.note.map(label),
                lines: one.lines.into_iter().map(line).collect(),
            })
            .collect(),
        refusals: (answer.refusals.into_iter())
            .map(|one| LaneRefusal {
                lane: one.lane,
                label: label(one.label),
                zh: crate::texts::chinese(one.code, &one.text, None),
                code: one.code.to_owned(),
                text: one.text,
            })
            .collect(),
        questions: answer.questions.into_iter().map(asked).collect(),
    }
}

fn territory(one: TerritoryShown) -> CustomsTerritory {
    let day = |day: Option<entrepot_domain::Day>| day.map(|day| day.to_string());
    CustomsTerritory {
        code: one.code,
        label: label(one.label),
        valuation: one.valuation.to_owned(),
        valuation_source: one.valuation_source,
        as_of: one.as_of,
        complete: one.complete.into_iter().map(|span| DaySpan { from: day(span.from), to: day(span.to) }).collect(),
        channels: one.channels,
        note: one.note.map(label),
        shipped: one.shipped,
    }
}

pub(super) fn duty(answer: DutyAnswer) -> DutyQuote {
    DutyQuote {
        from: answer.from.as_str().to_owned(),
        to: answer.to.as_str().to_owned(),
        on: answer.on.to_string(),
        territory: answer.territory.map(territory),
        currency: answer.currency.as_str().to_owned(),
        goods: answer.goods,
        freight: answer.freight,
        insurance: answer.insurance,
        customs_value: answer.customs_value,
        duty: answer.duty,
        duty_high: answer.duty_high,
        tax: answer.tax,
        tax_high: answer.tax_high,
        lines: answer.lines.into_iter().map(landed_line).collect(),
        reliefs: (answer.reliefs.into_iter())
            .map(|one| DutyRelief {
                of: one.of.to_owned(),
                label: label(one.label),
                note: one.note.map(label),
                rule_id: one.rule_id,
                source: one.source,
                verified: one.verified,
            })
            .collect(),
        scheme: answer.scheme.map(|one| TaxScheme { code: one.code, label: label(one.label), source: one.source }),
        domestic: answer.domestic,
        announced: answer.announced.into_iter().map(label).collect(),
        verified: answer.verified,
        questions: answer.questions.into_iter().map(asked).collect(),
    }
}

pub(super) fn landed(answer: LandedAnswer) -> LandedQuote {
    let term = answer.incoterm;
    LandedQuote {
        incoterm: TermSaid {
            code: term.code.as_str().to_owned(),
            label: label(term.label),
            sea_only: term.sea_only,
            risk_passes: label(term.risk_passes),
        },
        report_currency: answer.report_currency.as_str().to_owned(),
        total: answer.total,
        total_high: answer.total_high,
        seller_pays: answer.seller_pays,
        seller_pays_high: answer.seller_pays_high,
        buyer_pays: answer.buyer_pays,
        buyer_pays_high: answer.buyer_pays_high,
        duty: duty(answer.duty),
    }
}

pub(super) fn export(answer: ExportAnswer) -> ExportQuote {
    ExportQuote {
        on: answer.on.to_string(),
        rebate: answer.rebate.map(|one| ExportRebate {
            amount: one.amount,
            net_cost: one.net_cost,
            currency: one.currency.to_owned(),
            steps: steps(one.steps),
            rule_id: one.rule_id,
            source: one.source,
            verified: one.verified,
        }),
        codes: (answer.codes.into_iter())
            .map(|one| ExportCode {
                code: one.code,
                label: label(one.label),
                modes: one.modes.into_iter().map(|mode| mode.as_str().to_owned()).collect(),
                rebate: one.rebate,
                rebate_note: label(one.rebate_note),
                declaration: label(one.declaration),
                limit: one.limit,
            })
            .collect(),
        cities: (answer.cities.into_iter())
            .map(|one| ExportCity { code: one.code, label: label(one.label), codes: one.codes, verified: one.verified })
            .collect(),
        categories: answer.categories,
        questions: answer.questions.into_iter().map(asked).collect(),
    }
}

pub(super) fn change(event: &PolicyEvent) -> PolicyChange {
    PolicyChange {
        on: event.on.to_string(),
        territory: event.territory.clone(),
        place: event.place.clone(),
        event: label(event.event.clone()),
        effect: event.effect.clone().map(label),
        source: event.provenance.source.clone(),
        verified: event.provenance.verified,
    }
}
