//! Work beside the sessions that gives one answer: a file dialog, a payload that is parsed, an export. The window starts it and
//! asks in later frames. It is no session: it has no commands and reports no rows.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    task::Poll,
};

use futures_util::FutureExt as _;
use tokio::sync::{oneshot, watch};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Spawner, Wake, protocol::panic_message};

/// A piece of work under way. Dropping it cancels the work: a future ends at its next await, a blocking one when it asks.
#[derive(Debug)]
pub struct Job<T> {
    answer: oneshot::Receiver<Result<T, JobLost>>,
    percent: watch::Receiver<u8>,
    _cancel: DropGuard,
}

/// The worker's side: how far it is, and whether to go on.
#[derive(Debug)]
pub struct JobControl {
    percent: watch::Sender<u8>,
    cancel: CancellationToken,
    wake: Wake,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobLost {
    /// The work has run into a fault of this program. It costs this answer, and only that.
    #[error("a fault in this program has ended the work, please report it: {message}")]
    Panicked {
        /// What the fault says of itself.
        message: String,
    },
    /// It was cancelled, or the program ends.
    #[error("the work was given up")]
    Cancelled,
}

impl<T: Send + 'static> Job<T> {
    /// Starts work on a thread that may be busy for long. At its end the window is woken; the engine waits for it a little
    /// when the program ends.
    pub fn blocking(spawner: &Spawner, work: impl FnOnce(&JobControl) -> T + Send + 'static) -> Self {
        let (job, work) = Self::on_a_thread(spawner, work);
        spawner.spawn_blocking(work);
        job
    }

    /// As [`Self::blocking`], for work that writes down what is nowhere else: the engine waits longer for it when the
    /// program ends.
    pub fn writing(spawner: &Spawner, work: impl FnOnce(&JobControl) -> T + Send + 'static) -> Self {
        let (job, work) = Self::on_a_thread(spawner, work);
        spawner.spawn_writing(work);
        job
    }

    fn on_a_thread(
        spawner: &Spawner,
        work: impl FnOnce(&JobControl) -> T + Send + 'static,
    ) -> (Self, impl FnOnce() + Send + 'static) {
        let (job, control, answer) = Self::new(spawner);
        let answered = move || {
            let done = catch_unwind(AssertUnwindSafe(|| work(&control)));
            control.answer(answer, done);
        };
        (job, answered)
    }

    /// Starts a future. At its end the window is woken.
    pub fn future(spawner: &Spawner, work: impl Future<Output = T> + Send + 'static) -> Self {
        let (job, control, answer) = Self::new(spawner);
        spawner.spawn(async move {
            let work = AssertUnwindSafe(work).catch_unwind();
            // Cancelled: nobody waits for an answer.
            if let Some(done) = control.cancel.run_until_cancelled(work).await {
                control.answer(answer, done);
            }
        });
        job
    }

    /// The answer, once; after that there is none. It never waits.
    pub fn poll(&mut self) -> Poll<Result<T, JobLost>> {
        match self.answer.try_recv() {
            Ok(answer) => Poll::Ready(answer),
            Err(oneshot::error::TryRecvError::Empty) => Poll::Pending,
            Err(oneshot::error::TryRecvError::Closed) => Poll::Ready(Err(JobLost::Cancelled)),
        }
    }

    /// How far it is, from 0 to 100, where the work says so.
    pub fn percent(&self) -> u8 {
        *self.percent.borrow()
    }

    fn new(spawner: &Spawner) -> (Self, JobControl, oneshot::Sender<Result<T, JobLost>>) {
        let (answer_sender, answer) = oneshot::channel();
        let (percent_sender, percent) = watch::channel(0);
        let cancel = spawner.root.child_token();
        let control = JobControl { percent: percent_sender, cancel: cancel.clone(), wake: spawner.wake.clone() };
        (Self { answer, percent, _cancel: cancel.drop_guard() }, control, answer_sender)
    }
}

impl JobControl {
    /// Says how far the work is. False when nobody waits for it any more.
    pub fn at(&self, done: usize, total: usize) -> bool {
        let percent = (done as u64 * 100).checked_div(total as u64).unwrap_or(100).min(100) as u8;
        if *self.percent.borrow() != percent {
            self.percent.send_replace(percent);
            self.wake.wake();
        }
        !self.is_cancelled()
    }

    /// Whether nobody waits for the work any more.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    fn answer<T>(&self, answer: oneshot::Sender<Result<T, JobLost>>, done: std::thread::Result<T>) {
        let done = done.map_err(|payload| JobLost::Panicked { message: panic_message(&*payload) });
        // Nobody waits for it when its tab was closed meanwhile.
        answer.send(done).ok();
        self.wake.wake();
    }
}

/// At most one job at a time.
#[derive(Debug)]
pub struct JobSlot<T>(Option<Job<T>>);

