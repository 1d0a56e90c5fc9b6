//! Numbers, sizes and times as the window writes them: grouped with a plain space, short units, fixed places.

use std::time::Duration;

use jiff::{Timestamp, tz::TimeZone};

pub use crate::i18n::{count, grouped};

/// A size for a narrow column: `91`, `1.2 K`, `4.0 M`; powers of 1024.
pub fn short_bytes(bytes: u64) -> String {
    scaled(bytes, &["", " K", " M", " G", " T"])
}

/// A size wherever its unit has room: `91 B`, `1.2 KiB`, `32.0 MiB`; powers of 1024, as the unit says.
pub fn bytes(bytes: u64) -> String {
    scaled(bytes, &[" B", " KiB", " MiB", " GiB", " TiB"])
}

/// How often one size fits into another: `3.1×`. `None` where there is nothing to compare.
pub fn ratio(real: u64, wire: u64) -> Option<String> {
    (wire > 0 && real > 0).then(|| format!("{:.1}×", real as f64 / wire as f64))
}

/// A rate: `0 /s`, `812 /s`, `1.2 k/s`, `3.4 M/s`.
pub fn rate(per_second: u32) -> String {
    match per_second {
        0..1_000 => format!("{per_second} /s"),
        1_000..1_000_000 => format!("{:.1} k/s", f64::from(per_second) / 1e3),
        _ => format!("{:.1} M/s", f64::from(per_second) / 1e6),
    }
}

/// How much later a row came, in milliseconds: `+0.4`, `+203`, `+1 002`; with its unit when it is longer
/// than a column of milliseconds can hold: `+82.5s`, `+17m`.
pub fn delta_millis(micros: u64) -> String {
    const SECOND: u64 = 1_000_000;
    match micros {
        0..9_950 => format!("+{:.1}", micros as f64 / 1e3),
        9_950..9_999_500 => format!("+{}", grouped((micros + 500) / 1_000)),
        9_999_500..99_950_000 => format!("+{:.1}s", micros as f64 / 1e6),
        99_950_000..999_000_000 => format!("+{}s", micros / SECOND),
        999_000_000..360_000_000_000 => format!("+{}m", micros / SECOND / 60),
        _ => format!("+{}h", micros / SECOND / 3600),
    }
}

/// Seconds with their thousandths: `12.345`, `1 234.567`.
pub fn seconds(micros: u64) -> String {
    let millis = micros / 1_000;
    format!("{}.{:03}", grouped(millis / 1_000), millis % 1_000)
}

/// A span as a person says it: `0.4 ms`, `40 ms`, `4.21 s`, `1:12 min`.
pub fn span(duration: Duration) -> String {
    let millis = duration.as_secs_f64() * 1e3;
    if millis < 9.95 {
        format!("{millis:.1} ms")
    } else if millis < 999.5 {
        format!("{millis:.0} ms")
    } else if millis < 59_995.0 {
        format!("{:.2} s", millis / 1e3)
    } else {
        let seconds = duration.as_secs();
        format!("{}:{:02} min", seconds / 60, seconds % 60)
    }
}

/// What is left of a wait: `4.2 s`, `40 s`.
pub fn countdown(left: Duration) -> String {
    let seconds = left.as_secs_f64();
    if seconds < 10.0 { format!("{seconds:.1} s") } else { format!("{seconds:.0} s") }
}

/// A clock that counts: `00:04:12`.
pub fn elapsed(seconds: u64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The local time of a row: `12:00:01.003`.
pub fn time_of_day(started_at: Timestamp, at_micros: u64) -> String {
    let micros = i64::try_from(at_micros).unwrap_or(i64::MAX);
    let moment = started_at.checked_add(jiff::SignedDuration::from_micros(micros)).unwrap_or(started_at);
    moment.to_zoned(TimeZone::system()).strftime("%H:%M:%S%.3f").to_string()
}

fn scaled(bytes: u64, units: &[&str]) -> String {
    let mut value = bytes as f64;
    let mut unit = 0;
    // 1023.95 would be written as 1024.0.
    while value >= 1023.95 && unit + 1 < units.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 { format!("{bytes}{}", units[0]) } else { format!("{value:.1}{}", units[unit]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_with_a_space() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1 000"), (1_234_567, "1 234 567")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn sizes_never_say_1024() {
        for (size, text) in [(0, "0"), (1023, "1023"), (1024, "1.0 K"), (1_048_575, "1.0 M"), (1_300_000, "1.2 M")] {
            assert_eq!(short_bytes(size), text);
        }
        for (size, text) in [(91, "91 B"), (1_300_000, "1.2 MiB"), (32 << 20, "32.0 MiB"), (5 << 40, "5.0 TiB")] {
            assert_eq!(bytes(size), text);
        }
    }

    #[test]
    fn spans_change_their_unit_where_a_person_would() {
        for (micros, text) in
            [(400, "0.4 ms"), (40_000, "40 ms"), (4_210_000, "4.21 s"), (72_000_000, "1:12 min"), (999_600, "1.00 s")]
        {
            assert_eq!(span(Duration::from_micros(micros)), text);
        }
        assert_eq!(delta_millis(400), "+0.4");
        assert_eq!(delta_millis(1_002_000), "+1 002");
        assert_eq!(delta_millis(82_469_000), "+82.5s");
        assert_eq!(delta_millis(1_020_000_000), "+17m");
        assert_eq!(seconds(1_234_567_890), "1 234.567");
        assert_eq!(elapsed(252), "00:04:12");
        assert_eq!(rate(1_234), "1.2 k/s");
    }
}
