//! Every action, by what it belongs to. The palette lists them in this order.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::action::{Action, Group, TakenBy};

const SHIFTED: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// Keys of the first nine tabs, with Ctrl.
pub const TAB_KEYS: [Key; 9] =
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// The command palette.
pub const PALETTE: Action =
    action(Group::Window, "action-palette", Some(KeyboardShortcut::new(SHIFTED, Key::P)), "action-needs-nothing");
/// Every shortcut.
pub const SHORTCUTS: Action = action(
    Group::Window,
    "action-shortcuts",
    Some(KeyboardShortcut::new(Modifiers::NONE, Key::F1)),
    "action-needs-nothing",
);
/// The settings window.
pub const SETTINGS: Action = action(
    Group::Window,
    "settings-title",
    Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::Comma)),
    "action-needs-nothing",
);
/// Open a saved session.
pub const OPEN_SESSION: Action =
    action(Group::Window, "open-session", Some(KeyboardShortcut::new(SHIFTED, Key::O)), "action-needs-nothing");
/// The other language.
pub const LANGUAGE: Action = action(Group::Window, "language-switch", None, "action-needs-nothing");
/// The light theme.
pub const THEME_LIGHT: Action = action(Group::Window, "action-theme-light", None, "action-needs-nothing");
/// The dark theme.
pub const THEME_DARK: Action = action(Group::Window, "action-theme-dark", None, "action-needs-nothing");
/// The system's theme.
pub const THEME_SYSTEM: Action = action(Group::Window, "action-theme-system", None, "action-needs-nothing");
/// Start the lab.
pub const LAB_START: Action = action(Group::Window, "action-lab-start", None, "action-needs-lab-off");
/// Stop the lab.
pub const LAB_STOP: Action = action(Group::Window, "action-lab-stop", None, "action-needs-lab");
/// Copy the lab's address.
pub const LAB_COPY: Action = action(Group::Window, "action-lab-copy", None, "action-needs-lab");
/// Version, licences, places.
pub const ABOUT: Action = action(Group::Window, "about-title", None, "action-needs-nothing");
/// Another tab with the protocol of this one.
pub const NEW_TAB: Action = action(
    Group::Tabs,
    "action-new-tab",
    Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::T)),
    "action-needs-nothing",
);
/// Close the tab.
pub const CLOSE_TAB: Action =
    action(Group::Tabs, "tab-close-this", Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::W)), "action-needs-tab");
/// The next tab.
pub const NEXT_TAB: Action = action(
    Group::Tabs,
    "action-next-tab",
    Some(KeyboardShortcut::new(Modifiers::CTRL, Key::PageDown)),
    "action-needs-tabs",
);
/// The tab before.
pub const PREVIOUS_TAB: Action = action(
    Group::Tabs,
    "action-previous-tab",
    Some(KeyboardShortcut::new(Modifiers::CTRL, Key::PageUp)),
    "action-needs-tabs",
);
/// The tab that was closed last, again.
pub const REOPEN_TAB: Action =
    action(Group::Tabs, "tab-reopen", Some(KeyboardShortcut::new(SHIFTED, Key::T)), "action-needs-closed");
/// Another name for the tab.
pub const RENAME_TAB: Action = action(Group::Tabs, "tab-rename", None, "action-needs-tab");
/// Another tab with the same fields.
pub const COPY_TAB: Action = action(Group::Tabs, "tab-copy", None, "action-needs-fields");
/// Close every other tab.
pub const CLOSE_OTHERS: Action = action(Group::Tabs, "tab-close-others", None, "action-needs-tabs");
/// Close the tabs at the right of this one.
pub const CLOSE_RIGHT: Action = action(Group::Tabs, "tab-close-right", None, "action-needs-right");
/// Move the tab to the left.
pub const MOVE_TAB_LEFT: Action =
    action(Group::Tabs, "tab-move-left", Some(KeyboardShortcut::new(SHIFTED, Key::PageUp)), "action-needs-left");
/// Move the tab to the right.
pub const MOVE_TAB_RIGHT: Action =
    action(Group::Tabs, "tab-move-right", Some(KeyboardShortcut::new(SHIFTED, Key::PageDown)), "action-needs-right");
/// A second session beside this one.
pub const DUPLICATE: Action =
    action(Group::Tabs, "console-duplicate", Some(KeyboardShortcut::new(SHIFTED, Key::D)), "action-needs-duplicable");
