//! Redirects of polls and uploads, where the user wants them followed, and the cookies on the way.

use tokio::{io::AsyncWriteExt as _, sync::mpsc};
use wirelight::{
    net::headers::parse_line,
    protocols::{
        long_poll::{LongPoll, PollConfig},
        sse::{Sse, SseConfig},
        upload::{Upload, UploadConfig},
    },
    transcript::{Body, Entry},
};

use super::{error, is_error, responses};
use crate::support::{RawServer, all_rows, open, read_head, rows_until};

/// A server that answers request `n` with `answers[n]`, each on its own connection, and passes the requests on.
async fn server(answers: Vec<String>) -> (RawServer, mpsc::Receiver<String>) {
    let (heads, seen) = mpsc::channel(32);
    let server = RawServer::start(move |number, mut stream| {
        let answer = answers[number.min(answers.len() - 1)].clone();
        let heads = heads.clone();
        async move {
            heads.try_send(read_head(&mut stream).await).ok();
            stream.write_all(answer.as_bytes()).await.ok();
            stream.shutdown().await.ok();
        }
    })
    .await;
    (server, seen)
}

fn redirect(status: u16, to: &str) -> String {
    format!("HTTP/1.1 {status} There\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

const GOOD: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";

fn is_message(row: &Entry) -> bool {
    matches!(row.body, Body::Message(..))
}

#[tokio::test]
async fn a_poll_goes_where_it_is_sent_with_the_method_that_fetch_says() {
    for (status, second) in [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")] {
        let (server, mut heads) = server(vec![redirect(status, "/b?c"), GOOD.to_owned()]).await;
        let mut config = PollConfig::get(&server.http("/a")).expect("a URL");
        (config.method, config.body, config.peer.follows_redirects) = (http::Method::POST, Some("{}".into()), true);
        let rows = rows_until(&open::<LongPoll>(config), is_message).await;
        assert_eq!(responses(&rows).iter().map(|head| head.status).collect::<Vec<_>>(), [status, 200]);
        assert!(heads.recv().await.expect("a head").starts_with("POST /a "));
        let head = heads.recv().await.expect("a head");
        assert!(head.starts_with(&format!("{second} /b?c ")), "{head}");
        assert_eq!(head.contains("Content-Length: 2"), second == "POST", "{head}");
    }
}

#[tokio::test]
async fn redirects_are_errors_unless_they_are_wanted_and_there_are_not_too_many() {
    let (single, _heads) = server(vec![redirect(302, "/")]).await;
    let config = PollConfig::get(&single.http("/")).expect("a URL");
    let rows = rows_until(&open::<LongPoll>(config.clone()), is_error).await;
    assert!(error(&rows).contains("302"), "{}", error(&rows));
    let mut config = config;
    config.peer.follows_redirects = true;
    let rows = rows_until(&open::<LongPoll>(config), is_error).await;
    assert!(error(&rows).contains("redirected 10 times"), "{}", error(&rows));
    assert_eq!(responses(&rows).len(), 11);
}

#[tokio::test]
async fn secrets_do_not_go_to_another_origin_and_do_not_come_back() {
    let (home, mut home_heads) = server(vec![GOOD.to_owned()]).await;
    let (other, mut other_heads) = server(vec![redirect(307, &home.http("/back"))]).await;
    let (first, mut first_heads) = server(vec![redirect(307, &other.http("/"))]).await;
    let mut config = PollConfig::get(&first.http("/")).expect("a URL");
    let lines = ["Authorization: hush", "Cookie: a=hush", "X-Key: hush", "Host: hush", "X-Own: told"];
    config.peer.headers = lines.map(|line| parse_line(line).expect("a header")).to_vec();
    (config.peer.secret_headers, config.peer.follows_redirects) = (["x-key".to_owned()].into(), true);
    rows_until(&open::<LongPoll>(config), is_message).await;
    assert_eq!(first_heads.recv().await.expect("a head").matches("hush").count(), 4);
    for heads in [&mut other_heads, &mut home_heads] {
        let head = heads.recv().await.expect("a head");
        assert!(!head.contains("hush") && head.contains("X-Own: told"), "{head}");
    }
}

#[tokio::test]
async fn secrets_of_an_upload_stay_with_their_origin() {
    let there = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n".to_owned();
    let (other, mut other_heads) = server(vec![format!("{there}0"), there.clone() + "5", there + "5"]).await;
    let to = |path: &str| redirect(307, &other.http(path));
    let (home, mut home_heads) = server(vec![to("/status"), to("/upload"), to("/status")]).await;
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "hello").expect("written");
    let url = home.http("/").replace("//", "//me:hush@").parse().expect("a URL");
    let mut config = UploadConfig::new(file.path().to_owned(), url);
    let lines = ["Proxy-Authorization: hush", "Cookie: a=hush", "X-Key: hush", "Host: hush", "X-Own: told"];
    config.peer.headers = lines.map(|line| parse_line(line).expect("a header")).to_vec();
    (config.peer.secret_headers, config.peer.follows_redirects) = (["x-key".to_owned()].into(), true);
    all_rows(&open::<Upload>(config)).await;
    for _ in 0..3 {
        let (first, second) = (home_heads.recv().await.expect("a head"), other_heads.recv().await.expect("a head"));
        // BASE64("me:hush").
        assert!(first.matches("hush").count() == 4 && first.contains("Basic bWU6aHVzaA=="), "{first}");
        assert!(!second.contains("hush") && !second.contains("Basic") && second.contains("X-Own: told"), "{second}");
        assert!(second.contains(&format!("Host: {}", other.addr)), "{second}");
    }
}

#[tokio::test]
async fn a_location_of_other_bytes_is_escaped_as_they_are() {
    let (server, mut heads) = server(vec![GOOD.to_owned()]).await;
    let raw =
        [b"HTTP/1.1 302 Found\r\nLocation: ".as_slice(), server.http("/caf").as_bytes(), b"\xe9\r\n\r\n"].concat();
    let first = RawServer::answering(vec![raw]).await;
    let mut config = PollConfig::get(&first.http("/")).expect("a URL");
    config.peer.follows_redirects = true;
    rows_until(&open::<LongPoll>(config), is_message).await;
    let head = heads.recv().await.expect("a head");
    assert!(head.starts_with("GET /caf%E9 "), "{head}");
}

#[tokio::test]
async fn an_upload_repeats_its_body_where_method_and_body_are_kept() {
    let status = |bytes: u64| format!("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n{bytes}");
    let done = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned();
    for (code, is_followed) in [(307, true), (308, true), (302, false), (303, false)] {
        let answers = vec![redirect(302, "/s"), status(2), redirect(code, "/u"), done.clone(), status(5)];
        let (server, mut heads) = server(answers).await;
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "hello").expect("written");
        let url = server.http("/").parse().expect("a URL");
        let mut config = UploadConfig::new(file.path().to_owned(), url);
        config.peer.follows_redirects = true;
        let rows = all_rows(&open::<Upload>(config)).await;
        let last = match &rows.last().expect("a row").body {
            Body::State(state) => state.state.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(last, if is_followed { "done" } else { "failed" }, "{code}");
        let mut seen = Vec::new();
        while let Ok(head) = heads.try_recv() {
            seen.push(head.lines().next().expect("a line").to_owned());
        }
        let to = |line: &str| format!("{line} HTTP/1.1");
        let mut expected = vec![to("GET /status"), to("GET /s"), to("POST /upload")];
        expected.extend(is_followed.then(|| [to("POST /u"), to("GET /status")]).into_iter().flatten());
        assert_eq!(seen, expected, "{code}");
    }
}

#[tokio::test]
async fn a_servers_cookie_goes_back_with_every_protocol() {
    let sticky = |status: &str, rest: &str| format!("HTTP/1.1 {status}\r\nSet-Cookie: node=7; Path=/\r\n{rest}");
    let cookie = "\r\nCookie: node=7\r\n";

    let message = sticky("200 OK", "Content-Length: 2\r\nConnection: close\r\n\r\nhi");
    let (polled, mut heads) = server(vec![message]).await;
    let mut messages = 0;
    rows_until(&open::<LongPoll>(PollConfig::get(&polled.http("/")).expect("a URL")), |row| {
        messages += usize::from(is_message(row));
        messages == 2
    })
    .await;
    assert!(!heads.recv().await.expect("a head").contains("Cookie"));
    assert!(heads.recv().await.expect("a head").contains(cookie));

    let stream = sticky("200 OK", "Content-Type: text/event-stream\r\n\r\nretry: 0\n\n");
    let (streamed, mut heads) = server(vec![stream, "HTTP/1.1 204 No\r\n\r\n".to_owned()]).await;
    all_rows(&open::<Sse>(SseConfig::new(streamed.http("/").parse().expect("a URL")))).await;
    assert!(!heads.recv().await.expect("a head").contains("Cookie"));
    assert!(heads.recv().await.expect("a head").contains(cookie));

    let status = sticky("200 OK", "Content-Length: 1\r\nConnection: close\r\n\r\n5");
    let (uploaded, mut heads) = server(vec![status.replace("\r\n\r\n5", "\r\n\r\n0"), status]).await;
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "hello").expect("written");
    let url = uploaded.http("/").parse().expect("a URL");
    all_rows(&open::<Upload>(UploadConfig::new(file.path().to_owned(), url))).await;
    assert!(!heads.recv().await.expect("a head").contains("Cookie"));
    assert!(heads.recv().await.expect("a head").contains(cookie));
}
