//! The end of a session whose task has run into a fault of this program.

use crate::{
    engine::TaskPanicked,
    transcript::{Body, Entry, entry::Failure},
};

/// The rows of such an end: the error, then what every session of its protocol ends with. For
/// [`crate::engine::Protocol::after_panic`].
pub fn rows_after_panic<E: From<Entry>>(
    at_micros: u64,
    panic: &TaskPanicked,
    last: impl IntoIterator<Item = Body>,
) -> Vec<E> {
    let error = Body::from(Failure::of(panic));
    std::iter::once(error).chain(last).map(|body| Entry::local(at_micros, body).into()).collect()
}
