//! Pings on a schedule, withheld pongs, the idle alarm, and a reader that does not read.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::{io::AsyncWriteExt as _, sync::Notify};
use wirelight::{
    engine::SessionHandle,
    net::kernel_queue::KernelQueues,
    protocols::websocket::{
        Command, Config, Event, Payload, Session, WebSocket,
        liveness::{
            Options,
            queues::{QueueSample, SMALL_SEND_BUFFER_BYTES},
        },
    },
    session::Model as _,
    transcript::{Body, Kind},
};

use super::{Frame, agreeing, config, frame, hold, open, read_frame, send, text, until_open, wait_for};
use crate::support::rows_until;

#[tokio::test(start_paused = true)]
async fn pings_leave_on_their_schedule_and_each_pong_is_a_round_trip() {
    let server = agreeing(b"", |mut stream| async move {
        while let Some(ping) = read_frame(&mut stream).await {
            if ping.opcode == 9 {
                stream.write_all(&frame(0x8a, &ping.payload)).await.ok();
            }
        }
    })
    .await;
    let liveness = Options { ping_every: Some(Duration::from_secs(1)), ..Options::default() };
    let session = open(Config { liveness, ..config(&server.ws("/")) });
    let rows = rows_until(&session, |row| matches!(&row.body, Body::Pong(payload) if payload == "3")).await;
    let mut model = Session::with_limit(1 << 20);
    for row in &rows {
        model.apply(Event::Row(row.clone()));
    }
    let payloads = |kind: Kind| -> Vec<_> {
        rows.iter().filter(|row| row.body.kind() == kind).map(|row| row.body.payload().to_vec()).collect()
    };
    assert_eq!(payloads(Kind::Pong), [b"1", b"2", b"3"]);
    assert_eq!(payloads(Kind::Ping)[..3], [b"1", b"2", b"3"]);
    assert_eq!((model.round_trips.answered(), model.round_trips.unanswered()), (3, 0));
    let pings: Vec<u64> = rows.iter().filter(|row| row.body.kind() == Kind::Ping).map(|row| row.at_micros).collect();
    assert!(pings.windows(2).all(|two| two[1] - two[0] >= 500_000), "{pings:?}");
}

/// A peer on a thread of its own can answer before we have looked at the clock again.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_round_trip_takes_no_time() {
    const PINGS: usize = 2_000;
    let server = agreeing(b"", |mut stream| async move {
        while let Some(ping) = read_frame(&mut stream).await {
            if ping.opcode == 9 {
                stream.write_all(&frame(0x8a, &ping.payload)).await.ok();
            }
        }
    })
    .await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    let mut model = Session::with_limit(1 << 24);
    for number in 0..PINGS {
        let payload = Bytes::from(number.to_string()).try_into().expect("a short one");
        session.send(Command::Ping(payload)).expect("it listens");
        for row in rows_until(&session, |row| row.body.kind() == Kind::Pong).await {
            model.apply(Event::Row(row));
        }
    }
    let micros: Vec<u64> = model.round_trips.newest().map(|trip| trip.micros).collect();
    assert_eq!(model.round_trips.answered(), PINGS as u64);
    assert!(
        micros.iter().all(|&micros| micros > 0),
        "{} of {} took no time",
        micros.iter().filter(|&&m| m == 0).count(),
        micros.len()
    );
}

#[tokio::test]
async fn a_pong_is_withheld_until_it_is_allowed_again() {
    let server = agreeing(b"\x89\x01a", |mut stream| async move {
        let mut came = Vec::new();
        while let Some(frame) = read_frame(&mut stream).await {
            if frame == Frame::text("again") {
                stream.write_all(b"\x89\x01b").await.expect("a client");
            } else {
                came.push(frame);
                let words = format!("{came:?}");
                stream.write_all(&super::frame(0x81, words.as_bytes())).await.expect("a client");
            }
        }
    })
    .await;
    let liveness = Options { withholds_pongs: true, ..Options::default() };
    let session = open(Config { liveness, ..config(&server.ws("/")) });
    let rows = rows_until(&session, |row| row.body.kind() == Kind::Ignored).await;
    let withheld = rows.last().expect("a row");
    assert!(matches!(&withheld.body, Body::Ignored(note, line) if note.reason == "pongWithheld" && line == "a"));
    session.send(Command::WithholdPongs(false)).expect("it listens");
    send(&session, text("again"));
    let rows = rows_until(&session, |row| row.body.kind() == Kind::Text && row.direction.name() == "in").await;
    let seen = String::from_utf8_lossy(rows.last().expect("a row").body.payload()).into_owned();
    assert_eq!(seen, format!("{:?}", [Frame { opcode: 10, payload: b"b".to_vec() }]));
}

