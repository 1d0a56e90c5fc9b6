//! Long polls of the lab: held, answered by what is published, without a buffer.

use super::client::{answer, get, post, send, start};

/// Publishes until somebody waits: the lab has a request when it has it, not when we have sent it.
macro_rules! publish_until {
    ($lab:expr, $body:expr, $done:expr) => {{
        let mut done = std::pin::pin!($done);
        loop {
            tokio::select! {
                biased;
                done = &mut done => break done,
                published = post($lab, "/poll/publish", "", $body) => assert_eq!(published.text(), "ok"),
            }
        }
    }};
}

#[tokio::test]
async fn a_message_goes_to_everybody_who_waits() {
    let lab = start().await;
    let both = async { tokio::join!(get(&lab, "/poll/subscribe?random=0.1", ""), get(&lab, "/poll/subscribe", "")) };
    let (one, two) = publish_until!(&lab, "grüß ✓".as_bytes(), both);
    for answer in [one, two] {
        assert_eq!((answer.status, answer.text().as_str()), (200, "grüß ✓"));
        assert_eq!(answer.header("content-type"), Some("text/plain;charset=utf-8"));
        assert_eq!(answer.header("cache-control"), Some("no-cache, must-revalidate"));
    }
}

#[tokio::test]
async fn what_nobody_waits_for_is_lost() {
    let lab = start().await;
    assert_eq!(post(&lab, "/poll/publish", "", b"lost").await.text(), "ok");
    let message = publish_until!(&lab, b"kept", get(&lab, "/poll/subscribe", ""));
    assert_eq!(message.text(), "kept");
}

#[tokio::test]
async fn an_empty_message_is_an_empty_answer() {
    let lab = start().await;
    let message = publish_until!(&lab, b"", get(&lab, "/poll/subscribe", ""));
    assert_eq!((message.status, message.text().as_str()), (200, ""));
}

#[tokio::test]
async fn a_client_that_goes_away_does_not_disturb_the_others() {
    let lab = start().await;
    for _ in 0..50 {
        drop(send(&lab, "GET /poll/subscribe", b"").await);
    }
    let message = publish_until!(&lab, b"hello", get(&lab, "/poll/subscribe", ""));
    assert_eq!(message.text(), "hello");
}

#[tokio::test]
async fn a_timeout_answers_with_any_status_and_no_body() {
    let lab = start().await;
    for (status, phrase) in [
        (408, "Request Timeout"),
        (200, "OK"),
        (204, "No Content"),
        (304, "Not Modified"),
        (502, "Bad Gateway"),
        (599, "Unassigned"),
    ] {
        let answer = get(&lab, &format!("/poll/timeout?status={status}&after=1"), "").await;
        assert_eq!((answer.status, answer.reason_phrase.as_str(), answer.text().as_str()), (status, phrase, ""));
    }
    let held = answer(send(&lab, "GET /poll/timeout", b"").await).await;
    assert_eq!(held.status, 408);
}
