//! What an amount of a settlement is: the source's words to the ledger's.

use crate::importers::entry::{AUTHORITY, BUYER, CARRIER, Meaning, PLATFORM, slug};

/// The heading that an amount stands under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// What the buyer pays for an item.
    Price,
    /// A fee for an item.
    ItemFee,
    /// A fee for a parcel.
    ShipmentFee,
    /// A fee for an order.
    OrderFee,
    /// A reduction that the seller grants.
    Promotion,
    /// Tax that the platform keeps back and pays itself.
    WithheldTax,
    /// Money that the buyer pays past the platform.
    DirectPayment,
    /// Everything else; its description says what.
    Other,
}

impl Class {
    /// The class of an `amount-type`.
    pub(super) fn of(amount_type: &str) -> Self {
        let letters: String = amount_type.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        match letters.as_str() {
            "itemprice" | "price" => Self::Price,
            "itemfees" | "itemfee" | "itemrelatedfee" => Self::ItemFee,
            "shipmentfees" | "shipmentfee" => Self::ShipmentFee,
            "orderfees" | "orderfee" => Self::OrderFee,
            "promotion" | "promotions" => Self::Promotion,
            "itemwithheldtax" | "withheldtax" => Self::WithheldTax,
            "directpayment" | "directpayments" => Self::DirectPayment,
            _ => Self::Other,
        }
    }

    /// Its name inside identities.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::ItemFee => "fee",
            Self::ShipmentFee => "shipment-fee",
            Self::OrderFee => "order-fee",
            Self::Promotion => "promotion",
            Self::WithheldTax => "withheld",
            Self::DirectPayment => "direct",
            Self::Other => "other",
        }
    }
}

/// What an amount means, by its class and its own words.
pub(super) fn meaning(class: Class, words: &str) -> Meaning {
    let name = slug(words);
    let has = |parts: &[&str]| parts.iter().any(|p| name.contains(p));
    match class {
        Class::Price | Class::DirectPayment if has(&["principal", "product_sales"]) => Meaning::new("goods", "goods", BUYER),
        Class::WithheldTax => Meaning::new("tax_withheld", "tax", AUTHORITY),
        // "MarketplaceFacilitatorTax-Principal" is withheld, wherever it stands.
        Class::Price if has(&["facilitator", "withheld"]) => Meaning::new("tax_withheld", "tax", AUTHORITY),
        Class::Price if has(&["tax", "vat"]) => Meaning::new("tax_collected", "tax", BUYER),
        Class::Price if has(&["shipping", "postage"]) => Meaning::new("postage_collected", "shipping", BUYER),
        Class::Promotion if has(&["tax"]) => Meaning::new("tax_collected", "tax", BUYER),
        Class::Promotion => Meaning::new("promotion", "discount", BUYER),
        Class::Price | Class::DirectPayment => Meaning::new(or(&name, "price_other"), "other", BUYER),
        Class::ItemFee | Class::ShipmentFee | Class::OrderFee => fee(&name),
        Class::Other => other(&name),
    }
}

fn fee(name: &str) -> Meaning {
    let has = |parts: &[&str]| parts.iter().any(|p| name.contains(p));
    match name {
        _ if has(&["tax", "vat"]) && !has(&["fixed"]) => Meaning::new("tax_on_fees", "tax", PLATFORM),
        "commission" | "referral_fee" | "selling_fees" => Meaning::new("commission", "fee", PLATFORM),
        _ if has(&["refundcommission", "refund_commission"]) => Meaning::new("refund_commission", "fee", PLATFORM),
        _ if has(&["chargeback", "shippinghb", "shipping_hb"]) => Meaning::new("shipping_chargeback", "fee", PLATFORM),
        _ if has(&["fba", "fulfil"]) => Meaning::new("fulfilment", "shipping", PLATFORM),
        _ => Meaning::new(or(name, "fee"), "fee", PLATFORM),
    }
}

fn other(name: &str) -> Meaning {
    let has = |parts: &[&str]| parts.iter().any(|p| name.contains(p));
    match name {
        _ if has(&["reserve"]) => Meaning::new("reserve", "other", PLATFORM),
        "transfer" | "payable_to_amazon" | "successful_charge" => Meaning::new("transfer", "other", PLATFORM),
        _ if has(&["advert", "sponsored", "transactiontotalamount", "transaction_total_amount"]) => {
            Meaning::new("advertising", "fee", PLATFORM)
        }
        _ if has(&["reimbursement", "compensat", "lost", "damage", "safe_t"]) => Meaning::new("reimbursement", "other", PLATFORM),
        _ if has(&["storage"]) => Meaning::new("storage", "shipping", PLATFORM),
        _ if has(&["subscription"]) => Meaning::new("subscription", "fee", PLATFORM),
        _ if has(&["label", "shipping_services", "shippingservices", "postage"]) => Meaning::new("shipping_label", "shipping", CARRIER),
        _ if has(&["fba", "fulfil", "removal", "disposal", "inbound", "transportation"]) => {
            Meaning::new("fulfilment", "shipping", PLATFORM)
        }
        _ if has(&["fee", "charge"]) => Meaning::new(name, "fee", PLATFORM),
        _ => Meaning::new(or(name, "other"), "other", PLATFORM),
    }
}

fn or<'a>(name: &'a str, instead: &'a str) -> &'a str {
    if name.is_empty() { instead } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_settlements() {
        for (class, words, kind, component, other) in [
            ("ItemPrice", "Principal", "goods", "goods", "buyer"),
            ("ItemPrice", "Shipping", "postage_collected", "shipping", "buyer"),
            ("ItemPrice", "ShippingTax", "tax_collected", "tax", "buyer"),
            ("ItemPrice", "GiftWrap", "giftwrap", "other", "buyer"),
            ("ItemFees", "Commission", "commission", "fee", "platform"),
            ("ItemFees", "RefundCommission", "refund_commission", "fee", "platform"),
            ("ItemFees", "FBAPerUnitFulfillmentFee", "fulfilment", "shipping", "platform"),
            ("ItemFees", "ShippingHB", "shipping_chargeback", "fee", "platform"),
            ("ItemFees", "FixedClosingFee", "fixedclosingfee", "fee", "platform"),
            ("Promotion", "Principal", "promotion", "discount", "buyer"),
            ("ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", "tax_withheld", "tax", "authority"),
            ("other-transaction", "Storage Fee", "storage", "shipping", "platform"),
            ("other-transaction", "Current Reserve Amount", "reserve", "other", "platform"),
            ("other-transaction", "Subscription Fee", "subscription", "fee", "platform"),
            ("Cost of Advertising", "TransactionTotalAmount", "advertising", "fee", "platform"),
            ("FBA Inventory Reimbursement", "REVERSAL_REIMBURSEMENT", "reimbursement", "other", "platform"),
        ] {
            let m = meaning(Class::of(class), words);
            assert_eq!((m.kind.as_str(), m.component, m.other), (kind, component, other), "{class} {words}");
        }
    }
}
