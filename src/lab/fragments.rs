//! `/ws/fragments`: messages in pieces, with pings between them.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio_tungstenite::tungstenite::{
    Error, Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use super::{
    query::Params,
    refusal::Refusal,
    talk::{End, Socket},
};

/// How messages are cut up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fragments {
    count: usize,
    size_bytes: usize,
    pings_between: bool,
    binary: bool,
    pause: Duration,
}

impl Fragments {
    /// `count`, `size`, `pingBetween`, `binary` and `every` of a query.
    pub(super) fn from_params(params: &Params) -> Result<Self, Refusal> {
        Ok(Self {
            count: params.number("count", 3, 1..=10_000, "fragments")? as usize,
            size_bytes: params.number("size", 5, 0..=1024 * 1024, "bytes")? as usize,
            pings_between: params.flag_or("pingBetween", true)?,
            binary: params.flag("binary")?,
            pause: Duration::from_millis(params.millis("every", 0, 0)?),
        })
    }

    /// Says one message, and then each message of the client, in pieces.
    pub(super) async fn converse(self, socket: &mut Socket) -> Result<End, Error> {
        let first: Vec<u8> = (b'a'..=b'z').cycle().take(self.count * self.size_bytes).collect();
        let pieces: Vec<&[u8]> =
            (0..self.count).map(|n| &first[n * self.size_bytes..(n + 1) * self.size_bytes]).collect();
        self.send(socket, self.binary, &pieces).await?;
        while let Some(message) = socket.next().await.transpose()? {
            match message {
                Message::Text(_) | Message::Binary(_) => {
                    let is_binary = message.is_binary();
                    let bytes = message.into_data();
                    let size_bytes = bytes.len().div_ceil(self.count).max(1);
                    let mut pieces: Vec<&[u8]> = bytes.chunks(size_bytes).collect();
                    pieces.resize(self.count, &[]);
                    self.send(socket, is_binary, &pieces).await?;
                }
                Message::Close(_) => break,
                _ => {}
            }
        }
        Ok(End::Peer)
    }

    async fn send(&self, socket: &mut Socket, binary: bool, pieces: &[&[u8]]) -> Result<(), Error> {
        for (number, piece) in pieces.iter().enumerate() {
            let opcode = match (number, binary) {
                (0, true) => Data::Binary,
                (0, false) => Data::Text,
                _ => Data::Continue,
            };
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
            let ends = number + 1 == pieces.len();
            let frame = Frame::message(piece.to_vec(), OpCode::Data(opcode), ends);
            socket.feed(Message::Frame(frame)).await?;
        }
        socket.flush().await
    }
}
