//! What an answer is, in which order its rows come, and what is done next.

use wirelight::{
    protocols::long_poll::{Command, PollConfig},
    transcript::Body,
};

use super::{PollServer, poll, stop, until, words};
use crate::support::{open, rows_until};

#[tokio::test]
async fn after_a_message_the_next_request_leaves_at_once_on_the_same_connection() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    for n in 0..9 {
        let held = server.request().await;
        assert_eq!(held.connection, 0, "request {n}");
        assert!(held.head.starts_with("GET /subscribe HTTP/1.1\r\n"), "{}", held.head);
        held.answer(&format!("200 OK\r\n\r\nmessage {n}")).await;
    }
    let held = server.request().await;
    let rows = stop(&handle).await;
    held.given_up().await;
    let mut expected = vec!["state waiting".to_owned()];
    for n in 0..9 {
        expected.extend(["request".to_owned(), "response 200".to_owned(), format!("message 200 message {n}")]);
    }
    expected.extend(["request".to_owned(), "state stopped".to_owned()]);
    assert_eq!(rows.iter().map(words).collect::<Vec<_>>(), expected);
    assert!(rows.is_sorted_by_key(|entry| entry.at_micros));
}

#[tokio::test]
async fn an_empty_answer_that_comes_too_soon_waits_and_counts_its_attempts() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    let mut before = vec!["state waiting", "request"];
    for (attempt, answer) in
        ["200 OK", "204 No Content", "304 Not Modified", "408 Late\r\n\r\n<p>", "504 Late"].into_iter().enumerate()
    {
        server.answer(answer).await;
        let status = &answer[..3];
        let backoff = format!("backoff 1000 {} empty", attempt + 1);
        let rows = until(&handle, "backoff").await;
        let answered = [format!("response {status}"), format!("empty {status}"), "state backoff".to_owned(), backoff];
        assert_eq!(rows, before.iter().map(|&row| row.to_owned()).chain(answered).collect::<Vec<_>>());
        handle.send(Command::PollNow).expect("the session runs");
        before = vec!["state waiting", "request"];
    }
    server.answer("200 OK\r\n\r\ngood").await;
    server.answer("204 No Content").await;
    assert_eq!(until(&handle, "backoff").await.last().map(String::as_str), Some("backoff 1000 1 empty"));
    stop(&handle).await;
}

#[tokio::test]
async fn an_error_shows_its_body_and_where_a_redirect_points() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    server.answer("302 Found\r\nLocation: /elsewhere\r\n\r\nmoved").await;
    let rows = rows_until(&handle, |entry| words(entry).starts_with("backoff")).await;
    let summary: Vec<_> = rows.iter().map(words).collect();
    assert_eq!(
        summary,
        [
            "state waiting",
            "request",
            "response 302",
            "error the server answered 302 Found and points to \"/elsewhere\", which is not followed",
            "state backoff",
            "backoff 1000 1 error",
        ]
    );
    let Body::Response(response) = &rows[2].body else { panic!("no response") };
    assert_eq!(response.body_preview.as_deref(), Some("moved"));
    assert!(response.headers.contains(&("Location".to_owned(), "/elsewhere".to_owned())));
    handle.send(Command::PollNow).expect("the session runs");
    server.answer("404 Nothing Here").await;
    let summary = until(&handle, "backoff").await;
    assert_eq!(summary[2..4], ["response 404", "error the server answered 404 Nothing Here"]);
    assert_eq!(summary.last().map(String::as_str), Some("backoff 1000 2 error"));
    stop(&handle).await;
}

#[tokio::test]
async fn retry_after_wins_whatever_the_answer() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    let date = httpdate::fmt_http_date(std::time::SystemTime::now() + std::time::Duration::from_hours(1));
    for (answer, row) in [
        ("429 Too Many Requests\r\nRetry-After: 7".to_owned(), "backoff 7000 1 retryAfter"),
        ("204 No Content\r\nRetry-After: 60".to_owned(), "backoff 60000 2 retryAfter"),
        ("200 OK\r\nRetry-After: 2\r\n\r\nhello".to_owned(), "backoff 2000 1 retryAfter"),
        ("500 Oops\r\nRetry-After: soon".to_owned(), "backoff 1000 2 error"),
    ] {
        server.answer(&answer).await;
        assert_eq!(until(&handle, "backoff").await.last().map(String::as_str), Some(row));
        handle.send(Command::PollNow).expect("the session runs");
    }
    server.answer(&format!("503 Later\r\nRetry-After: {date}")).await;
    let rows = rows_until(&handle, |entry| words(entry).starts_with("backoff")).await;
    let Some(Body::Backoff(wait)) = rows.last().map(|row| &row.body) else { panic!("no wait") };
    assert!((3_590_000..=3_600_000).contains(&wait.millis), "{wait:?}");
    assert_eq!(wait.reason, "retryAfter");
    handle.send(Command::PollNow).expect("the session runs");
    // Zero seconds: at once, also after an error.
    server.answer("503 Now\r\nRetry-After: 0").await;
    server.request().await;
    let rows = stop(&handle).await;
    assert!(!rows.iter().any(|row| words(row).starts_with("backoff")));
}

#[tokio::test]
async fn a_slow_drip_is_one_message_held_until_its_end() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    let held = server.request().await;
    held.part("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await;
    let begin = rows_until(&handle, |entry| words(entry) == "response 200").await;
    for part in ["1\r\n{\r\n", "6\r\n\"a\":\u{e9}\r\n", "1\r\n}\r\n", "0\r\n\r\n"] {
        held.part(part).await;
    }
    drop(held);
    server.request().await;
    let rows = stop(&handle).await;
    assert_eq!(words(&rows[0]), "message 200 {\"a\":\u{e9}}");
    let Body::Message(answer, _) = &rows[0].body else { panic!("no message") };
    let held_micros = (answer.held_millis * 1000.0).round() as u64;
    let request = begin.iter().find(|entry| words(entry) == "request").expect("a request");
    // Each of the two times is cut to whole microseconds.
    assert!((request.at_micros + held_micros).abs_diff(rows[0].at_micros) <= 1);
}

#[tokio::test]
async fn bytes_that_are_no_text_stay_as_they_came() {
    let server =
        crate::support::RawServer::answering(vec![b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\xff\x00a".to_vec()])
            .await;
    let handle = open(PollConfig::get(&server.http("/")).expect("a URL"));
    let rows =
        rows_until::<wirelight::protocols::long_poll::LongPoll>(&handle, |entry| words(entry).starts_with("message"))
            .await;
    let message = rows.iter().find(|row| words(row).starts_with("message"));
    assert_eq!(message.map(|row| row.body.payload()), Some(b"\xff\x00a".as_slice()));
}

#[tokio::test]
async fn a_post_carries_its_body_and_the_users_headers() {
    let mut server = PollServer::start().await;
    let mut config = super::config(&server);
    config.method = http::Method::POST;
    config.body = Some("{\"since\":1}".into());
    config.peer.headers = vec![wirelight::net::headers::parse_line("User-Agent: me").expect("a header")];
    let handle = open::<wirelight::protocols::long_poll::LongPoll>(config);
    let held = server.request().await;
    assert!(held.head.starts_with("POST /subscribe HTTP/1.1\r\n"), "{}", held.head);
    assert!(held.head.contains("User-Agent: me\r\n") && held.head.contains("Content-Length: 11\r\n"), "{}", held.head);
    assert_eq!(held.body, "{\"since\":1}");
    stop(&handle).await;
}
