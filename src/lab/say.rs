//! How a message leaves: in one frame, or in several that are made one after the other.

use bytes::Bytes;
use futures_util::SinkExt as _;
use tokio_tungstenite::tungstenite::{
    Error, Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use super::talk::Socket;

/// Hands a message to the library; one that is larger than a frame of this socket goes in frames of that size.
pub(super) async fn say(socket: &mut Socket, message: Message) -> Result<(), Error> {
    let frame_bytes = socket.get_ref().sizes().frame_bytes;
    let is_data = matches!(message, Message::Text(_) | Message::Binary(_));
    if !is_data || message.len() <= frame_bytes {
        return socket.feed(message).await;
    }
    let mut opcode = opcode(message.is_binary());
    let mut rest = message.into_data();
    while !rest.is_empty() {
        let piece = rest.split_to(rest.len().min(frame_bytes));
        socket.feed(frame(opcode, piece, rest.is_empty())).await?;
        opcode = Data::Continue;
        // Others want the worker, too.
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// The opcode of the first frame of a message.
pub(super) fn opcode(is_binary: bool) -> Data {
    if is_binary { Data::Binary } else { Data::Text }
}

/// One frame of a message.
pub(super) fn frame(opcode: Data, payload: Bytes, is_last: bool) -> Message {
    Message::Frame(Frame::message(payload, OpCode::Data(opcode), is_last))
}
