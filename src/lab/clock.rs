//! The time as the lab tells it.

/// The time of day in UTC, to the millisecond.
pub(super) fn time_now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}
