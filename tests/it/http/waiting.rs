//! Servers that say nothing: while we connect it is a fault after a while, while an answer is waited for it is none.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::AsyncReadExt as _,
    net::{TcpListener, TcpSocket, TcpStream},
    time::timeout,
};
use wirelight::{
    engine::{Protocol, SessionHandle},
    net::peer::PeerOptions,
    protocols::{
        Report,
        long_poll::{LongPoll, PollConfig},
        sse::{Sse, SseConfig},
    },
};

use super::{EVERYBODY, error, is_error};
use crate::support::{RawServer, open};

const LIMIT: Duration = Duration::from_millis(200);

async fn hold(mut stream: TcpStream) {
    stream.read_to_end(&mut Vec::new()).await.ok();
}

/// A port whose queue of connections is full, so that it answers to none; the first ones stay in it.
async fn full_queue() -> (SocketAddr, TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let listener = socket.listen(1).expect("a listener");
    let addr = listener.local_addr().expect("an address");
    let mut waiting = Vec::new();
    while let Ok(stream) = timeout(LIMIT, TcpStream::connect(addr)).await {
        waiting.push(stream.expect("a connection"));
        assert!(waiting.len() < 100, "the queue has no end");
    }
    (addr, listener, waiting)
}

#[tokio::test]
async fn the_connect_time_out_covers_tcp_proxy_and_tls_of_everybody() {
    let silent = RawServer::start(|_, stream| hold(stream)).await;
    let (full, _listener, _waiting) = full_queue().await;
    let through = |scheme: &str| {
        let mut peer = PeerOptions::default();
        peer.connect.proxy = Some(format!("{scheme}://{}", silent.addr).parse().expect("a proxy"));
        peer
    };
    for asker in EVERYBODY {
        for (step, url, mut peer) in [
            ("TCP connection", format!("http://{full}/"), PeerOptions::default()),
            ("TLS", format!("https://{}/", silent.addr), PeerOptions::default()),
            ("proxy", "https://h.invalid/".to_owned(), through("http")),
            ("proxy", "https://h.invalid/".to_owned(), through("https")),
            ("proxy", "https://h.invalid/".to_owned(), through("socks5h")),
        ] {
            peer.connect.timeout = LIMIT;
            let told = error(&asker.rows_of(&url, peer, is_error).await);
            assert!(told.contains("within 0.2 s"), "{asker:?} {step}: {told}");
        }
    }
}

/// What is told while the head of an answer is waited for, and after how long.
async fn notice<P: Protocol<Event: Report>>(handle: &SessionHandle<P>) -> (String, Duration) {
    let started = tokio::time::Instant::now();
    loop {
        while let Ok(envelope) = handle.inbox.try_next() {
            assert!(!envelope.events.iter().filter_map(Report::entry).any(is_error), "waiting is no fault");
            if let Some(notice) = envelope.events.iter().find_map(Report::notice) {
                return (notice, started.elapsed());
            }
        }
        assert!(started.elapsed() < Duration::from_mins(1), "nothing was told");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_held_is_no_fault_and_told_after_five_seconds() {
    let silent = RawServer::start(|_, stream| hold(stream)).await;
    let url: url::Url = silent.http("/").parse().expect("a URL");
    let streamed = notice(&open::<Sse>(SseConfig::new(url.clone()))).await;
    let polled = notice(&open::<LongPoll>(PollConfig::get(url.as_str()).expect("a poll"))).await;
    for (notice, after) in [streamed, polled] {
        let words = format!("no answer of {} after 5 s, still waiting for its head", silent.addr);
        assert!(notice.starts_with(&words), "{notice}");
        assert!((5..7).contains(&after.as_secs()), "{after:?}");
    }
}
