//! What can go wrong in this crate, and the shape in which every room tells it: code, cause, hint.
//!
//! A code is stable and machine readable, the cause says what was found, the hint says what to do next. Mapping to
//! exit codes or HTTP status is the surfaces' business.

use serde::Serialize;

/// Every code that this crate can give, with its meaning, by code.
pub const CODES: &[(&str, &str)] = &[
    ("before_placed", "an order has an event before it was placed"),
    ("child_exceeds_parent", "children sold more than their bulk trade holds"),
    ("control_total_currency", "a file mixes currencies under one control total"),
    ("control_total_mismatch", "the rows of a file do not sum to the total that it declares"),
    ("country_unknown", "not a country code of ISO 3166-1"),
    ("currency_mismatch", "two currencies met without a rate"),
    ("currency_special", "a fund, metal or test code is no money of an order"),
    ("currency_unknown", "not a currency code of ISO 4217"),
    ("day_malformed", "not a day written as YYYY-MM-DD"),
    ("decimal_character", "a number holds a character that is no digit"),
    ("decimal_empty", "a number is empty"),
    ("decimal_exponent", "a number is in scientific notation"),
    ("decimal_grouping", "a thousands separator is in the wrong place"),
    ("decimal_overflow", "a number has more than twelve digits before the decimal mark"),
    ("decimal_precision", "a number has more than six decimals"),
    ("delivered_before_shipped", "an order was delivered before it was shipped"),
    ("delivered_never_placed", "an order was delivered but never placed"),
    ("estimate_not_replaced", "an estimate still counts beside its actual charge"),
    ("fx_day_missing", "a charge in another currency names no day for its rate"),
    ("fx_missing", "there is no exchange rate for a currency and day"),
    ("fx_rate_missing", "there is no exchange rate for a charge"),
    ("gtin_malformed", "not a trade item number"),
    ("hs_code_malformed", "not a customs code"),
    ("id_malformed", "an id is empty, too long or holds control characters"),
    ("lot_missing", "a child's units draw no lot"),
    ("lot_overdrawn", "a lot gave more units than it holds"),
    ("lot_unfit", "a lot is unknown, of another product or of another trade"),
    ("money_overflow", "an amount does not fit DECIMAL(18,6)"),
    ("payout_charge_unknown", "a payout settles a charge that is not known"),
    ("payout_mixes_currencies", "a payout settles a charge in another currency"),
    ("payout_settles_twice", "a charge is settled by two payouts"),
    ("payout_unbalanced", "a payout is not its charges plus opening balance minus reserve"),
    ("rates_malformed", "a file of exchange rates cannot be read"),
    ("refund_exceeds_original", "more went back than had been charged"),
    ("refunded_before_paid", "an order was refunded before it was paid"),
    ("refunded_never_placed", "an order was refunded but never placed"),
    ("replacement_unfit", "a charge is replaced by one that is not its actual"),
    ("rows_do_not_add_up", "rows of an import are not accounted for"),
    ("shipped_after_cancelled", "an order was shipped after it was cancelled"),
    ("time_out_of_range", "a time is before 1990 or after 2098"),
    ("trade_unbalanced", "a buyer's payments differ from what others received"),
    ("word_unknown", "a word is not in its closed list"),
];

/// One problem in the shape that every surface shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{cause}")]
pub struct Fault {
    /// Stable code in snake case, for example `currency_unknown`.
    pub code: &'static str,
    /// What was found, in one sentence.
    pub cause: String,
    /// What to do about it, in one sentence.
    pub hint: String,
}

impl Fault {
    /// Builds a fault from its three parts.
    pub fn new(code: &'static str, cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, cause: cause.into(), hint: hint.into() }
    }
}

