//! A table that no profile knows, over HTTP: proposed, corrected, kept, imported.

use crate::server::{Server, form, form_type};

const TABLE: &[u8] = "Order No,Date,Article,Pcs,Price each\nX-1,2026-10-01,MUG,2,16.00\nX-2,2026-10-02,TEA,many,7.50\n".as_bytes();

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_table_becomes_a_profile_and_is_imported_by_it() {
    let server = Server::start(|_| {}).await;
    let dir = server.dir.path().join("profiles");
    let server = {
        let own = dir.clone();
        drop(server);
        Server::start(move |config| config.profiles_dir = Some(own)).await
    };
    let ask = async |parts: &[(&str, Option<&str>, &[u8])]| server.send("POST", "/api/v1/suggest", &form_type(), form(parts)).await;
    let answer = ask(&[("file", Some("t.csv"), TABLE)]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let s = answer.json();
    assert_eq!((s["table"].as_str(), s["questions"][0]["code"].as_str(), s["text"].is_null()), (Some("lines"), Some("missing"), true));
    assert!(!s["questions"][0]["text"]["zh"].as_str().unwrap().is_empty());

    let s = ask(&[("file", Some("t.csv"), TABLE), ("name", None, b"mine"), ("set", None, b"currency==EUR")]).await.json();
    let preview = &s["preview"];
    assert_eq!((preview["rows_taken"].as_i64(), preview["rejected"][0]["code"].as_str()), (Some(1), Some("number.format")));
    assert_eq!(preview["rejected"][0]["line"], 3);
    let body = |replace: bool| serde_json::json!({ "text": s["text"], "replace": replace }).to_string().into_bytes();
    let keep =
        async |name: &str, replace: bool| server.send("PUT", &format!("/api/v1/profiles/{name}"), "application/json", body(replace)).await;
    assert_eq!(keep("mine", false).await.status, 200);
    let taken = keep("mine", false).await;
    assert_eq!((taken.status.as_u16(), taken.json()["error"]["code"].as_str()), (409, Some("profile.exists")));
    assert_eq!(keep("mine", true).await.status, 200);
    assert_eq!(keep("other", true).await.json()["error"]["code"], "profile.name", "the document has another name");
    assert_eq!(keep("..%2Fmine", true).await.json()["error"]["code"], "profile.name");
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 1);

    let listed = server.get("/api/v1/profiles").await.json();
    assert!(listed.as_array().unwrap().iter().any(|p| p["name"] == "mine"));
    let job = server.upload(&[("profile", None, b"mine"), ("file", Some("t.csv"), TABLE)]).await;
    let report = server.until(&job, "done").await["result"].clone();
    assert_eq!((report["rows_accepted"].as_i64(), report["rows_quarantined"].as_i64()), (Some(1), Some(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_answers_and_files_that_are_no_tables_are_told() {
    let server = Server::start(|_| {}).await;
    let ask = async |parts: &[(&str, Option<&str>, &[u8])]| {
        let answer = server.send("POST", "/api/v1/suggest", &form_type(), form(parts)).await;
        (answer.status.as_u16(), answer.json()["error"]["code"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(ask(&[("file", Some("t.csv"), TABLE), ("set", None, b"colour=Date")]).await, (422, "suggest.answer".to_owned()));
    assert_eq!(ask(&[("file", Some("t.txt"), b"no table at all")]).await.1, "suggest.shape");
    assert_eq!(ask(&[("set", None, b"sku=x")]).await.1, "usage.form");
    assert_eq!(ask(&[("file", Some("t.csv"), TABLE), ("set", None, &[b'x'; 2000])]).await.0, 413);
}
