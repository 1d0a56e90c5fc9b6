//! `/ws/slow-reader`: takes so many bytes a second and no more, so that a client sees what it has not got rid of.

use std::time::Duration;

use http::request::Parts;
use tokio::{io::AsyncReadExt as _, time::interval};
use tokio_tungstenite::tungstenite::Error;

use super::{
    super::server::{Params, Refusal},
    behavior::{Behavior, Ending},
    compression::Compression,
    socket::Socket,
};
use crate::{
    limits::{LAB_PIECE_BYTES, MAX_LAB_RATE},
    net::tap::{FrameParser, Item, MAX_CONTROL_PAYLOAD, apply_mask},
};

/// It reads so often.
const TICK: Duration = Duration::from_millis(50);

/// A server that takes its time.
#[derive(Debug)]
pub(super) struct SlowReader {
    /// 0 for not at all.
    bytes_per_second: u64,
}

impl Behavior for SlowReader {
    fn from_parts(parts: &Parts) -> Result<Self, Refusal> {
        let params = Params::of(&parts.uri);
        Ok(Self { bytes_per_second: params.number("bytesPerSecond", 0, 0..=MAX_LAB_RATE, "bytes a second")? })
    }

    /// It reads bytes, not messages.
    fn compression(&self, _params: &Params) -> Result<Compression, Refusal> {
        Ok(Compression::default())
    }

    /// Reads at that rate until a close frame has been read.
    async fn run(self, socket: &mut Socket) -> Result<Ending, Error> {
        if self.bytes_per_second == 0 {
            std::future::pending::<()>().await;
        }
        let per_tick = usize::try_from(self.bytes_per_second / 20).unwrap_or(usize::MAX).max(1);
        let mut ticks = interval(TICK);
        let mut buffer = vec![0; per_tick.min(LAB_PIECE_BYTES)];
        let mut frames = CloseFinder::default();
        loop {
            ticks.tick().await;
            let mut left = per_tick;
            while left > 0 {
                let room = left.min(buffer.len());
                let Some(tap) = socket.get_mut().tap() else { return Ok(Ending::Peer) };
                let length = tap.read(&mut buffer[..room]).await?;
                if length == 0 {
                    return Ok(Ending::Peer);
                }
                if let Some(code) = frames.read(&buffer[..length]) {
                    return Ok(Ending::close(code, "I have read all of it at last."));
                }
                left -= length;
            }
        }
    }
}

/// Looks for a close frame among the bytes of a client.
#[derive(Default)]
struct CloseFinder {
    parser: FrameParser,
    mask: Option<[u8; 4]>,
    payload: Option<Vec<u8>>,
}

impl CloseFinder {
    /// The code of the close frame, once that is whole.
    fn read(&mut self, mut bytes: &[u8]) -> Option<u16> {
        while let Some(item) = self.parser.next(&mut bytes) {
            match item {
                Item::Head(head) => {
                    self.mask = head.mask();
                    self.payload = (head.opcode() == 8).then(Vec::new);
                }
                Item::Payload(piece) => {
                    if let Some(payload) = &mut self.payload {
                        // One that says it has more is no close frame, and nobody here has to say so.
                        let room = MAX_CONTROL_PAYLOAD - payload.len();
                        payload.extend_from_slice(&piece[..piece.len().min(room)]);
                    }
                }
                Item::End => {
                    if let Some(mut payload) = self.payload.take() {
                        apply_mask(&mut payload, self.mask.unwrap_or_default(), 0);
                        return Some(payload.first_chunk().map_or(1000, |code| u16::from_be_bytes(*code)));
                    }
                }
            }
        }
        None
    }
}
