//! `/ws/ping`: pings the client and reports each pong.

use std::{collections::VecDeque, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use http::request::Parts;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{
    super::server::{Params, Refusal, bad_value},
    behavior::{Behavior, Ending},
    socket::Socket,
};
use crate::limits::MAX_LAB_UNANSWERED_PINGS;

/// How often, with what, and how long an answer may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pings {
    every: Duration,
    payload: String,
    /// Zero waits for ever.
    timeout: Duration,
}

impl Behavior for Pings {
    /// `every`, `payload` and `timeout` of a query.
    fn from_parts(parts: &Parts) -> Result<Self, Refusal> {
        let params = Params::of(&parts.uri);
        let payload = params.text("payload").unwrap_or_default().to_owned();
        if payload.len() > 100 {
            return Err(bad_value(
                "payload",
                &payload,
                "at most 100 bytes: a ping has room for 125, its number included",
            ));
        }
        let every = Duration::from_millis(params.millis("every", 1_000, 1)?);
        Ok(Self { every, payload, timeout: Duration::from_millis(params.millis("timeout", 0, 0)?) })
    }

    /// Pings until the client closes, or until an answer took too long: then it closes with 1011.
    async fn run(self, socket: &mut Socket) -> Result<Ending, Error> {
        let mut ticks = interval(self.every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut unanswered: VecDeque<(u64, String, Instant)> = VecDeque::new();
        let mut number = 0_u64;
        loop {
            let oldest = unanswered.front().filter(|_| !self.timeout.is_zero()).map(|(_, _, at)| *at + self.timeout);
            tokio::select! {
                biased;
                next = socket.next() => match next.transpose()? {
                    Some(Message::Pong(payload)) => {
                        let report = report(&mut unanswered, &payload);
                        socket.send(Message::text(report)).await?;
                    }
                    Some(Message::Close(_)) | None => return Ok(Ending::Peer),
                    Some(_) => {}
                },
                () = sleep_until(oldest.unwrap_or_else(Instant::now)), if oldest.is_some() => {
                    let missing = unanswered.front().map_or(0, |(number, ..)| *number);
                    let reason = format!("No pong for ping {missing} within {} ms.", self.timeout.as_millis());
                    return Ok(Ending::close(1011, reason));
                }
                _ = ticks.tick() => {
                    number += 1;
                    let payload = if self.payload.is_empty() { number.to_string() } else { format!("{number} {}", self.payload) };
                    if unanswered.len() == MAX_LAB_UNANSWERED_PINGS {
                        unanswered.pop_front();
                    }
                    unanswered.push_back((number, payload.clone(), Instant::now()));
                    socket.send(Message::Ping(payload.into())).await?;
                }
            }
        }
    }
}

/// What a pong means. One that answers a later ping answers those before it, too (RFC 6455 §5.5.3).
fn report(unanswered: &mut VecDeque<(u64, String, Instant)>, payload: &[u8]) -> String {
    let Some(skipped) = unanswered.iter().position(|(_, sent, _)| sent.as_bytes() == payload) else {
        return format!("a pong that answers no ping: \"{}\"", String::from_utf8_lossy(payload));
    };
    let answered = unanswered.drain(..=skipped).next_back();
    let Some((number, _, at)) = answered else { return String::new() };
    let millis = at.elapsed().as_secs_f64() * 1_000.0;
    match skipped {
        0 => format!("pong {number} after {millis:.1} ms"),
        _ => format!("pong {number} after {millis:.1} ms; {skipped} before it got none"),
    }
}