/// The keys to the other one of two sessions.
pub const NEXT_CONSOLE: Action = action(
    Group::Tabs,
    "action-next-console",
    Some(KeyboardShortcut::new(Modifiers::NONE, Key::F6)),
    "action-needs-pair",
);
/// The main button of a tab: connect, send, resume.
pub const GO: Action = action(
    Group::Session,
    "action-go",
    Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter)),
    "action-needs-ready",
);
/// Close, stop or pause what runs.
pub const STOP: Action = action(
    Group::Session,
    "action-stop",
    Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::Period)),
    "action-needs-running",
);
/// Into the address field.
pub const ADDRESS: Action = action(
    Group::Session,
    "action-address",
    Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::L)),
    "action-needs-tab",
);
/// Open the file chooser.
pub const OPEN_FILE: Action = action(
    Group::Session,
    "action-open-file",
    Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::O)),
    "action-needs-file",
);
/// Save the session record.
pub const SAVE: Action =
    action(Group::Session, "list-save", Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::S)), "action-needs-rows");
/// Record the session to a file, or end that.
pub const RECORD: Action = action(
    Group::Session,
    "action-record",
    Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::R)),
    "action-needs-session",
);
/// Send what is in the composer.
pub const SEND_MESSAGE: Action = focused_only(
    Group::Composer,
    "action-send-message",
    Some(KeyboardShortcut::new(Modifiers::NONE, Key::Enter)),
    "action-needs-focus",
);
/// A new line in the composer.
pub const NEW_LINE: Action = focused_only(
    Group::Composer,
    "action-new-line",
    Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter)),
    "action-needs-focus",
);
/// What was sent before.
pub const OLDER_MESSAGE: Action = focused_only(
    Group::Composer,
    "action-older-message",
    Some(KeyboardShortcut::new(Modifiers::NONE, Key::ArrowUp)),
    "action-needs-focus",
);
/// Into the filter field.
pub const FILTER: Action =
    action(Group::List, "list-filter", Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::F)), "action-needs-session");
/// Into the search bar.
pub const SEARCH: Action =
    action(Group::List, "find-search-rows", Some(KeyboardShortcut::new(SHIFTED, Key::F)), "action-needs-session");
/// The next row that the search has found.
pub const SEARCH_NEXT: Action =
    action(Group::List, "find-next", Some(KeyboardShortcut::new(Modifiers::NONE, Key::F3)), "action-needs-session");
/// The one before.
pub const SEARCH_PREVIOUS: Action = action(
    Group::List,
    "find-previous",
    Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::F3)),
    "action-needs-session",
);
/// Follow the newest row, or stay.
pub const FOLLOW: Action =
    action(Group::List, "list-follow", Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::J)), "action-needs-session");
/// Freeze the rows that are shown while recording goes on, or show what came.
pub const PAUSE: Action =
    action(Group::List, "table-pause", Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::P)), "action-needs-rows");
/// Forget every row.
pub const CLEAR: Action =
    action(Group::List, "list-clear", Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::K)), "action-needs-rows");
/// Show or hide the timeline.
pub const TIMELINE: Action =
    action(Group::List, "timeline-show", Some(KeyboardShortcut::new(Modifiers::NONE, Key::F4)), "action-needs-room");
/// To a row by its number, or to a time.
pub const GO_TO: Action = action(
    Group::List,
    "table-go-to-menu",
    Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::G)),
    "action-needs-rows",
);
/// The next marked row.
pub const NEXT_MARK: Action =
    action(Group::List, "action-next-mark", Some(KeyboardShortcut::new(Modifiers::NONE, Key::F2)), "action-needs-rows");
/// The marked row before.
pub const PREVIOUS_MARK: Action = action(
    Group::List,
    "action-previous-mark",
    Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::F2)),
    "action-needs-rows",
);
/// Mark the chosen rows, or unmark them; in the list.
pub const MARK: Action =
    focused(Group::List, "table-mark", Some(KeyboardShortcut::new(Modifiers::NONE, Key::M)), "action-needs-row");
/// Mark the chosen rows with colour and note; in the list.
pub const EDIT_MARK: Action =
    focused(Group::List, "table-mark-edit", Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::M)), "action-needs-row");
