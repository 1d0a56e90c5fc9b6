//! A window that never drains stops its own session, loses nothing and starves no other.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender};
use futures_util::FutureExt as _;
use wirelight::{
    engine::{CREDIT_BYTES, Engine, Protocol, SHUTDOWN_GRACE, SessionHandle, SessionIo, TaskPanicked, Wake},
    transcript::{Body, Entry},
};

/// Produces numbered messages as fast as it gets credit for them.
struct Flood;

struct FloodConfig {
    messages: u64,
    size_bytes: usize,
    /// Told how many messages there are, the first time that there is no credit for more.
    stalls: Sender<u64>,
    panics_at: u64,
}

impl Protocol for Flood {
    const ID: &'static str = "flood";
    type Config = FloodConfig;
    type Command = ();
    type Event = Entry;

    fn after_panic(at_micros: u64, panic: &TaskPanicked) -> Vec<Entry> {
        vec![Entry::local(at_micros, Body::Text(panic.message.clone().into()))]
    }

    async fn run(config: FloodConfig, mut io: SessionIo<Self>) {
        for n in 0..config.messages {
            let mut payload = n.to_be_bytes().to_vec();
            payload.resize(config.size_bytes.max(8), 0);
            io.outbox.push(Entry::incoming(n, Body::Binary(Bytes::from(payload))));
            assert!(n != config.panics_at, "number {n} is too much");
            if io.outbox.is_full() {
                if io.outbox.flush().now_or_never().is_none() {
                    // Only the first one is looked at.
                    config.stalls.try_send(n + 1).ok();
                }
                tokio::select! {
                    biased;
                    () = io.cancel.cancelled() => return,
                    () = io.outbox.flush() => {}
                }
            }
        }
        io.outbox.flush().await;
    }
}

fn flood(engine: &Engine, messages: u64, size_bytes: usize) -> (SessionHandle<Flood>, Receiver<u64>) {
    let (stalls, stalled) = crossbeam_channel::bounded(1);
    let config = FloodConfig { messages, size_bytes, stalls, panics_at: u64::MAX };
    (engine.spawner().open::<Flood>(config), stalled)
}

/// Takes everything until the task has ended; returns the numbers in order.
fn take_all(handle: &SessionHandle<Flood>) -> Vec<u64> {
    let mut numbers = Vec::new();
    while let Ok(envelope) = handle.inbox.wait_next(Duration::from_secs(20)) {
        numbers.extend(envelope.events.iter().map(|entry| entry.at_micros));
    }
    numbers
}

/// How much a session had produced when it first got no credit.
fn stalled_at(stalled: &Receiver<u64>) -> u64 {
    stalled.recv_timeout(Duration::from_secs(20)).expect("it stalls")
}

#[test]
fn a_window_that_never_drains_stops_the_session_at_its_credit_and_loses_nothing() {
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let (handle, stalled) = flood(&engine, 1_000, 64 * 1024);
    let bytes = stalled_at(&stalled) as usize * 64 * 1024;
    assert!(bytes <= CREDIT_BYTES + 256 * 1024, "{bytes} bytes were read without credit");
    assert!(bytes >= CREDIT_BYTES / 2, "only {bytes} bytes were read");
    assert_eq!(take_all(&handle), (0..1_000).collect::<Vec<_>>());
}

#[test]
fn small_messages_stall_too_and_arrive_in_order() {
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let (handle, stalled) = flood(&engine, 300_000, 8);
    assert!(stalled_at(&stalled) < 300_000);
    assert_eq!(take_all(&handle), (0..300_000).collect::<Vec<_>>());
}

#[test]
fn eight_stalled_sessions_starve_no_other() {
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let sessions: Vec<_> = (0..8).map(|_| flood(&engine, 10_000, 64 * 1024)).collect();
    for (_, stalled) in &sessions {
        stalled_at(stalled);
    }
    let (ninth, _) = flood(&engine, 10_000, 1_024);
    assert_eq!(take_all(&ninth).len(), 10_000);
    assert!(sessions.iter().all(|(handle, _)| !handle.is_over()));
}

#[test]
fn a_message_larger_than_the_whole_credit_passes_alone() {
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let (handle, _) = flood(&engine, 3, CREDIT_BYTES * 2);
    assert_eq!(take_all(&handle), [0, 1, 2]);
}

#[test]
fn a_task_that_panics_keeps_its_rows_and_ends_with_its_fault() {
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let config = FloodConfig { messages: 100, size_bytes: 8, stalls: crossbeam_channel::bounded(1).0, panics_at: 41 };
    let handle = engine.spawner().open::<Flood>(config);
    let mut rows = Vec::new();
    while let Ok(envelope) = handle.inbox.wait_next(Duration::from_secs(20)) {
        rows.extend(envelope.events);
    }
    let (last, before) = rows.split_last().expect("rows");
    assert_eq!(before.iter().map(|row| row.at_micros).collect::<Vec<_>>(), (0..42).collect::<Vec<_>>());
    assert_eq!(last.body.payload(), b"number 41 is too much");
    assert!(handle.is_over());
}

#[test]
fn dropping_the_handle_ends_a_stalled_session() {
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let (handle, stalled) = flood(&engine, u64::MAX, 64 * 1024);
    stalled_at(&stalled);
    drop(handle);
    // Shutdown waits for every task; a task that went on would use up the grace.
    let started = std::time::Instant::now();
    engine.shutdown(SHUTDOWN_GRACE * 10);
    assert!(started.elapsed() < SHUTDOWN_GRACE * 10);
}

#[test]
fn a_burst_wakes_the_window_once() {
    let wakes = Arc::new(AtomicU64::new(0));
    let counter = wakes.clone();
    let engine = Engine::start(Wake::new(move || {
        counter.fetch_add(1, Ordering::Relaxed);
    }))
    .expect("a runtime");
    let (handle, stalled) = flood(&engine, 1_000, 64 * 1024);
    stalled_at(&stalled);
    assert_eq!(wakes.load(Ordering::Relaxed), 1);
    assert_eq!(take_all(&handle).len(), 1_000);
}
