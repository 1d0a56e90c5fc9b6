//! Work that is no session and gives one result: a file dialog, a file read, a stopped lab.

use tokio::sync::oneshot;

use crate::engine::Spawner;

/// At most one piece of work at a time, whose result is fetched in a later frame.
#[derive(Debug)]
pub struct OneShot<T> {
    receiver: Option<oneshot::Receiver<T>>,
}

impl<T> Default for OneShot<T> {
    fn default() -> Self {
        Self { receiver: None }
    }
}

impl<T: Send + 'static> OneShot<T> {
    /// Starts the work on the runtime, unless some is running; the window is woken at its end.
    pub fn start(&mut self, spawner: &Spawner, work: impl Future<Output = T> + Send + 'static) {
        if self.is_running() {
            return;
        }
        let (sender, receiver) = oneshot::channel();
        self.receiver = Some(receiver);
        let wake = spawner.wake().clone();
        spawner.spawn(async move {
            // A window that closed meanwhile wants no result.
            sender.send(work.await).ok();
            wake.wake();
        });
    }

    /// Whether work is under way.
    pub fn is_running(&self) -> bool {
        self.receiver.is_some()
    }

    /// The result, once.
    pub fn take(&mut self) -> Option<T> {
        let result = match self.receiver.as_mut()?.try_recv() {
            Err(oneshot::error::TryRecvError::Empty) => return None,
            Ok(result) => Some(result),
            Err(oneshot::error::TryRecvError::Closed) => None,
        };
        self.receiver = None;
        result
    }
}
