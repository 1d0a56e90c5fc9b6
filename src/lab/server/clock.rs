//! The time as the lab tells it.

/// The time of day in UTC, to the millisecond.
pub(in crate::lab) fn time_now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}
