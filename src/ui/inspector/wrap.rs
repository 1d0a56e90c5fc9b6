//! Where the lines of a payload begin when it is wrapped at a width, found little by little.
//!
//! Only every 64th beginning is kept; those between are found again when they are drawn.

use std::ops::Range;

use super::visible::{Sign, columns, first_sign};

/// Lines between two kept beginnings.
const STRIDE: u64 = 64;
/// A line ends at so many bytes, also where signs of no width would go on for ever.
const MAX_LINE_BYTES: usize = 2048;

/// The lines of one payload at one width.
#[derive(Clone, Debug)]
pub(super) struct WrapIndex {
    width: usize,
    beginnings: Vec<usize>,
    lines: u64,
    indexed_to: usize,
}

impl WrapIndex {
    /// An index that has seen nothing yet, for lines of so many columns.
    pub(super) fn new(width: usize) -> Self {
        Self { width: width.max(16), beginnings: Vec::new(), lines: 0, indexed_to: 0 }
    }

    /// The columns of a line.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Lines found so far.
    pub(super) fn lines(&self) -> u64 {
        self.lines
    }

    /// Bytes of the payload seen so far.
    pub(super) fn indexed_to(&self) -> usize {
        self.indexed_to
    }

    /// Goes on for about so many bytes. True when the whole payload is indexed.
    pub(super) fn advance(&mut self, payload: &[u8], bytes: usize) -> bool {
        let stop = self.indexed_to.saturating_add(bytes.max(1));
        while self.indexed_to < payload.len() && self.indexed_to < stop {
            if self.lines.is_multiple_of(STRIDE) {
                self.beginnings.push(self.indexed_to);
            }
            self.indexed_to = line_end(payload, self.indexed_to, self.width);
            self.lines += 1;
        }
        self.indexed_to >= payload.len()
    }

    /// The bytes of a line that was found, with its line end.
    pub(super) fn line(&self, payload: &[u8], number: u64) -> Option<Range<usize>> {
        if number >= self.lines {
            return None;
        }
        let mut start = *self.beginnings.get(usize::try_from(number / STRIDE).ok()?)?;
        for _ in 0..number % STRIDE {
            start = line_end(payload, start, self.width);
        }
        Some(start..line_end(payload, start, self.width))
    }

    /// The line that a byte is in, as far as lines were found.
    pub(super) fn line_of(&self, payload: &[u8], byte: usize) -> u64 {
        let stride = self.beginnings.partition_point(|&start| start <= byte).saturating_sub(1);
        let Some(&start) = self.beginnings.get(stride) else { return 0 };
        let mut number = stride as u64 * STRIDE;
        let mut end = line_end(payload, start, self.width);
        while end <= byte && number + 1 < self.lines {
            number += 1;
            end = line_end(payload, end, self.width);
        }
        number
    }
}

/// Where the line that begins at `start` ends.
fn line_end(payload: &[u8], start: usize, width: usize) -> usize {
    let rest = &payload[start.min(payload.len())..];
    // Most lines are plain: as many bytes as columns.
    let head = &rest[..rest.len().min(width)];
    let plain = head.iter().position(|byte| !(0x20..0x7f).contains(byte)).unwrap_or(head.len());
    let (mut at, mut taken) = (plain, plain);
    while let Some((sign, length)) = first_sign(&rest[at..]) {
        if sign == Sign::Control('\n') {
            return start + at + 1;
        }
        taken += columns(sign);
        if at > 0 && (taken > width || at + length > MAX_LINE_BYTES) {
            break;
        }
        at += length;
    }
    start + at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all_lines(index: &WrapIndex, payload: &[u8]) -> Vec<Range<usize>> {
        (0..index.lines()).filter_map(|number| index.line(payload, number)).collect()
    }

    #[test]
    fn lines_end_at_line_ends_and_at_the_width() {
        let text = "short\n\n0123456789abcdefXY\n中中中中中中中中中";
        let mut index = WrapIndex::new(16);
        assert!(index.advance(text.as_bytes(), usize::MAX));
        let lines: Vec<&str> = all_lines(&index, text.as_bytes()).into_iter().map(|range| &text[range]).collect();
        assert_eq!(lines, ["short\n", "\n", "0123456789abcdef", "XY\n", "中中中中中中中中", "中"]);
    }

    #[test]
    fn a_line_of_signs_without_width_ends_all_the_same() {
        let text = "\u{301}".repeat(10_000);
        let mut index = WrapIndex::new(40);
        index.advance(text.as_bytes(), usize::MAX);
        assert!(index.lines() >= 9, "{}", index.lines());
    }

    proptest! {
        #[test]
        fn any_steps_give_the_same_lines_and_no_byte_is_lost(
            payload in prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'a'), Just(0xe4), any::<u8>()], 0..4_000),
            steps in prop::collection::vec(1_usize..500, 1..40),
            width in 16_usize..60,
        ) {
            let mut whole = WrapIndex::new(width);
            whole.advance(&payload, usize::MAX);
            let mut stepped = WrapIndex::new(width);
            let mut steps = steps.into_iter().cycle();
            while !stepped.advance(&payload, steps.next().unwrap_or(1)) {}
            let lines = all_lines(&whole, &payload);
            prop_assert_eq!(&lines, &all_lines(&stepped, &payload));
            let mut at = 0;
            for (number, line) in lines.iter().enumerate() {
                prop_assert_eq!(line.start, at);
                prop_assert!(line.end > at);
                prop_assert_eq!(whole.line_of(&payload, line.start), number as u64);
                prop_assert_eq!(whole.line_of(&payload, line.end - 1), number as u64);
                at = line.end;
            }
            prop_assert_eq!(at, payload.len());
        }
    }
}
