//! Messages of shops over HTTP: signed ones are kept and imported once, others leave nothing behind.

use crate::server::{Answer, Server};
use axum::body::Body;
use axum::http::Request;
use sha2::{Digest, Sha256};
use std::time::Duration;

const SECRET: &str = "hush-hush";

/// HMAC-SHA256 in base64, written here once more.
fn sign(secret: &str, body: &[u8]) -> String {
    let pad = |with: u8| -> Vec<u8> { (0..64).map(|i| secret.as_bytes().get(i).copied().unwrap_or(0) ^ with).collect() };
    let inner = Sha256::digest([pad(0x36), body.to_vec()].concat());
    let mac = Sha256::digest([pad(0x5c), inner.to_vec()].concat());
    let bits: String = mac.iter().map(|b| format!("{b:08b}")).collect::<String>() + "00";
    let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let text: String = (0..43).map(|i| char::from(digits.as_bytes()[usize::from_str_radix(&bits[i * 6..i * 6 + 6], 2).unwrap()])).collect();
    text + "="
}

fn order(id: u32, price: &str, updated: &str) -> String {
    format!(
        r##"{{"id": {id}, "name": "#{id}", "financial_status": "paid", "created_at": "2026-10-01T10:00:00Z", "updated_at": "{updated}", "currency": "EUR",
        "line_items": [{{"sku": "A", "name": "A", "quantity": 2, "price": "{price}"}}]}}"##
    )
}

async fn server() -> Server {
    Server::start(|c| {
        c.webhook_secrets = [("shopify".to_owned(), SECRET.to_owned()), ("woocommerce".to_owned(), SECRET.to_owned())].into();
        c.webhook_wait = Duration::from_millis(20);
        c.token = Some("a long token".into());
    })
    .await
}

async fn post(server: &Server, delivery: &str, signature: &str, body: &str) -> Answer {
    let request = Request::post("/api/v1/webhooks/shopify")
        .header("host", "shop-tunnel.example")
        .header("x-shopify-topic", "orders/updated")
        .header("x-shopify-webhook-id", delivery)
        .header("x-shopify-hmac-sha256", signature);
    server.ask(request.body(Body::from(body.to_owned())).unwrap()).await
}

