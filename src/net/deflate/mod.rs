//! permessage-deflate: what is offered, what is agreed on, and the compression itself. RFC 7692.
//!
//! Sans-IO: it knows no frame and no socket.

mod codec;
mod negotiation;

pub use self::{
    codec::{Deflater, InflateError, Inflater},
    negotiation::{Agreement, DeflateRule, Extension, Offer, OfferError, ServerLimits, parse_extensions},
};

/// The extension's name.
pub const NAME: &str = "permessage-deflate";