impl<T> Default for JobSlot<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Send + 'static> JobSlot<T> {
    /// Starts blocking work; what ran before is cancelled.
    pub fn block(&mut self, spawner: &Spawner, work: impl FnOnce(&JobControl) -> T + Send + 'static) {
        self.0 = Some(Job::blocking(spawner, work));
    }

    /// Starts blocking work that the program waits for when it ends; what ran before is cancelled.
    pub fn write(&mut self, spawner: &Spawner, work: impl FnOnce(&JobControl) -> T + Send + 'static) {
        self.0 = Some(Job::writing(spawner, work));
    }

    /// Starts a future; what ran before is cancelled.
    pub fn spawn(&mut self, spawner: &Spawner, work: impl Future<Output = T> + Send + 'static) {
        self.0 = Some(Job::future(spawner, work));
    }

    /// Cancels what runs.
    pub fn clear(&mut self) {
        self.0 = None;
    }

    /// Whether the answer of a job has not been taken yet.
    pub fn is_running(&self) -> bool {
        self.0.is_some()
    }

    /// The answer, once it is there; the slot is empty then.
    pub fn take(&mut self) -> Option<Result<T, JobLost>> {
        match self.0.as_mut()?.poll() {
            Poll::Pending => None,
            Poll::Ready(answer) => {
                self.0 = None;
                Some(answer)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicBool, Ordering},
            mpsc,
        },
        time::{Duration, Instant},
    };

    use tokio::sync::Notify;

    use super::*;
    use crate::engine::Engine;

    /// A spawner, and what says that the window was woken.
    fn spawner() -> (Spawner, Arc<Notify>) {
        let woken = Arc::new(Notify::new());
        let wake = Wake::new({
            let woken = woken.clone();
            move || woken.notify_one()
        });
        (Spawner::new(tokio::runtime::Handle::current(), wake), woken)
    }

    fn start(slot: &mut JobSlot<u8>, spawner: &Spawner, blocks: bool, work: impl FnOnce() -> u8 + Send + 'static) {
        if blocks { slot.block(spawner, |_| work()) } else { slot.spawn(spawner, async { work() }) }
    }

    #[tokio::test]
    async fn the_answer_is_given_once_and_the_window_is_woken() {
        let (spawner, woken) = spawner();
        for blocks in [true, false] {
            let mut slot = JobSlot::default();
            assert!(!slot.is_running() && slot.take().is_none());
            start(&mut slot, &spawner, blocks, || 7);
            assert!(slot.is_running());
            woken.notified().await;
            assert_eq!((slot.take(), slot.is_running(), slot.take()), (Some(Ok(7)), false, None));
        }
    }

    #[tokio::test]
    async fn work_that_panics_says_so() {
        let (spawner, woken) = spawner();
        for blocks in [true, false] {
            let mut slot = JobSlot::default();
            start(&mut slot, &spawner, blocks, || panic!("{} is wrong", 7));
            woken.notified().await;
            let lost = JobLost::Panicked { message: "7 is wrong".to_owned() };
            assert_eq!((slot.take(), slot.is_running()), (Some(Err(lost)), false));
        }
    }

    #[tokio::test]
    async fn a_job_that_is_dropped_or_replaced_is_cancelled() {
        let (spawner, _) = spawner();
        let ended = Arc::new(Notify::new());
        let work = || {
            let ended = ended.clone();
            move |control: &JobControl| {
                while control.at(0, 1) {
                    std::thread::yield_now();
                }
                ended.notify_one();
            }
        };
        let mut slot = JobSlot::default();
        slot.block(&spawner, work());
        slot.block(&spawner, work());
        ended.notified().await;
        drop(slot);
        ended.notified().await;
        // A future ends at its await, which drops what it holds.
        let held = Arc::new(());
        let weak = Arc::downgrade(&held);
        let job = Job::future(&spawner, async move {
            std::future::pending::<()>().await;
            drop(held);
        });
        tokio::task::yield_now().await;
        drop(job);
        while weak.upgrade().is_some() {
            tokio::task::yield_now().await;
        }
    }

    #[test]
    fn what_is_being_written_is_waited_for_beyond_the_grace() {
        let engine = Engine::start(Wake::none()).expect("a runtime");
        let is_written = Arc::new(AtomicBool::new(false));
        let written = is_written.clone();
        let job = Job::writing(engine.spawner(), move |control| {
            while !control.is_cancelled() {
                std::thread::yield_now();
            }
            // A disk that takes its time.
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_millis(100) {
                std::thread::yield_now();
            }
            written.store(true, Ordering::Release);
        });
        engine.shutdown(Duration::ZERO);
        assert!(is_written.load(Ordering::Acquire));
        drop(job);
    }

    #[tokio::test]
    async fn how_far_it_is_can_be_asked_while_it_works() {
        let (spawner, woken) = spawner();
        let (go_on, waits) = mpsc::channel::<()>();
        let mut job = Job::blocking(&spawner, move |control| {
            control.at(1, 4);
            waits.recv().ok();
        });
        woken.notified().await;
        assert_eq!((job.percent(), job.poll()), (25, Poll::Pending));
        drop(go_on);
        woken.notified().await;
        assert_eq!(job.poll(), Poll::Ready(Ok(())));
    }
}
