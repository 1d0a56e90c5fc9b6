//! HTTP/1.1 answers as they are on the wire: the head line by line, the body out of its framing. Sans-IO.

pub mod body;
pub mod head;
