//! The lines in view: what the limit dropped, the rows, and what is awaited. Nothing else is laid out.

use std::rc::Rc;

use egui::{Modifiers, Pos2, Rect, Sense, Ui, UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2};

use super::{
    RowView, TableState,
    columns::DELTA,
    lines::Lines,
    mark_words,
    row::{Hit, RowLook, RowPaint, RowTools},
};
use crate::{
    i18n::I18n,
    transcript::{RowMark, RowRef, Transcript},
    ui::{fonts, format, icons, paint, preview, scroll_bar, tab_context::TabContext, theme::height},
};

/// Where the lines go.
pub(super) struct Place {
    pub(super) body: Rect,
    pub(super) top_px: f64,
    pub(super) lines: Lines,
    pub(super) id: egui::Id,
}

/// Draws the lines. Returns where the menu of the chosen rows was asked for.
pub(super) fn rows_ui(
    ui: &mut Ui,
    cx: &TabContext<'_>,
    state: &mut TableState,
    view: &dyn RowView,
    place: &Place,
    tools: RowTools<'_>,
) -> Option<Pos2> {
    let transcript = tools.times.transcript;
    let Lines { lead, shown, .. } = place.lines;
    let row_height = f64::from(height::ROW);
    let first = (place.top_px / row_height).floor() as u64;
    let mut y = place.body.top() + (first as f64 * row_height - place.top_px) as f32;
    let mut previous = first
        .checked_sub(lead + 1)
        .and_then(|above| state.filter.row_at(transcript, above))
        .and_then(|number| transcript.row(number))
        .map(|row| view.micros(&row));
    let mut menu_at = None;
    let mut child = ui.new_child(UiBuilder::new().max_rect(place.body));
    child.set_clip_rect(place.body.intersect(ui.clip_rect()));
    for line in first..place.lines.count() {
        if y >= place.body.bottom() {
            break;
        }
        let rect = Rect::from_min_size(pos2(place.body.left(), y), vec2(place.body.width(), height::ROW));
        y += height::ROW;
        if line < lead {
            dropped_ui(&child, cx, transcript, rect, tools);
            continue;
        }
        if line - lead >= shown {
            view.paint_tail(&mut RowPaint::new(&child, rect, tools, u64::MAX, RowLook::default()));
            break;
        }
        let number = state.filter.row_at(transcript, line - lead);
        let Some(row) = number.and_then(|number| transcript.row(number)) else { continue };
        let target = rect.intersect(place.body).with_max_x(rect.right() - scroll_bar::WIDTH);
        let at = row_ui(&child, cx.i18n, state, view, &row, previous, (rect, target, place.id), tools);
        menu_at = menu_at.or(at);
        previous = Some(view.micros(&row));
    }
    menu_at
}

#[expect(clippy::too_many_arguments, reason = "the loop body of `rows_ui`")]
fn row_ui(
    ui: &Ui,
    i18n: &I18n,
    state: &mut TableState,
    view: &dyn RowView,
    row: &RowRef<'_>,
    previous_micros: Option<u64>,
    (rect, target, id): (Rect, Rect, egui::Id),
    tools: RowTools<'_>,
) -> Option<Pos2> {
    let mark = tools.times.transcript.marks().get(row.number);
    let words = Rc::clone(state.words.of(row.number, || Rc::new(view.words(row))));
    let mut response = ui.interact(target, id.with(row.number), Sense::CLICK);
    let chosen = state.selection.contains(row.number);
    response.widget_info(|| {
        let label = labelled(i18n, view.label(row, &words), mark);
        WidgetInfo::selected(Role::ListBoxOption, true, chosen, label)
    });
    if let Some(mark) = mark {
        response = response.on_hover_text_at_pointer(mark_words::words(i18n, mark));
    }
    let menu_at = response.secondary_clicked().then(|| response.interact_pointer_pos()).flatten();
    if response.clicked() || (menu_at.is_some() && !chosen) {
        state.clicked(row.number, ui.input(|input| input.modifiers));
    }
    if response.clicked() || menu_at.is_some() {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    let hit = match (state.search.has(row.number), state.selected == Some(row.number)) {
        (true, true) => Hit::Current,
        (true, false) => Hit::Found,
        (false, _) => Hit::No,
    };
    let look = RowLook { hovered: response.hovered(), selected: chosen, hit };
    let mut to = RowPaint::new(ui, rect, tools, row.number, look);
    if let Some(mark) = mark {
        to.marked(mark_words::color_of(mark.color, tools.tokens), &preview::text_line(mark.note.as_bytes()));
    }
    let micros = view.micros(row);
    to.time(micros);
    if let Some(previous) = previous_micros {
        to.number(DELTA, format::delta_millis(micros.saturating_sub(previous)), tools.tokens.muted);
    }
    view.paint(row, &words, &mut to);
    menu_at
}

fn labelled(i18n: &I18n, label: String, mark: Option<&RowMark>) -> String {
    match mark {
        Some(mark) => format!("{label} · {}", mark_words::words(i18n, mark)),
        None => label,
    }
}

/// Says what the limit has removed, and where it still is: nothing goes in silence.
fn dropped_ui(ui: &Ui, cx: &TabContext<'_>, transcript: &Transcript, rect: Rect, tools: RowTools<'_>) {
    let i18n = cx.i18n;
    let mut words =
        i18n.text_with("list-dropped-rows", &[("count", format::count(transcript.dropped().rows))]).into_owned();
    if let Some(file) = &cx.recording {
        // What was removed before the recording began is not in it.
        let rows = transcript.first_row().saturating_sub(file.first_row).min(transcript.dropped().rows);
        let args = [("count", format::count(rows)), ("path", file.path.display().to_string().into())];
        let all = rows == transcript.dropped().rows;
        let file = i18n.text_with(if all { "table-all-in-file" } else { "table-some-in-file" }, &args);
        words = format!("{words} · {file}");
    }
    let response = ui.interact(rect, ui.scope_id().with("dropped"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    let tokens = tools.tokens;
    ui.painter().rect_filled(rect, 0.0, tokens.tint(tokens.warn, 7));
    paint::icon(ui.painter(), rect.left_center() + vec2(20.0, 0.0), icons::HISTORY, 14.0, tokens.warn);
    let at = rect.left_center() + vec2(34.0, 0.0);
    let width = rect.width() - 50.0;
    paint::text_cut(ui.painter(), at, &words, fonts::body(12.0), tokens.warn, width);
    response.on_hover_text(words);
}

impl TableState {
    /// A click on a row, with the keys that were held.
    fn clicked(&mut self, row: u64, modifiers: Modifiers) {
        self.selection.follow(self.selected);
        match (modifiers.command, modifiers.shift) {
            (false, false) => self.selection.only(Some(row)),
            (keep_others, true) => self.selection.extend(row, keep_others),
            (true, false) => self.selection.toggle(row),
        }
        self.selected = Some(row);
    }
}
