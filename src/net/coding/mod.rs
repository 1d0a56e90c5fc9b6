//! Content codings taken off a body while it comes: gzip, deflate and br, also one on top of the other. RFC 9110 §8.4.
//!
//! Sans-IO: coded bytes in, decoded pieces out. A piece is made when somebody asks for it, so that a few bytes that hold
//! gigabytes take no memory, and what a server flushes is there at once. What a body means, and how much of it is kept,
//! is its reader's business.

mod brotli;
mod decoder;
mod deflate;
mod fault;
mod gzip;
mod list;
mod member;
mod step;

pub use self::{
    decoder::ContentDecoder,
    fault::{CodingFault, CodingProblem},
    list::{ALL_CODINGS, AskedCodings, ContentCoding, NotDecoded, ask_for_codings, codings_of},
};
