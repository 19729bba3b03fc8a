//! An amount of money: micro units and a currency, always together.

use core::fmt;

use rust_decimal::Decimal;
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Currency;
use super::exact::{format_scaled, micros_to_decimal, mul_micros, round_micros, within};
use super::micros::{DecimalStyle, to_micros};
use crate::errors::{DomainError, excerpt};

/// An exact amount in one currency, within DECIMAL(18,6). In JSON `{"amount":"12.50","currency":"EUR"}`.
///
/// Amounts of different currencies do not add, do not compare and are not ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    micros: i128,
    currency: Currency,
}

impl Money {
    /// From micro units; an error when they exceed DECIMAL(18,6).
    pub fn from_micros(micros: i128, currency: Currency) -> Result<Self, DomainError> {
        let micros = within(micros).ok_or(DomainError::MoneyOverflow)?;
        Ok(Self { micros, currency })
    }

    /// From a plain decimal such as `-12.5`.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, DomainError> {
        let micros =
            to_micros(text.as_bytes(), DecimalStyle::POINT).map_err(|reason| DomainError::Decimal { text: excerpt(text), reason })?;
        Ok(Self { micros, currency })
    }

    /// Nothing, in a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self { micros: 0, currency }
    }

    /// Millionths of the currency's unit.
    pub const fn micros(self) -> i128 {
        self.micros
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The amount without its currency.
    pub fn decimal(self) -> Decimal {
        // 18 digits always fit Decimal's 28.
        micros_to_decimal(self.micros).unwrap_or_default()
    }

    /// The amount as text with at least the currency's minor units: `12.50`, `-0.125`.
    pub fn amount(self) -> String {
        format_scaled(self.micros, self.currency.minor_units() as usize)
    }

    /// Sum; an error when the currencies differ or the sum does not fit.
    pub fn checked_add(self, other: Self) -> Result<Self, DomainError> {
        self.same_currency(other)?;
        Self::from_micros(self.micros + other.micros, self.currency)
    }

    /// Difference; an error when the currencies differ or it does not fit.
    pub fn checked_sub(self, other: Self) -> Result<Self, DomainError> {
        self.same_currency(other)?;
        Self::from_micros(self.micros - other.micros, self.currency)
    }

    /// Times a number in micro units (a quantity), rounded half to even to micro units.
    pub fn checked_mul(self, factor_micros: i128) -> Result<Self, DomainError> {
        let micros = mul_micros(self.micros, factor_micros).ok_or(DomainError::MoneyOverflow)?;
        Ok(Self { micros, currency: self.currency })
    }

    /// The opposite amount.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self { micros: -self.micros, currency: self.currency }
    }

    /// Rounded half to even to the currency's minor units, as when a charge is created.
    pub fn rounded(self) -> Result<Self, DomainError> {
        let micros = round_micros(self.micros, self.currency.minor_units()).ok_or(DomainError::MoneyOverflow)?;
        Ok(Self { micros, currency: self.currency })
    }

    fn same_currency(self, other: Self) -> Result<(), DomainError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(DomainError::CurrencyMismatch { left: self.currency, right: other.currency })
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut parts = serializer.serialize_struct("Money", 2)?;
        parts.serialize_field("amount", &self.amount())?;
        parts.serialize_field("currency", &self.currency)?;
        parts.end()
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Parts {
            amount: String,
            currency: Currency,
        }
        let parts = Parts::deserialize(deserializer)?;
        Self::parse(&parts.amount, parts.currency).map_err(serde::de::Error::custom)
    }
}
