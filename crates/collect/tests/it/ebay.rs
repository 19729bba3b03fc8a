//! eBay: the orders report of two sites, preamble and footer included. Written by hand from the published column list.

use crate::book::{Book, sum};

const US: &str = "Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Country,Ship To Name,Ship To Country,Item Number,Item Title,Custom Label,\
Sold Via Promoted Listings,Quantity,Sold For,Shipping And Handling,Seller Collected Tax,eBay Collected Tax,Total Price,eBay Collected Tax Included in Total,\
Payment Method,Sale Date,Paid On Date,Ship By Date,Shipped On Date,Tracking Number,Transaction ID,Variation Details,Global Shipping Program";
const UK: &str = "Sales record number,Order number,Buyer username,Buyer name,Buyer country,Post to name,Post to country,Item number,Item title,Custom label,\
Sold via Promoted listings,Quantity,Sold for,Postage and packaging,Seller collected tax,eBay collected tax,Total price,eBay collected tax and fees included in total,\
Payment method,Sale date,Paid on date,Post by date,Dispatched on date,Tracking number,Transaction ID,Variation details,Global Shipping Programme";

/// Two single orders (one of three pieces at 1,234.56 with tax that eBay collected) and one of two items under a row of totals.
fn rows(sign: &str, date: impl Fn(&str) -> String) -> String {
    let (d1, d2) = (date("21"), date("22"));
    format!(
        "101,22-001,ann,Ann,Germany,Ann,Germany,3001,\"Lamp, brass\",LAMP-1,No,1,{sign}40.00,{sign}5.00,{sign}0.00,{sign}0.00,{sign}45.00,No,Card,{d1},{d1},,{d2},TRK1,1,,No\n\
102,22-002,bob,Bob,United States,Bob,United States,3002,Clock,CLOCK,Yes,3,\"{sign}1,234.56\",{sign}0.00,,{sign}300.00,\"{sign}4,003.68\",Yes,Card,{d1},{d1},,,,2,,No\n\
103,22-003,cy,Cy,France,Cy,France,,,,,3,,{sign}6.00,,,{sign}56.00,No,Card,{d2},{d2},,,,,,No\n\
103,22-003,cy,,,,,3003,Cup,CUP,No,2,{sign}10.00,,,,,,,{d2},{d2},,,,3,[Colour:Red],No\n\
103,22-003,cy,,,,,3001,\"Lamp, brass\",LAMP-1,No,1,{sign}30.00,,,,,,,{d2},{d2},,,,4,,No\n"
    )
}

fn us() -> String {
    format!(
        "sep=,\n\n\"Orders report of seller x\",,,\n{US}\n,,,,,,\n{}\n3,record(s) downloaded,from ,Jul-01-25,00:00:00,to,Jul-31-25\nSeller ID : x\n",
        rows("$", |d| format!("Jul-{d}-25"))
    )
}

const COLUMNS: [&str; 12] =
    ["trade_id", "line_id", "kind", "country", "sku", "quantity", "amount", "discount", "tax", "shipping", "buyer_id", "day"];

