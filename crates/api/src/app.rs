//! What all requests share: the home, the engine, the metrics, the jobs, and the newest lake version that was opened.
//!
//! A request pins one lake version and sees nothing newer. Opening a version costs a look at every table's log, so the
//! newest one is kept; whether it still is the newest is one small question to the operational store.

use crate::config::ApiConfig;
use crate::error::ApiError;
use crate::inbox::Gathering;
use crate::jobs::Jobs;
use crate::routes::keeping::Making;
use crate::watching::Watching;
use crate::wire::{DimensionValue, Question};
use entrepot_domain::{Country, Currency, DomainError};
use entrepot_engine::{Engine, LakeSession};
use entrepot_lake::{Home, LakeSnapshot};
use entrepot_ops::AuditEntry;
use entrepot_semantic::{Registry, Semantic};
use std::collections::BTreeMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::Handle;

/// Setting of the home: the report currency that was chosen in it.
pub(crate) const REPORT_CURRENCY: &str = "report_currency";
/// Setting of the home: the seller's own country.
pub(crate) const HOME_COUNTRY: &str = "home_country";

/// The application; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

struct Shared {
    home: Home,
    engine: Arc<Engine>,
    semantic: Semantic,
    config: ApiConfig,
    newest: tokio::sync::Mutex<Option<Arc<LakeSnapshot>>>,
    jobs: Jobs,
    gathering: Gathering,
    making: Making,
    watching: Watching,
    values: Kept<Arc<Vec<DimensionValue>>>,
    questions: Kept<Vec<Question>>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("home", &self.0.home.dir).field("config", &self.0.config).finish_non_exhaustive()
    }
}

