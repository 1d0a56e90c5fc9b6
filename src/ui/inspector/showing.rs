//! What the inspector is about: a row as its protocol explains it, another one beside it, the exchanges behind them.

use std::rc::Rc;

use super::{http::Exchange, subject::Subject};
use crate::transcript::{Charset, Direction, Transcript};

/// A row as the inspector shows it.
#[derive(Clone, Debug)]
pub struct Inspected<'a> {
    /// The row's number, for which a formatted payload is kept.
    pub number: u64,
    /// Who said it.
    pub direction: Direction,
    /// Whether it is a failure, whose mark is a triangle in the error colour.
    pub is_error: bool,
    /// `Message 13`.
    pub title: String,
    /// Time, size and the like, in monospace.
    pub meta: String,
    /// What the text tab shows.
    pub payload: Payload<'a>,
    /// What the details tab shows.
    pub details: Rc<[(String, String)]>,
}

/// What came or went.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    /// The row has none.
    None,
    /// Text, or bytes that are read as text.
    Text(&'a [u8]),
    /// Text that is another one than its bytes are: in this charset, or in UTF-8 behind a byte order mark.
    Coded(&'a [u8], Option<Charset>),
    /// Bytes, shown in hex or read as text, with a note on what a page would get.
    Binary(&'a [u8]),
}

impl<'a> Payload<'a> {
    /// The bytes, where there are any to show.
    pub fn bytes(self) -> Option<&'a [u8]> {
        match self {
            Self::None => None,
            Self::Text(bytes) | Self::Coded(bytes, _) | Self::Binary(bytes) => Some(bytes),
        }
    }
}

/// What the inspector is about in a frame.
#[derive(Clone, Copy, Debug)]
pub struct Showing<'a> {
    /// Where the rows are from.
    pub transcript: &'a Transcript,
    /// The chosen row.
    pub row: Option<&'a Inspected<'a>>,
    /// A second chosen row: the two are compared with each other, the older one is the base.
    pub second: Option<&'a Inspected<'a>>,
    /// The HTTP exchanges behind it.
    pub exchanges: &'a [Exchange],
    /// Whether it can be closed.
    pub closable: bool,
}

impl<'a> Showing<'a> {
    /// The payload of the chosen row.
    pub(super) fn subject(&self) -> Option<Subject<'a>> {
        let row = self.row?;
        Some(Subject::new(self.transcript, row.number, row.payload.bytes()?))
    }
}
