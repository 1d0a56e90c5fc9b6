//! What a session saw: its rows, how they are kept, and how they are written down.
//!
//! One component for all protocols. It knows no socket and no window.

pub mod entry;
pub mod export;
mod filter;
pub mod gaps;
mod labels;
pub mod marks;
pub mod record;
pub mod recording;
mod row_set;
pub mod secrets;
mod segment;
mod snapshot;
mod store;
pub mod timeline;
mod traffic;

pub use self::{
    entry::{Body, Direction, Entry, Kind},
    filter::{Filter, Query},
    gaps::Gaps,
    labels::Labels,
    marks::{MarkColor, Marks, RowMark},
    row_set::RowSet,
    segment::{RowRef, SharedPayload},
    snapshot::Snapshot,
    store::{DEFAULT_LIMIT_BYTES, DroppedRows, Transcript},
    timeline::Timeline,
    traffic::{Tally, Traffic},
};