/// The menu of the chosen rows; in the list.
pub const ROW_MENU: Action = focused_only(
    Group::List,
    "table-row-menu",
    Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::F10)),
    "action-needs-row",
);
/// Every row that is shown; in the list.
pub const SELECT_ALL: Action = focused(
    Group::List,
    "table-select-all",
    Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::A)),
    "action-needs-rows",
);
/// Copy the chosen rows; in the list.
pub const COPY: Action = focused(
    Group::List,
    "table-copy-text",
    Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::C)),
    "action-needs-row",
);
/// Save the payload of the chosen row.
pub const SAVE_PAYLOAD: Action = action(
    Group::Inspector,
    "inspector-save",
    Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::E)),
    "action-needs-row",
);
/// Compare other rows with the chosen one.
pub const COMPARE_BASE: Action = action(
    Group::Inspector,
    "inspector-base-set",
    Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::B)),
    "action-needs-row",
);
/// Compare the chosen row.
pub const COMPARE: Action = action(
    Group::Inspector,
    "inspector-compare-with-base",
    Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::D)),
    "action-needs-base",
);
/// The next difference of a comparison.
pub const NEXT_DIFFERENCE: Action = action(
    Group::Inspector,
    "inspector-next-difference",
    Some(KeyboardShortcut::new(Modifiers::NONE, Key::F7)),
    "action-needs-comparison",
);
/// The difference before.
pub const PREVIOUS_DIFFERENCE: Action = action(
    Group::Inspector,
    "inspector-previous-difference",
    Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::F7)),
    "action-needs-comparison",
);

/// The first nine tabs, by their numbers; not in [`ALL`], which would list nine times the same.
pub const TABS: [Action; TAB_KEYS.len()] = {
    let words = ["tab_1", "tab_2", "tab_3", "tab_4", "tab_5", "tab_6", "tab_7", "tab_8", "tab_9"];
    let mut tabs = [NEXT_TAB; TAB_KEYS.len()];
    let mut number = 0;
    while number < tabs.len() {
        let keys = KeyboardShortcut::new(Modifiers::COMMAND, TAB_KEYS[number]);
        tabs[number] = action(Group::Tabs, words[number], Some(keys), "action-needs-tabs");
        number += 1;
    }
    tabs
};

/// Every action that has words.
pub const ALL: &[Action] = &[
    PALETTE,
    SHORTCUTS,
    SETTINGS,
    OPEN_SESSION,
    LANGUAGE,
    THEME_LIGHT,
    THEME_DARK,
    THEME_SYSTEM,
    LAB_START,
    LAB_STOP,
    LAB_COPY,
    ABOUT,
    NEW_TAB,
    CLOSE_TAB,
    NEXT_TAB,
    PREVIOUS_TAB,
    REOPEN_TAB,
    RENAME_TAB,
    COPY_TAB,
    CLOSE_OTHERS,
    CLOSE_RIGHT,
    MOVE_TAB_LEFT,
    MOVE_TAB_RIGHT,
    DUPLICATE,
    NEXT_CONSOLE,
    GO,
    STOP,
    ADDRESS,
    OPEN_FILE,
    SAVE,
    RECORD,
    SEND_MESSAGE,
    NEW_LINE,
    OLDER_MESSAGE,
    FILTER,
    SEARCH,
    SEARCH_NEXT,
    SEARCH_PREVIOUS,
    FOLLOW,
    PAUSE,
    CLEAR,
    TIMELINE,
    GO_TO,
    NEXT_MARK,
    PREVIOUS_MARK,
    MARK,
    EDIT_MARK,
    ROW_MENU,
    SELECT_ALL,
    COPY,
    SAVE_PAYLOAD,
    COMPARE_BASE,
    COMPARE,
    NEXT_DIFFERENCE,
    PREVIOUS_DIFFERENCE,
];

/// Those of [`ALL`], and the tabs by their numbers.
pub fn all() -> impl Iterator<Item = Action> {
    ALL.iter().chain(&TABS).copied()
}

const fn action(group: Group, words: &'static str, keys: Option<KeyboardShortcut>, needs: &'static str) -> Action {
    Action { words, keys, group, needs, taken_by: TakenBy::Window }
}

const fn focused(group: Group, words: &'static str, keys: Option<KeyboardShortcut>, needs: &'static str) -> Action {
    Action { taken_by: TakenBy::Focused, ..action(group, words, keys, needs) }
}

const fn focused_only(
    group: Group,
    words: &'static str,
    keys: Option<KeyboardShortcut>,
    needs: &'static str,
) -> Action {
    Action { taken_by: TakenBy::FocusedOnly, ..action(group, words, keys, needs) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_actions_have_the_same_keys_or_words() {
        let words: BTreeSet<_> = all().map(|action| action.words).collect();
        assert_eq!(words.len(), all().count());
        let keys: Vec<_> = all().filter_map(|action| action.keys).collect();
        for (number, keys_of_one) in keys.iter().enumerate() {
            assert!(!keys[..number].contains(keys_of_one), "{keys_of_one:?} are taken twice");
        }
    }
}
