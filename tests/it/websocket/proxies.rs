//! Proxies that say exactly the bytes a test wants: the way through them, and what is told when there is none.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::TcpStream,
    sync::mpsc::{Receiver, channel},
};
use wirelight::{
    limits::MAX_INTERIM_ANSWERS,
    protocols::websocket::Config,
    transcript::{Body, Entry},
};

use super::{agreeing, config, described, error, open};
use crate::support::{RawServer, all_rows, read_head};

/// A server that agrees and closes.
async fn target() -> RawServer {
    agreeing(b"\x88\x02\x03\xe8", |mut stream| async move {
        stream.read_to_end(&mut Vec::new()).await.ok();
    })
    .await
}

fn through(proxy: &str, url: &str) -> Config {
    let mut config = Config { closing_timeout: std::time::Duration::from_millis(200), ..config(url) };
    config.peer.connect.proxy = Some(proxy.parse().expect("a proxy"));
    config
}

fn facts(rows: &[Entry]) -> wirelight::transcript::entry::ConnectionFacts {
    let found = rows.iter().find_map(|row| match &row.body {
        Body::Request(request) => request.connection.clone(),
        _ => None,
    });
    *found.expect("a request with its connection")
}

fn was_clean(rows: &[Entry]) -> bool {
    described(rows).contains(&"local close 1000 \"\" clean".to_owned())
}

/// An HTTP proxy that answers CONNECT with these bytes and, where they allow it, leads on to the target.
async fn http_proxy(answer: &'static [u8], to: Option<SocketAddr>) -> (RawServer, Receiver<String>) {
    let (heads, seen) = channel(64);
    let proxy = RawServer::start(move |_, mut stream| {
        let heads = heads.clone();
        async move {
            heads.send(read_head(&mut stream).await).await.ok();
            stream.write_all(answer).await.ok();
            if let Some(to) = to {
                let mut onward = TcpStream::connect(to).await.expect("the target");
                copy_bidirectional(&mut stream, &mut onward).await.ok();
            }
        }
    })
    .await;
    (proxy, seen)
}

#[tokio::test]
async fn an_http_proxy_leads_to_a_name_that_only_it_knows() {
    let target = target().await;
    let (proxy, mut heads) = http_proxy(b"HTTP/1.1 200 Yes\r\nVia: x\r\n\r\n", Some(target.addr)).await;
    let url = format!("http://us:p%40w@{}", proxy.addr);
    let rows = all_rows(&open(through(&url, "ws://only.the.proxy.invalid:81/x"))).await;
    assert!(was_clean(&rows), "{rows:#?}");
    let head = heads.recv().await.expect("a head");
    assert!(
        head.starts_with("CONNECT only.the.proxy.invalid:81 HTTP/1.1\r\nHost: only.the.proxy.invalid:81\r\n"),
        "{head}"
    );
    assert!(head.contains("\r\nProxy-Authorization: Basic dXM6cEB3\r\n"), "{head}");
    let facts = facts(&rows);
    assert_eq!(facts.remote, Some(proxy.addr.to_string()));
    assert_eq!(facts.proxy, Some(format!("http://us:***@{}", proxy.addr)));
    assert!(facts.proxy_micros.is_some() && facts.tcp_micros.is_some() && facts.tls.is_none());
}

#[tokio::test]
async fn a_proxy_that_does_not_lead_on_is_told_with_what_to_do() {
    for (answer, words) in [
        (
            &b"HTTP/1.1 407 Who\r\nContent-Length: 9\r\n\r\nlog in ok"[..],
            "407 Who: put a user and a password into the proxy's URL, before the host",
        ),
        (b"HTTP/1.1 407 Who\r\nContent-Length: 9\r\n\r\nlog in ok", "its answer says: log in ok"),
        (b"HTTP/1.1 403 Never\r\n\r\n", "403 Never: it does not allow this server or port"),
        (
            b"HTTP/1.1 502 Gone\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n",
            "it cannot reach the server; its answer says: no",
        ),
        (b"SSH-2.0-OpenSSH\r\n", "its answer is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nVia", "it ended the connection in its answer"),
        (b"", "it ended the connection in its answer"),
    ] {
        let (proxy, _heads) = http_proxy(answer, None).await;
        let rows = all_rows(&open(through(&format!("http://u:hush@{}", proxy.addr), "ws://h.invalid/"))).await;
        let said = error(&rows);
        assert!(said.contains(&format!("the proxy {} does not lead to h.invalid", proxy.addr)), "{said}");
        assert!(said.contains(words) && !said.contains("hush"), "{said}");
        assert!(!rows.iter().any(|row| matches!(row.body, Body::Request(_))));
    }
}

