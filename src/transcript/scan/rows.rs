//! Finds the wanted rows of a piece of a segment: a plain text in all of its bytes at once, the rest row by row.

use std::ops::Range;

use crate::transcript::{
    query::{Compiled, Matcher},
    segment::Segment,
};

/// Rows of a piece at most, so that a piece of empty rows has an end, too.
const PIECE_ROWS: usize = 4096;

/// The piece of a segment that begins at a row: about so many bytes, and at least one row.
pub(super) fn piece(segment: &Segment, start: u64, bytes: usize) -> Range<usize> {
    let first = usize::try_from(start.saturating_sub(segment.first_row)).unwrap_or(usize::MAX);
    segment.rows_within(first, bytes, PIECE_ROWS)
}

/// Appends the numbers of the wanted rows of a piece, of those in `among`.
pub(super) fn scan(matcher: &Matcher, segment: &Segment, piece: Range<usize>, among: &Range<u64>, hits: &mut Vec<u64>) {
    let number = |index: usize| segment.first_row + index as u64;
    if among.start >= number(piece.end) || among.end <= number(piece.start) {
        return;
    }
    let text =
        matcher.patterns().iter().position(|pattern| matches!(**pattern, Compiled::Bytes(_) | Compiled::Folded(_)));
    // Otherwise their bytes are not those of the text that is looked for, or stand somewhere else.
    let is_plain = || !segment.has_charset(&piece) && segment.large_bytes_of(&piece) == 0;
    let Some(text) = text.filter(|_| is_plain()) else {
        for row in piece.filter_map(|index| segment.row_at(index)) {
            if among.contains(&row.number) && matcher.admits(&row) && matcher.is_in(&row, None) {
                hits.push(row.number);
            }
        }
        return;
    };
    let mut take = |index: usize| {
        let Some(row) = segment.row_at(index) else { return };
        if among.contains(&row.number) && matcher.admits(&row) && matcher.is_in(&row, Some(text)) {
            hits.push(row.number);
        }
    };
    match &*matcher.patterns()[text] {
        Compiled::Bytes(finder) => {
            let length = finder.needle().len();
            each_row_with(
                segment,
                piece,
                |bytes, from| finder.find(&bytes[from..]).map(|at| (from + at, from + at + length)),
                &mut take,
            );
        }
        Compiled::Folded(regex) => {
            each_row_with(
                segment,
                piece,
                |bytes, from| regex.find_at(bytes, from).map(|found| (found.start(), found.end())),
                &mut take,
            );
        }
        Compiled::Regex(_) | Compiled::Json(_) => {}
    }
}

/// Calls `take` with the index of each row that has a match in its head or in its payload.
fn each_row_with(
    segment: &Segment,
    piece: Range<usize>,
    find: impl Fn(&[u8], usize) -> Option<(usize, usize)>,
    take: &mut impl FnMut(usize),
) {
    let (mut from, bytes) = segment.bytes_of(&piece);
    let mut index = piece.start;
    while from < bytes.len() {
        let Some((start, end)) = find(bytes, from) else { return };
        index = segment.index_at(start, index..piece.end);
        let Some((head, payload, row_end)) = segment.places_of(index) else { return };
        if start >= head && end <= payload || start >= payload && end <= row_end {
            take(index);
            from = row_end;
        } else {
            // It reaches from a head into a payload or from one row into the next: no match.
            from = start + 1;
        }
    }
}
