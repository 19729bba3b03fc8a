//! Messages of shops, from the inbox into the book: gathered for a moment, then imported together like a file.
//!
//! What was acknowledged is in the inbox until an import has it. A server that dies in between imports it when it starts again:
//! rows have keys, so that nothing is counted twice. Of several messages about one order, the newest counts.

use crate::app::App;
use crate::collect_calls;
use crate::error::ApiError;
use crate::jobs::Jobs;
use crate::uploads::Upload;
use entrepot_collect::presets;
use entrepot_collect::webhooks::{WEBHOOKS, Webhook};
use entrepot_ops::{Message, MessageState};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Most messages that one import takes.
const BATCH: i64 = 500;
/// How long to wait before messages are tried again that could not be imported just now.
const AGAIN: Duration = Duration::from_secs(15);

/// Sources whose messages are being gathered.
#[derive(Debug, Default)]
pub(crate) struct Gathering(Mutex<BTreeSet<&'static str>>);

impl Gathering {
    fn begin(&self, source: &'static str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(source)
    }

    fn end(&self, source: &'static str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(source);
    }
}

/// Imports what an earlier server left in the inbox.
pub(crate) fn resume(app: &App) {
    for webhook in WEBHOOKS.iter().filter(|w| app.config().webhook_secrets.contains_key(w.source)) {
        gather(app, webhook, app.config().webhook_wait);
    }
}

/// Imports a source's messages a little later, together with those that come until then.
pub(crate) fn gather(app: &App, webhook: &'static Webhook, wait: Duration) {
    if !app.gathering().begin(webhook.source) {
        return;
    }
    let app = app.clone();
    tokio::spawn(async move {
        tokio::time::sleep(wait).await;
        // What comes from here on is gathered anew.
        app.gathering().end(webhook.source);
        if let Err(error) = empty(&app, webhook).await {
            tracing::warn!(source = webhook.source, code = error.problem.code, cause = error.problem.cause, "messages wait");
            gather(&app, webhook, AGAIN);
        }
    });
}

/// Imports everything that waits.
async fn empty(app: &App, webhook: &'static Webhook) -> Result<(), ApiError> {
    let _turn = app.jobs().turn().await?;
    let ops = &app.home().ops;
    let mut limit = BATCH;
    loop {
        let waiting = ops.inbox_waiting(webhook.source, limit).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let (news, old) = sorted(app, webhook, waiting).await?;
        ops.inbox_settle(&old, MessageState::Superseded, None, None).await?;
        let ids: Vec<i64> = news.iter().map(|m| m.id).collect();
        if ids.is_empty() {
            continue;
        }
        match import(app, webhook, &news).await {
            Ok(import_id) => {
                ops.inbox_settle(&ids, MessageState::Imported, Some(import_id), None).await?;
                limit = BATCH;
            }
            Err(error) if passes(&error) => return Err(error),
            // One of them cannot be read at all: find it.
            Err(_) if ids.len() > 1 => limit = 1,
            Err(error) => {
                let note = format!("{}: {}", error.problem.code, error.problem.cause);
                tracing::warn!(source = webhook.source, note, "a message cannot be imported");
                ops.inbox_settle(&ids, MessageState::Failed, None, Some(&note)).await?;
            }
        }
    }
}

/// Could the same work a little later?
fn passes(error: &ApiError) -> bool {
    ["lake.", "ops.", "import.cancelled", "internal"].iter().any(|start| error.problem.code.starts_with(start))
}

/// The newest message about each thing, and the ids of those that came too late.
async fn sorted(app: &App, webhook: &Webhook, waiting: Vec<Message>) -> Result<(Vec<Message>, Vec<i64>), ApiError> {
    let mut newest: HashMap<String, (i64, i64)> = HashMap::new();
    for m in &waiting {
        newest.insert(m.subject.clone(), (m.happened_us, m.id));
    }
    let (mut news, mut old) = (Vec::new(), Vec::new());
    for m in waiting {
        let known = app.home().ops.inbox_newest(webhook.source, &m.subject).await?;
        let late = known.is_some_and(|at| at > m.happened_us) || newest.get(&m.subject).is_some_and(|n| *n != (m.happened_us, m.id));
        if late { old.push(m.id) } else { news.push(m) }
    }
    Ok((news, old))
}

/// Imports bodies as one file of JSON objects.
async fn import(app: &App, webhook: &Webhook, messages: &[Message]) -> Result<i64, ApiError> {
    let mut text = Vec::new();
    for m in messages {
        text.extend_from_slice(&m.body);
        text.push(b'\n');
    }
    let name = format!("webhook-{}-{}.ndjson", webhook.source, messages.first().map_or(0, |m| m.id));
    let upload = Upload::written(&app.upload_dir(), &Jobs::new_id()?, &name, &text).await?;
    let profile = presets::profile(webhook.profile, app.config().profiles_dir.as_deref())?;
    let actor = format!("webhook {}", webhook.source);
    let report = collect_calls::import(app.clone(), upload, profile, entrepot_collect::Progress::default(), actor).await?;
    Ok(report.import_id)
}
