//! Rows that the user has marked, each with a colour and a note.

use std::collections::BTreeMap;

/// A mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowMark {
    /// Its colour.
    pub color: MarkColor,
    /// The user's words, often none.
    pub note: String,
}

/// The colours of marks; the names are those of the record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MarkColor {
    /// `red`
    Red,
    /// `amber`
    #[default]
    Amber,
    /// `green`
    Green,
    /// `blue`
    Blue,
    /// `violet`
    Violet,
}

impl MarkColor {
    /// Every colour there is.
    pub const ALL: [Self; 5] = [Self::Red, Self::Amber, Self::Green, Self::Blue, Self::Violet];

    /// The word in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Amber => "amber",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Violet => "violet",
        }
    }

    /// The colour of a record's mark; another program's colour becomes the first choice.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|color| color.name() == name).unwrap_or_default()
    }
}

/// The marks of a session, by the numbers of their rows.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    marks: BTreeMap<u64, RowMark>,
}

impl Marks {
    /// The mark of a row.
    pub fn get(&self, row: u64) -> Option<&RowMark> {
        self.marks.get(&row)
    }

    /// Sets, changes or removes the mark of a row.
    pub fn set(&mut self, row: u64, mark: Option<RowMark>) {
        match mark {
            Some(mark) => self.marks.insert(row, mark),
            None => self.marks.remove(&row),
        };
    }

    /// Row and mark, by row.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &RowMark)> {
        self.marks.iter().map(|(&row, mark)| (row, mark))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// The next marked row after `row`, or before it.
    pub fn next(&self, row: u64, forward: bool) -> Option<u64> {
        if forward {
            self.marks.range(row.checked_add(1)?..).next().map(|(&row, _)| row)
        } else {
            self.marks.range(..row).next_back().map(|(&row, _)| row)
        }
    }

    /// Forgets the marks of rows that are not kept any more.
    pub(super) fn forget_before(&mut self, first_row: u64) {
        if self.marks.first_key_value().is_some_and(|(&row, _)| row < first_row) {
            self.marks = self.marks.split_off(&first_row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_in_both_directions_and_go_with_their_rows() {
        let mut marks = Marks::default();
        for row in [3, 9, 27] {
            marks.set(row, Some(RowMark { color: MarkColor::Red, note: row.to_string() }));
        }
        assert_eq!((marks.next(9, true), marks.next(9, false), marks.next(27, true)), (Some(27), Some(3), None));
        marks.forget_before(9);
        marks.set(27, None);
        assert_eq!(marks.iter().map(|(row, _)| row).collect::<Vec<_>>(), [9]);
    }

    #[test]
    fn a_foreign_colour_becomes_the_first_choice() {
        assert_eq!(MarkColor::from_name("violet"), MarkColor::Violet);
        assert_eq!(MarkColor::from_name("#ff00ff"), MarkColor::Amber);
    }
}
