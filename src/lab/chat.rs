//! The room of `/ws/chat`: one task hands each message to every client, in one order for all.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Messages that may wait for one client.
const QUEUE: usize = 16;

/// A client that takes nothing for this long is put out, so that it does not hold up the others.
const PATIENCE: Duration = Duration::from_secs(5);

/// The way into the room; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Room {
    door: mpsc::Sender<Visit>,
}

#[derive(Debug)]
enum Visit {
    Join(mpsc::Sender<Message>),
    Say(Message),
}

impl Room {
    pub(super) fn open(tasks: &TaskTracker, stop: CancellationToken) -> Self {
        let (door, visits) = mpsc::channel(QUEUE);
        tasks.spawn(stop.run_until_cancelled_owned(keep(visits)));
        Self { door }
    }

    /// What is said from now on. It ends when the client is too slow or the room closes.
    pub(super) async fn join(&self) -> mpsc::Receiver<Message> {
        let (ear, heard) = mpsc::channel(QUEUE);
        // A closed room drops the ear, which ends what is heard.
        self.door.send(Visit::Join(ear)).await.ok();
        heard
    }

    /// Says something to everybody, the speaker too.
    pub(super) async fn say(&self, message: Message) {
        // In a closed room nobody hears it.
        self.door.send(Visit::Say(message)).await.ok();
    }
}

async fn keep(mut visits: mpsc::Receiver<Visit>) {
    let mut ears: Vec<mpsc::Sender<Message>> = Vec::new();
    while let Some(visit) = visits.recv().await {
        match visit {
            Visit::Join(ear) => ears.push(ear),
            Visit::Say(message) => {
                let mut still = Vec::with_capacity(ears.len());
                for ear in ears {
                    if ear.send_timeout(message.clone(), PATIENCE).await.is_ok() {
                        still.push(ear);
                    }
                }
                ears = still;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_client_that_takes_nothing_is_put_out_and_the_others_lose_nothing() {
        let tasks = TaskTracker::new();
        let room = Room::open(&tasks, CancellationToken::new());
        let (mut slow, mut quick) = (room.join().await, room.join().await);
        let said = 3 * QUEUE;
        let hear = async {
            for n in 0..said {
                assert_eq!(quick.recv().await, Some(Message::text(n.to_string())));
            }
        };
        let say = async {
            for n in 0..said {
                room.say(Message::text(n.to_string())).await;
            }
        };
        tokio::join!(hear, say);
        for n in 0..QUEUE {
            assert_eq!(slow.recv().await, Some(Message::text(n.to_string())));
        }
        assert_eq!(slow.recv().await, None);
    }
}
