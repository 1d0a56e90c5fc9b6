//! One of the two payloads that are compared, in lines.

use crate::transcript::SharedPayload;

/// A line of one side.
#[derive(Clone, Copy, Debug)]
pub(super) struct SideLine {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) depth: u32,
    /// Lines with different paths are never the same.
    pub(super) path: u64,
}

/// One of the two, in lines.
#[derive(Debug)]
pub(super) struct Side {
    content: Content,
    pub(super) lines: Vec<SideLine>,
}

#[derive(Debug)]
enum Content {
    Payload(SharedPayload),
    Made(Vec<u8>),
}

impl Side {
    /// Lines that were made for the comparison.
    pub(super) fn made(bytes: Vec<u8>, lines: Vec<SideLine>) -> Self {
        Self { content: Content::Made(bytes), lines }
    }

    pub(super) fn of_payload(payload: SharedPayload, lines: Vec<SideLine>) -> Self {
        Self { content: Content::Payload(payload), lines }
    }

    /// A line.
    pub(super) fn line(&self, number: u32) -> Option<&SideLine> {
        self.lines.get(number as usize)
    }

    /// The bytes of a line.
    pub(super) fn bytes(&self, number: u32) -> &[u8] {
        self.line(number).map(|line| self.slice(line)).unwrap_or_default()
    }

    /// The bytes of one of its lines.
    pub(super) fn slice(&self, line: &SideLine) -> &[u8] {
        let bytes: &[u8] = match &self.content {
            Content::Payload(payload) => payload,
            Content::Made(bytes) => bytes,
        };
        bytes.get(line.start as usize..line.end as usize).unwrap_or_default()
    }
}
