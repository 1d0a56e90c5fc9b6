//! What leaves in which order, and how much may wait.

use super::*;
use crate::{net::tap::Fate, transcript::FrameHead};

fn sent(opcode: u8, payload_bytes: u8) -> Sent {
    Sent {
        head: FrameHead::new(&[0x80 | opcode, payload_bytes]).expect("a header"),
        payload_bytes: payload_bytes.into(),
        control_payload: Bytes::new(),
        deflated: None,
        fate: Fate::Sent,
    }
}

fn body(entry: Option<Entry>) -> Option<Body> {
    entry.map(|entry| entry.body)
}

fn text(text: &str) -> Outgoing {
    Payload::Text(text.into()).into()
}

#[test]
fn messages_leave_in_order_and_a_file_waits_for_its_turn() {
    let mut queue = SendQueue::default();
    queue.push(text("one")).expect("room");
    queue.push(Payload::File("f".into()).into()).expect("room");
    queue.ping(Bytes::from_static(b"p"));
    queue.close(CloseRequest::default(), CloseTimeout::Endless);
    queue.close(CloseRequest::default(), CloseTimeout::Endless);
    queue.push(text("behind the close")).expect("discarded");
    assert_eq!(queue.file(), None);
    assert_eq!(queue.next(), Some(Message::text("one")));
    assert_eq!((queue.next(), queue.file()), (None, Some(Path::new("f"))));
    queue.file_read(Some(Bytes::from_static(b"content")));
    assert_eq!(queue.next(), Some(Message::binary("content")));
    assert_eq!(queue.next(), Some(Message::Ping(Bytes::from_static(b"p"))));
    assert!(matches!(queue.next(), Some(Message::Close(Some(_)))));
    assert_eq!(queue.next(), None);
}

#[test]
fn a_message_counts_as_buffered_until_the_socket_has_it() {
    let mut queue = SendQueue::default();
    queue.push(text("four")).expect("room");
    queue.push(text("seven77")).expect("room");
    assert_eq!(queue.unsent(), (2, 11));
    queue.next();
    assert_eq!(queue.buffered_bytes(), 11);
    assert_eq!(body(queue.taken(&sent(1, 4), 0)), Some(Body::Text(Bytes::from_static(b"four"))));
    assert_eq!(queue.unsent(), (1, 7));
    assert_eq!(body(queue.taken(&sent(10, 0), 0)), Some(Body::Pong(Bytes::new())));
    assert_eq!(queue.unsent(), (1, 7));
}

#[test]
fn no_message_begins_inside_a_fragmented_one() {
    let mut queue = SendQueue::default();
    let fragment = |fin: bool, opcode: u8| RawFrame { fin, rsv: 0, opcode, masked: true, payload: Bytes::from("f") };
    queue.push_frame(fragment(false, 1)).expect("room");
    queue.push(text("later")).expect("room");
    queue.ping(Bytes::from_static(b"p"));
    assert_eq!(queue.next(), None);
    assert_eq!(queue.next_frame(), Some(&fragment(false, 1)));
    assert_eq!(queue.next(), Some(Message::Ping(Bytes::from_static(b"p"))));
    assert_eq!((queue.next(), queue.buffered_bytes()), (None, 6));
    queue.push_frame(fragment(true, 0)).expect("room");
    assert!(queue.frame_is_next());
    assert_eq!(queue.next_frame(), Some(&fragment(true, 0)));
    assert_eq!(queue.next(), Some(Message::text("later")));
}

#[test]
fn what_waits_is_bounded() {
    let mut queue = SendQueue::default();
    let megabytes = Bytes::from(vec![0; 64 * 1024 * 1024]);
    for _ in 0..4 {
        queue.push(Payload::Binary(megabytes.clone()).into()).expect("room");
    }
    assert!(matches!(queue.push(text("x")), Err(SendError::QueueFull { .. })));
    assert_eq!(queue.unsent().0, 4);
}

#[test]
fn empty_messages_and_answers_are_bounded_too() {
    let mut queue = SendQueue::default();
    let mut answers = 0_u64;
    while queue.push_answer(text("")).is_ok() {
        queue.next();
        answers += 1;
    }
    assert!(answers > 1_000 && answers <= MAX_WAITING_ANSWER_BYTES / 100, "{answers} answers");
    let mut more = 0_u64;
    while queue.push(text("")).is_ok() {
        more += 1;
    }
    assert!(more > answers && more <= QUEUE_LIMIT_BYTES / 100, "{more} messages");
    assert_eq!(queue.buffered_bytes(), 0);
}
