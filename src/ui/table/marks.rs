//! Marks in the list: setting and taking them, the small window for colour and note, their colours and words.

use egui::{Align, Frame, Id, Key, Popup, PopupCloseBehavior, Rect, RectAlign, Sense, Ui, WidgetInfo, vec2};

use super::{
    TableState,
    mark_words::{color_name, color_of},
};
use crate::{
    i18n::I18n,
    transcript::{MarkColor, RowMark, Transcript},
    ui::{
        button::Button,
        field::Field,
        fonts,
        notice::Weight,
        paint, shortcut,
        tab_context::TabContext,
        theme::{RADIUS, Tokens, mix},
    },
};

/// Rows that are marked at once, at most.
const MOST: u64 = 10_000;

/// The window for colour and note.
#[derive(Debug, Default)]
pub(super) struct MarkEditor {
    open: bool,
    color: MarkColor,
    note: String,
    wants_focus: bool,
}

/// What the window for colour and note was closed with.
enum Answer {
    Set(RowMark),
    Remove,
}

impl TableState {
    /// Marks the chosen rows, or takes the marks away when all of them have one.
    pub(super) fn toggle_marks(&mut self, cx: &mut TabContext<'_>, transcript: &Transcript) {
        let Some(rows) = self.rows_to_mark(cx, transcript) else { return };
        let marks = transcript.marks();
        let all_marked = rows.iter().all(|&row| marks.get(row).is_some());
        let mark = (!all_marked).then(|| RowMark { color: self.mark_editor.color, note: String::new() });
        let changed = rows.into_iter().filter(|&row| all_marked || marks.get(row).is_none());
        cx.requests.marks.extend(changed.map(|row| (row, mark.clone())));
    }

    /// Opens the window for the colour and note of the chosen rows.
    pub(super) fn edit_marks(&mut self, transcript: &Transcript) {
        let Some(cursor) = self.selected else { return };
        let mark = transcript.marks().get(cursor);
        let color = mark.map_or(self.mark_editor.color, |mark| mark.color);
        let note = mark.map_or_else(String::new, |mark| mark.note.clone());
        self.mark_editor = MarkEditor { open: true, color, note, wants_focus: true };
    }

    /// Moves to the next or the previous marked row that is shown; behind the last comes the first.
    pub(super) fn step_to_mark(&mut self, cx: &mut TabContext<'_>, transcript: &Transcript, forward: bool) {
        let marks = transcript.marks();
        let is_shown = |row: &u64| {
            let position = self.filter.position_of(transcript, *row);
            position < self.shown(transcript) && self.filter.row_at(transcript, position) == Some(*row)
        };
        let from = self.selected.unwrap_or(if forward { 0 } else { u64::MAX });
        let here = (self.selected.is_none() && marks.get(from).is_some()).then_some(from);
        let step = |row: &u64| marks.next(*row, forward);
        let ahead = here.or_else(|| step(&from)).filter(|_| !marks.is_empty());
        let around = if forward { marks.iter().next().map(|(row, _)| row) } else { marks.next(u64::MAX, false) };
        let found = std::iter::successors(ahead, step).find(is_shown);
        match found.or_else(|| std::iter::successors(around, step).find(is_shown)) {
            Some(row) => self.reveal(row),
            None => cx.notices.say(Weight::Good, cx.i18n.text("table-no-mark")),
        }
    }

    /// Draws the window while it is open.
    pub(super) fn mark_editor_ui(
        &mut self,
        ui: &Ui,
        cx: &mut TabContext<'_>,
        transcript: &Transcript,
        id: Id,
        body: Rect,
    ) {
        if !self.mark_editor.open {
            return;
        }
        let at = body.center_top() + vec2(0.0, 8.0);
        let mut open = true;
        let mut answer = None;
        Popup::new(id.with("mark_editor"), ui.ctx().clone(), at, ui.layer_id())
            .align(RectAlign { parent: egui::Align2::CENTER_TOP, child: egui::Align2::CENTER_TOP })
            .align_alternatives(&[])
            .frame(Frame::popup(ui.style()).inner_margin(10.0))
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .open_bool(&mut open)
            .show(|ui| {
                ui.set_width(390.0);
                answer = self.mark_editor.content_ui(ui, cx.i18n);
            });
        if !open || answer.is_some() {
            self.mark_editor.open = false;
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        let mark = match answer {
            Some(Answer::Set(mark)) => Some(mark),
            Some(Answer::Remove) => None,
            None => return,
        };
        if let Some(rows) = self.rows_to_mark(cx, transcript) {
            cx.requests.marks.extend(rows.into_iter().map(|row| (row, mark.clone())));
        }
    }

    fn rows_to_mark(&mut self, cx: &mut TabContext<'_>, transcript: &Transcript) -> Option<Vec<u64>> {
        let rows = self.chosen_rows(transcript, MOST);
        if rows.is_none() {
            let args = [("most", crate::ui::format::grouped(MOST).into())];
            cx.notices.say(Weight::Bad, cx.i18n.text_with("table-too-many-marks", &args));
        }
        rows
    }
}

impl MarkEditor {
    fn content_ui(&mut self, ui: &mut Ui, i18n: &I18n) -> Option<Answer> {
        let mut answer = None;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            for color in MarkColor::ALL {
                if color_ui(ui, i18n, color, self.color == color) {
                    self.color = color;
                }
            }
        });
        ui.add_space(4.0);
        let name = i18n.text("table-mark-note");
        let field = Field::new(&mut self.note, &name).hint(&name).show(ui);
        if std::mem::take(&mut self.wants_focus) {
            field.request_focus();
        }
        let by_key = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            if Button::secondary(&i18n.text("table-mark-set")).pressed(ui) || by_key {
                answer = Some(Answer::Set(RowMark { color: self.color, note: self.note.trim().to_owned() }));
            }
            if Button::plain(&i18n.text("table-mark-remove")).pressed(ui) {
                answer = Some(Answer::Remove);
            }
        });
        answer
    }
}

/// A colour to choose: a dot and its name.
fn color_ui(ui: &mut Ui, i18n: &I18n, color: MarkColor, chosen: bool) -> bool {
    let tokens = Tokens::of(ui);
    let name = color_name(i18n, color);
    let width = paint::text_width(ui.painter(), &name, fonts::body(13.0)) + 34.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width.round(), 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(egui::accesskit::Role::RadioButton, true, chosen, &name));
    if chosen || response.hovered() {
        let fill = if chosen { tokens.selected } else { mix(tokens.raised, tokens.text, 8) };
        ui.painter().rect_filled(rect, RADIUS, fill);
    }
    ui.painter().circle_filled(rect.left_center() + vec2(13.0, 0.0), 4.5, color_of(color, &tokens));
    let at = rect.left_center() + vec2(24.0, 0.5);
    paint::text(ui.painter(), at, Align::Min, name.as_str(), fonts::body(13.0), tokens.text);
    if response.has_focus() {
        paint::focus_ring(ui.painter(), rect, RADIUS, &tokens);
    }
    response.on_hover_text(name).clicked()
}

/// Handles the keys that go from mark to mark.
pub(super) fn shortcuts(ui: &Ui, cx: &mut TabContext<'_>, state: &mut TableState, transcript: &Transcript) {
    for (action, forward) in [(shortcut::PREVIOUS_MARK, false), (shortcut::NEXT_MARK, true)] {
        if shortcut::pressed(ui, action) {
            state.step_to_mark(cx, transcript, forward);
        }
    }
}
