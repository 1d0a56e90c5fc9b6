//! What is known of an action: its words, its keys, what it belongs to and what it needs.

use egui::{Context, KeyboardShortcut};

/// Something that can be done in the window.
#[derive(Clone, Copy, Debug)]
pub struct Action {
    /// The key of its words; each action has its own.
    pub words: &'static str,
    /// Its keys, where it has some.
    pub keys: Option<KeyboardShortcut>,
    /// What it belongs to.
    pub group: Group,
    /// The key of what it needs where it cannot be used.
    pub needs: &'static str,
    /// Who takes its keys.
    pub taken_by: TakenBy,
}

/// What an action belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The window.
    Window,
    /// The tabs.
    Tabs,
    /// The session of the tab in front.
    Session,
    /// The composer of messages.
    Composer,
    /// The list of rows.
    List,
    /// The inspector beside it.
    Inspector,
}

/// Who takes the keys of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenBy {
    /// The window, wherever the focus is, unless a field has it that these keys mean something to.
    Window,
    /// The part that has the focus.
    Focused,
    /// The part that has the focus; the action is nothing without it.
    FocusedOnly,
}

impl Group {
    /// Every group, in the order in which they are listed.
    pub const ALL: [Self; 6] = [Self::Window, Self::Tabs, Self::Session, Self::Composer, Self::List, Self::Inspector];

    /// The key of its name.
    pub fn name_key(self) -> &'static str {
        match self {
            Self::Window => "action-group-window",
            Self::Tabs => "action-group-tabs",
            Self::Session => "action-group-session",
            Self::Composer => "action-group-composer",
            Self::List => "action-group-list",
            Self::Inspector => "action-group-inspector",
        }
    }
}

impl Action {
    /// Its keys as they are written on this platform; empty where it has none.
    pub fn keys_text(&self, ctx: &Context) -> String {
        self.keys.map(|keys| ctx.format_shortcut(&keys)).unwrap_or_default()
    }
}

impl PartialEq for Action {
    fn eq(&self, other: &Self) -> bool {
        self.words == other.words
    }
}

impl Eq for Action {}
