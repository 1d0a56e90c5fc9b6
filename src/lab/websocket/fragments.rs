//! `/ws/fragments`: messages in pieces, with pings between them.

use std::time::Duration;

use bytes::Bytes;
use futures_util::SinkExt as _;
use http::request::Parts;
use tokio_tungstenite::tungstenite::{Error, Message, protocol::frame::coding::Data};

use super::{
    super::server::{Params, Refusal, bad_value},
    behavior::{Behavior, Ending},
    socket::{Socket, frame, next_message, opcode, release},
};
use crate::limits::{MAX_LAB_FRAME_BYTES, MAX_LAB_SENT_BYTES};

/// Fragments of a message at most.
const MAX_FRAGMENTS: u64 = 10_000;

/// How messages are cut up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fragments {
    count: usize,
    size_bytes: usize,
    pings_between: bool,
    binary: bool,
    pause: Duration,
}

impl Behavior for Fragments {
    /// `count`, `size`, `pingBetween`, `binary` and `every` of a query.
    fn from_parts(parts: &Parts) -> Result<Self, Refusal> {
        let params = Params::of(&parts.uri);
        let count = params.number("count", 3, 1..=MAX_FRAGMENTS, "fragments")?;
        let size_bytes = params.number("size", 5, 0..=MAX_LAB_FRAME_BYTES as u64, "bytes")?;
        if count * size_bytes > MAX_LAB_SENT_BYTES {
            let expected = format!(
                "at most {} bytes for {count} fragments, because a message of the lab has at most {MAX_LAB_SENT_BYTES} bytes",
                MAX_LAB_SENT_BYTES / count
            );
            return Err(bad_value("size", &size_bytes.to_string(), &expected));
        }
        Ok(Self {
            count: count as usize,
            size_bytes: size_bytes as usize,
            pings_between: params.flag_or("pingBetween", true)?,
            binary: params.flag("binary")?,
            pause: Duration::from_millis(params.millis("every", 0, 0)?),
        })
    }

    /// Sends one message, and then each message of the client back, in pieces.
    async fn run(self, socket: &mut Socket) -> Result<Ending, Error> {
        let place = socket.get_ref().account().clone().place_for(self.size_bytes).await;
        for number in 0..self.count {
            self.send(socket, number, self.binary, self.letters(number)).await?;
        }
        socket.flush().await?;
        release(socket, place).await?;
        while let Some(message) = next_message(socket).await? {
            self.send_back(socket, message).await?;
        }
        Ok(Ending::Peer)
    }
}

impl Fragments {
    /// What is in a fragment of the first message: the letters go on from one to the next.
    fn letters(&self, number: usize) -> Bytes {
        let begin = number * self.size_bytes % 26;
        (b'a'..=b'z').cycle().skip(begin).take(self.size_bytes).collect()
    }

    async fn send_back(&self, socket: &mut Socket, message: Message) -> Result<(), Error> {
        let place = socket.get_mut().take_place();
        let is_binary = message.is_binary();
        let mut rest = message.into_data();
        let size_bytes = rest.len().div_ceil(self.count).max(1);
        for number in 0..self.count {
            let piece = rest.split_to(rest.len().min(size_bytes));
            self.send(socket, number, is_binary, piece).await?;
        }
        socket.flush().await?;
        release(socket, place).await
    }

    async fn send(&self, socket: &mut Socket, number: usize, binary: bool, piece: Bytes) -> Result<(), Error> {
        if number > 0 {
            if self.pings_between {
                let name = format!("between {number} and {}", number + 1);
                socket.feed(Message::Ping(name.into())).await?;
            }
            if !self.pause.is_zero() {
                socket.flush().await?;
                tokio::time::sleep(self.pause).await;
            }
        }
        let opcode = if number == 0 { opcode(binary) } else { Data::Continue };
        socket.feed(frame(opcode, piece, number + 1 == self.count)).await?;
        // Others want the worker, too.
        tokio::task::yield_now().await;
        Ok(())
    }
}
