//! The rows that a finding names as its evidence, where they have other numbers: a file counts its own lines, a transcript the
//! rows that it was given.
//!
//! A row that is not there has no number: it is left out, and never another one named for it.

use std::borrow::Cow;

use super::{
    entry::{Finding, Kind},
    segment::RowRef,
};

/// The head of a row with other numbers for the rows that it names; that of a row that names none stays as it is.
pub(super) fn renumbered<'a>(row: &RowRef<'a>, number_of: impl Fn(u64) -> Option<u64>) -> Cow<'a, [u8]> {
    if row.kind != Kind::Finding {
        return Cow::Borrowed(row.head);
    }
    let Some(mut finding) = row.fields::<Finding>() else { return Cow::Borrowed(row.head) };
    renumber(&mut finding, number_of);
    serde_json::to_vec(&finding).map_or(Cow::Borrowed(row.head), Cow::Owned)
}

/// Gives the rows that a finding names other numbers.
pub(super) fn renumber(finding: &mut Finding, number_of: impl Fn(u64) -> Option<u64>) {
    finding.rows = finding.rows.iter().filter_map(|&row| number_of(row)).collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::{Body, Entry, Transcript};

    #[test]
    fn only_the_rows_that_are_there_are_named() {
        let mut transcript = Transcript::default();
        let finding = Finding { rows: vec![1, 5, 9], ..Finding::default() };
        transcript.push(&Entry::local(0, Body::Finding(Box::new(finding))));
        let row = transcript.row(0).expect("a row");
        let head = renumbered(&row, |number| number.checked_sub(4));
        assert_eq!(serde_json::from_slice::<Finding>(&head).expect("a finding").rows, [1, 5]);
    }
}
