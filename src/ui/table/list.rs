//! The list in a frame: heads, pause, wheel and keys, the rows, and what was asked of them, one after the other.

use egui::{Id, Pos2, Rect, Response, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use super::{
    RowView, TableState,
    choice::{Choice, CopyAs},
    columns::Placed,
    go_to, heads, keys,
    lines::Lines,
    marks, pause,
    row::RowTools,
    row_menu,
    rows::{self, Place},
    scroll,
    time::TimeWords,
};
use crate::{
    settings::{TablePrefs, TimeMode},
    transcript::Transcript,
    ui::{
        format,
        notice::Weight,
        paint, shortcut,
        tab_context::TabContext,
        theme::{Tokens, height},
    },
};

/// Draws the heads and the rows into all of the room that is left.
pub fn table_ui(
    ui: &mut Ui,
    cx: &mut TabContext<'_>,
    state: &mut TableState,
    transcript: &Transcript,
    view: &dyn RowView,
) {
    let rect = ui.available_rect_before_wrap();
    ui.allocate_rect(rect, Sense::hover());
    let list = List { id: ui.scope_id().with("transcript"), transcript, view };
    let (heads, body) = rect.split_top_bottom_at_y(rect.top() + height::COLUMN_HEADS);
    let placed = list.heads_ui(ui, cx, heads);
    let is_complete = state.begin(ui, cx, transcript);
    let body = pause_ui(ui, cx, state, body);
    let lines = list.lines(state);
    let response = list.body_ui(ui, cx, body);
    let (top_px, bar) = scroll::position(ui, cx.i18n, state, transcript, body, lines, list.id);
    let pressed = list.pressed(ui, state, &response);
    let top_px = list.revealed(state, &pressed, top_px, (body, lines));
    if is_complete || state.user_scrolled {
        scroll::remember(state, transcript, top_px, lines);
    }
    let place = Place { body, top_px, lines, id: list.id };
    let menu_at = list.rows_ui(ui, cx, state, &place, &placed);
    if let Some(bar) = bar {
        bar.paint(ui, top_px);
    }
    // The chosen row shows the focus as well; the ring is for a list that Tab has just reached.
    if response.has_focus() && state.selected.is_none() {
        paint::focus_ring(ui.painter(), body.shrink(1.0), 2.0, &Tokens::of(ui));
    }
    state.menu_at = menu_at.or_else(|| list.menu_by_key(state, &pressed, &place)).or(state.menu_at);
    list.commands_ui(ui, cx, state, &pressed, body);
    state.selection.follow(state.selected);
    state.selection.refresh(&state.filter, transcript);
}

/// What the steps of a frame share.
struct List<'a> {
    id: Id,
    transcript: &'a Transcript,
    view: &'a dyn RowView,
}

