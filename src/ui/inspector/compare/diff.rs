//! What differs between two payloads: as JSON where both are, else by line, else by byte.

use std::{
    collections::HashMap,
    ops::Range,
    time::{Duration, Instant},
};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use super::{
    canonical::canonical,
    side::{Side, SideLine},
};
use crate::{transcript::SharedPayload, ui::inspector::json::spans::Spans};

/// What is compared at most, on each side.
pub(crate) const MAX_BYTES: usize = 8 * 1024 * 1024;
/// After this the rest is one difference.
const DEADLINE: Duration = Duration::from_secs(5);
/// Bytes on a line of hex.
const HEX_BYTES: usize = 16;
/// Fewer equal bytes between two differences say nothing.
const LEAST_EQUAL_BYTES: usize = 4;

/// How two payloads were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// As values: the order of keys and spaces do not count.
    Json,
    /// By lines of text.
    Lines,
    /// By bytes.
    Bytes,
}

/// One line of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DiffLine {
    /// In both: its number in each.
    Same(u32, u32),
    /// Only in the base.
    Removed(u32),
    /// Only in the other.
    Added(u32),
}

/// The whole comparison.
#[derive(Debug)]
pub(super) struct Diff {
    pub(super) how: How,
    pub(super) base: Side,
    pub(super) other: Side,
    pub(super) lines: Vec<DiffLine>,
    /// The first line of each difference.
    pub(super) differences: Vec<u64>,
    /// Lines, or bytes when compared by bytes.
    pub(super) added: u64,
    /// Lines, or bytes when compared by bytes.
    pub(super) removed: u64,
    /// Whether time ran out, so that there may be fewer differences than are counted.
    pub(super) is_rough: bool,
}

/// Compares two payloads. It may take long.
pub(super) fn diff(base: SharedPayload, other: SharedPayload) -> Diff {
    diff_until(base, other, Instant::now() + DEADLINE)
}

fn diff_until(base: SharedPayload, other: SharedPayload, deadline: Instant) -> Diff {
    let parse = |text: &[u8]| {
        let looks = text.iter().find(|byte| !byte.is_ascii_whitespace());
        looks.filter(|first| matches!(first, b'{' | b'[')).and_then(|_| Spans::parse(text, |_| true).ok())
    };
    if let (Some(base_spans), Some(other_spans)) = (parse(&base), parse(&other)) {
        let (base, other) = (canonical(&base_spans, &base), canonical(&other_spans, &other));
        return by_lines(How::Json, base, other, deadline);
    }
    if std::str::from_utf8(&base).is_ok() && std::str::from_utf8(&other).is_ok() {
        let (base_lines, other_lines) = (text_lines(&base), text_lines(&other));
        let (base, other) = (Side::of_payload(base, base_lines), Side::of_payload(other, other_lines));
        return by_lines(How::Lines, base, other, deadline);
    }
    by_bytes(base, other, deadline)
}

fn text_lines(text: &[u8]) -> Vec<SideLine> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text).map(|at| at + 1);
    ends.chain([text.len()])
        .map(|end| {
            let line = SideLine { start: start as u32, end: end as u32, depth: 0, path: 0 };
            start = end;
            line
        })
        .filter(|line| line.start < line.end)
        .collect()
}

fn by_lines(how: How, base: Side, other: Side, deadline: Instant) -> Diff {
    let (base_ids, other_ids) = {
        let mut known = HashMap::new();
        (ids(&mut known, &base), ids(&mut known, &other))
    };
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &base_ids, &other_ids, Some(deadline));
    let is_rough = Instant::now() >= deadline;
    let mut lines = Vec::with_capacity(base_ids.len().max(other_ids.len()));
    let (mut added, mut removed) = (0, 0);
    for op in ops {
        let (base, other) = (op.old_range(), op.new_range());
        if let DiffOp::Equal { .. } = op {
            lines.extend(base.zip(other).map(|(base, other)| DiffLine::Same(base as u32, other as u32)));
        } else {
            removed += base.len() as u64;
            added += other.len() as u64;
            lines.extend(base.map(|line| DiffLine::Removed(line as u32)));
            lines.extend(other.map(|line| DiffLine::Added(line as u32)));
        }
    }
    let differences = differences(&lines);
    Diff { how, base, other, lines, differences, added, removed, is_rough }
}