#[tokio::test(flavor = "multi_thread")]
async fn both_sites_say_the_same() {
    let (book, uk) = (Book::new().await, Book::new().await);
    let report = book.import("ebay-orders", &[book.file("us.csv", us())]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.rows_quarantined, report.trades), (4, 4, 0, 3));
    let text = format!("\u{feff}\n{UK}\n\n{}\n\n3 record(s) downloaded\n", rows("£", |d| format!("{d}-Jul-25")));
    let report = uk.import("ebay-orders", &[uk.file("uk.csv", text)]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.trades), (4, 4, 3));
    let lines = book.texts("lines", &COLUMNS).await;
    assert_eq!(lines, uk.texts("lines", &COLUMNS).await);
    assert_eq!(
        lines,
        [
            "22-001|3001|sale|DE|LAMP-1|1.000000|40.000000|0.000000|0.000000|5.000000|ann|2025-07-21",
            "22-002|3002|sale|US|CLOCK|3.000000|3703.680000|0.000000|300.000000|0.000000|bob|2025-07-21",
            "22-003|3001|sale|FR|LAMP-1|1.000000|30.000000|0.000000|0.000000|3.600000|cy|2025-07-22",
            "22-003|3003/[Colour:Red]|sale|FR|CUP|2.000000|20.000000|0.000000|0.000000|2.400000|cy|2025-07-22",
        ]
    );
    assert_eq!(book.texts("lines", &["currency"]).await, ["USD"; 4]);
    assert_eq!(uk.texts("lines", &["currency"]).await, ["GBP"; 4]);
    assert_eq!(book.texts("trades", &["trade_id", "shipped_at"]).await[0], "22-001|2025-07-22T00:00:00Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_total_tells_whether_a_price_is_of_one_unit_or_of_all() {
    let book = Book::new().await;
    let row =
        |id: u32, total: &str| format!("{id},{id},u,U,US,U,US,5,T,T,No,2,$16.00,$1.00,,,{total},No,Card,Jul-21-25,Jul-21-25,,,,,,No\n");
    let text = format!("{US}\n{}{}{}{}", row(1, "$33.00"), row(2, "$17.00"), row(3, "$40.00"), row(4, ""));
    let report = book.import("ebay-orders", &[book.file("o.csv", text)]).await.unwrap();
    assert_eq!((report.rows_accepted, report.rows_quarantined), (2, 2), "what fits no reading is not guessed");
    assert_eq!(book.texts("lines", &["trade_id", "amount", "unit_price"]).await, ["1|32.000000|16.000000", "2|16.000000|8.000000"]);
    let (open, _) = book.home.ops.quarantine(&entrepot_ops::QuarantineFilter { limit: 10, ..Default::default() }).await.unwrap();
    assert!(open.iter().all(|q| q.code == "amount.mismatch"), "{open:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_item_may_carry_the_orders_totals_and_fees_are_lines() {
    let book = Book::new().await;
    let header = US.replace("Total Price", "Tire Recycling Fee,Total Price");
    let text = format!(
        "{header}\n7,7,u,U,US,U,US,5,A,A,No,1,$10.00,$4.00,,,$2.00,$36.00,No,Card,Jul-21-25,,,,,,,No\n\
         7,7,u,,,,,6,B,B,No,2,$10.00,,,,,,,,Jul-21-25,,,,,,,No\n"
    );
    let report = book.import("ebay-orders", &[book.file("o.csv", text)]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted), (2, 2));
    let lines = book.rows("lines").await;
    assert_eq!(sum(&lines, "amount", |_| true) + sum(&lines, "shipping", |_| true), 36_000_000);
    assert_eq!(sum(&lines, "amount", |t| t("component") == "fee"), 2_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_misses_its_own_count_is_refused_whole() {
    let book = Book::new().await;
    let cut = us().replace("3,record(s)", "30,record(s)");
    let error = book.import("ebay-orders", &[book.file("o.csv", cut)]).await.unwrap_err();
    assert_eq!(error.code(), "total.rows");
    assert!(book.rows("lines").await.is_empty());
    let half = "Order Number,Item Title,Quantity\n1,T,1\n";
    assert_eq!(book.import("ebay-orders", &[book.file("h.csv", half)]).await.unwrap_err().code(), "header.missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_twice_adds_nothing_and_a_later_one_updates() {
    let book = Book::new().await;
    book.import("ebay-orders", &[book.file("o.csv", us())]).await.unwrap();
    let again = book.import("ebay-orders", &[book.file("again.csv", us())]).await.unwrap();
    assert_eq!((again.rows_accepted, again.rows_duplicate), (0, 4));
    let later = us().replace(
        "3001,\"Lamp, brass\",LAMP-1,No,1,$40.00,$5.00,$0.00,$0.00,$45.00",
        "3001,\"Lamp, brass\",LAMP-1,No,1,$40.00,$0.00,$0.00,$0.00,$40.00",
    );
    let later = book.import("ebay-orders", &[book.file("later.csv", later)]).await.unwrap();
    assert_eq!((later.rows_updated, later.rows_duplicate), (1, 3));
    assert_eq!(sum(&book.rows("lines").await, "shipping", |t| t("trade_id") == "22-001"), 0);
}
