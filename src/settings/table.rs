//! What is remembered of a list: columns that were hidden, shown or resized, and how times are written.
//!
//! Columns go by their ids; what this program does not know is kept and changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The choices for the list of one protocol.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TablePrefs {
    /// How the time column writes times.
    pub time: TimeMode,
    /// Columns that are hidden though they are shown by default.
    pub hidden: BTreeSet<String>,
    /// Columns that are shown though they are hidden by default.
    pub shown: BTreeSet<String>,
    /// Widths in points, where they are not the default.
    pub widths: BTreeMap<String, f32>,
}

/// How the time column writes times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeMode {
    /// Local time of day.
    #[default]
    Clock,
    /// Seconds since the session began.
    SinceStart,
    /// Seconds since the nearest marked row above.
    SinceMark,
}

impl TablePrefs {
    /// Whether a column is shown that is, or is not, shown by default.
    pub fn is_shown(&self, column: &str, by_default: bool) -> bool {
        !self.hidden.contains(column) && (by_default || self.shown.contains(column))
    }

    /// Shows a column that is, or is not, shown by default.
    pub fn show(&mut self, column: &str, by_default: bool) {
        self.hidden.remove(column);
        if !by_default {
            self.shown.insert(column.to_owned());
        }
    }

    /// Hides a column that is, or is not, shown by default.
    pub fn hide(&mut self, column: &str, by_default: bool) {
        self.shown.remove(column);
        if by_default {
            self.hidden.insert(column.to_owned());
        }
    }

    /// Sets a column's width in points; `None` makes it the default again.
    pub fn set_width(&mut self, column: &str, width: Option<f32>) {
        match width {
            Some(width) => self.widths.insert(column.to_owned(), width.round()),
            None => self.widths.remove(column),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_against_the_default_is_kept_and_one_for_it_is_not() {
        let mut prefs = TablePrefs::default();
        prefs.hide("delta", true);
        prefs.show("cursor", false);
        assert!(!prefs.is_shown("delta", true) && prefs.is_shown("cursor", false));
        prefs.show("delta", true);
        prefs.hide("cursor", false);
        prefs.set_width("kind", Some(80.4));
        prefs.set_width("size", None);
        let widths = BTreeMap::from([("kind".to_owned(), 80.0)]);
        assert_eq!(prefs, TablePrefs { widths, ..TablePrefs::default() });
    }
}