#[tokio::test(start_paused = true)]
async fn an_alarm_says_that_nothing_comes_and_any_byte_ends_it() {
    let server = agreeing(b"", |mut stream| async move {
        read_frame(&mut stream).await;
        // The begin of a message is something too.
        stream.write_all(b"\x81").await.expect("a client");
        hold(stream).await;
    })
    .await;
    let after = Duration::from_secs(30);
    let liveness = Options { idle_alarm: Some(after), ..Options::default() };
    let session = open(Config { liveness, ..config(&server.ws("/")) });
    let idle = |event: &Event| if let Event::Idle(idle) = event { Some(*idle) } else { None };
    let alarm = wait_for(&session, idle).await.expect("an alarm");
    assert_eq!(alarm.after, after);
    send(&session, text("say something"));
    assert_eq!(wait_for(&session, idle).await, None);
}

#[tokio::test]
async fn options_change_while_it_is_open() {
    let server = agreeing(b"", |mut stream| async move {
        let ping = read_frame(&mut stream).await.expect("a ping");
        stream.write_all(&frame(0x81, &ping.payload)).await.expect("a client");
        hold(stream).await;
    })
    .await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    let options = Options { ping_every: Some(Duration::from_millis(10)), ..Options::default() };
    session.send(Command::SetLiveness(options)).expect("it listens");
    rows_until(&session, |row| row.body == Body::Text(Bytes::from_static(b"1"))).await;
}

/// The next sample for which the kernel holds so much.
#[cfg(target_os = "linux")]
async fn sample_where(session: &SessionHandle<WebSocket>, is_wanted: impl Fn(KernelQueues) -> bool) -> QueueSample {
    let wanted = |event: &Event| match event {
        Event::Queues(sample) => sample.kernel.is_some_and(&is_wanted).then_some(*sample),
        _ => None,
    };
    wait_for(session, wanted).await
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_slow_reader_is_seen_filling_up_and_catching_up() {
    // More than the kernel holds of a connection.
    const BYTES: usize = 16 * 1024 * 1024;
    let wake = Arc::new(Notify::new());
    let woken = wake.clone();
    let server = agreeing(b"", move |stream| {
        let woken = woken.clone();
        async move {
            woken.notified().await;
            hold(stream).await;
        }
    })
    .await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    send(&session, Payload::Binary(Bytes::from(vec![7; BYTES])));
    // The first look may come before the peer's kernel has anything.
    let full = sample_where(&session, |kernel| kernel.send_bytes > 0 && kernel.peer_unread_bytes > Some(0)).await;
    assert_eq!(full.buffered_bytes, BYTES as u64);
    wake.notify_one();
    let empty = KernelQueues { send_bytes: 0, peer_unread_bytes: Some(0) };
    let caught_up = sample_where(&session, |kernel| kernel == empty).await;
    assert_eq!(caught_up.buffered_bytes, 0);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_small_send_buffer_makes_the_kernel_hold_little() {
    let server = agreeing(b"", |stream| async move {
        // It reads nothing and keeps the connection until the client is gone.
        stream.readable().await.ok();
        std::future::pending::<()>().await;
    })
    .await;
    let mut config = config(&server.ws("/"));
    config.peer.connect.send_buffer_bytes = Some(SMALL_SEND_BUFFER_BYTES);
    let session = open(config);
    until_open(&session).await;
    send(&session, Payload::Binary(Bytes::from(vec![7; 16 * 1024 * 1024])));
    let full = sample_where(&session, |kernel| kernel.send_bytes > 0).await;
    let held = full.kernel.expect("a look").send_bytes;
    assert!(held < 256 * 1024, "{held}");
}
