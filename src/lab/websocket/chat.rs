//! `/ws/chat`: a room in which one task hands each message to every client, in one order for all.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _, future::join_all};
use http::request::Parts;
use tokio::{
    sync::mpsc::{self, error::TrySendError},
    time::{Instant, timeout, timeout_at},
};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    super::server::{Place, Refusal, held},
    behavior::{Behavior, Ending},
    socket::{Socket, release, send_message},
};
use crate::limits::{LAB_FREE_BYTES, MAX_LAB_BODY_BYTES};

/// Messages that may wait for one client.
const QUEUE: usize = 16;

/// Clients that take nothing for this long are put out, so that they do not hold up the others.
const SEND_TIMEOUT: Duration = Duration::from_secs(5);

/// A room that is open as long as the lab; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct ChatRoom {
    requests: mpsc::Sender<Request>,
}

#[derive(Debug)]
enum Request {
    Join(mpsc::Sender<Message>),
    Publish(Message),
}

impl ChatRoom {
    /// Starts the task that keeps it.
    pub(super) fn open(tasks: &TaskTracker, stop: CancellationToken) -> Self {
        let (requests, queue) = mpsc::channel(QUEUE);
        tasks.spawn(stop.run_until_cancelled_owned(run_room(queue)));
        Self { requests }
    }

    /// The messages from now on. It ends when the client is too slow or the room closes.
    async fn join(&self) -> mpsc::Receiver<Message> {
        let (member, messages) = mpsc::channel(QUEUE);
        // A closed room drops the member, which ends its messages.
        self.requests.send(Request::Join(member)).await.ok();
        messages
    }
}

async fn run_room(mut queue: mpsc::Receiver<Request>) {
    let mut members: Vec<mpsc::Sender<Message>> = Vec::new();
    while let Some(request) = queue.recv().await {
        match request {
            Request::Join(member) => add_member(&mut members, member),
            Request::Publish(message) => broadcast(&mut members, &message).await,
        }
    }
}

/// Adds a client, and forgets whoever has left, also where nothing was sent since.
fn add_member(members: &mut Vec<mpsc::Sender<Message>>, member: mpsc::Sender<Message>) {
    members.retain(|other| !other.is_closed());
    members.push(member);
}

/// Hands a message to everybody; all those together who have no room for it get one time to make some.
async fn broadcast(members: &mut Vec<mpsc::Sender<Message>>, message: &Message) {
    let mut full = Vec::new();
    members.retain(|member| match member.try_send(message.clone()) {
        Ok(()) => true,
        Err(TrySendError::Full(_)) => {
            full.push(member.clone());
            false
        }
        Err(TrySendError::Closed(_)) => false,
    });
    let until = Instant::now() + SEND_TIMEOUT;
    let sent = full.into_iter().map(|member| async move {
        let sent = timeout_at(until, member.send(message.clone())).await;
        matches!(sent, Ok(Ok(()))).then_some(member)
    });
    members.extend(join_all(sent).await.into_iter().flatten());
}

/// One client in the room.
#[derive(Debug)]
pub(super) struct Chat {
    room: ChatRoom,
}

impl Behavior for Chat {
    // Each message waits in a queue for each client.
    const MAX_MESSAGE_BYTES: usize = MAX_LAB_BODY_BYTES as usize;

    fn from_parts(parts: &Parts) -> Result<Self, Refusal> {
        let room = parts.extensions.get::<ChatRoom>().cloned().ok_or_else(Refusal::stopping)?;
        Ok(Self { room })
    }

    /// Publishes what the client sends, and sends it what everybody publishes.
    async fn run(self, socket: &mut Socket) -> Result<Ending, Error> {
        let mut messages = self.room.join().await;
        let mut unpublished: Option<Message> = None;
        let too_slow = || Ending::close(1008, "You took no message for too long.");
        loop {
            tokio::select! {
                // A place in the queue is asked for again and again, so that nobody keeps one who is busy taking messages.
                place = self.room.requests.reserve(), if unpublished.is_some() => {
                    let (Ok(place), Some(message)) = (place, unpublished.take()) else { return Ok(too_slow()) };
                    place.send(Request::Publish(message));
                }
                next = socket.next(), if unpublished.is_none() => match next.transpose()? {
                    Some(message @ (Message::Text(_) | Message::Binary(_))) => {
                        unpublished = Some(keep_place(message, socket.get_mut().take_place()));
                    }
                    Some(Message::Close(_)) | None => return Ok(Ending::Peer),
                    Some(_) => {}
                },
                message = messages.recv() => {
                    let Some(message) = message else { return Ok(too_slow()) };
                    let is_last = messages.is_empty();
                    match timeout(SEND_TIMEOUT, send_one(socket, message, is_last)).await {
                        Ok(sent) => sent?,
                        Err(_too_slow) => return Ok(too_slow()),
                    }
                }
            }
        }
    }
}

async fn send_one(socket: &mut Socket, message: Message, is_last: bool) -> Result<(), Error> {
    if message.len() <= LAB_FREE_BYTES {
        send_message(socket, message).await?;
        return if is_last { socket.flush().await } else { Ok(()) };
    }
    let _holding = socket.get_ref().account().connection().hold();
    // The library copies a frame of it.
    let frame_bytes = message.len().min(socket.get_ref().sizes().frame_bytes);
    let place = socket.get_ref().account().place_for(frame_bytes).await;
    send_message(socket, message).await?;
    release(socket, place).await
}

/// The same message, which keeps its place in the budget until the last client has it.
fn keep_place(message: Message, place: Option<Place>) -> Message {
    let Some(Place { permit, .. }) = place else { return message };
    let is_text = message.is_text();
    let bytes = held(message.into_data(), Some(permit), None);
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
        let room = ChatRoom::open(&tasks, CancellationToken::new());
        let (mut slow, mut quick) = (room.join().await, room.join().await);
        let said = 3 * QUEUE;
        let hear = async {
            for n in 0..said {
                assert_eq!(quick.recv().await, Some(Message::text(n.to_string())));
            }
        };
        let say = async {
            for n in 0..said {
                room.requests.send(Request::Publish(Message::text(n.to_string()))).await.expect("a room");
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
        let room = ChatRoom::open(&tasks, CancellationToken::new());
        let mut deaf = Vec::new();
        for _ in 0..100 {
            deaf.push(room.join().await);
        }
        let mut quick = room.join().await;
        let started = Instant::now();
        for n in 0..=QUEUE {
            room.requests.send(Request::Publish(Message::text(n.to_string()))).await.expect("a room");
            assert_eq!(quick.recv().await, Some(Message::text(n.to_string())));
        }
        assert!(started.elapsed() <= SEND_TIMEOUT, "{:?}", started.elapsed());
    }

    #[test]
    fn who_has_left_is_forgotten_when_the_next_one_comes() {
        let mut members = Vec::new();
        for _ in 0..1_000 {
            let (member, messages) = mpsc::channel(QUEUE);
            add_member(&mut members, member);
            drop(messages);
        }
        assert_eq!(members.len(), 1);
    }
}
