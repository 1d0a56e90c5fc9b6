//! The command palette: every action of the window by its name, filtered while one types.

use egui::{Align, Key, Modifiers, Rect, Response, ScrollArea, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use super::fuzzy;
use crate::{
    i18n::I18n,
    protocols::{self, tab::Descriptor},
    ui::{
        dialog,
        field::Field,
        fonts, icons, paint,
        shortcut::{self, Action, TakenBy},
        theme::{RADIUS, Tokens, height, mix},
    },
};

/// Rows in view.
const ROWS: f32 = 12.0;

/// Something that can be chosen.
#[derive(Clone, Copy, Debug)]
pub(super) enum Command {
    /// An action of the table.
    Do(Action),
    /// A new tab of a protocol.
    Open(Descriptor),
    /// To the front with a tab of this number.
    GoToTab(usize),
}

/// The palette and what is typed into it.
#[derive(Debug, Default)]
pub(super) struct Palette {
    is_open: bool,
    typed: String,
    chosen: usize,
}

/// A command with its words.
struct Entry {
    command: Command,
    words: String,
    /// What it is also found by, in any language of the window.
    also: &'static str,
    keys: String,
    /// What it needs, where it cannot be used now.
    needs: Option<String>,
}

impl Palette {
    /// Opens it, with nothing typed.
    pub(super) fn open(&mut self) {
        *self = Self { is_open: true, ..Self::default() };
    }

    /// Draws it while it is open, after everything that offers actions. Returns what was chosen.
    pub(super) fn ui(&mut self, ui: &Ui, i18n: &I18n, tab_names: &[String]) -> Option<Command> {
        if !self.is_open {
            return None;
        }
        let entries = entries(ui, i18n, tab_names);
        let (chosen, closes) = dialog::top_dialog_ui(ui, "palette", 600.0, |ui| self.content_ui(ui, i18n, entries));
        if chosen.is_some() || closes {
            self.is_open = false;
        }
        chosen
    }

    fn content_ui(&mut self, ui: &mut Ui, i18n: &I18n, entries: Vec<Entry>) -> Option<Command> {
        let step = step(ui);
        let enter = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        let name = i18n.text("action-palette");
        let hint = i18n.text("palette-hint");
        let icon = Tokens::of(ui).muted;
        let field = Field::new(&mut self.typed, &name).hint(&hint).icon(icons::SEARCH, icon);
        let response = field.width(ui.available_width()).show(ui);
        response.request_focus();
        if response.changed() {
            self.chosen = 0;
        }
        // After the field: a fast Enter means what was typed before it in the same frame.
        let entries = found(entries, &self.typed);
        let moved = self.moved(step, entries.len());
        if entries.is_empty() {
            ui.label(i18n.text("palette-nothing"));
        }
        let mut pressed = enter.then_some(self.chosen);
        let room = (ui.ctx().content_rect().height() - 240.0).clamp(4.0 * height::CONTROL, ROWS * height::CONTROL);
        let list = ScrollArea::vertical().max_height(room).min_scrolled_height(room).auto_shrink([false, true]);
        list.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (number, entry) in entries.iter().enumerate() {
                let row = row_ui(ui, entry, number == self.chosen);
                if number == self.chosen && moved {
                    row.scroll_to_me(None);
                }
                if row.clicked() {
                    pressed = Some(number);
                }
            }
        });
        let entry = entries.get(pressed?)?;
        entry.needs.is_none().then_some(entry.command)
    }

    /// Moves the choice; whether it has moved.
    fn moved(&mut self, (forward, back): (usize, usize), count: usize) -> bool {
        let before = self.chosen;
        self.chosen = (before + forward).min(count.saturating_sub(1)).saturating_sub(back);
        self.chosen != before
    }
}

/// How far keys move the choice, on and back. They are taken before the field sees them.
fn step(ui: &Ui) -> (usize, usize) {
    let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
    let page = ROWS as usize - 1;
    let forward = pressed(Key::ArrowDown) + page * pressed(Key::PageDown);
    (forward, pressed(Key::ArrowUp) + page * pressed(Key::PageUp))
}

