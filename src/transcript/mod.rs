//! What a session saw: its rows, how they are kept, and how they are written down.
//!
//! One component for all protocols. It knows no socket and no window.

pub mod charset;
mod cut_label;
pub mod distribution;
mod dropped_rows;
pub mod entry;
mod evidence;
pub mod export;
mod filter;
pub mod frames;
mod labels;
pub mod marks;
pub mod opened;
mod query;
pub mod reason;
pub mod record;
pub mod recording;
mod row_set;
mod scan;
mod search;
pub mod secrets;
mod segment;
mod snapshot;
mod store;
pub mod timeline;
pub mod token;
mod traffic;

pub use self::{
    charset::Charset,
    dropped_rows::DroppedRows,
    entry::{Body, Direction, Entry, Kind},
    filter::Filter,
    frames::{Frame, FrameHead, FrameTrace, Frames},
    labels::Labels,
    marks::{MarkColor, Marks, RowMark},
    query::{Bounds, Expected, Fault, Mode, Pattern, PatternProblem, PayloadPattern, Query, parse_bytes, parse_micros},
    row_set::RowSet,
    scan::{Progress, ScanJob},
    search::{Found, Search},
    segment::{RowRef, SharedPayload},
    snapshot::Snapshot,
    store::{DEFAULT_LIMIT_BYTES, Transcript},
    timeline::Timeline,
    traffic::{Tally, Traffic},
};
