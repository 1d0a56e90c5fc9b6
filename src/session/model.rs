//! What is known of a session, followed event by event: the same for a window, for a command, which keeps no rows, and for
//! a saved session, whose events come from its file.
//!
//! It is no state of a connection: a task has that. A model only adds up what the task has reported, so it knows no
//! socket, no clock and no window, and whatever it says follows from the first line of a record and the rows below it.

use crate::transcript::{Transcript, record::RecordHeader};

/// A session as far as its task has reported. It knows no socket and no window.
pub trait Model {
    /// What its task reports.
    type Event;

    /// A session before its first row. What it was asked to do is what its record says: a saved session is read with its
    /// own settings and not with those of a form. `transcript` keeps its rows, or only numbers them.
    fn begin(header: &RecordHeader, transcript: Transcript) -> Self
    where
        Self: Sized;

    /// Takes one event in.
    fn apply(&mut self, event: Self::Event);

    /// The rows, or only their number.
    fn transcript(&self) -> &Transcript;

    /// The rows, to clear, to limit and to mark them.
    fn transcript_mut(&mut self) -> &mut Transcript;
}