impl App {
    /// Puts the parts together. Uploads that a server left behind more than a day ago are removed.
    ///
    /// # Errors
    /// When the report currency is none.
    pub fn new(home: Home, engine: Arc<Engine>, metrics: Registry, config: ApiConfig) -> Result<Self, DomainError> {
        let currency = config.report_currency.as_deref().map(Currency::parse).transpose()?;
        let app = Self(Arc::new(Shared {
            home,
            engine,
            semantic: Semantic::new(metrics, currency),
            config,
            newest: tokio::sync::Mutex::new(None),
            jobs: Jobs::default(),
            gathering: Gathering::default(),
            making: Making::default(),
            watching: Watching::default(),
            values: Kept::default(),
            questions: Kept::default(),
        }));
        crate::uploads::sweep(&app.upload_dir(), app.now_us());
        Ok(app)
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &ApiConfig {
        &self.0.config
    }

    pub(crate) fn home(&self) -> &Home {
        &self.0.home
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    pub(crate) fn engine_shared(&self) -> Arc<Engine> {
        Arc::clone(&self.0.engine)
    }

    pub(crate) fn making(&self) -> &Making {
        &self.0.making
    }

    /// The currency that the home reports in where a question names none: what was given from outside, else what was set in
    /// the home, else none.
    pub(crate) async fn set_currency(&self) -> Result<Option<Currency>, ApiError> {
        if let Some(fixed) = &self.config().report_currency {
            return Ok(Currency::parse(fixed).ok());
        }
        Ok(self.home().ops.meta(REPORT_CURRENCY).await?.and_then(|code| Currency::parse(&code).ok()))
    }

    /// Takes over settings that were changed, here or by another process.
    pub(crate) async fn refresh_settings(&self) -> Result<(), ApiError> {
        let currency = self.set_currency().await?;
        self.0.semantic.set_report_currency(currency);
        let home = match self.config().home_country {
            Some(fixed) => Some(fixed),
            None => self.home().ops.meta(HOME_COUNTRY).await?.and_then(|code| Country::parse(&code).ok()),
        };
        self.0.semantic.set_home_country(home);
        Ok(())
    }

    pub(crate) fn semantic(&self) -> &Semantic {
        &self.0.semantic
    }

    pub(crate) fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    pub(crate) fn gathering(&self) -> &Gathering {
        &self.0.gathering
    }

    pub(crate) fn watching(&self) -> &Watching {
        &self.0.watching
    }

    pub(crate) fn now_us(&self) -> i64 {
        (self.0.config.now_us)()
    }

    pub(crate) fn upload_dir(&self) -> PathBuf {
        self.0.config.upload_dir.clone().unwrap_or_else(|| self.0.home.dir.join("uploads"))
    }

    pub(crate) fn values(&self) -> &Kept<Arc<Vec<DimensionValue>>> {
        &self.0.values
    }

    pub(crate) fn questions(&self) -> &Kept<Vec<Question>> {
        &self.0.questions
    }

    /// The session of the newest lake version; the request keeps to it from here on.
    pub(crate) async fn pin(&self) -> Result<Arc<LakeSession>, ApiError> {
        self.refresh_settings().await?;
        let newest = self.0.home.ops.lake_version(None).await?;
        let (version, at_us) = newest.map_or((0, 0), |v| (v.version, v.at_us));
        let snapshot = {
            let mut kept = self.0.newest.lock().await;
            match kept.as_ref() {
                Some(snapshot) if snapshot.version == version && snapshot.published_at_us == at_us => Arc::clone(snapshot),
                _ => {
                    let home = self.0.home.clone();
                    let snapshot = self.apart(move || async move { home.snapshot(None).await }).await?;
                    Arc::clone(kept.insert(Arc::new(snapshot?)))
                }
            }
        };
        Ok(self.0.engine.session(&snapshot)?)
    }

    /// Opens the newest lake version and asks what every page asks first, so that the next visitor does not wait.
    ///
    /// # Errors
    /// Code and cause.
    pub async fn warm(&self) -> Result<(), (String, String)> {
        crate::routes::overview::warm(self).await.map_err(|error| (error.problem.code, error.problem.cause))
    }

    /// Runs work that blocks its thread, such as an import, away from the threads that serve requests. It is carried to its
    /// end even when nobody waits for it any more.
    pub(crate) async fn apart<W, F, T>(&self, work: W) -> Result<T, ApiError>
    where
        W: FnOnce() -> F + Send + 'static,
        F: Future<Output = T>,
        T: Send + 'static,
    {
        let handle = Handle::current();
        tokio::task::spawn_blocking(move || handle.block_on(work()))
            .await
            .map_err(|error| ApiError::fault(format!("The work ended early: {error}")))
    }

    /// Writes into the audit log who asked for a change that is not of the operational store, which tells of its own. A log
    /// that cannot be written does not stop the change.
    pub(crate) async fn note(&self, actor: &str, action: &str, subject: &str, detail: serde_json::Value) {
        let entry = AuditEntry::new(self.now_us(), actor, action, subject, &detail);
        if let Err(error) = self.home().ops.audit(&entry).await {
            tracing::warn!(action, %error, "not in the audit log");
        }
    }

    /// Stops what runs in the background and waits a little for it to end.
    pub(crate) async fn wind_down(&self) {
        self.0.making.stop();
        self.0.jobs.stop_all().await;
    }
}

/// Answers that hold as long as the lake version does.
#[derive(Debug)]
pub(crate) struct Kept<T>(Mutex<(i64, BTreeMap<String, T>)>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new((-1, BTreeMap::new())))
    }
}

impl<T: Clone> Kept<T> {
    /// The answer for `name` at this version, when it is kept.
    pub fn get(&self, version: i64, name: &str) -> Option<T> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 == version { kept.1.get(name).cloned() } else { None }
    }

    /// Keeps an answer; those of older versions go.
    pub fn put(&self, version: i64, name: &str, answer: T) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 > version {
            return;
        }
        if kept.0 < version {
            *kept = (version, BTreeMap::new());
        }
        kept.1.insert(name.to_owned(), answer);
    }
}

#[cfg(test)]
mod tests {
    use super::Kept;

    #[test]
    fn answers_are_kept_for_one_version() {
        let kept = Kept::default();
        kept.put(3, "a", 1);
        assert_eq!(kept.get(3, "a"), Some(1));
        kept.put(2, "a", 9);
        assert_eq!(kept.get(3, "a"), Some(1), "an older version does not push out a newer one");
        kept.put(4, "b", 2);
        assert_eq!((kept.get(3, "a"), kept.get(4, "a"), kept.get(4, "b")), (None, None, Some(2)));
    }
}
