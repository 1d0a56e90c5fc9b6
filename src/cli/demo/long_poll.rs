//! The fourth part: a request that is held until somebody publishes.

use bytes::Bytes;

use super::{
    DemoContext,
    watch::{StepFailed, expect_same},
};
use crate::{
    protocols::long_poll::{Command, LongPoll, PollConfig},
    transcript::{Body, entry::SessionState},
};

/// Plays it against the lab; returns a line for each thing that was seen.
///
/// # Errors
/// At the first step that does not hold: the demo says which, goes on with the next protocol and ends with 1.
pub(super) fn run(context: &DemoContext) -> Result<Vec<String>, StepFailed> {
    let config = PollConfig::get(context.http("/poll/subscribe")?.as_str())
        .and_then(|config| {
            config.publishing_to(context.http("/poll/publish").map_or(String::new(), String::from).as_str())
        })
        .map_err(StepFailed::setup("the lab's address is no URL"))?;
    let mut watched =
        context.open::<LongPoll>(PollConfig { publish_when_held: Some("anybody home?".to_owned()), ..config });
    let (held_millis, data) = watched.next("the published message", |row| match &row.body {
        Body::Message(answer, data) => Some((answer.held_millis, data.clone())),
        _ => None,
    })?;
    expect_same(&Bytes::from_static(b"anybody home?"), &data)?;
    watched.next("the next request, at once", |row| matches!(&row.body, Body::Request(_)).then_some(()))?;
    watched.command("stop", Command::Stop)?;
    watched.state(SessionState::Stopped)?;
    Ok(vec![
        format!("a request was held for {held_millis:.0} ms, until a message was published"),
        "it was asked again at once".to_owned(),
    ])
}