impl List<'_> {
    /// Draws the heads, and keeps what was changed there. Returns where the columns are.
    fn heads_ui(&self, ui: &Ui, cx: &mut TabContext<'_>, rect: Rect) -> Placed {
        let specs = self.view.columns(rect.width());
        let saved = cx.settings.tables.get(self.view.id()).cloned().unwrap_or_default();
        let placed = Placed::new(&specs, &saved, rect.width());
        let mut prefs = saved.clone();
        heads::heads_ui(ui, cx.i18n, self.id, rect, &specs, &placed, &mut prefs);
        if prefs != saved {
            if prefs == TablePrefs::default() {
                cx.settings.tables.remove(self.view.id());
            } else {
                cx.settings.tables.insert(self.view.id().to_owned(), prefs);
            }
        }
        placed
    }

    fn lines(&self, state: &TableState) -> Lines {
        Lines {
            lead: u64::from(self.transcript.dropped().rows > 0),
            shown: state.shown(self.transcript),
            tail: u64::from(self.view.has_tail() && !state.is_paused()),
        }
    }

    /// What takes the focus.
    fn body_ui(&self, ui: &Ui, cx: &TabContext<'_>, body: Rect) -> Response {
        let response = ui.interact(body, self.id, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::List, true, cx.i18n.text("list-name")));
        response
    }

    fn pressed(&self, ui: &Ui, state: &mut TableState, response: &Response) -> keys::Pressed {
        if !response.has_focus() {
            return keys::Pressed::default();
        }
        let visible_rows = (response.rect.height() / height::ROW).floor().max(1.0) as u64;
        keys::take(ui, self.id, state, self.transcript, visible_rows)
    }

    /// Where the top of the view must be for what a key or a jump wants to see.
    fn revealed(
        &self,
        state: &mut TableState,
        pressed: &keys::Pressed,
        mut top_px: f64,
        (body, lines): (Rect, Lines),
    ) -> f64 {
        if let Some(position) = pressed.reveal {
            top_px = scroll::reveal(top_px, position + lines.lead, body.height());
            state.user_scrolled = true;
        }
        if let Some(row) = state.jump.take() {
            let line = state.filter.position_of(self.transcript, row).min(lines.shown) + lines.lead;
            top_px = scroll::reveal_in_the_middle(top_px, line, body.height(), lines.end(body.height()));
            state.user_scrolled = true;
        }
        top_px
    }

    /// Draws the rows. Returns where the menu of the chosen ones was asked for by the pointer.
    fn rows_ui(
        &self,
        ui: &mut Ui,
        cx: &TabContext<'_>,
        state: &mut TableState,
        place: &Place,
        placed: &Placed,
    ) -> Option<Pos2> {
        let mode = cx.settings.tables.get(self.view.id()).map_or_else(TimeMode::default, |prefs| prefs.time);
        let times = TimeWords { mode, started_at: self.view.started_at(), transcript: self.transcript };
        let tokens = Tokens::of(ui);
        rows::rows_ui(ui, cx, state, self.view, place, RowTools { tokens: &tokens, placed, times })
    }

    /// Where the menu of the chosen rows opens that a key asks for: below the cursor's row.
    fn menu_by_key(&self, state: &TableState, pressed: &keys::Pressed, place: &Place) -> Option<Pos2> {
        if !pressed.menu || state.selection.is_empty() {
            return None;
        }
        let line = state.selected.map_or(0, |row| state.filter.position_of(self.transcript, row) + place.lines.lead);
        let below = f64::from(height::ROW) * (line + 1) as f64 - place.top_px;
        let y = below.clamp(0.0, f64::from(place.body.height()));
        Some(place.body.left_top() + vec2(80.0, y as f32))
    }

    /// Does what keys, menu and small windows ask for.
    fn commands_ui(
        &self,
        ui: &Ui,
        cx: &mut TabContext<'_>,
        state: &mut TableState,
        pressed: &keys::Pressed,
        body: Rect,
    ) {
        if state.shown(self.transcript) > 0 {
            marks::shortcuts(ui, cx, state, self.transcript);
        }
        let asked = asked(ui, state, self.transcript);
        let choice = row_menu::menu_ui(ui, cx.i18n, state, self.id).or(pressed.choice).or(asked);
        match choice {
            Some(Choice::Copy(copy_as)) => state.copy(cx, self.transcript, self.view.started_at(), copy_as),
            Some(Choice::Mark) => state.toggle_marks(cx, self.transcript),
            Some(Choice::EditMark) => state.edit_marks(self.transcript),
            Some(Choice::ChooseAll) => state.choose_all(self.transcript),
            Some(Choice::GoTo) => state.open_go_to(),
            None => {}
        }
        state.mark_editor_ui(ui, cx, self.transcript, self.id, body);
        if let Some(place) = state.go_to.ui(ui, cx.i18n, self.id, body) {
            self.go(cx, state, place);
        }
        state.finish_copy(ui, cx);
    }

    /// Goes to a row or time, and says so where that row is not shown.
    fn go(&self, cx: &mut TabContext<'_>, state: &mut TableState, place: go_to::Place) {
        let transcript = self.transcript;
        let shown = state.shown(transcript);
        let Some(found) = go_to::find(place, self.view.started_at(), &state.filter, transcript, shown) else {
            cx.notices.say(Weight::Good, cx.i18n.text("table-go-to-empty"));
            return;
        };
        if let (go_to::Place::Row(wanted), true) = (place, found.is_nearest) {
            let key = match wanted - 1 {
                row if row < transcript.first_row() => "table-go-to-gone",
                row if row >= transcript.end_row() => "table-go-to-beyond",
                _ => "table-go-to-hidden",
            };
            let args = [("row", format::grouped(wanted).into()), ("nearest", format::grouped(found.row + 1).into())];
            cx.notices.say(Weight::Good, cx.i18n.text_with(key, &args));
        }
        state.reveal(found.row);
    }
}

/// Draws the line of a pause at the bottom. Returns what is left for the rows.
fn pause_ui(ui: &Ui, cx: &TabContext<'_>, state: &mut TableState, body: Rect) -> Rect {
    if !state.is_paused() {
        return body;
    }
    let (body, line) = body.split_top_bottom_at_y((body.bottom() - pause::LINE).max(body.top()));
    pause::pause_line_ui(ui, cx.i18n, state, line);
    body
}

/// What is asked of the chosen rows from outside of the list, by its keys or in the palette.
fn asked(ui: &Ui, state: &TableState, transcript: &Transcript) -> Option<Choice> {
    let of_rows = [(shortcut::GO_TO, Choice::GoTo), (shortcut::SELECT_ALL, Choice::ChooseAll)];
    let of_chosen = [
        (shortcut::COPY, Choice::Copy(CopyAs::Text)),
        (shortcut::MARK, Choice::Mark),
        (shortcut::EDIT_MARK, Choice::EditMark),
    ];
    let of_rows = of_rows.into_iter().filter(|_| state.shown(transcript) > 0);
    let of_chosen = of_chosen.into_iter().filter(|_| !state.selection.is_empty());
    // Each is asked for, so that each is offered.
    let mut asked = None;
    for (action, choice) in of_rows.chain(of_chosen) {
        if shortcut::pressed(ui, action) {
            asked = Some(choice);
        }
    }
    asked
}
