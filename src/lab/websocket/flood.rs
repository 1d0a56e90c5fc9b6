//! `/ws/flood`: numbered messages of an exact size, made as they leave.

use std::pin::pin;

use futures_util::{Sink, SinkExt as _, StreamExt as _};
use http::request::Parts;
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes, protocol::frame::coding::Data};

use super::{
    super::server::{Flood, Numbered, Pace, Params, Refusal},
    behavior::{Behavior, Ending},
    socket::{Socket, frame, opcode},
};
use crate::limits::LAB_PIECE_BYTES;

/// A flood of text or binary messages.
#[derive(Debug)]
pub(super) struct MessageFlood {
    flood: Flood,
    binary: bool,
}

impl Behavior for MessageFlood {
    fn from_parts(parts: &Parts) -> Result<Self, Refusal> {
        let params = Params::of(&parts.uri);
        Ok(Self { flood: Flood::from_params(&params)?, binary: params.flag("binary")? })
    }

    /// Sends while it keeps reading, so that a ping is answered and a close is seen in the middle of it.
    async fn run(self, socket: &mut Socket) -> Result<Ending, Error> {
        let Self { flood, binary } = self;
        let account = socket.get_ref().account().clone();
        let frame_bytes = socket.get_ref().sizes().frame_bytes;
        // For as long as it lasts: the library's buffers keep the size of a frame.
        let _place = account.place_for(flood.size_bytes.min(frame_bytes)).await;
        let (mut sink, mut stream) = socket.split();
        let mut sending = pin!(async {
            let mut pace = Pace::new(flood.per_second);
            let mut sent = 0;
            while sent < flood.count {
                let due = pace.due(flood.batch().min(flood.count - sent)).await;
                for number in sent..sent + due {
                    send(&mut sink, Numbered::new(number, flood.size_bytes), binary, frame_bytes).await?;
                }
                sent += due;
                sink.flush().await?;
                // Others want the worker, too, however much the client takes.
                tokio::task::yield_now().await;
            }
            Ok(Ending::close(1000, ""))
        });
        loop {
            tokio::select! {
                biased;
                next = stream.next() => match next.transpose()? {
                    None | Some(Message::Close(_)) => return Ok(Ending::Peer),
                    Some(_) => {}
                },
                ended = &mut sending => return ended,
            }
        }
    }
}

/// Sends a message in one frame, or in several as large as a frame may be.
async fn send(
    sink: &mut (impl Sink<Message, Error = Error> + Unpin),
    mut message: Numbered,
    binary: bool,
    frame_bytes: usize,
) -> Result<(), Error> {
    let whole_bytes = message.left_bytes();
    let frame_bytes = whole_bytes.min(frame_bytes);
    loop {
        let is_first = message.left_bytes() == whole_bytes;
        let mut piece = Vec::with_capacity(frame_bytes.min(message.left_bytes()));
        message.append(&mut piece, frame_bytes);
        let is_last = message.left_bytes() == 0;
        let out = match (is_first && is_last, binary) {
            (true, false) => Message::Text(Utf8Bytes::try_from(piece).unwrap_or_default()),
            (true, true) => Message::Binary(piece.into()),
            (false, _) => {
                let opcode = if is_first { opcode(binary) } else { Data::Continue };
                frame(opcode, piece.into(), is_last)
            }
        };
        sink.feed(out).await?;
        if frame_bytes > LAB_PIECE_BYTES {
            // Others want the worker, too.
            tokio::task::yield_now().await;
        }
        if is_last {
            break;
        }
    }
    Ok(())
}
