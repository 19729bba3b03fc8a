//! Runs the scenarios in `tests/scenarios/*.toml`: requests one after the other, and what must come back.
//!
//! `json` is a part that the answer must contain: objects may have more members, lists must match item by item. `save`
//! keeps a value (by JSON pointer, or `header:` and a name) for later steps, written `<name>` there. `until` repeats a request until it fits.

use crate::server::{Answer, Server, data, form, form_type};
use axum::body::Body;
use axum::http::Request;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// What it shows.
    about: String,
    #[serde(default)]
    server: Settings,
    step: Vec<Step>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    token: Option<String>,
    #[serde(default)]
    hosts: Vec<String>,
    /// Files of `tests/data` that are in the book, and how many days ago they were imported.
    #[serde(default)]
    import: Vec<(String, i64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    name: String,
    request: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<String>,
    #[serde(default)]
    form: Vec<Field>,
    status: u16,
    json: Option<String>,
    #[serde(default)]
    until: bool,
    #[serde(default)]
    header: BTreeMap<String, String>,
    text: Option<String>,
    #[serde(default)]
    contains: Vec<String>,
    #[serde(default)]
    lacks: Vec<String>,
    #[serde(default)]
    save: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    name: String,
    filename: Option<String>,
    text: Option<String>,
    /// A file of `tests/data` as content.
    data: Option<String>,
    /// So many bytes of `x` as content.
    bytes: Option<usize>,
}

#[tokio::test(flavor = "multi_thread")]
async fn scenarios() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios");
    let only = std::env::var("SCENARIO").ok();
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 8, "the scenarios are there");
    let mut failures = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if only.as_ref().is_some_and(|only| *only != name) {
            continue;
        }
        let scenario: Scenario = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!scenario.about.is_empty());
        play(&name, scenario, &mut failures).await;
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

async fn play(name: &str, scenario: Scenario, failures: &mut Vec<String>) {
    let settings = scenario.server;
    let server = Server::start(|config| {
        config.token = settings.token.clone();
        config.hosts = settings.hosts.clone();
    })
    .await;
    for (file, day) in &settings.import {
        server.import(file, *day).await;
    }
    let mut saved: BTreeMap<String, String> = BTreeMap::new();
    for step in scenario.step {
        let fill = |text: &str| saved.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("<{name}>"), value));
        let wanted: Option<Value> = step
            .json
            .as_deref()
            .map(|text| serde_json::from_str(&fill(text)).unwrap_or_else(|error| panic!("{name}, {}: {error}", step.name)));
        let mut answer = ask(&server, &step, &fill).await;
        for _ in 0..1000 {
            if !step.until || wanted.as_ref().is_none_or(|wanted| differs(wanted, &answer.json(), "").is_none()) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
            answer = ask(&server, &step, &fill).await;
        }
        for (name, pointer) in &step.save {
            let json = answer.json();
            let value = match pointer.strip_prefix("header:") {
                Some(header) => answer.headers.get(header).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned(),
                None => {
                    json.pointer(pointer).map_or_else(String::new, |value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                }
            };
            saved.insert(name.clone(), value);
        }
        if let Some(difference) = compare(&step, wanted.as_ref(), &answer) {
            let text: String = answer.text().chars().take(2500).collect();
            failures.push(format!("{name}, \"{}\": {difference}\n  answer {}: {text}", step.name, answer.status));
        }
    }
}

async fn ask(server: &Server, step: &Step, fill: &impl Fn(&str) -> String) -> Answer {
    let (method, path) = step.request.split_once(' ').expect("METHOD /path");
    let mut request = Request::builder().method(method).uri(fill(path));
    if !step.headers.contains_key("host") {
        request = request.header("host", "127.0.0.1:8080");
    }
    for (name, value) in step.headers.iter().filter(|(_, value)| !value.is_empty()) {
        request = request.header(name, fill(value));
    }
    let body = if step.form.is_empty() {
        if step.body.is_some() && !step.headers.contains_key("content-type") {
            request = request.header("content-type", "application/json");
        }
        Body::from(fill(step.body.as_deref().unwrap_or_default()))
    } else {
        let contents: Vec<Vec<u8>> = step
            .form
            .iter()
            .map(|field| match (&field.text, &field.data, field.bytes) {
                (Some(text), _, _) => fill(text).into_bytes(),
                (_, Some(file), _) => std::fs::read(data(file)).unwrap(),
                (_, _, bytes) => vec![b'x'; bytes.unwrap_or(0)],
            })
            .collect();
        let parts: Vec<_> = step
            .form
            .iter()
            .zip(&contents)
            .map(|(field, content)| (field.name.as_str(), field.filename.as_deref(), content.as_slice()))
            .collect();
        request = request.header("content-type", form_type());
        Body::from(form(&parts))
    };
    server.ask(request.body(body).unwrap()).await
}

fn compare(step: &Step, wanted: Option<&Value>, answer: &Answer) -> Option<String> {
    if answer.status.as_u16() != step.status {
        return Some(format!("status {} instead of {}", answer.status.as_u16(), step.status));
    }
    if let Some(difference) = wanted.and_then(|wanted| differs(wanted, &answer.json(), "")) {
        return Some(difference);
    }
    let text = answer.text();
    if let Some(whole) = &step.text
        && whole.replace('\n', "\r\n") != text
    {
        return Some("another text".to_owned());
    }
    for part in &step.contains {
        if !text.contains(part) {
            return Some(format!("lacks {part:?}"));
        }
    }
    for part in &step.lacks {
        if text.contains(part) {
            return Some(format!("contains {part:?}"));
        }
    }
    for (name, part) in &step.header {
        let values: Vec<String> = answer.headers.get_all(name).iter().map(|value| value.to_str().unwrap().to_owned()).collect();
        if !values.iter().any(|value| value.contains(part)) {
            return Some(format!("header {name} is {values:?}, not {part:?}"));
        }
    }
    None
}

/// Where the answer does not contain what is wanted.
fn differs(wanted: &Value, found: &Value, at: &str) -> Option<String> {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => wanted.iter().find_map(|(name, value)| match found.get(name) {
            Some(other) => differs(value, other, &format!("{at}/{name}")),
            None => Some(format!("{at}/{name} is missing")),
        }),
        (Value::Array(wanted), Value::Array(found)) => {
            if wanted.len() != found.len() {
                return Some(format!("{at} has {} items instead of {}", found.len(), wanted.len()));
            }
            wanted.iter().zip(found).enumerate().find_map(|(i, (wanted, found))| differs(wanted, found, &format!("{at}/{i}")))
        }
        _ if wanted == found => None,
        _ => Some(format!("{at} is {found} instead of {wanted}")),
    }
}