/// Lines that are the same get the same number.
fn ids<'s>(known: &mut HashMap<(u64, u32, &'s [u8]), u32>, side: &'s Side) -> Vec<u32> {
    let mut ids = Vec::with_capacity(side.lines.len());
    for line in &side.lines {
        let next = known.len() as u32;
        ids.push(*known.entry((line.path, line.depth, side.slice(line))).or_insert(next));
    }
    ids
}

fn by_bytes(base: SharedPayload, other: SharedPayload, deadline: Instant) -> Diff {
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &base, &other, Some(deadline));
    let is_rough = Instant::now() >= deadline;
    let (mut base_lines, mut other_lines, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    let (mut added, mut removed) = (0, 0);
    for (is_equal, base_range, other_range) in runs(&ops) {
        if is_equal {
            for (base, other) in chunks(base_range).zip(chunks(other_range)) {
                lines.push(DiffLine::Same(base_lines.len() as u32, other_lines.len() as u32));
                base_lines.push(base);
                other_lines.push(other);
            }
            continue;
        }
        removed += base_range.len() as u64;
        added += other_range.len() as u64;
        for line in chunks(base_range) {
            lines.push(DiffLine::Removed(base_lines.len() as u32));
            base_lines.push(line);
        }
        for line in chunks(other_range) {
            lines.push(DiffLine::Added(other_lines.len() as u32));
            other_lines.push(line);
        }
    }
    let differences = differences(&lines);
    let (base, other) = (Side::of_payload(base, base_lines), Side::of_payload(other, other_lines));
    Diff { how: How::Bytes, base, other, lines, differences, added, removed, is_rough }
}

/// Equal and different stretches in turn; a few equal bytes between two differences belong to them.
fn runs(ops: &[DiffOp]) -> Vec<(bool, Range<usize>, Range<usize>)> {
    let mut runs: Vec<(bool, Range<usize>, Range<usize>)> = Vec::new();
    for (at, op) in ops.iter().enumerate() {
        let (base, other) = (op.old_range(), op.new_range());
        let is_inside = at > 0 && at + 1 < ops.len();
        let is_equal = matches!(op, DiffOp::Equal { .. }) && !(is_inside && base.len() < LEAST_EQUAL_BYTES);
        match runs.last_mut() {
            Some((last, base_run, other_run)) if *last == is_equal => {
                base_run.end = base.end;
                other_run.end = other.end;
            }
            _ => runs.push((is_equal, base, other)),
        }
    }
    runs
}

fn chunks(range: Range<usize>) -> impl Iterator<Item = SideLine> {
    let end = range.end;
    range.step_by(HEX_BYTES).map(move |start| {
        let end = (start + HEX_BYTES).min(end) as u32;
        SideLine { start: start as u32, end, depth: 0, path: 0 }
    })
}

