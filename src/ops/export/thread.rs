//! A thread that writes the database, so that requests do not wait for the disk.

use crate::error::Error;
use crate::store::database::Database;
use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use tokio::sync::{mpsc, oneshot};

/// Maximum number of queued jobs, which limits memory use.
const MAX_WAITING: usize = 4;

type Job = Box<dyn FnOnce(&mut Database) -> Result<(), Error> + Send>;

/// A database on its own thread, which ends at the first job that fails.
pub struct DatabaseThread {
    jobs: mpsc::Sender<Job>,
    error: Arc<Mutex<Option<Error>>>,
    thread: RefCell<Option<JoinHandle<Database>>>,
}

impl DatabaseThread {
    pub fn start(mut database: Database) -> Result<DatabaseThread, Error> {
        let (jobs, mut waiting) = mpsc::channel::<Job>(MAX_WAITING);
        let error = Arc::new(Mutex::new(None));
        let reported = error.clone();
        let work = move || {
            while let Some(job) = waiting.blocking_recv() {
                if let Err(error) = job(&mut database) {
                    *reported.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    break;
                }
            }
            database
        };
        let thread = thread::Builder::new().name("database".into()).spawn(work);
        let thread = thread.map_err(|error| {
            Error::unexpected(format!("cannot start a thread for the database: {error}"))
        })?;
        Ok(DatabaseThread { jobs, error, thread: RefCell::new(Some(thread)) })
    }

    /// Queues a job; waits if the queue is full.
    pub async fn send(
        &self,
        job: impl FnOnce(&mut Database) -> Result<(), Error> + Send + 'static,
    ) -> Result<(), Error> {
        self.jobs.send(Box::new(job)).await.map_err(|_| self.failure())
    }

    /// Runs a job after the queued ones, and returns its result.
    pub async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Database) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (done, result) = oneshot::channel();
        self.send(move |database| {
            let value = job(database)?;
            // After Ctrl-C the receiver is gone.
            let _ = done.send(value);
            Ok(())
        })
        .await?;
        result.await.map_err(|_| self.failure())
    }

    /// Waits for all jobs, and returns the database.
    pub async fn finish(self) -> Result<Database, Error> {
        self.run(|_| Ok(())).await?;
        let DatabaseThread { jobs, error, thread } = self;
        drop(jobs);
        let ended = thread.take().map(JoinHandle::join);
        ended.and_then(Result::ok).ok_or_else(|| failure(&error))
    }

    fn failure(&self) -> Error {
        failure(&self.error)
    }
}

fn failure(error: &Mutex<Option<Error>>) -> Error {
    let error = error.lock().unwrap_or_else(PoisonError::into_inner).clone();
    error.unwrap_or_else(|| Error::unexpected("the thread of the database ended"))
}