#[tokio::test]
async fn interim_answers_of_a_proxy_are_limited_in_number() {
    for interims in [MAX_INTERIM_ANSWERS, MAX_INTERIM_ANSWERS + 1] {
        let target = target().await;
        let to = target.addr;
        let proxy = RawServer::start(move |_, mut stream| async move {
            read_head(&mut stream).await;
            let interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(interims);
            stream.write_all(format!("{interim}HTTP/1.1 200 Yes\r\n\r\n").as_bytes()).await.ok();
            let mut onward = TcpStream::connect(to).await.expect("the target");
            copy_bidirectional(&mut stream, &mut onward).await.ok();
        })
        .await;
        let rows = all_rows(&open(through(&format!("http://{}", proxy.addr), "ws://h.invalid/"))).await;
        if interims == MAX_INTERIM_ANSWERS {
            assert!(was_clean(&rows), "{rows:#?}");
        } else {
            let said = error(&rows);
            assert!(said.contains("more than 100 interim answers (1xx) and no final one"), "{said}");
        }
    }
}

/// A SOCKS5 proxy: which method it chooses, and what it answers to a request. It reports the bytes that it was sent.
async fn socks_proxy(method: u8, reply: u8, to: Option<SocketAddr>) -> (RawServer, Receiver<Vec<u8>>) {
    let (requests, seen) = channel(64);
    let proxy = RawServer::start(move |_, mut stream| {
        let requests = requests.clone();
        async move { serve_socks(&mut stream, method, reply, to, |bytes| drop(requests.try_send(bytes))).await }
    })
    .await;
    (proxy, seen)
}

/// RFC 1928 §3 to §6, RFC 1929 §2.
async fn serve_socks(stream: &mut TcpStream, method: u8, reply: u8, to: Option<SocketAddr>, report: impl Fn(Vec<u8>)) {
    let mut greeting = [0; 2];
    stream.read_exact(&mut greeting).await.expect("a greeting");
    let mut methods = vec![0; greeting[1].into()];
    stream.read_exact(&mut methods).await.expect("its methods");
    stream.write_all(&[5, method]).await.expect("a client");
    if method == 2 {
        let mut login = [0; 2];
        stream.read_exact(&mut login).await.expect("a login");
        let mut user = vec![0; login[1].into()];
        stream.read_exact(&mut user).await.expect("a user");
        let mut password = vec![0; stream.read_u8().await.expect("a length").into()];
        stream.read_exact(&mut password).await.expect("a password");
        report([user, password].join(&b':'));
        stream.write_all(&[1, 0]).await.expect("a client");
    }
    if method == 0xff {
        return;
    }
    let mut request = [0; 4];
    stream.read_exact(&mut request).await.expect("a request");
    let length = match request[3] {
        1 => 4,
        3 => stream.read_u8().await.expect("a length").into(),
        _ => 16,
    };
    let mut address = vec![0; length + 2];
    stream.read_exact(&mut address).await.expect("an address");
    report([&request[3..], &address].concat());
    stream.write_all(&[5, reply, 0, 1, 127, 0, 0, 1, 0, 0]).await.expect("a client");
    if let Some(to) = to {
        let mut onward = TcpStream::connect(to).await.expect("the target");
        copy_bidirectional(stream, &mut onward).await.ok();
    }
}

#[tokio::test]
async fn socks_names_are_found_here_or_by_the_proxy_as_its_scheme_says() {
    let target = target().await;
    for (scheme, url, asked) in [
        ("socks5h", "ws://only.the.proxy.invalid:81/", [&b"\x03only.the.proxy.invalid"[..], &[0, 81]].concat()),
        ("socks5", "ws://localhost:81/", vec![1, 127, 0, 0, 1, 0, 81]),
        ("socks5", "ws://127.0.0.2:81/", vec![1, 127, 0, 0, 2, 0, 81]),
    ] {
        let (proxy, mut requests) = socks_proxy(2, 0, Some(target.addr)).await;
        let rows = all_rows(&open(through(&format!("{scheme}://us:p%3Aw@{}", proxy.addr), url))).await;
        assert!(was_clean(&rows), "{rows:#?}");
        assert_eq!(requests.recv().await.expect("a login"), b"us:p:w");
        let request = requests.recv().await.expect("a request");
        // This machine may call itself by its IPv6 address.
        assert!(request == asked || url.contains("localhost") && request[0] == 4, "{request:?}");
    }
}

#[tokio::test]
async fn a_socks_proxy_that_refuses_says_why() {
    for (method, reply, words) in [(0, 5, "refused"), (0, 2, "not allowed"), (0xff, 0, "SOCKS5 failed")] {
        let (proxy, _requests) = socks_proxy(method, reply, None).await;
        let rows = all_rows(&open(through(&format!("socks5h://{}", proxy.addr), "ws://h.invalid/"))).await;
        let said = error(&rows).to_lowercase();
        assert!(said.contains(&words.to_lowercase()), "{said}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_proxy_that_says_nothing_is_given_up_after_the_time_of_the_options() {
    let proxy = RawServer::start(|_, stream| super::hold(stream)).await;
    let mut config = through(&format!("http://{}", proxy.addr), "ws://h.invalid/");
    config.peer.connect.timeout = std::time::Duration::from_millis(1500);
    let rows = all_rows(&open(config)).await;
    assert!(
        error(&rows).contains("no answer as a proxy with") && error(&rows).contains("within 1.5 s"),
        "{}",
        error(&rows)
    );
}
