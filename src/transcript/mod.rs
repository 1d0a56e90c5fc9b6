//! What a session saw: its rows, how they are kept, and how they are written down.
//!
//! One component for all protocols. It knows no socket and no window.

pub mod entry;
mod filter;
pub mod record;
pub mod secrets;
mod store;
mod traffic;

pub use self::{
    entry::{Body, Direction, Entry, Kind},
    filter::{Filter, Query},
    store::{DEFAULT_LIMIT_BYTES, DroppedRows, Labels, RowRef, Transcript},
    traffic::{Tally, Traffic},
};