async fn state(server: &Server, state: &str, count: i64) {
    for _ in 0..1500 {
        if server.home.ops.inbox_counts("shopify").await.unwrap().get(state) == Some(&count) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("not {count} {state}: {:?}", server.home.ops.inbox_counts("shopify").await.unwrap());
}

async fn sales(server: &Server) -> String {
    let request = Request::get("/api/v1/metrics/gross_sales").header("authorization", "Bearer a long token");
    server.ask(request.body(Body::empty()).unwrap()).await.json()["total"]["value"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_order_is_imported_once_and_the_newest_state_counts() {
    let server = server().await;
    let (first, second) = (order(1, "5.00", "2026-10-01T10:00:00Z"), order(1, "7.00", "2026-10-01T12:00:00Z"));
    let answer = post(&server, "d1", &sign(SECRET, first.as_bytes()), &first).await;
    assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, r#"{"accepted":true,"known":false}"#));
    state(&server, "imported", 1).await;
    assert_eq!(sales(&server).await, "10.00");
    let again = post(&server, "d1", &sign(SECRET, first.as_bytes()), &first).await;
    assert_eq!(again.text(), r#"{"accepted":false,"known":true}"#);
    let updated = post(&server, "d2", &sign(SECRET, second.as_bytes()), &second).await;
    assert_eq!(updated.status, 200);
    state(&server, "imported", 2).await;
    // The first state comes once more, late and as another delivery.
    post(&server, "d3", &sign(SECRET, first.as_bytes()), &first).await;
    state(&server, "superseded", 1).await;
    assert_eq!(sales(&server).await, "14.00");
    let imports = server.home.ops.imports().await.unwrap();
    assert_eq!(imports.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_is_one_import() {
    let server = Server::start(|c| {
        c.webhook_secrets = [("shopify".to_owned(), SECRET.to_owned())].into();
        c.webhook_wait = Duration::from_millis(800);
        c.token = Some("a long token".into());
    })
    .await;
    for i in 1..=20 {
        let body = order(i, "1.00", "2026-10-01T10:00:00Z");
        assert_eq!(post(&server, &format!("b{i}"), &sign(SECRET, body.as_bytes()), &body).await.status, 200);
    }
    state(&server, "imported", 20).await;
    assert_eq!(server.home.ops.imports().await.unwrap().len(), 1);
    assert_eq!(sales(&server).await, "40.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_leaves_nothing_behind() {
    let server = server().await;
    let body = order(1, "5.00", "2026-10-01T10:00:00Z");
    let right = sign(SECRET, body.as_bytes());
    let changed = body.replace("5.00", "0.01");
    for (signature, text) in [("", body.as_str()), ("x", &body), (&sign("other", body.as_bytes()), &body), (&right, &changed)] {
        let answer = post(&server, "d", signature, text).await;
        assert_eq!((answer.status.as_u16(), answer.json()["error"]["code"].as_str()), (401, Some("webhook.signature")));
        assert!(answer.json()["error"]["hint"].is_string());
    }
    let cut = &body[..body.len() - 20];
    let answer = post(&server, "d", &sign(SECRET, cut.as_bytes()), cut).await;
    assert_eq!((answer.status.as_u16(), answer.json()["error"]["code"].as_str()), (422, Some("webhook.body")));
    let long = "x".repeat(5 << 20);
    let answer = post(&server, "d", &sign(SECRET, long.as_bytes()), &long).await;
    assert_eq!((answer.status.as_u16(), answer.json()["error"]["code"].as_str()), (413, Some("usage.too_large")));
    let request =
        Request::post("/api/v1/webhooks/shopify").header("x-shopify-topic", "products/update").header("x-shopify-hmac-sha256", &right);
    let answer = server.ask(request.body(Body::from(body)).unwrap()).await;
    assert_eq!((answer.status.as_u16(), answer.json()["error"]["code"].as_str()), (422, Some("webhook.topic")));
    assert!(server.home.ops.inbox_counts("shopify").await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_secret_it_is_off_and_unknown_senders_are_told() {
    let server = Server::start(|_| {}).await;
    let body = order(1, "5.00", "2026-10-01T10:00:00Z");
    let answer = post(&server, "d", &sign("", body.as_bytes()), &body).await;
    assert_eq!((answer.status.as_u16(), answer.json()["error"]["code"].as_str()), (404, Some("webhook.off")));
    assert!(answer.json()["error"]["hint"].as_str().unwrap().contains("[webhooks.shopify]"));
    let answer = server.send("POST", "/api/v1/webhooks/bazaar", "application/json", Vec::new()).await;
    assert_eq!((answer.status.as_u16(), answer.json()["error"]["code"].as_str()), (404, Some("webhook.unknown")));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_shop_signs_in_its_own_headers_and_greets_first() {
    let server = server().await;
    let ask = async |headers: &[(&str, &str)], body: &str| {
        let mut request = Request::post("/api/v1/webhooks/woocommerce");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        server.ask(request.body(Body::from(body.to_owned())).unwrap()).await
    };
    assert_eq!(ask(&[], "webhook_id=7").await.status, 200);
    let body = r#"{"id": 5, "number": "5", "status": "processing", "currency": "EUR", "date_created": "2026-10-01T10:00:00", "total_tax": "0.00", "total": "6.00",
        "line_items": [{"id": 1, "sku": "A", "name": "A", "quantity": 1, "subtotal": "6.00", "total": "6.00", "total_tax": "0.00"}]}"#;
    let signature = sign(SECRET, body.as_bytes());
    let headers =
        [("x-wc-webhook-signature", signature.as_str()), ("x-wc-webhook-topic", "order.created"), ("x-wc-webhook-delivery-id", "x1")];
    assert_eq!(ask(&headers, body).await.status, 200);
    for _ in 0..1500 {
        if server.home.ops.inbox_counts("woocommerce").await.unwrap().get("imported") == Some(&1) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(sales(&server).await, "6.00");
}
