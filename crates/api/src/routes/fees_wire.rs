//! The modes room's platforms and quotes as wire types: names and texts, nothing computed.

use crate::wire::{
    CliffOwn, FeeBracket, FeeCategory, FeeCliff, FeeCliffs, FeeLine, FeeQuote, FeeRefund, FeeRefunded, FeeRule, FeeStanding, FeeUnknown,
    Label, PlatformDetail, PlatformRow, PlatformSeed, Question, RuleStep,
};
use entrepot_modes::cliffs::CliffsAnswer;
use entrepot_modes::fees::FeeAnswer;
use entrepot_modes::view::{PlatformRow as Row, PlatformView, RuleView};
use entrepot_rules::platforms::{Channel, LogisticsMode, ProfitModel};
use serde::Serialize;

/// A word of a closed list, as its own room spells it.
fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(super) fn asked(question: entrepot_rules::Question) -> Question {
    Question::new(question.code, question.text, question.hint)
}

pub(super) fn row(row: Row) -> PlatformRow {
    PlatformRow {
        slug: row.slug,
        label: Label::new(row.label.en, row.label.zh),
        mode: row.mode.to_owned(),
        profit_model: row.profit_model.map(|one| one.as_str().to_owned()),
        logistics: row.logistics.map(|one| one.as_str().to_owned()),
        marketing: row.marketing.into_iter().map(Channel::as_str).map(str::to_owned).collect(),
        profit_models: row.profit_models.into_iter().map(ProfitModel::as_str).map(str::to_owned).collect(),
        logistics_modes: row.logistics_modes.into_iter().map(LogisticsMode::as_str).map(str::to_owned).collect(),
        seed_table: row.seed_table,
        verified: row.verified,
        unknown: row.unknown,
    }
}

pub(super) fn detail(view: PlatformView) -> PlatformDetail {
    PlatformDetail {
        platform: row(view.row),
        aliases: view.aliases,
        markets: view.markets.into_iter().map(|country| country.as_str().to_owned()).collect(),
        currency: view.currency,
        scope: view.scope,
        status: view.status,
        seed: view.seed.map(|seed| PlatformSeed {
            table: seed.table,
            scope: seed.scope,
            profit_model: seed.profit_model,
            logistics: seed.logistics,
            marketing: seed.marketing,
        }),
        source: view.source,
        as_of: view.as_of,
        note: view.note,
        file: view.file,
        categories: view.categories.into_iter().map(|one| FeeCategory { name: one.name, aliases: one.aliases }).collect(),
        fees: view.fees.into_iter().map(rule).collect(),
        asks: view
            .asks
            .into_iter()
            .map(|ask| FeeUnknown { fee: ask.fee, kind: ask.kind, event: ask.event.to_owned(), why: ask.why })
            .collect(),
        options: view.options,
    }
}

fn rule(rule: RuleView) -> FeeRule {
    let brackets = rule.brackets.into_iter().map(|one| FeeBracket {
        to: one.to,
        below: one.below,
        pct: one.pct,
        pct_high: one.pct_high,
        fixed: one.fixed,
        fixed_high: one.fixed_high,
    });
    FeeRule {
        brackets: brackets.collect(),
        scope: word(rule.scope),
        base: word(rule.base),
        tier: word(rule.tier),
        method: word(rule.method),
        refund: rule.refund.map(|refund| FeeRefund {
            keeps: word(refund.keeps),
            admin_pct: refund.admin_pct,
            admin_max: refund.admin_max,
            verified: refund.verified,
        }),
        id: rule.id,
        fee: rule.fee,
        kind: rule.kind,
        event: rule.event.to_owned(),
        when: rule.when,
        categories: rule.categories,
        of: rule.of,
        min: rule.min,
        max: rule.max,
        every: rule.every.map(str::to_owned),
        currency: rule.currency,
        includes: rule.includes,
        eff_from: rule.eff_from.map(|day| day.to_string()),
        eff_to: rule.eff_to.map(|day| day.to_string()),
        source: rule.source,
        as_of: rule.as_of,
        verified: rule.verified,
        note: rule.note,
    }
}

pub(super) fn quote(answer: FeeAnswer) -> FeeQuote {
    let lines = answer.breakdown.into_iter().map(|line| FeeLine {
        by: line.by,
        fee: line.fee,
        kind: line.kind,
        amount: line.amount,
        high: line.high,
        steps: line.steps.into_iter().map(|step| RuleStep { text: step.text, amount: step.amount }).collect(),
        rule_id: line.rule_id,
        source: line.source,
        verified: line.verified,
    });
    let standing = answer.standing.into_iter().map(|one| FeeStanding {
        fee: one.fee,
        kind: one.kind,
        event: one.event.to_owned(),
        every: one.every.map(str::to_owned),
        amount: one.amount,
        high: one.high,
        currency: one.currency.as_str().to_owned(),
        rule_id: one.rule_id,
        verified: one.verified,
    });
    let refund = answer.refund.into_iter().map(|one| FeeRefunded {
        fee: one.fee,
        charged: one.charged,
        returned: one.returned,
        admin: one.admin,
        rule_id: one.rule_id,
        verified: one.verified,
    });
    FeeQuote {
        breakdown: lines.collect(),
        standing: standing.collect(),
        refund: refund.collect(),
        platform: answer.platform,
        category: answer.category,
        on: answer.on.to_string(),
        amount: answer.amount,
        high: answer.high,
        currency: answer.currency.as_str().to_owned(),
        estimate: answer.estimate,
        verified: answer.verified,
        rule_ids: answer.rule_ids,
        options: answer.options,
        questions: answer.questions.into_iter().map(asked).collect(),
    }
}

pub(super) fn cliffs(answer: CliffsAnswer) -> FeeCliffs {
    let cliffs = answer.cliffs.into_iter().map(|one| FeeCliff {
        platform: one.platform,
        category: one.category,
        turn: one.turn.to_owned(),
        of: word(one.of),
        below: one.below,
        above: one.above,
        fee_below: one.fee_below,
        fee_above: one.fee_above,
        zone_from: one.zone_from,
        zone_to: one.zone_to,
        saving: one.saving,
        currency: one.currency.as_str().to_owned(),
        rule_ids: one.rule_ids,
        own: one.own.map(|own| CliffOwn { orders: own.orders, count: own.count, sold: own.sold, saved: own.saved }),
    });
    FeeCliffs {
        on: answer.on.to_string(),
        cliffs: cliffs.collect(),
        lake_version: answer.lake_version,
        questions: answer.questions.into_iter().map(asked).collect(),
    }
}
