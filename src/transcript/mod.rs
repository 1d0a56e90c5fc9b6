//! What a session saw: its rows, how they are kept, and how they are written down.
//!
//! One component for all protocols. It knows no socket and no window.

pub mod entry;
pub mod export;
mod filter;
mod labels;
pub mod marks;
pub mod record;
pub mod recording;
mod row_set;
pub mod secrets;
mod segment;
mod snapshot;
mod store;
mod traffic;

pub use self::{
    entry::{Body, Direction, Entry, Kind},
    filter::{Filter, Query},
    labels::Labels,
    marks::{MarkColor, Marks, RowMark},
    row_set::RowSet,
    segment::{RowRef, SharedPayload},
    snapshot::Snapshot,
    store::{DEFAULT_LIMIT_BYTES, DroppedRows, Transcript},
    traffic::{Tally, Traffic},
};
