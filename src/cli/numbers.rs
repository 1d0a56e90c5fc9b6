//! The numbers of options: each has a range, and a sentence for what is outside of it.

use std::time::Duration;

use crate::transcript::parse_bytes;

/// The longest time that an option takes: a day for one step.
const MAX_STEP: Duration = Duration::from_hours(24);

/// The longest time that a session may be given: a year.
const MAX_SESSION: Duration = Duration::from_hours(365 * 24);

/// A limit for one step, in seconds: above 0, at most a day.
///
/// # Errors
/// In words for clap, which names the option and exits with 2, when it is something else.
pub(super) fn time_limit(text: &str) -> Result<Duration, String> {
    seconds(text, Duration::from_millis(1), MAX_STEP)
        .ok_or_else(|| "a time is a number of seconds from 0.001 to 86400 (a day)".to_owned())
}

/// A limit for a whole session, in seconds: 0 up to a year.
///
/// # Errors
/// In words for clap, which names the option and exits with 2, when it is something else.
pub(super) fn session_limit(text: &str) -> Result<Duration, String> {
    seconds(text, Duration::ZERO, MAX_SESSION)
        .ok_or_else(|| "a session's time is a number of seconds from 0 to 31536000 (a year)".to_owned())
}

/// A time after which somebody is told, in seconds: a hundredth up to a day.
///
/// # Errors
/// In words for clap, which names the option and exits with 2, when it is something else.
pub(super) fn alarm_time(text: &str) -> Result<Duration, String> {
    seconds(text, Duration::from_millis(10), MAX_STEP)
        .ok_or_else(|| "an alarm comes after a number of seconds from 0.01 to 86400 (a day)".to_owned())
}

/// A limit for a message, in bytes: 1 up to 4 GiB less one, with K, M or G behind it for multiples of 1,024.
///
/// # Errors
/// In words for clap, which names the option and exits with 2, when it is something else.
pub(super) fn message_limit(text: &str) -> Result<usize, String> {
    let bytes = parse_bytes(text).ok().flatten().filter(|bytes| (1..=u64::from(u32::MAX)).contains(bytes));
    bytes.and_then(|bytes| usize::try_from(bytes).ok()).ok_or_else(|| {
        "a message's limit is a number of bytes from 1 to 4294967295, or one with K, M or G behind it".to_owned()
    })
}

fn seconds(text: &str, least: Duration, most: Duration) -> Option<Duration> {
    let seconds: f64 = text.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok().filter(|time| (least..=most).contains(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_limit_has_units_and_a_range() {
        for (text, bytes) in
            [("1", 1), ("2k", 2048), ("1.5M", 3 << 19), ("3M", 3 << 20), ("1G", 1 << 30), ("4294967295", 4_294_967_295)]
        {
            assert_eq!(message_limit(text), Ok(bytes), "{text}");
        }
        for text in ["", "0", "-1", "0.2", "M", "1 0", "1T", "4G", "99999999999999999999"] {
            assert!(message_limit(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_time_has_a_range() {
        assert_eq!(time_limit("2.5"), Ok(Duration::from_millis(2500)));
        assert_eq!(session_limit("0"), Ok(Duration::ZERO));
        assert_eq!(alarm_time("0.01"), Ok(Duration::from_millis(10)));
        for text in ["", "ten", "-1", "nan", "inf", "1e308", "9223372036854775807", "31536001", "1,5"] {
            for parse in [time_limit, session_limit, alarm_time] {
                assert!(parse(text).is_err(), "{text}");
            }
        }
        assert!(time_limit("0").is_err() && alarm_time("0.001").is_err() && time_limit("86401").is_err());
    }
}
