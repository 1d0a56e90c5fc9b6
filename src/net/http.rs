//! The HTTP client as every protocol uses it: what the record says left is what left, in that order.

mod answered;
mod client;
mod error;
mod kept;
mod sending;

pub use self::{
    answered::{Answered, stray_row},
    client::{Client, Prepared, prepare},
    error::HttpError,
    kept::{IDLE_CONNECTION_LIFE, Kept},
    sending::{Part, Sending, send, send_on},
};
pub use super::http1::request::RequestBody;
