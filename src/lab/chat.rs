//! The room of `/ws/chat`: one task hands each message to every client, in one order for all.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _, future::join_all};
use tokio::{
    sync::mpsc::{self, error::TrySendError},
    time::{Instant, timeout, timeout_at},
};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    budget::{Place, held},
    end::{End, Farewell},
    say::{Socket, give_back, say},
};
use crate::limits::LAB_FREE_BYTES;

/// Messages that may wait for one client.
const QUEUE: usize = 16;

/// Clients that take nothing for this long are put out, so that they do not hold up the others.
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
    async fn join(&self) -> mpsc::Receiver<Message> {
        let (ear, heard) = mpsc::channel(QUEUE);
        // A closed room drops the ear, which ends what is heard.
        self.door.send(Visit::Join(ear)).await.ok();
        heard
    }
}

async fn keep(mut visits: mpsc::Receiver<Visit>) {
    let mut ears: Vec<mpsc::Sender<Message>> = Vec::new();
    while let Some(visit) = visits.recv().await {
        match visit {
            Visit::Join(ear) => let_in(&mut ears, ear),
            Visit::Say(message) => tell(&mut ears, &message).await,
        }
    }
}

/// Lets somebody in, and forgets whoever has left, also where no word was said since.
fn let_in(ears: &mut Vec<mpsc::Sender<Message>>, ear: mpsc::Sender<Message>) {
    ears.retain(|other| !other.is_closed());
    ears.push(ear);
}

/// Hands a message to everybody; all those together who have no room for it get one time to make some.
async fn tell(ears: &mut Vec<mpsc::Sender<Message>>, message: &Message) {
    let mut full = Vec::new();
    ears.retain(|ear| match ear.try_send(message.clone()) {
        Ok(()) => true,
        Err(TrySendError::Full(_)) => {
            full.push(ear.clone());
            false
        }
        Err(TrySendError::Closed(_)) => false,
    });
    let until = Instant::now() + PATIENCE;
    let told = full.into_iter().map(|ear| async move {
        let told = timeout_at(until, ear.send(message.clone())).await;
        matches!(told, Ok(Ok(()))).then_some(ear)
    });
    ears.extend(join_all(told).await.into_iter().flatten());
}

/// Says what the client says, and tells it what is said.
pub(super) async fn converse(socket: &mut Socket, room: &Room) -> Result<End, Error> {
    let mut heard = room.join().await;
    let mut unsaid: Option<Message> = None;
    let put_out = || End::Close(Farewell::new(1008, "You took no message for too long."));
    loop {
        tokio::select! {
            // A place at the door is asked for again and again, so that nobody keeps one who is busy listening.
            place = room.door.reserve(), if unsaid.is_some() => {
                let (Ok(place), Some(message)) = (place, unsaid.take()) else { return Ok(put_out()) };
                place.send(Visit::Say(message));
            }
            next = socket.next(), if unsaid.is_none() => match next.transpose()? {
                Some(message @ (Message::Text(_) | Message::Binary(_))) => {
                    unsaid = Some(keep_place(message, socket.get_mut().take_place()));
                }
                Some(Message::Close(_)) | None => return Ok(End::Peer),
                Some(_) => {}
            },
            message = heard.recv() => {
                let Some(message) = message else { return Ok(put_out()) };
                let is_last = heard.is_empty();
                match timeout(PATIENCE, tell_one(socket, message, is_last)).await {
                    Ok(told) => told?,
                    Err(_too_slow) => return Ok(put_out()),
                }
            }
        }
    }
}

async fn tell_one(socket: &mut Socket, message: Message, is_last: bool) -> Result<(), Error> {
    if message.len() <= LAB_FREE_BYTES {
        say(socket, message).await?;
        return if is_last { socket.flush().await } else { Ok(()) };
    }
    let _holding = socket.get_ref().account().connection().hold();
    // The library copies a frame of it.
    let frame_bytes = message.len().min(socket.get_ref().sizes().frame_bytes);
    let place = socket.get_ref().account().place_for(frame_bytes).await;
    say(socket, message).await?;
    give_back(socket, place).await
}

/// The same message, which keeps its place in the budget until the last one has heard it.
fn keep_place(message: Message, place: Option<Place>) -> Message {
    let Some(Place { grant, .. }) = place else { return message };
    let is_text = message.is_text();
    let bytes = held(message.into_data(), Some(grant), None);
    if !is_text {
        return Message::Binary(bytes);
    }
    // It has been UTF-8 all the time.
    Utf8Bytes::try_from(bytes).map_or_else(|_| Message::text(""), Message::Text)
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
                room.door.send(Visit::Say(Message::text(n.to_string()))).await.expect("a room");
            }
        };
        tokio::join!(hear, say);
        for n in 0..QUEUE {
            assert_eq!(slow.recv().await, Some(Message::text(n.to_string())));
        }
        assert_eq!(slow.recv().await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn many_who_take_nothing_cost_the_others_one_wait_in_all() {
        let tasks = TaskTracker::new();
        let room = Room::open(&tasks, CancellationToken::new());
        let mut deaf = Vec::new();
        for _ in 0..100 {
            deaf.push(room.join().await);
        }
        let mut quick = room.join().await;
        let started = Instant::now();
        for n in 0..=QUEUE {
            room.door.send(Visit::Say(Message::text(n.to_string()))).await.expect("a room");
            assert_eq!(quick.recv().await, Some(Message::text(n.to_string())));
        }
        assert!(started.elapsed() <= PATIENCE, "{:?}", started.elapsed());
    }

    #[test]
    fn who_has_left_is_forgotten_when_the_next_one_comes() {
        let mut ears = Vec::new();
        for _ in 0..1_000 {
            let (ear, heard) = mpsc::channel(QUEUE);
            let_in(&mut ears, ear);
            drop(heard);
        }
        assert_eq!(ears.len(), 1);
    }
}
