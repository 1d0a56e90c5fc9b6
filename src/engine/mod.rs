//! Sessions as tasks on a background runtime. Knows tokio, nothing of HTTP and nothing of egui.
//!
//! A holder (the window or the command line) opens a session with [`Spawner::open`] and gets a [`SessionHandle`]: commands
//! go in by [`SessionHandle::send`], which never waits, and events come out of its [`Inbox`]. The task itself is
//! [`Protocol::run`], with the other ends of both channels in a [`SessionIo`].
//!
//! Flow control is by credit. A task sends a batch of events once it has credit for their bytes, and gets the credit back
//! when the holder has dropped the batch. So a holder that stops draining stops the task, which stops reading its socket,
//! and TCP slows the peer: memory is bounded and no event is lost.
//!
//! A session ends when its task returns. Dropping its handle, or the [`Engine`], cancels the task; one that panics is
//! replaced by the events of [`Protocol::after_panic`] and costs no other session.

mod backoff;
mod clock;
mod job;
mod outbox;
mod protocol;
mod session;
mod wake;

pub use self::{
    backoff::Backoff,
    clock::SessionClock,
    job::{Job, JobControl, JobLost, JobSlot},
    outbox::{CREDIT_BYTES, Drained, Envelope, Inbox, Outbox, Weigh},
    protocol::{Protocol, SessionIo, TaskPanicked},
    session::{CommandRefused, SessionHandle, SessionId},
    wake::Wake,
};

use std::{panic::AssertUnwindSafe, time::Duration};

use futures_util::FutureExt as _;
use tokio::runtime::{Handle, Runtime};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long [`Engine::shutdown`] waits for the tasks before it abandons them.
pub const SHUTDOWN_GRACE: Duration = Duration::from_secs(2);

/// How long [`Engine::shutdown`] waits for files that are still being written: what a slow disk takes for the most that
/// can wait for it. A disk that hangs must not keep the program for ever.
const WRITING_GRACE: Duration = Duration::from_secs(30);

/// The background runtime and every session on it.
#[derive(Debug)]
pub struct Engine {
    runtime: Option<Runtime>,
    spawner: Spawner,
}

impl Engine {
    /// Starts the background runtime.
    ///
    /// # Errors
    /// When the system gives no thread or no event queue.
    pub fn start(wake: Wake) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("wirelight-net")
            .enable_all()
            .build()?;
        let spawner = Spawner::new(runtime.handle().clone(), wake);
        Ok(Self { runtime: Some(runtime), spawner })
    }

    /// Opens sessions on this engine; cheap to clone.
    pub fn spawner(&self) -> &Spawner {
        &self.spawner
    }

    /// The runtime, for one-shot work that is no session (the lab, a file dialog).
    pub fn runtime(&self) -> &Handle {
        &self.spawner.runtime
    }

    /// Ends every session. Waits at most `grace` for tasks that still close their connection in order, and longer for
    /// files that are still being written ([`JobSlot::write`]).
    pub fn shutdown(mut self, grace: Duration) {
        self.stop(grace);
    }

    fn stop(&mut self, grace: Duration) {
        let Some(runtime) = self.runtime.take() else { return };
        self.spawner.root.cancel();
        self.spawner.tracker.close();
        self.spawner.writers.close();
        let Spawner { tracker, writers, .. } = self.spawner.clone();
        runtime.block_on(async move {
            // What takes longer is abandoned.
            tokio::time::timeout(grace, tracker.wait()).await.ok();
            tokio::time::timeout(WRITING_GRACE, writers.wait()).await.ok();
        });
        runtime.shutdown_background();
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.stop(SHUTDOWN_GRACE);
    }
}

/// Opens sessions on a runtime.
#[derive(Clone, Debug)]
pub struct Spawner {
    runtime: Handle,
    root: CancellationToken,
    tracker: TaskTracker,
    /// Threads whose work is lost if it is not waited for.
    writers: TaskTracker,
    wake: Wake,
}

impl Spawner {
    /// A spawner on a runtime that somebody else owns (a test, the command line).
    pub fn new(runtime: Handle, wake: Wake) -> Self {
        Self { runtime, root: CancellationToken::new(), tracker: TaskTracker::new(), writers: TaskTracker::new(), wake }
    }

    /// Starts a session as a task of its own. Dropping the handle ends it.
    pub fn open<P: Protocol>(&self, config: P::Config) -> SessionHandle<P> {
        self.open_on(SessionClock::start(), config)
    }

    /// As [`Self::open`], on a clock that runs already: the rows of two sessions then count from one moment.
    pub fn open_on<P: Protocol>(&self, clock: SessionClock, config: P::Config) -> SessionHandle<P> {
        tracing::debug!(protocol = P::ID, "a session begins");
        self.spawn_session(clock, |io| P::run(config, io))
    }

    /// Starts a session whose events do not come from its protocol but from `feed`: a saved session that is read again.
    pub fn feed<P, F>(&self, clock: SessionClock, feed: impl FnOnce(SessionIo<P>) -> F) -> SessionHandle<P>
    where
        P: Protocol,
        F: Future<Output = ()> + Send + 'static,
    {
        self.spawn_session(clock, feed)
    }

    fn spawn_session<P, F>(&self, clock: SessionClock, run: impl FnOnce(SessionIo<P>) -> F) -> SessionHandle<P>
    where
        P: Protocol,
        F: Future<Output = ()> + Send + 'static,
    {
        let (handle, io) = session::pair::<P>(self.root.child_token(), self.wake.clone(), clock);
        let last_words = io.outbox.last_words();
        let running = AssertUnwindSafe(run(io)).catch_unwind();
        let watched = async move {
            // The outbox has been dropped by then, and has sent what was in its batch.
            if let Err(payload) = running.await {
                last_words.send(P::after_panic(clock.micros(), &TaskPanicked::of(&*payload)));
            }
        };
        self.tracker.spawn_on(watched, &self.runtime);
        handle
    }

    /// Runs blocking work on a thread of its own. It cannot be cancelled: [`Engine::shutdown`] waits for it, within its
    /// grace.
    pub fn spawn_blocking(&self, work: impl FnOnce() + Send + 'static) {
        self.tracker.spawn_blocking_on(work, &self.runtime);
    }

    /// As [`Self::spawn_blocking`], for work that writes down what is nowhere else: [`Engine::shutdown`] waits longer.
    fn spawn_writing(&self, work: impl FnOnce() + Send + 'static) {
        self.writers.spawn_blocking_on(work, &self.runtime);
    }

    /// Tells the holder that there is something to draw, for work that is no session.
    pub fn wake(&self) -> &Wake {
        &self.wake
    }

    /// Runs a future that is no session; it ends with the engine.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let root = self.root.clone();
        self.tracker.spawn_on(
            async move {
                root.run_until_cancelled(work).await;
            },
            &self.runtime,
        );
    }
}
