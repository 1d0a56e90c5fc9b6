//! What is sent: how it is written (text, JSON, hex, files, templates), how it is cut into frames and repeated, the queue in
//! which it waits, and the rows of what the socket has taken. It knows no connection: the library and the tap are handed
//! what comes next.

pub mod draft;
mod error;
mod file;
pub mod fragments;
pub mod frame;
mod in_flight;
pub mod json_text;
mod lines;
pub mod message;
mod queue;
mod raw_frames;
pub mod repeat;
mod sending;
pub mod template;

pub use self::{error::SendError, sending::Change};
pub(super) use self::{
    file::read_file,
    lines::LineFeed,
    queue::{CloseTimeout, SendQueue, close_message},
};
