//! Sizes and times as a person types them.

use super::problem::{Expected, Fault, PatternProblem};

const MICROS_PER_SECOND: u64 = 1_000_000;

/// A number of bytes: `500`, `10K`, `1.5 M`. K, M and G are powers of 1024. Empty: none.
///
/// # Errors
/// The place of the first character that cannot be part of one.
pub fn parse_bytes(text: &str) -> Result<Option<u64>, PatternProblem> {
    let problem = |byte| PatternProblem::at(text, byte, Fault::Expected(Expected::Bytes));
    let Some(words) = Words::of(text) else { return Ok(None) };
    let digits = words.number_len();
    let unit = words.text[digits..].trim_start();
    let unit_at = words.start + words.text.len() - unit.len();
    let scale = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1_u64 << 30,
        _ => return Err(problem(unit_at)),
    };
    scaled(&words.text[..digits], scale).map(Some).ok_or_else(|| problem(words.start))
}

/// A time since the session began, in microseconds: `12.5` seconds, `1:30` minutes, `1:00:00` hours, or with a
/// unit `250 ms`, `90 s`. Empty: none.
///
/// # Errors
/// The place of the first character that cannot be part of one.
pub fn parse_micros(text: &str) -> Result<Option<u64>, PatternProblem> {
    let problem = |byte| PatternProblem::at(text, byte, Fault::Expected(Expected::Time));
    let Some(words) = Words::of(text) else { return Ok(None) };
    let (clock, unit) = words.text.split_at(words.text.find(|c: char| !is_clock(c)).unwrap_or(words.text.len()));
    let scale = match unit.trim() {
        "" | "s" => MICROS_PER_SECOND,
        "ms" => 1_000,
        "µs" | "us" => 1,
        _ => return Err(problem(words.start + clock.len() + (unit.len() - unit.trim_start().len()))),
    };
    let clock = clock.trim_end();
    let mut at = words.start;
    let mut whole_seconds = 0_u64;
    let mut parts = clock.split(':').peekable();
    let mut count = 0;
    while let Some(part) = parts.next() {
        count += 1;
        if parts.peek().is_none() {
            if count > 1 && scale != MICROS_PER_SECOND {
                return Err(problem(words.start + clock.len()));
            }
            let rest = scaled(part, scale).ok_or_else(|| problem(at))?;
            let micros = whole_seconds.checked_mul(MICROS_PER_SECOND).and_then(|whole| whole.checked_add(rest));
            return micros.map(Some).ok_or_else(|| problem(words.start));
        }
        let number = part.parse::<u64>().ok().filter(|_| count <= 2).ok_or_else(|| problem(at))?;
        whole_seconds =
            whole_seconds.checked_add(number).and_then(|sum| sum.checked_mul(60)).ok_or_else(|| problem(at))?;
        at += part.len() + 1;
    }
    Err(problem(at))
}

/// A text without the spaces around it, and where that begins.
struct Words<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let words = Self { text: text.trim(), start: text.len() - text.trim_start().len() };
        (!words.text.is_empty()).then_some(words)
    }

    fn number_len(&self) -> usize {
        self.text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(self.text.len())
    }
}

fn is_clock(c: char) -> bool {
    c.is_ascii_digit() || c == '.' || c == ':' || c == ' '
}

/// A decimal number times a scale, exact for whole numbers. Less than one of what is counted is nothing that can be meant.
fn scaled(number: &str, scale: u64) -> Option<u64> {
    let is_number = number.starts_with(|c: char| c.is_ascii_digit()) || number.starts_with('.') && number.len() > 1;
    if !is_number {
        return None;
    }
    if let Ok(whole) = number.parse::<u64>() {
        return whole.checked_mul(scale);
    }
    let value = number.parse::<f64>().ok()? * scale as f64;
    let is_amount = value == 0.0 || (1.0..u64::MAX as f64).contains(&value);
    is_amount.then_some(value.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_their_unit() {
        for (text, bytes) in [
            ("", None),
            ("  ", None),
            ("500", Some(500)),
            ("10K", Some(10_240)),
            (" 1.5 M ", Some(1_572_864)),
            ("2GiB", Some(2 << 30)),
        ] {
            assert_eq!(parse_bytes(text), Ok(bytes), "{text}");
        }
        for (text, column) in [("x", 1), ("10q", 3), (" 5 kg", 4), ("1.2.3", 1), ("-5", 1), ("99999999999G", 1)] {
            let problem = parse_bytes(text).expect_err(text);
            assert_eq!((problem.column, problem.fault), (column, Fault::Expected(Expected::Bytes)), "{text}");
        }
    }

    #[test]
    fn times_are_read_as_seconds_or_as_a_clock() {
        for (text, micros) in [
            ("", None),
            ("12.5", Some(12_500_000)),
            ("250 ms", Some(250_000)),
            ("90s", Some(90_000_000)),
            ("7 µs", Some(7)),
            ("1:30", Some(90_000_000)),
            ("1:00:00.25", Some(3_600_250_000)),
        ] {
            assert_eq!(parse_micros(text), Ok(micros), "{text}");
        }
        for (text, column) in
            [("soon", 1), ("5 min", 3), ("1:x", 3), ("1:", 3), (":5", 1), ("1:2:3:4", 5), ("1:30 ms", 5)]
        {
            let problem = parse_micros(text).expect_err(text);
            assert_eq!((problem.column, problem.fault), (column, Fault::Expected(Expected::Time)), "{text}");
        }
    }
}