fn differences(lines: &[DiffLine]) -> Vec<u64> {
    let differs = |line: &DiffLine| !matches!(line, DiffLine::Same(..));
    let first = lines.first().filter(|line| differs(line)).map(|_| 0);
    let later = lines.windows(2).enumerate().filter(|(_, pair)| !differs(&pair[0]) && differs(&pair[1]));
    first.into_iter().chain(later.map(|(at, _)| at as u64 + 1)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ui::inspector::json::samples::json_value;

    fn compared(base: &[u8], other: &[u8]) -> Diff {
        diff(SharedPayload::from(base), SharedPayload::from(other))
    }

    fn shown(diff: &Diff) -> Vec<String> {
        let text = |sign: char, bytes: &[u8]| format!("{sign}{}", String::from_utf8_lossy(bytes).trim_end());
        diff.lines
            .iter()
            .map(|line| match *line {
                DiffLine::Same(base, _) => text(' ', diff.base.bytes(base)),
                DiffLine::Removed(base) => text('-', diff.base.bytes(base)),
                DiffLine::Added(other) => text('+', diff.other.bytes(other)),
            })
            .collect()
    }

    #[test]
    fn values_are_compared_and_not_how_they_are_written() {
        let diff = compared(br#"{"b":[1,2],"a":"\u0041"}"#, br#" {"a" : "A", "b": [1, 2], "c": null} "#);
        assert_eq!(diff.how, How::Json);
        assert_eq!(shown(&diff), [" {", " \"a\": \"A\"", " \"b\": [", " 1", " 2", " ]", "+\"c\": null", " }"]);
        assert_eq!((diff.added, diff.removed, diff.differences.as_slice()), (1, 0, [6].as_slice()));
    }

    #[test]
    fn a_value_elsewhere_is_another_value() {
        let diff = compared(br#"{"a":{"id":1},"b":{}}"#, br#"{"a":{},"b":{"id":1}}"#);
        assert!(shown(&diff).contains(&"-\"id\": 1".to_owned()), "{:?}", shown(&diff));
        assert!(shown(&diff).contains(&"+\"id\": 1".to_owned()), "{:?}", shown(&diff));
    }

    #[test]
    fn text_is_compared_by_line_and_other_bytes_by_byte() {
        let diff = compared(b"one\ntwo\nthree\n", b"one\n2\nthree\nfour");
        assert_eq!(diff.how, How::Lines);
        assert_eq!(shown(&diff), [" one", "-two", "+2", " three", "+four"]);
        assert_eq!((diff.added, diff.removed, diff.differences.len()), (2, 1, 2));
        let base: Vec<u8> = (0..=255).collect();
        let mut other = base.clone();
        other.insert(100, 0xaa);
        let diff = compared(&base, &other);
        assert_eq!((diff.how, diff.added, diff.removed), (How::Bytes, 1, 0));
        assert_eq!(diff.differences.len(), 1);
    }

    #[test]
    fn deep_values_take_no_stack() {
        let text = ["[".repeat(100_000), "]".repeat(100_000)].concat();
        let diff = compared(text.as_bytes(), text.as_bytes());
        assert_eq!((diff.lines.len(), diff.differences.len()), (199_999, 0));
    }

    #[test]
    fn a_deadline_that_has_passed_still_gives_a_whole_answer() {
        let base: Vec<u8> = (0..60_000_u32).flat_map(|n| format!("{}\n", n * 7 % 1_000).into_bytes()).collect();
        let other: Vec<u8> = (0..60_000_u32).flat_map(|n| format!("{}\n", n * 11 % 1_000).into_bytes()).collect();
        let (base, other) = (SharedPayload::from(base.as_slice()), SharedPayload::from(other.as_slice()));
        let diff = diff_until(base, other, Instant::now());
        assert!(diff.is_rough && diff.lines.len() >= 60_000);
    }

    proptest! {
        #[test]
        fn both_sides_can_be_put_together_again(
            base in prop::collection::vec(any::<u8>(), 0..300), other in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            let diff = compared(&base, &other);
            if diff.how == How::Json { return Ok(()); }
            let (mut base_again, mut other_again) = (Vec::new(), Vec::new());
            for line in &diff.lines {
                match *line {
                    DiffLine::Same(base, other) => {
                        base_again.extend_from_slice(diff.base.bytes(base));
                        other_again.extend_from_slice(diff.other.bytes(other));
                    }
                    DiffLine::Removed(base) => base_again.extend_from_slice(diff.base.bytes(base)),
                    DiffLine::Added(other) => other_again.extend_from_slice(diff.other.bytes(other)),
                }
            }
            prop_assert_eq!(base_again, base);
            prop_assert_eq!(other_again, other);
        }

        #[test]
        fn a_value_is_the_same_as_itself_written_otherwise(value in json_value()) {
            let pretty = serde_json::to_string_pretty(&value).expect("JSON");
            let diff = compared(value.to_string().as_bytes(), pretty.as_bytes());
            prop_assert!(diff.differences.is_empty() || diff.how != How::Json, "{:?}", shown(&diff));
        }
    }
}
