//! Imports in the background: one at a time, in the order they came, each with its progress. They go on when the browser
//! that started them is closed, and are forgotten when the server ends.
//!
//! It knows nothing of uploads or HTTP; what a job does is handed in.

use crate::error::ApiError;
use crate::wire::{ImportReport, Job, JobState, Problem};
use entrepot_collect::Progress;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Finished jobs that are still told about.
const KEPT: usize = 200;
/// How long the end of the server waits for jobs that were asked to stop.
const FAREWELL: Duration = Duration::from_secs(5);

/// All jobs of this server.
#[derive(Debug)]
pub(crate) struct Jobs {
    all: Mutex<Vec<Arc<Task>>>,
    turn: Arc<Semaphore>,
}

impl Default for Jobs {
    fn default() -> Self {
        Self { all: Mutex::default(), turn: Arc::new(Semaphore::new(1)) }
    }
}

#[derive(Debug)]
struct Task {
    id: String,
    bytes: u64,
    progress: Progress,
    outcome: Mutex<Outcome>,
}

#[derive(Debug)]
enum Outcome {
    Queued,
    Running,
    Done(Box<ImportReport>),
    Failed(Problem),
    Cancelled,
}

/// What the work of a job came to.
pub(crate) type Worked = Result<ImportReport, ApiError>;

impl Jobs {
    /// A name for a job that no other job of any server on this home has.
    pub fn new_id() -> Result<String, ApiError> {
        let mut bytes = [0_u8; 9];
        getrandom::fill(&mut bytes).map_err(|error| ApiError::fault(format!("There are no random numbers: {error}")))?;
        Ok(hex::encode(bytes))
    }

    /// Queues work. It is called with the job's progress when its turn has come.
    pub fn start<W, F>(&self, id: &str, bytes: u64, work: W)
    where
        W: FnOnce(Progress) -> F + Send + 'static,
        F: Future<Output = Worked> + Send,
    {
        let task = Arc::new(Task { id: id.to_owned(), bytes, progress: Progress::default(), outcome: Mutex::new(Outcome::Queued) });
        {
            let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
            while all.len() >= KEPT {
                let Some(at) = all.iter().position(|task| task.ended()) else { break };
                all.remove(at);
            }
            all.push(Arc::clone(&task));
        }
        let turn = Arc::clone(&self.turn);
        tokio::spawn(async move {
            let Ok(_turn) = turn.acquire_owned().await else { return };
            if task.progress.stopped() {
                return;
            }
            task.set(Outcome::Running);
            let worked = work(task.progress.clone()).await;
            task.set(match worked {
                Ok(report) => Outcome::Done(Box::new(report)),
                Err(error) if error.problem.code == "import.cancelled" => Outcome::Cancelled,
                Err(error) => Outcome::Failed(error.problem),
            });
        });
    }

    /// Waits for the turn of work that is answered at once, such as an undo.
    pub async fn turn(&self) -> Result<tokio::sync::OwnedSemaphorePermit, ApiError> {
        Arc::clone(&self.turn).acquire_owned().await.map_err(|_| ApiError::fault("The server is ending."))
    }

    /// Where a job stands.
    pub fn find(&self, id: &str) -> Option<Job> {
        self.task(id).map(|task| task.job())
    }

    /// All jobs, newest first.
    pub fn list(&self) -> Vec<Job> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).iter().rev().map(|task| task.job()).collect()
    }

    /// Asks a job to stop. One that waits is stopped at once; one at work ends at its next look around, or is done before.
    pub fn cancel(&self, id: &str) -> Option<Job> {
        let task = self.task(id)?;
        task.stop();
        Some(task.job())
    }

    /// Stops everything and waits a little for it to end.
    pub async fn stop_all(&self) {
        let tasks: Vec<Arc<Task>> = self.all.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for task in &tasks {
            task.stop();
        }
        let ended = async {
            while !tasks.iter().all(|task| task.ended()) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        if tokio::time::timeout(FAREWELL, ended).await.is_err() {
            tracing::warn!("an import is still committing; it is finished by the next writer");
        }
    }

    fn task(&self, id: &str) -> Option<Arc<Task>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).iter().find(|task| task.id == id).cloned()
    }
}

