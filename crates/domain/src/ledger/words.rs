//! The closed word lists of the ledger, spelled as the lake and every surface spell them.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::errors::{DomainError, excerpt};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $what:literal { $($(#[$item_doc:meta])* $item:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$item_doc])* $item,)*
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &[Self] = &[$(Self::$item),*];

            /// The word as stored and shown.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$item => $text,)*
                }
            }

            /// Reads the word in any letter case, surrounding blanks ignored.
            pub fn parse(text: &str) -> Result<Self, DomainError> {
                let word = text.trim_ascii();
                Self::ALL.iter().copied().find(|item| item.as_str().eq_ignore_ascii_case(word)).ok_or_else(|| {
                    let allowed = concat!($($text, ", "),*).trim_end_matches(", ");
                    DomainError::Word { what: $what, text: excerpt(word), allowed }
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = DomainError;

            fn from_str(text: &str) -> Result<Self, DomainError> {
                Self::parse(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    )*};
}

words! {
    /// Who sells to whom.
    Mode = "operating mode" {
        /// A business sells to a person.
        B2c = "b2c",
        /// A business sells to a business.
        B2b = "b2b",
        /// A business sells in bulk to a business that sells on to persons: child trades draw the parent's lots.
        B2b2c = "b2b2c",
    }
    /// What a line, and the document it is on, does.
    LineKind = "line kind" {
        /// Goods or services sold.
        Sale = "sale",
        /// Goods or money going back: a credit note.
        Return = "return",
        /// A bookkeeping correction that is neither sale nor return.
        Adjustment = "adjustment",
        /// A stock move without money.
        Stock = "stock",
    }
    /// What an amount is for.
    Component = "component" {
        /// The goods themselves.
        Goods = "goods",
        /// Carriage and handling.
        Shipping = "shipping",
        /// A reduction of the price.
        Discount = "discount",
        /// What a platform, payment provider or carrier charges.
        Fee = "fee",
        /// Value-added, sales or similar tax. Customs duty is never a tax line.
        Tax = "tax",
        /// Customs duty.
        Duty = "duty",
        /// Anything else, named by its kind.
        Other = "other",
    }
    /// How firm an amount is.
    Basis = "basis" {
        /// Computed from a rule before the bill arrives.
        Estimate = "estimate",
        /// Billed or paid.
        Actual = "actual",
    }
    /// What a buyer is.
    CustomerType = "customer type" {
        /// A natural person.
        Person = "person",
        /// A company or other organisation.
        Business = "business",
    }
    /// What a party does in trades.
    PartyRole = "party role" {
        /// Sells.
        Seller = "seller",
        /// Buys.
        Buyer = "buyer",
        /// Runs the market place or shop.
        Platform = "platform",
        /// Moves goods.
        Carrier = "carrier",
        /// Moves money.
        Payment = "payment",
        /// Collects tax or duty.
        Authority = "authority",
        /// Stores goods.
        Warehouse = "warehouse",
        /// Supplies the seller.
        Supplier = "supplier",
    }
    /// Incoterms 2020.
    Incoterm = "Incoterm" {
        /// Ex works.
        Exw = "EXW",
        /// Free carrier.
        Fca = "FCA",
        /// Carriage paid to.
        Cpt = "CPT",
        /// Carriage and insurance paid to.
        Cip = "CIP",
        /// Delivered at place.
        Dap = "DAP",
        /// Delivered at place unloaded.
        Dpu = "DPU",
        /// Delivered duty paid.
        Ddp = "DDP",
        /// Free alongside ship.
        Fas = "FAS",
        /// Free on board.
        Fob = "FOB",
        /// Cost and freight.
        Cfr = "CFR",
        /// Cost, insurance and freight.
        Cif = "CIF",
    }
    /// A stock record.
    StockKind = "stock kind" {
        /// What was there at a moment.
        Level = "level",
        /// What came (positive) or went (negative).
        Move = "move",
    }
    /// What a charge hangs on.
    SubjectKind = "subject kind" {
        /// A line.
        Line = "line",
        /// A shipment.
        Shipment = "shipment",
        /// A whole trade.
        Trade = "trade",
        /// A period, such as a month of storage.
        Period = "period",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_what_they_print() {
        for &mode in Mode::ALL {
            assert_eq!(Mode::parse(mode.as_str()), Ok(mode));
        }
        for &term in Incoterm::ALL {
            assert_eq!(Incoterm::parse(&term.as_str().to_lowercase()), Ok(term));
        }
        assert_eq!(LineKind::parse(" Sale "), Ok(LineKind::Sale));
        let error = Mode::parse("c2c").unwrap_err();
        assert_eq!((error.code(), error.hint()), ("word_unknown", "use one of: b2c, b2b, b2b2c".to_owned()));
    }
}