/// Everything that there is to choose.
fn entries(ui: &Ui, i18n: &I18n, tab_names: &[String]) -> Vec<Entry> {
    let listed = |action: &&Action| action.taken_by != TakenBy::FocusedOnly && **action != shortcut::PALETTE;
    let actions = shortcut::ALL.iter().filter(listed).map(|&action| Entry {
        command: Command::Do(action),
        words: i18n.text(action.words).into_owned(),
        also: action.words,
        keys: action.keys_text(ui.ctx()),
        needs: (!shortcut::is_offered(ui.ctx(), action)).then(|| i18n.text(action.needs).into_owned()),
    });
    let plain = |command, words, also| Entry { command, words, also, keys: String::new(), needs: None };
    let opened = protocols::ALL.iter().map(|descriptor| {
        let name = i18n.text(descriptor.name_key).into_owned();
        plain(
            Command::Open(*descriptor),
            i18n.text_with("action-open-protocol", &[("name", name.into())]).into_owned(),
            descriptor.id,
        )
    });
    let tabs = tab_names.iter().enumerate().map(|(number, name)| {
        let words = i18n.text_with("action-go-to-tab", &[("name", name.as_str().into())]).into_owned();
        let keys = shortcut::TABS.get(number).map(|action| action.keys_text(ui.ctx())).unwrap_or_default();
        Entry { keys, ..plain(Command::GoToTab(number), words, "") }
    });
    actions.chain(opened).chain(tabs).collect()
}

/// Those that fit what is typed, the best first; what can be used comes before what cannot.
fn found(entries: Vec<Entry>, typed: &str) -> Vec<Entry> {
    if typed.trim().is_empty() {
        return entries;
    }
    let mut found: Vec<(i32, Entry)> = entries
        .into_iter()
        .filter_map(|entry| {
            let by_key = fuzzy::score(typed, entry.also).map(|score| score / 2);
            Some((fuzzy::score(typed, &entry.words).max(by_key)?, entry))
        })
        .collect();
    found.sort_by_key(|(score, entry)| (entry.needs.is_some(), -score));
    found.into_iter().map(|(_, entry)| entry).collect()
}

fn row_ui(ui: &mut Ui, entry: &Entry, chosen: bool) -> Response {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height::CONTROL), Sense::click());
    let enabled = entry.needs.is_none();
    response.widget_info(|| {
        let words = entry.needs.as_ref().map_or(entry.words.clone(), |needs| format!("{} · {needs}", entry.words));
        WidgetInfo::selected(Role::ListBoxOption, enabled, chosen, words)
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    if chosen {
        ui.painter().rect_filled(rect, RADIUS, tokens.selected);
        let bar = Rect::from_min_size(rect.min, vec2(2.0, rect.height()));
        ui.painter().rect_filled(bar, 0.0, tokens.accent);
    } else if enabled && response.hovered() {
        ui.painter().rect_filled(rect, RADIUS, mix(tokens.raised, tokens.text, 8));
    }
    let mut right = rect.right_center() - vec2(10.0, 0.0);
    if !entry.keys.is_empty() {
        let placed = paint::text(ui.painter(), right, Align::Max, &entry.keys, fonts::mono(11.5), tokens.muted);
        right.x = placed.left() - 14.0;
    }
    let color = if enabled { tokens.text } else { tokens.muted };
    let at = rect.left_center() + vec2(12.0, 0.5);
    let placed = paint::text_cut(ui.painter(), at, &entry.words, fonts::body(13.0), color, right.x - at.x);
    if let Some(needs) = &entry.needs {
        let room = right.x - placed.right() - 14.0;
        let width = paint::text_width(ui.painter(), needs, fonts::body(12.0)).min(room);
        let at = right - vec2(width.max(0.0), 0.0);
        paint::text_cut(ui.painter(), at, needs, fonts::body(12.0), tokens.warn, room);
    }
    response
}