impl Task {
    fn set(&self, outcome: Outcome) {
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = outcome;
    }

    fn stop(&self) {
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        self.progress.stop();
        if matches!(*outcome, Outcome::Queued) {
            *outcome = Outcome::Cancelled;
        }
    }

    fn ended(&self) -> bool {
        !matches!(*self.outcome.lock().unwrap_or_else(PoisonError::into_inner), Outcome::Queued | Outcome::Running)
    }

    fn job(&self) -> Job {
        let outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        let (state, result, error) = match &*outcome {
            Outcome::Queued => (JobState::Queued, None, None),
            Outcome::Running => (JobState::Running, None, None),
            Outcome::Done(report) => (JobState::Done, Some((**report).clone()), None),
            Outcome::Failed(problem) => (JobState::Failed, None, Some(problem.clone())),
            Outcome::Cancelled => (JobState::Cancelled, None, None),
        };
        let total = self.progress.bytes_total().max(self.bytes);
        let done = if state == JobState::Done { total } else { self.progress.bytes_done().min(total) };
        Job {
            id: self.id.clone(),
            state,
            phase: (state == JobState::Running).then(|| self.progress.phase().as_str().to_owned()),
            bytes_done: done,
            bytes_total: total,
            rows_read: result.as_ref().map_or_else(|| self.progress.rows(), |report| u64::try_from(report.rows_read).unwrap_or(0)),
            result,
            error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;

    fn report() -> ImportReport {
        ImportReport {
            import_id: 1,
            profile: "x".into(),
            files: Vec::new(),
            rows_read: 3,
            rows_accepted: 3,
            rows_updated: 0,
            rows_quarantined: 0,
            rows_duplicate: 0,
            trades: 1,
            lines: 3,
            lake_version: 1,
            questions: Vec::new(),
        }
    }

    async fn until(jobs: &Jobs, id: &str, state: JobState) -> Job {
        for _ in 0..500 {
            let job = jobs.find(id).expect("the job is known");
            if job.state == state {
                return job;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        panic!("{id} did not become {state:?}: {:?}", jobs.find(id));
    }

    #[tokio::test]
    async fn jobs_run_one_after_the_other_and_can_be_stopped() {
        let jobs = Jobs::default();
        jobs.start("a", 10, |progress| async move {
            while !progress.stopped() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            Err(ApiError::new(StatusCode::CONFLICT, "import.cancelled", "", ""))
        });
        jobs.start("b", 10, |_| async { Ok(report()) });
        jobs.start("c", 10, |_| async { Ok(report()) });
        until(&jobs, "a", JobState::Running).await;
        assert_eq!(jobs.find("b").map(|job| job.state), Some(JobState::Queued));
        assert_eq!(jobs.cancel("c").map(|job| job.state), Some(JobState::Cancelled), "what waits is stopped at once");
        jobs.cancel("a");
        until(&jobs, "a", JobState::Cancelled).await;
        let done = until(&jobs, "b", JobState::Done).await;
        assert_eq!((done.bytes_done, done.rows_read), (10, 3));
        assert_eq!(jobs.find("c").map(|job| job.state), Some(JobState::Cancelled));
        assert!(jobs.find("d").is_none() && jobs.cancel("d").is_none());
        assert_eq!(jobs.list().iter().map(|job| job.id.as_str()).collect::<Vec<_>>(), ["c", "b", "a"]);
    }

    #[tokio::test]
    async fn the_list_stays_bounded_and_a_failure_says_why() {
        let jobs = Jobs::default();
        for i in 0..KEPT + 20 {
            jobs.start(&format!("{i}"), 0, |_| async { Err(ApiError::usage("file.header", "no", "fix it")) });
            let id = format!("{i}");
            let job = until(&jobs, &id, JobState::Failed).await;
            assert_eq!(job.error.map(|problem| problem.code).as_deref(), Some("file.header"));
        }
        assert_eq!(jobs.list().len(), KEPT);
    }
}
