//! The session of a tab, while it runs and after: its model, its task and what its record says of it.

use super::{Face, Live};
use crate::{engine::SessionHandle, transcript::record::RecordHeader};

pub(super) struct Running<F: Face> {
    pub(super) session: F::Session,
    /// Kept after the task's end: it knows the clock and holds what was not drained.
    pub(super) handle: SessionHandle<F::Protocol>,
    pub(super) header: RecordHeader,
    pub(super) over: bool,
}

impl<F: Face> Running<F> {
    pub(super) fn live(&self, saved: bool) -> Live<'_, F::Session> {
        Live { session: &self.session, clock: self.handle.clock, over: self.over || saved, saved }
    }
}