/// Every error of the ground layer's values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    /// Not a code of ISO 4217, present or past.
    #[error("`{0}` is not a currency code of ISO 4217")]
    CurrencyUnknown(String),
    /// The renminbi under a name that is not its ISO code.
    #[error("`{0}` is not a currency code of ISO 4217; it names the renminbi")]
    CurrencyRenminbi(String),
    /// A fund, metal or test code.
    #[error("`{0}` is a fund, metal or test code of ISO 4217, not money that an order is paid in")]
    CurrencySpecial(String),
    /// Two amounts of different currencies met without a rate.
    #[error("{left} and {right} cannot be combined without a rate")]
    CurrencyMismatch {
        /// Currency of the left amount.
        left: crate::Currency,
        /// Currency of the right amount.
        right: crate::Currency,
    },
    /// An amount does not fit DECIMAL(18,6).
    #[error("the amount does not fit 12 digits before and 6 after the decimal point")]
    MoneyOverflow,
    /// Text that is not a decimal number of the expected form.
    #[error("`{text}` is not a decimal number: {reason}")]
    Decimal {
        /// The text as read, cut to 40 characters.
        text: String,
        /// The reason.
        reason: crate::money::MicrosError,
    },
    /// Not an alpha-2 or alpha-3 code of ISO 3166-1.
    #[error("`{0}` is not a country code of ISO 3166-1")]
    CountryUnknown(String),
    /// Not a calendar day written as YYYY-MM-DD.
    #[error("`{0}` is not a day written as YYYY-MM-DD")]
    Day(String),
    /// An id that is empty, too long or holds control characters.
    #[error("`{text}` is not a usable {what}: {reason}")]
    Id {
        /// Which id.
        what: &'static str,
        /// The text as read, cut to 40 characters.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A GTIN of the wrong length or with a wrong check digit.
    #[error("`{text}` is not a GTIN: {reason}")]
    Gtin {
        /// The text as read, cut to 40 characters.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A Harmonized System code that is not 6 to 10 digits.
    #[error("`{text}` is not an HS code: {reason}")]
    HsCode {
        /// The text as read, cut to 40 characters.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A word outside a closed list.
    #[error("`{text}` is not a {what}")]
    Word {
        /// Name of the list.
        what: &'static str,
        /// The text as read.
        text: String,
        /// The words that are allowed, separated by comma and space.
        allowed: &'static str,
    },
    /// A file of reference rates that cannot be read.
    #[error("the rates cannot be read at line {line}: {reason}")]
    Rates {
        /// 1-based line, 0 when the whole file is meant.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}

impl DomainError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CurrencyUnknown(_) | Self::CurrencyRenminbi(_) => "currency_unknown",
            Self::CurrencySpecial(_) => "currency_special",
            Self::CurrencyMismatch { .. } => "currency_mismatch",
            Self::MoneyOverflow => "money_overflow",
            Self::Decimal { reason, .. } => reason.code(),
            Self::CountryUnknown(_) => "country_unknown",
            Self::Day(_) => "day_malformed",
            Self::Id { .. } => "id_malformed",
            Self::Gtin { .. } => "gtin_malformed",
            Self::HsCode { .. } => "hs_code_malformed",
            Self::Word { .. } => "word_unknown",
            Self::Rates { .. } => "rates_malformed",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::CurrencyUnknown(_) => "use the three-letter ISO 4217 code, for example EUR".into(),
            Self::CurrencyRenminbi(_) => "write CNY; offshore (CNH) and colloquial (RMB) names are the same money here".into(),
            Self::CurrencySpecial(_) => "name the currency that was paid".into(),
            Self::CurrencyMismatch { .. } => "convert one of them with the rate of the order date first".into(),
            Self::MoneyOverflow => "check the column: quantities, cents or an id may have been read as an amount".into(),
            Self::Decimal { reason, .. } => reason.hint().into(),
            Self::CountryUnknown(_) => "use a two-letter code such as DE, or resolve the name first".into(),
            Self::Day(_) => "write the day as 2026-11-30".into(),
            Self::Id { .. } => "ids have 1 to 200 characters and no control characters".into(),
            Self::Gtin { .. } => {
                "a GTIN has 8, 12, 13 or 14 digits and ends with its check digit; a spreadsheet may have dropped leading zeros".into()
            }
            Self::HsCode { .. } => "an HS code has 6 to 10 digits; a spreadsheet may have dropped a leading zero".into(),
            Self::Word { allowed, .. } => format!("use one of: {allowed}"),
            Self::Rates { .. } => "load the ECB's eurofxref-hist.csv, or a file of the same form".into(),
        }
    }

    /// The shared shape.
    pub fn fault(&self) -> Fault {
        Fault::new(self.code(), self.to_string(), self.hint())
    }
}

impl From<DomainError> for Fault {
    fn from(error: DomainError) -> Self {
        error.fault()
    }
}

/// Cuts text for a message: at most 40 characters, so that a 10 MB cell does not end up in a log.
pub(crate) fn excerpt(text: &str) -> String {
    let mut out: String = text.chars().take(40).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
