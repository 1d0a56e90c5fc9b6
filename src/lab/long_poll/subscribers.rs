//! Who waits for the next message of a long poll.

use bytes::Bytes;
use tokio::sync::{Mutex, oneshot};

/// The polls that are held.
#[derive(Debug, Default)]
pub(super) struct Subscribers(Mutex<Vec<oneshot::Sender<Bytes>>>);

impl Subscribers {
    /// The next message that is published. Polls that have ended meanwhile are forgotten.
    pub(super) async fn subscribe(&self) -> oneshot::Receiver<Bytes> {
        let (sender, receiver) = oneshot::channel();
        let mut held = self.0.lock().await;
        held.retain(|other| !other.is_closed());
        held.push(sender);
        receiver
    }

    /// Answers every poll that is held; nothing is kept for later ones.
    pub(super) async fn publish(&self, message: &Bytes) {
        for subscriber in std::mem::take(&mut *self.0.lock().await) {
            // It went away just now; the message has no buffer to go to.
            subscriber.send(message.clone()).ok();
        }
    }
}
