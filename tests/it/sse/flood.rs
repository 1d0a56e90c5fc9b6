//! A stream that is faster than its window: it waits, loses nothing and still obeys.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::io::AsyncWriteExt as _;
use wirelight::{
    protocols::sse::{Command, Reconnect, SseConfig},
    transcript::Body,
};

use super::{STREAM, config, open};
use crate::support::{RawServer, all_rows, read_head, until_idle};

/// Sends numbered events as fast as they are taken.
async fn flood(count: u64) -> (RawServer, Arc<AtomicU64>) {
    let sent = Arc::new(AtomicU64::new(0));
    let counter = sent.clone();
    let server = RawServer::start(move |_, mut stream| {
        let counter = counter.clone();
        async move {
            read_head(&mut stream).await;
            stream.write_all(STREAM.as_bytes()).await.ok();
            for n in 0..count {
                if stream.write_all(format!("data: {n:0>500}\n\n").as_bytes()).await.is_err() {
                    return;
                }
                counter.store(n + 1, Ordering::Release);
            }
        }
    })
    .await;
    (server, sent)
}

/// Waits until nothing moves any more.
async fn stalled_at(sent: &AtomicU64) -> u64 {
    let mut last = 0;
    loop {
        until_idle().await;
        let now = sent.load(Ordering::Acquire);
        if now == last && now > 0 {
            return now;
        }
        last = now;
    }
}

#[tokio::test(start_paused = true)]
async fn a_window_that_does_not_drain_slows_the_server_and_loses_nothing() {
    let (server, sent) = flood(100_000).await;
    let handle = open(SseConfig { reconnect: Reconnect::Never, ..config(&server.http("/")) });
    assert!(stalled_at(&sent).await < 100_000);
    let rows = all_rows(&handle).await;
    let numbers = rows.iter().filter_map(|row| match &row.body {
        Body::Event(_, data) => std::str::from_utf8(data).ok()?.parse::<u64>().ok(),
        _ => None,
    });
    assert!(numbers.eq(0..100_000));
}

#[tokio::test(start_paused = true)]
async fn a_source_without_credit_still_obeys() {
    let (server, sent) = flood(1_000_000).await;
    let handle = open(config(&server.http("/")));
    assert!(stalled_at(&sent).await < 1_000_000);
    handle.send(Command::Close).expect("it lives");
    let rows = all_rows(&handle).await;
    assert!(matches!(&rows.last().expect("rows").body, Body::State(state) if state.state == "closed"));
}
