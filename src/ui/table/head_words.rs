//! What a row's head says, in words, by column. It is read once and kept as long as the row is in view.

use std::fmt;

use super::columns::ColumnId;
use crate::ui::preview::MAX_CHARS;

/// Words that follow from a row's head, each under its column's name. Long ones are cut: the inspector has them whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadWords(Vec<(ColumnId, String)>);

impl HeadWords {
    /// One that says something in one column.
    pub fn one(id: ColumnId, words: impl fmt::Display) -> Self {
        Self::default().and(id, words)
    }

    /// With words for one more column.
    #[must_use]
    pub fn and(mut self, id: ColumnId, words: impl fmt::Display) -> Self {
        self.0.push((id, cut(words.to_string())));
        self
    }

    /// The words for a column; empty where the head says nothing.
    pub fn of(&self, id: ColumnId) -> &str {
        self.0.iter().find(|(found, _)| *found == id).map_or("", |(_, words)| words)
    }
}

fn cut(mut words: String) -> String {
    if let Some((end, _)) = words.char_indices().nth(MAX_CHARS) {
        words.truncate(end);
        words.push('…');
        words.shrink_to_fit();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_their_column_and_long_ones_are_cut() {
        let words = HeadWords::one("a", "ä").and("b", "é".repeat(1024 * 1024));
        assert_eq!((words.of("a"), words.of("c")), ("ä", ""));
        assert_eq!(words.of("b").chars().count(), MAX_CHARS + 1);
        assert!(words.of("b").ends_with("é…"));
        let fitting = "é".repeat(MAX_CHARS);
        assert_eq!(HeadWords::one("a", &fitting).of("a"), fitting);
    }
}
