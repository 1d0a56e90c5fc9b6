//! What can be done with the chosen rows, by menu or keys.

/// What was chosen in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Copy(CopyAs),
    Mark,
    EditMark,
    GoTo,
    ChooseAll,
}

/// What a copy holds of each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CopyAs {
    /// A line of text, as the list shows it.
    Text,
    /// The line of the session record, with secrets masked.
    JsonLines,
    /// What came or went: text as it is, other bytes in hex.
    Payload,
}
