//! The HTTP client as every protocol uses it: what the record says left is what left, in that order.

mod client;
mod error;
mod exchange;
mod idle_connection;
mod incoming_response;

pub use self::{
    client::{Client, Prepared, prepare},
    error::HttpError,
    exchange::{Exchange, ExchangeEvent, send, send_on},
    idle_connection::{IDLE_CONNECTION_LIFE, IdleConnection},
    incoming_response::{IncomingResponse, stray_row},
};
pub use super::http1::request::RequestBody;
