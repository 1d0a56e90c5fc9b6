//! HTTP/1.1 as it is on the wire: heads line by line, bodies out of their framing. Sans-IO.

pub mod body;
pub mod decoder;
pub mod framing;
pub mod head;
pub mod reader;
pub mod request;
