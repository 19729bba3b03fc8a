//! The cost lines of a replay: their names in the ledger, the margin that each belongs to, and who receives it.

use serde::Serialize;

/// Who receives a part of what a buyer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The seller, who keeps what is left.
    Seller,
    /// Who sold the goods to the seller.
    Supplier,
    /// Customs and tax offices.
    Authority,
    /// Who carries.
    Carrier,
    /// Who stores and packs.
    Warehouse,
    /// Where it was sold.
    Platform,
    /// Who moved the buyer's money.
    PaymentProvider,
    /// Where it was advertised.
    Advertising,
    /// The buyer, who gets money back.
    Buyer,
    /// Who lends and exchanges money.
    Bank,
    /// Whoever else is paid.
    Others,
    /// Carriers and customs that the buyer pays without the seller.
    Beside,
}

/// The contribution margin that a cost is first taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Margin {
    /// Net revenue less refunds, goods, first leg and the border.
    Cm1,
    /// CM1 less platform, payment, fulfilment, freight and storage.
    Cm2,
    /// CM2 less advertising, what returns cost beside their refund, chargebacks and other charges.
    Cm3,
    /// CM3 less capital and the spread of exchange.
    Cm4,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $margin:ident, $party:ident, $priced:literal;)*) => {
        /// A cost line. Amounts are what the seller pays; what comes back is negative.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// Every kind, in the order of the waterfall.
            pub const ALL: &[Self] = &[$(Self::$name),*];
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// The word in answers, as the ledger spells it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The margin that it is first taken from.
            #[must_use]
            pub const fn margin(self) -> Margin {
                match self { $(Self::$name => Margin::$margin,)* }
            }

            /// Who receives it.
            #[must_use]
            pub const fn party(self) -> Party {
                match self { $(Self::$name => Party::$party,)* }
            }

            /// True when it moves with the price where it is taken over from the ledger.
            pub(crate) const fn follows_price(self) -> bool {
                match self { $(Self::$name => $priced,)* }
            }
        }
    };
}

kinds! {
    /// What is paid back to buyers: it lowers net sales.
    ReturnRefund = "return_refund", Cm1, Buyer, true;
    /// Goods that come back and can be sold again: they lower the cost of goods; negative.
    ReturnGoods = "return_goods", Cm1, Supplier, false;
    /// What the goods cost.
    Goods = "goods", Cm1, Supplier, false;
    /// VAT that comes back when they are exported; negative.
    VatRebate = "vat_rebate", Cm1, Authority, false;
    /// Bulk carriage to a warehouse.
    FirstLeg = "first_leg", Cm1, Carrier, false;
    /// Duty and flat charges in its place.
    Duty = "duty", Cm1, Authority, false;
    /// Import tax that the seller bears.
    ImportTax = "import_tax", Cm1, Authority, false;
    /// What the carrier takes for clearing and laying out duty.
    Clearing = "brokerage", Cm1, Carrier, false;
    /// The platform's share of a sale.
    Commission = "commission", Cm2, Platform, true;
    /// Other fees of the platform.
    ServiceFee = "service_fee", Cm2, Platform, true;
    /// Membership, spread over orders.
    Subscription = "subscription", Cm2, Platform, false;
    /// What the payment provider takes.
    PaymentFee = "payment_fee", Cm2, PaymentProvider, true;
    /// Picking, packing and handling.
    Fulfilment = "fulfilment", Cm2, Warehouse, false;
    /// Carriage to the buyer.
    Freight = "freight", Cm2, Carrier, false;
    /// Storage until the sale.
    Storage = "storage", Cm2, Warehouse, false;
    /// Advertising.
    Advertising = "advertising", Cm3, Advertising, true;
    /// Carriage of what comes back.
    ReturnFreight = "return_freight", Cm3, Carrier, false;
    /// Fees that come back with a refund; negative.
    ReturnFees = "return_fees", Cm3, Platform, true;
    /// Payments that banks take back, with their fee.
    Chargeback = "chargeback", Cm3, PaymentProvider, true;
    /// Costs of the ledger without an account of their own.
    Other = "other", Cm3, Others, false;
    /// What bound money costs.
    Capital = "capital", Cm4, Bank, false;
    /// What exchanging the receipts costs.
    FxSpread = "fx_spread", Cm4, Bank, true;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_stand_in_the_order_of_their_margins() {
        assert!(Kind::ALL.is_sorted_by_key(|kind| kind.margin()));
        for (at, kind) in Kind::ALL.iter().enumerate() {
            assert_eq!(*kind as usize, at);
            assert!(!Kind::ALL[..at].iter().any(|other| other.as_str() == kind.as_str()));
        }
    }
}
