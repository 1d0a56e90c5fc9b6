//! The sentence that says what is wrong with a field, in the error colour: below the field, or in a line of its own where
//! the field stands in a bar of a fixed height. It says nothing else; what is wrong is the form's to find.

use egui::{Id, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2};

use super::{fonts, theme::Tokens};

/// A sentence is at least so wide, in points, however narrow its field.
const MIN_WIDTH: f32 = 240.0;

/// Between the field and its sentence, in points.
const GAP: f32 = 2.0;

/// The sentence of a field that was drawn last in a row, and the pass that drew it.
#[derive(Clone, Copy)]
struct Above {
    rect: Rect,
    pass: u64,
}

/// Draws it where a control would stand.
pub fn problem_ui(ui: &mut Ui, words: &str) {
    let tokens = Tokens::of(ui);
    let label = egui::Label::new(egui::RichText::new(words).font(fonts::body(12.0)).color(tokens.error));
    ui.add(label.wrap());
}

/// Draws it below a field that stands already. The row becomes taller; what stands beside the field stays where it is.
pub(super) fn below_ui(ui: &mut Ui, field: Rect, id: Id, words: &str) {
    let tokens = Tokens::of(ui);
    let room = ui.max_rect().right() - field.left();
    let width = field.width().max(MIN_WIDTH.min(room));
    let galley = ui.painter().layout(words.to_owned(), fonts::body(12.0), tokens.error, width);
    let mut rect = Rect::from_min_size(pos2(field.left(), field.bottom() + GAP), galley.size());
    // The sentence of a narrow field may reach below the next one.
    let row = ui.unique_id().with("problem");
    let pass = ui.ctx().cumulative_pass_nr();
    let above = ui.data(|data| data.get_temp::<Above>(row)).filter(|above| above.pass == pass);
    if let Some(above) = above.filter(|above| above.rect.intersects(rect)) {
        rect = rect.translate(egui::vec2(0.0, above.rect.bottom() + GAP - rect.top()));
    }
    ui.data_mut(|data| data.insert_temp(row, Above { rect, pass }));
    // In a row, the cursor stays beside the field.
    if ui.layout().is_horizontal() {
        ui.expand_to_include_rect(rect);
    } else {
        ui.advance_cursor_after_rect(rect);
    }
    let response = ui.interact(rect, id.with("problem"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    ui.painter().galley(rect.min, galley, tokens.error);
}
