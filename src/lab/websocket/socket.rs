//! An accepted WebSocket, and how a message leaves on it: in one frame, or in several that are made one after the other.
//!
//! An error is of the connection, or of a rule that the client broke. A behavior hands it on; `closing` makes of it what
//! the client is told.

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        protocol::{
            Role, WebSocketConfig,
            frame::{
                Frame,
                coding::{Data, OpCode},
            },
        },
    },
};

use super::{super::server::Place, budgeted_stream::BudgetedStream};
use crate::limits::LAB_PIECE_BYTES;

/// An accepted WebSocket.
pub(super) type Socket = WebSocketStream<BudgetedStream>;

/// The library on top of a connection whose handshake is over.
pub(super) async fn with_library(stream: BudgetedStream) -> Socket {
    let max_message_bytes = stream.sizes().max_message_bytes;
    let config = WebSocketConfig::default()
        .read_buffer_size(LAB_PIECE_BYTES)
        .write_buffer_size(LAB_PIECE_BYTES)
        .max_message_size(Some(max_message_bytes))
        .max_frame_size(Some(max_message_bytes));
    WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await
}

/// Hands a message to the library; one that is larger than a frame of this socket goes in frames of that size.
pub(super) async fn send_message(socket: &mut Socket, message: Message) -> Result<(), Error> {
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

/// Sends the message back that has just come. One with a place of its own keeps it until it has left.
pub(super) async fn echo(socket: &mut Socket, message: Message) -> Result<(), Error> {
    let place = socket.get_mut().take_place();
    send_message(socket, message).await?;
    release(socket, place).await
}

/// The next text or binary message; `None` when the peer closes.
pub(super) async fn next_message(socket: &mut Socket) -> Result<Option<Message>, Error> {
    while let Some(message) = socket.next().await.transpose()? {
        match message {
            Message::Text(_) | Message::Binary(_) => return Ok(Some(message)),
            Message::Close(_) => return Ok(None),
            _ => {}
        }
    }
    Ok(None)
}

/// Gives a place back once what it was for has left, and with it what the library has kept of that.
pub(super) async fn release(socket: &mut Socket, place: Option<Place>) -> Result<(), Error> {
    if place.is_some() {
        socket.flush().await?;
        // It has nothing unread and nothing unsent; its buffers never shrink.
        *socket = with_library(socket.get_mut().move_on()).await;
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
