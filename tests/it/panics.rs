//! A fault of our own in the task of each protocol, and commands that nobody takes: the session ends as a record ends, and
//! one that is busy is not called over.

use std::{marker::PhantomData, time::Duration};

use tokio::sync::oneshot;
use wirelight::{
    engine::{CommandRefused, Engine, Protocol, SessionIo, TaskPanicked, Wake},
    protocols::{
        Report,
        long_poll::{Command as PollCommand, LongPoll},
        sse::{Command as SseCommand, Sse},
        upload::{Command as UploadCommand, Upload},
        websocket::{Command as WebSocketCommand, WebSocket},
    },
    transcript::{Body, Entry, Kind, entry::Retry, reason::Code},
};

/// More than any session takes commands that wait.
const MANY_COMMANDS: usize = 10_000;

/// A session of `P` whose task takes no command, and panics when it may.
struct Panicking<P>(PhantomData<fn() -> P>);

impl<P: Protocol<Event: From<Entry>>> Protocol for Panicking<P> {
    const ID: &'static str = P::ID;
    type Config = oneshot::Receiver<()>;
    type Command = P::Command;
    type Event = P::Event;

    async fn run(go: oneshot::Receiver<()>, mut io: SessionIo<Self>) {
        io.outbox.push(Entry::local(0, Body::Retry(Retry { millis: 1 })).into());
        go.await.ok();
        panic!("on purpose");
    }

    fn after_panic(at_micros: u64, panic: &TaskPanicked) -> Vec<P::Event> {
        P::after_panic(at_micros, panic)
    }
}

/// The rows of such a session, whose commands are refused in two ways: busy, and over.
fn rows_of<P: Protocol<Event: From<Entry> + Report>>(command: fn() -> P::Command) -> Vec<Entry> {
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let (let_go, go) = oneshot::channel();
    let handle = engine.spawner().open::<Panicking<P>>(go);
    let refused = (0..MANY_COMMANDS).find_map(|_| handle.send(command()).err());
    assert!(matches!(refused, Some(CommandRefused::Busy(_))), "{}", P::ID);
    assert!(!handle.is_over(), "{}", P::ID);
    let_go.send(()).expect("it waits");
    let mut rows = Vec::new();
    while let Ok(envelope) = handle.inbox.wait_next(Duration::from_secs(20)) {
        rows.extend(envelope.events.iter().filter_map(|event| event.entry().cloned()));
    }
    assert!(handle.is_over(), "{}", P::ID);
    assert!(matches!(handle.send(command()), Err(CommandRefused::Over(_))), "{}", P::ID);
    rows
}

#[test]
fn a_task_that_panics_ends_its_session_with_an_error_and_a_final_state() {
    for (protocol, rows) in [
        ("websocket", rows_of::<WebSocket>(|| WebSocketCommand::ReconnectNow)),
        ("sse", rows_of::<Sse>(|| SseCommand::ReconnectNow)),
        ("longPoll", rows_of::<LongPoll>(|| PollCommand::PollNow)),
        ("upload", rows_of::<Upload>(|| UploadCommand::RetryNow)),
    ] {
        assert_eq!(rows.first().map(|row| row.body.kind()), Some(Kind::Retry), "{protocol}: what it said is kept");
        let failures = rows.iter().filter_map(|row| match &row.body {
            Body::Error(failure) => Some(failure),
            _ => None,
        });
        let failures: Vec<_> = failures.collect();
        let [failure] = failures[..] else { panic!("{protocol}: {rows:#?}") };
        assert_eq!(failure.known_code(), Some(Code::ProgramFault), "{protocol}");
        assert!(failure.message.contains("on purpose"), "{protocol}: {}", failure.message);
        let Some(Body::State(last)) = rows.last().map(|row| &row.body) else { panic!("{protocol}: {rows:#?}") };
        assert!(last.is_final(), "{protocol}: {last:?}");
    }
}
