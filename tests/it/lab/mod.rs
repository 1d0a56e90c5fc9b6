//! The lab over real sockets: whom it lets in, what it holds at most, and each protocol as its page says.

mod allow_origin;
pub(crate) mod client;
mod frames;
mod guard;
mod limits;
mod long_poll;
mod origin;
mod places;
mod sse;
#[cfg(unix)]
mod store;
mod upload;
mod websocket;
