//! Long polls against the lab.

use wirelight::{
    protocols::long_poll::{LongPoll, PollConfig},
    transcript::Body,
};

use super::{published, stop, until, words};
use crate::{lab::client, support::open};

#[tokio::test]
async fn what_is_published_answers_the_poll_that_is_held() {
    let lab = client::start().await;
    let url = |path: &str| lab.http(path);
    let config =
        PollConfig::get(&url("/poll/subscribe")).and_then(|config| config.publishing_to(&url("/poll/publish")));
    let mut config = config.expect("URLs");
    config.publish_when_held = Some("gr\u{fc}\u{df} \u{2713}".to_owned());
    let handle = open::<LongPoll>(config);
    let (mut rows, outcome) = published(&handle).await;
    assert_eq!(outcome, "published 10 bytes: 200 OK");
    if !rows.iter().any(|row| words(row).starts_with("message")) {
        rows.extend(crate::support::rows_until(&handle, |row| words(row).starts_with("message")).await);
    }
    let message = rows.iter().find(|row| words(row) == "message 200 gr\u{fc}\u{df} \u{2713}").expect("the message");
    let Body::Message(answer, _) = &message.body else { panic!("no message") };
    assert!(answer.held_millis >= 200.0, "{answer:?}");
    stop(&handle).await;
}

#[tokio::test]
async fn a_408_after_a_second_is_asked_again_at_once() {
    let lab = client::start().await;
    let url = lab.http("/poll/timeout?status=408&after=1005");
    let handle = open::<LongPoll>(PollConfig::get(&url).expect("a URL"));
    let mut summary = until(&handle, "empty").await;
    if summary.last().is_some_and(|last| last.starts_with("empty")) {
        summary.extend(until(&handle, "request").await);
    }
    assert_eq!(summary, ["state waiting", "request", "response 408", "empty 408", "request"]);
    stop(&handle).await;
}
