//! A server over a fresh home, asked without a socket, on a clock that stands still.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use entrepot_api::{ApiConfig, App, router};
use entrepot_collect::{ImportRequest, Progress, import, presets};
use entrepot_engine::{Engine, EngineConfig};
use entrepot_lake::{Home, HomeOptions};
use entrepot_semantic::Registry;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

/// 2026-11-22T12:00:00Z.
pub const NOW_US: i64 = 1_795_348_800_000_000;
pub const BOUNDARY: &str = "entrepot-test-boundary";

pub struct Server {
    pub dir: tempfile::TempDir,
    pub home: Home,
    pub app: App,
    router: Router,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl Server {
    pub async fn start(change: impl FnOnce(&mut ApiConfig)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::open(&dir.path().join("home"), &HomeOptions::default()).await.unwrap();
        let mut config = ApiConfig {
            seller: "Test seller".into(),
            report_currency: Some("EUR".into()),
            actor: "tester".into(),
            patience: Duration::from_millis(300),
            now_us: Arc::new(|| NOW_US),
            ..ApiConfig::default()
        };
        change(&mut config);
        let engine = Engine::new(EngineConfig { memory_bytes: 128 << 20, partitions: 2, ..EngineConfig::default() }).unwrap();
        let app = App::new(home.clone(), engine, Registry::shipped().unwrap(), config).unwrap();
        Self { router: router(app.clone()), dir, home, app }
    }

    /// Imports a file of `tests/data` without the server.
    pub async fn import(&self, name: &str, day: i64) {
        let request = ImportRequest {
            profile: presets::profile("orders", None).unwrap(),
            files: vec![data(name)],
            source: None,
            actor: "tester".into(),
            now_us: NOW_US - day * 86_400_000_000,
            patience: Duration::from_secs(5),
        };
        import(&self.home, &request, &Progress::default()).await.unwrap();
    }

    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer { status: parts.status, headers: parts.headers, bytes: to_bytes(body, usize::MAX).await.unwrap().to_vec() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).header("host", "localhost").body(Body::empty()).unwrap()).await
    }

    pub async fn send(&self, method: &str, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request = Request::builder().method(method).uri(path).header("host", "localhost").header("content-type", kind);
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    /// Uploads files to import; the id of the job.
    pub async fn upload(&self, parts: &[Part<'_>]) -> String {
        let answer = self.send("POST", "/api/v1/imports", &form_type(), form(parts)).await;
        assert_eq!(answer.status, 202, "{}", answer.text());
        answer.json()["job_id"].as_str().unwrap().to_owned()
    }

    /// Waits until a job is in a state.
    pub async fn until(&self, job: &str, state: &str) -> Value {
        let mut last = Value::Null;
        for _ in 0..3000 {
            last = self.get(&format!("/api/v1/jobs/{job}")).await.json();
            if last["state"] == state {
                return last;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the job did not become {state}: {last}");
    }
}

/// A part of a form: field, file name, content.
pub type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

pub fn form_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

pub fn form(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body.extend_from_slice(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}
