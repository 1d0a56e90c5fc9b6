//! The time of day as the lab's clocks send it: one format for `/sse/clock` and `/ws/clock`.

/// The time of day in UTC, to the millisecond.
pub(in crate::lab) fn time_now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}
