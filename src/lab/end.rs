//! How a conversation on a WebSocket of the lab ends.

/// The code and reason of our close frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Farewell {
    pub(super) code: u16,
    pub(super) reason: String,
}

impl Farewell {
    pub(super) fn new(code: u16, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }
}

/// How a conversation ends.
#[derive(Debug)]
pub(super) enum End {
    /// We close.
    Close(Farewell),
    /// We end the connection without a word.
    Drop,
    /// The peer has closed or is gone.
    Peer,
}
