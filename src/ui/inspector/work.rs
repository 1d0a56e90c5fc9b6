//! Work on a large payload away from the frame: one result, how far it is, and an end when nobody waits for it.

use tokio::sync::{oneshot, watch};

use crate::engine::Spawner;

/// A piece of work; dropping it tells the worker to stop.
#[derive(Debug)]
pub(super) struct Work<T> {
    result: oneshot::Receiver<T>,
    percent: watch::Receiver<u8>,
}

/// What a worker says how far it is with.
#[derive(Debug)]
pub(super) struct Report {
    percent: watch::Sender<u8>,
    spawner: Spawner,
}

impl Report {
    /// Says how far it is. False when nobody waits any more.
    pub(super) fn at(&self, done: usize, total: usize) -> bool {
        let percent = (done as u64 * 100).checked_div(total as u64).unwrap_or(100).min(100) as u8;
        if *self.percent.borrow() != percent {
            self.percent.send(percent).ok();
            self.spawner.wake().wake();
        }
        !self.is_cancelled()
    }

    /// Whether nobody waits any more.
    pub(super) fn is_cancelled(&self) -> bool {
        self.percent.is_closed()
    }
}

impl<T: Send + 'static> Work<T> {
    /// Starts work on a thread that may be busy for long.
    pub(super) fn start(spawner: &Spawner, work: impl FnOnce(&Report) -> T + Send + 'static) -> Self {
        let (result_sender, result) = oneshot::channel();
        let (percent_sender, percent) = watch::channel(0);
        let report = Report { percent: percent_sender, spawner: spawner.clone() };
        let wake = spawner.wake().clone();
        spawner.spawn(async move {
            let done = tokio::task::spawn_blocking(move || work(&report)).await;
            if let Ok(done) = done {
                // Nobody waits when another row was chosen meanwhile.
                result_sender.send(done).ok();
            }
            wake.wake();
        });
        Self { result, percent }
    }

    /// How far it is.
    pub(super) fn percent(&self) -> u8 {
        *self.percent.borrow()
    }

    /// The result, once. An error when there will be none.
    pub(super) fn take(&mut self) -> Result<Option<T>, Gone> {
        match self.result.try_recv() {
            Ok(result) => Ok(Some(result)),
            Err(oneshot::error::TryRecvError::Empty) => Ok(None),
            Err(oneshot::error::TryRecvError::Closed) => Err(Gone),
        }
    }
}

/// The worker ended without a result.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the work was given up")]
pub(super) struct Gone;
