//! `/ws/clock`: the time, again and again.

use std::time::Duration;

use futures_util::SinkExt as _;
use http::request::Parts;
use tokio::time::{MissedTickBehavior, interval};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{
    super::server::{Params, Refusal, time_now},
    behavior::{Behavior, Ending},
    socket::{Socket, next_message},
};

/// Sends the time once a period.
#[derive(Debug)]
pub(super) struct Clock {
    every: Duration,
}

impl Behavior for Clock {
    fn from_parts(parts: &Parts) -> Result<Self, Refusal> {
        Ok(Self { every: Duration::from_millis(Params::of(&parts.uri).millis("every", 1_000, 1)?) })
    }

    async fn run(self, socket: &mut Socket) -> Result<Ending, Error> {
        let mut ticks = interval(self.every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                next = next_message(socket) => if next?.is_none() { return Ok(Ending::Peer) },
                _ = ticks.tick() => socket.send(Message::text(time_now())).await?,
            }
        }
    }
}
