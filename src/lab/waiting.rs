//! Who waits for the next message of a long poll.

use bytes::Bytes;
use tokio::sync::{RwLock, oneshot};

/// Who waits for the next message.
#[derive(Debug, Default)]
pub(super) struct Waiting(RwLock<Vec<oneshot::Sender<Bytes>>>);

impl Waiting {
    pub(super) async fn join(&self) -> oneshot::Receiver<Bytes> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.0.write().await;
        waiting.retain(|other| !other.is_closed());
        waiting.push(sender);
        receiver
    }

    pub(super) async fn publish(&self, message: &Bytes) {
        for waiting in std::mem::take(&mut *self.0.write().await) {
            // It went away just now; the message has no buffer to go to.
            waiting.send(message.clone()).ok();
        }
    }
}
