//! Orders, their settlement and the carrier's bill in one home: what was paid out is what was charged, and a bill takes the
//! place of its estimate.

use crate::run::Place;

const ORDERS: &str = "order_id,line_id,order_time,sku,quantity,unit_price,currency,country\n\
    A-1,MUG,2026-10-01 10:00:00,MUG,1,32.00,EUR,DE\n\
    A-2,CAP,2026-10-02 10:00:00,CAP,2,16.00,EUR,FR\n";

/// A settlement of both orders. The fees, a refund, what was kept back before and what is kept back now: 36.86.
fn settlement(total: &str) -> String {
    let mut text = "settlement-id\tdeposit-date\ttotal-amount\tcurrency\ttransaction-type\torder-id\tamount-type\tamount-description\tamount\tposted-date\tsku\n".to_owned();
    text += &format!("777\t2026-10-15\t{total}\tEUR\t\t\t\t\t\t\t\n");
    for (transaction, order, sku, class, words, amount) in [
        ("Order", "A-1", "MUG", "ItemPrice", "Principal", "32.00"),
        ("Order", "A-1", "MUG", "ItemFees", "Commission", "-4.80"),
        ("Order", "A-2", "CAP", "ItemPrice", "Principal", "32.00"),
        ("Order", "A-2", "CAP", "ItemFees", "Commission", "-4.84"),
        ("Refund", "A-2", "CAP", "ItemPrice", "Principal", "-16.00"),
        ("other-transaction", "", "", "other-transaction", "Previous Reserve Amount Balance", "8.50"),
        ("other-transaction", "", "", "other-transaction", "Current Reserve Amount", "-10.00"),
    ] {
        text += &format!("777\t\t\t\t{transaction}\t{order}\t{class}\t{words}\t{amount}\t2026-10-05\t{sku}\n");
    }
    text
}

#[test]
fn a_settled_order_book_adds_up() {
    let place = Place::new();
    assert_eq!(place.json(&["import", "--profile", "orders", &place.file("orders.csv", ORDERS)]).0, 0);
    // A cent too much: refused, with both figures and what to do.
    let (code, answer) = place.json(&["import", "--profile", "amazon-settlement", &place.file("bad.txt", &settlement("36.87"))]);
    assert_eq!((code, answer["error"]["code"].as_str()), (1, Some("control.total")), "{answer}");
    let cause = answer["error"]["cause"].as_str().unwrap();
    assert!(cause.contains("36.87") && cause.contains("36.86"), "{cause}");
    assert_eq!(place.one("SELECT count(*) AS n FROM charges"), "0");
    // Without a profile it is found out.
    let (code, answer) = place.json(&["import", &place.file("good.txt", &settlement("36.86"))]);
    assert_eq!((code, answer["rows_accepted"].as_i64()), (0, Some(8)), "{answer}");
    let received = "sum(CASE WHEN payee = 'seller' THEN amount ELSE -amount END)";
    // Invariant 2, over imported data: a payout is its charges, its opening balance, less its reserve.
    assert_eq!(
        place.one(&format!(
            "SELECT count(*) AS n FROM payouts p JOIN (SELECT payout_id, {received} AS net FROM charges WHERE kind NOT IN ('reserve', 'transfer') \
             GROUP BY payout_id) c ON c.payout_id = p.payout_id WHERE p.amount = c.net + p.opening - p.reserve"
        )),
        "1"
    );
    // What buyers paid according to the settlement is what the orders say, and each amount opens to its order.
    assert_eq!(
        place.one(
            "SELECT count(*) AS n FROM (SELECT trade_id, sum(amount) AS amount FROM lines GROUP BY trade_id) l \
             JOIN (SELECT trade_id, sum(amount) AS amount FROM charges WHERE kind = 'goods' AND payee = 'seller' GROUP BY trade_id) c \
             ON c.trade_id = l.trade_id AND c.amount = l.amount"
        ),
        "2"
    );
}

#[test]
fn a_bill_takes_the_place_of_its_estimate() {
    let place = Place::new();
    let estimates = "charge_id,date,subject_kind,subject_id,kind,component,amount,currency,basis,payee\n\
        E1,2026-10-01,shipment,1234567890,freight,shipping,70.00,EUR,estimate,carrier\n\
        E2,2026-10-01,shipment,1234567890,fuel_surcharge,shipping,9.00,EUR,estimate,carrier\n\
        E3,2026-10-01,shipment,5555555555,freight,shipping,11.00,EUR,estimate,carrier\n";
    assert_eq!(place.json(&["import", "--profile", "charges", &place.file("estimates.csv", estimates)]).0, 0);
    assert_eq!(place.one("SELECT sum(amount) AS n FROM charges_all"), "90.00");
    let bill = "Line Type;Invoice Number;Invoice Date;Shipment Number;Currency;Weight (kg);Total amount (excl. VAT);Weight Charge;XC1 Code;XC1 Name;XC1 Charge\n\
        I;INV1;20261031;;EUR;;96,00;;;;\n\
        S;INV1;20261031;1234567890;EUR;2,50;96,00;80,00;FF;FUEL SURCHARGE;16,00\n";
    let (code, answer) = place.json(&["import", &place.file("bill.csv", bill)]);
    assert_eq!(code, 0, "{answer}");
    // 80 and 16 are billed in place of 70 and 9; the other parcel's 11 is still an estimate.
    assert_eq!(place.one("SELECT sum(amount) AS n FROM charges_all"), "107.00");
    assert_eq!(place.one("SELECT count(*) AS n FROM charges_all WHERE basis = 'estimate'"), "1");
    assert_eq!(place.one("SELECT count(*) AS n FROM charges"), "6", "nothing is deleted: two billed amounts, a fee of 0, three estimates");
}
