//! What is known of a session, followed event by event: the same for a window and for a command, which keeps no rows.

use crate::transcript::Transcript;

/// A session as far as its task has reported. It knows no socket and no window.
pub trait Model {
    /// What its task reports.
    type Event;

    /// Takes one event in.
    fn apply(&mut self, event: Self::Event);

    /// The rows, or only their number.
    fn transcript(&self) -> &Transcript;

    /// The same, to clear them.
    fn transcript_mut(&mut self) -> &mut Transcript;
}
