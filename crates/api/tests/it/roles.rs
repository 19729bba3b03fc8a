//! Tokens and roles at the door, settings, the audit log and backups behind it.

use crate::server::{Answer, NOW_US, Server};
use axum::body::Body;
use axum::http::Request;
use entrepot_ops::{AuditFilter, Role};
use serde_json::{Value, json};

const DAY_US: i64 = 86_400_000_000;

async fn ask(server: &Server, method: &str, path: &str, secret: &str, body: &str) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("host", "localhost").header("content-type", "application/json");
    if !secret.is_empty() {
        request = request.header("authorization", format!("Bearer {secret}"));
    }
    server.ask(request.body(Body::from(body.to_owned())).unwrap()).await
}

fn code(answer: &Answer) -> String {
    answer.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_names_a_role_and_refuses_those_below_it() {
    let server = Server::start(|config| config.token = Some("the configured one".into())).await;
    let mut secrets = Vec::new();
    for role in Role::ALL {
        secrets.push((role, server.home.ops.add_token(role.as_str(), role, None, "t", NOW_US).await.unwrap().1));
    }
    let document: Value = server.get("/openapi.json").await.json();
    let (mut guarded, mut refusals) = (0, 0);
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, call) in methods.as_object().unwrap() {
            let said = call["description"].as_str().unwrap_or_default();
            let needed = said.rsplit("Asks for ").next().unwrap().trim_end_matches('.');
            let method = method.to_uppercase();
            // Nothing here is a valid body, so that what is let through changes nothing.
            let address = path.replace("{id}", "x").replace("{name}", "x").replace("{kind}", "query").replace("{trade_id}", "x");
            let address = address.replace("{file_id}", "0").replace("{row}", "0").replace("{source}", "x");
            let Some(needed) = Role::parse(needed) else {
                assert!(["nobody in particular", "a signature"].contains(&needed), "{method} {path} says who may ask: {said}");
                continue;
            };
            guarded += 1;
            assert_eq!(ask(&server, &method, &address, "", "?").await.status.as_u16(), 401, "{method} {path} without a token");
            for (role, secret) in &secrets {
                let answer = ask(&server, &method, &address, secret, "?").await;
                if *role < needed {
                    refusals += 1;
                    assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (403, "serve.role"), "{method} {path} as {role:?}");
                    let error = &answer.json()["error"];
                    assert!(
                        error["cause"].as_str().unwrap().contains(needed.as_str())
                            && error["hint"].is_string()
                            && error["zh"]["whole"] == true
                    );
                } else {
                    assert!(![401, 403].contains(&answer.status.as_u16()), "{method} {path} as {role:?}: {}", answer.text());
                }
            }
            let answer = ask(&server, &method, &address, "the configured one", "?").await;
            assert!(![401, 403].contains(&answer.status.as_u16()), "{method} {path} with the configured token");
        }
    }
    assert!(guarded > 45 && refusals > 40, "{guarded} {refusals}");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_expired_and_revoked_tokens_are_told_apart() {
    let server = Server::start(|_| ()).await;
    let ops = &server.home.ops;
    let (_, good) = ops.add_token("good", Role::Viewer, Some(NOW_US + 1), "t", NOW_US).await.unwrap();
    let (_, old) = ops.add_token("old", Role::Viewer, Some(NOW_US), "t", NOW_US - DAY_US).await.unwrap();
    let (_, gone) = ops.add_token("gone", Role::Viewer, None, "t", NOW_US).await.unwrap();
    ops.revoke_token("gone", "t", NOW_US).await.unwrap();
    assert_eq!(ask(&server, "GET", "/api/v1/me", &good, "").await.json(), json!({ "name": "good", "role": "viewer" }));
    for (secret, want) in [(&old, "serve.token_expired"), (&gone, "serve.token_revoked"), (&"entrepot_0".to_owned(), "serve.token")] {
        let answer = ask(&server, "GET", "/api/v1/status", secret, "").await;
        assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (401, want));
        assert!(answer.headers.contains_key("www-authenticate") && answer.json()["error"]["hint"].is_string());
    }
    // Without a token this is the console of this machine.
    assert_eq!(ask(&server, "GET", "/api/v1/me", "", "").await.json(), json!({ "name": "tester", "role": "admin" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_made_and_revoked_and_the_log_says_by_whom() {
    let server = Server::start(|_| ()).await;
    let made = ask(&server, "POST", "/api/v1/tokens", "", r#"{"name":"chief","role":"admin"}"#).await;
    assert_eq!(made.status.as_u16(), 201, "{}", made.text());
    let chief = made.json()["secret"].as_str().unwrap().to_owned();
    let made = ask(&server, "POST", "/api/v1/tokens", &chief, r#"{"name":"till","role":"operator","days":30}"#).await.json();
    assert_eq!((&made["token"]["created_by"], &made["token"]["state"]), (&json!("chief"), &json!("valid")));
    let list = ask(&server, "GET", "/api/v1/tokens", &chief, "").await;
    assert!(!list.text().contains("secret") && !list.text().contains(&chief) && list.json().as_array().unwrap().len() == 2);
    for (body, want) in [
        (r#"{"name":"till","role":"viewer"}"#, "token.taken"),
        (r#"{"name":"x","role":"king"}"#, "token.role"),
        (r#"{"name":"a b","role":"viewer"}"#, "token.name"),
        (r#"{"name":"x","role":"viewer","days":0}"#, "usage.parameter"),
    ] {
        let refused = ask(&server, "POST", "/api/v1/tokens", &chief, body).await;
        assert_eq!((refused.status.is_client_error(), code(&refused).as_str()), (true, want), "{body}");
    }
    let till = made["secret"].as_str().unwrap();
    assert_eq!(ask(&server, "PUT", "/api/v1/saved/query/mine", till, r#"{"body":{"sql":"SELECT 1"}}"#).await.status.as_u16(), 200);
    assert_eq!(ask(&server, "DELETE", "/api/v1/tokens/till", &chief, "").await.json()["state"], "revoked");
    assert_eq!(ask(&server, "GET", "/api/v1/status", till, "").await.status.as_u16(), 401, "at once");
    assert_eq!(code(&ask(&server, "DELETE", "/api/v1/tokens/nobody", &chief, "").await), "token.missing");
    let log = ask(&server, "GET", "/api/v1/audit?limit=10", &chief, "").await.json();
    let told: Vec<String> = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| format!("{} {} {}", e["actor"], e["action"], e["subject"]).replace('"', ""))
        .collect();
    assert_eq!(told, ["chief token.revoke till", "till saved.put query mine", "chief token.add till", "tester token.add chief"]);
    let one = ask(&server, "GET", "/api/v1/audit?actor=till&action=saved&since=2026-11-22", &chief, "").await.json();
    assert_eq!(one["entries"].as_array().unwrap().len(), 1);
    assert_eq!(one["actors"], json!(["chief", "tester", "till"]));
    let csv = ask(&server, "GET", "/api/v1/audit.csv?action=token", &chief, "").await;
    assert!(csv.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
    assert_eq!(csv.text().lines().count(), 4, "{}", csv.text());
    assert_eq!(code(&ask(&server, "GET", "/api/v1/audit?since=yesterday", &chief, "").await), "usage.parameter");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_and_its_undo_have_an_actor() {
    let server = Server::start(|_| ()).await;
    let (_, secret) = server.home.ops.add_token("till", Role::Operator, None, "t", NOW_US).await.unwrap();
    server.import("orders.csv", 3).await;
    let undone = ask(&server, "POST", "/api/v1/imports/1/undo", &secret, "").await;
    assert_eq!(undone.status.as_u16(), 200, "{}", undone.text());
    let log = server.home.ops.audit_log(&AuditFilter { action: Some("import".into()), ..AuditFilter::default() }).await.unwrap();
    let told: Vec<_> = log.iter().map(|e| (e.actor.as_str(), e.action.as_str(), e.subject.as_str())).collect();
    assert_eq!(told, [("till", "import.undo", "import 1"), ("tester", "import.run", "import 1")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_changed_until_the_first_import_and_what_is_given_from_outside_is_stronger() {
    let server = Server::start(|config| config.report_currency = None).await;
    let put = |body: &'static str| ask(&server, "PUT", "/api/v1/settings", "", body);
    assert_eq!(
        ask(&server, "GET", "/api/v1/settings", "", "").await.json()["report_currency"],
        json!({ "value": "", "from": "default", "changeable": true })
    );
    let now = put(r#"{"report_currency":"usd","business_zone":"Asia/Shanghai"}"#).await.json();
    assert_eq!(now["report_currency"], json!({ "value": "USD", "from": "home", "changeable": true }));
    assert_eq!(now["business_zone"]["value"], "Asia/Shanghai");
    assert_eq!(code(&put(r#"{"report_currency":"EUX"}"#).await), "usage.currency");
    let now = put(r#"{"home_country":"cn"}"#).await.json();
    assert_eq!(now["home_country"], json!({ "value": "CN", "from": "home", "changeable": true }));
    assert_eq!(code(&put(r#"{"home_country":"XQ"}"#).await), "usage.country");
    assert_eq!(code(&put(r#"{"report_currency":"CNY","business_zone":"Mars/Base"}"#).await), "settings.zone");
    assert_eq!(ask(&server, "GET", "/api/v1/settings", "", "").await.json()["report_currency"]["value"], "USD", "all or nothing");
    server.import("orders.csv", 3).await;
    assert_eq!(ask(&server, "GET", "/api/v1/status", "", "").await.json()["report_currency"], "USD");
    assert_eq!(ask(&server, "GET", "/api/v1/metrics/net_sales", "", "").await.json()["currency"], "USD");
    assert_eq!(code(&put(r#"{"business_zone":"Europe/Berlin"}"#).await), "settings.zone_in_use");
    assert_eq!(put(r#"{"report_currency":""}"#).await.json()["report_currency"]["from"], "default", "taken back");
    let fixed = Server::start(|_| ()).await;
    assert_eq!(code(&ask(&fixed, "PUT", "/api/v1/settings", "", r#"{"report_currency":"USD"}"#).await), "settings.fixed");
    let log = server.home.ops.audit_log(&AuditFilter { action: Some("settings".into()), ..AuditFilter::default() }).await.unwrap();
    assert_eq!(
        log.iter().map(|e| e.subject.as_str()).collect::<Vec<_>>(),
        ["report_currency", "home_country", "business_zone", "report_currency"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_made_in_the_background_and_the_doctor_looks() {
    let none = Server::start(|_| ()).await;
    assert_eq!(code(&ask(&none, "POST", "/api/v1/backups", "", "{}").await), "backup.no_folder");
    let shelf = tempfile::tempdir().unwrap();
    let server = Server::start(|config| config.backup_dir = Some(shelf.path().join("deep"))).await;
    server.import("orders.csv", 3).await;
    assert_eq!(ask(&server, "POST", "/api/v1/backups", "", "{}").await.status.as_u16(), 202);
    let mut made = Value::Null;
    for _ in 0..600 {
        made = ask(&server, "GET", "/api/v1/backups", "", "").await.json();
        if made["running"] == false {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!((made["files"].as_array().unwrap().len(), &made["error"]), (1, &Value::Null), "{made}");
    let file = shelf.path().join("deep").join(made["files"][0]["name"].as_str().unwrap());
    let header = entrepot_keep::check(&file, &entrepot_keep::Progress::default()).await.unwrap();
    assert_eq!((header.lake_version, header.made_by.as_str()), (1, "tester"));
    let found = ask(&server, "GET", "/api/v1/doctor", "", "").await.json();
    assert_eq!((&found["sound"], &found["looked"]["imports"]), (&json!(true), &json!(1)), "{found}");
    std::fs::remove_file(server.dir.path().join("home/lake/lines/_delta_log/00000000000000000000.json")).unwrap();
    let found = ask(&server, "GET", "/api/v1/doctor", "", "").await.json();
    assert_eq!(
        (&found["sound"], &found["findings"][0]["code"], &found["findings"][0]["zh"]["whole"]),
        (&json!(false), &json!("doctor.log_unreadable"), &json!(true)),
        "{found}"
    );
    // The one that cannot be made says why, and the next one may.
    let again = ask(&server, "POST", "/api/v1/backups", "", "{}").await;
    assert_eq!(again.status.as_u16(), 202);
    for _ in 0..600 {
        made = ask(&server, "GET", "/api/v1/backups", "", "").await.json();
        if made["running"] == false {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(made["error"]["code"], "backup.exists", "the clock stands still in this test");
    assert_eq!(ask(&server, "GET", "/api/v1/nights", "", "").await.json(), json!([]));
}
