//! `/ws/slow-reader`: takes so many bytes a second and no more, so that a client sees what it has not got rid of.

use std::time::Duration;

use tokio::{io::AsyncReadExt as _, time::interval};
use tokio_tungstenite::tungstenite::Error;

use super::{
    end::{End, Farewell},
    say::Socket,
};
use crate::{
    limits::LAB_PIECE_BYTES,
    net::tap::{FrameParser, Item, MAX_CONTROL_PAYLOAD, apply_mask},
};

/// It reads so often.
const TICK: Duration = Duration::from_millis(50);

/// Reads at that rate, 0 for not at all, until a close frame has been read.
pub(super) async fn converse(socket: &mut Socket, bytes_per_second: u64) -> Result<End, Error> {
    if bytes_per_second == 0 {
        std::future::pending::<()>().await;
    }
    let per_tick = usize::try_from(bytes_per_second / 20).unwrap_or(usize::MAX).max(1);
    let mut ticks = interval(TICK);
    let mut buffer = vec![0; per_tick.min(LAB_PIECE_BYTES)];
    let mut frames = Closes::default();
    loop {
        ticks.tick().await;
        let mut left = per_tick;
        while left > 0 {
            let room = left.min(buffer.len());
            let Some(tap) = socket.get_mut().tap() else { return Ok(End::Peer) };
            let length = tap.read(&mut buffer[..room]).await?;
            if length == 0 {
                return Ok(End::Peer);
            }
            if let Some(farewell) = frames.read(&buffer[..length]) {
                return Ok(End::Close(farewell));
            }
            left -= length;
        }
    }
}

/// Looks for a close frame among the bytes of a client.
#[derive(Default)]
struct Closes {
    parser: FrameParser,
    mask: Option<[u8; 4]>,
    payload: Option<Vec<u8>>,
}

impl Closes {
    fn read(&mut self, mut bytes: &[u8]) -> Option<Farewell> {
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
                        let code = payload.first_chunk().map_or(1000, |code| u16::from_be_bytes(*code));
                        return Some(Farewell::new(code, "I have read all of it at last."));
                    }
                }
            }
        }
        None
    }
}
