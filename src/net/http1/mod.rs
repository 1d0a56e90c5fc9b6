//! HTTP/1.1 as it is on the wire: heads line by line, bodies out of their framing, and one exchange of the two.
//!
//! All of it is sans-IO but for [`exchange`], which moves the bytes. What an answer means is not its business.

pub mod decoder;
pub mod exchange;
pub mod framing;
pub mod head;
pub mod reader;
mod reason;
pub mod request;
