//! A field for one line of text, or several, with its label inside at the left and, where its content is wrong, the
//! sentence that says so below it. What may stand in it is the form's to say.

use std::borrow::Cow;

use egui::{
    Align, Align2, Color32, FontSelection, Frame, Id, KeyboardShortcut, Rect, Response, RichText, Stroke, StrokeKind,
    TextEdit, Ui, UiBuilder, pos2, vec2,
};

use super::{
    fonts,
    icons::Icon,
    paint, problem,
    shortcut::Action,
    theme::{RADIUS, Tokens, height, mix},
};

/// A text field. Its name is what a screen reader says and, if wanted, what stands inside at the left.
#[derive(Debug)]
#[must_use = "a field is only there once it is shown"]
pub struct Field<'a> {
    text: &'a mut String,
    name: &'a str,
    shows_name: bool,
    hint: &'a str,
    tooltip: &'a str,
    width: f32,
    lines: usize,
    new_line: Option<KeyboardShortcut>,
    icon: Option<(Icon, Color32)>,
    id: Option<Id>,
    problem: Problem<'a>,
    enabled: bool,
    right_margin: f32,
    secret: bool,
}

/// What is wrong with a field, and where that is said.
#[derive(Debug)]
enum Problem<'a> {
    /// Nothing.
    None,
    /// The sentence below it.
    Below(Cow<'a, str>),
    /// The view says it.
    Elsewhere,
}

impl<'a> Field<'a> {
    /// A field that takes the width that is left.
    pub fn new(text: &'a mut String, name: &'a str) -> Self {
        Self {
            text,
            name,
            shows_name: false,
            hint: "",
            tooltip: "",
            width: f32::INFINITY,
            lines: 1,
            new_line: None,
            icon: None,
            id: None,
            problem: Problem::None,
            enabled: true,
            right_margin: 0.0,
            secret: false,
        }
    }

    /// Shows the name inside at the left.
    pub fn show_name(self) -> Self {
        Self { shows_name: true, ..self }
    }

    /// Shown while it is empty.
    pub fn hint(self, hint: &'a str) -> Self {
        Self { hint, ..self }
    }

    /// What it is for; the name when not set.
    pub fn tooltip(self, tooltip: &'a str) -> Self {
        Self { tooltip, ..self }
    }

    /// Its width in points.
    pub fn width(self, width: f32) -> Self {
        Self { width, ..self }
    }

    /// Shows this many lines and takes line ends.
    pub fn lines(self, lines: usize) -> Self {
        Self { lines, ..self }
    }

    /// Takes line ends, by this key and from the clipboard, also while it shows one line; Enter is left to the view.
    pub fn new_line(self, action: Action) -> Self {
        Self { new_line: action.keys, ..self }
    }

    /// An icon at the left.
    pub fn icon(self, icon: Icon, color: Color32) -> Self {
        Self { icon: Some((icon, color)), ..self }
    }

    /// An identity of its own, so that a shortcut can put the focus here.
    pub fn id(self, id: Id) -> Self {
        Self { id: Some(id), ..self }
    }

    /// What is wrong with its content: a border in the error colour, and the sentence below the field.
    pub fn problem(self, problem: Option<impl Into<Cow<'a, str>>>) -> Self {
        Self { problem: problem.map_or(Problem::None, |words| Problem::Below(words.into())), ..self }
    }

    /// Something is wrong with its content, and the view itself says what: the field stands in a bar of a fixed height.
    pub fn problem_elsewhere(self, is_wrong: bool) -> Self {
        Self { problem: if is_wrong { Problem::Elsewhere } else { Problem::None }, ..self }
    }

    /// Whether it can be edited.
    pub fn enabled(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }

    /// Keeps room at the right for something that is drawn over it.
    pub fn right_margin(self, right_margin: f32) -> Self {
        Self { right_margin, ..self }
    }

    /// Shows dots instead of the text.
    pub fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// Draws it.
    pub fn show(mut self, ui: &mut Ui) -> Response {
        let tokens = Tokens::of(ui);
        let width = if self.width.is_finite() { self.width } else { ui.available_width() };
        let line = 17.0;
        let tall = height::CONTROL + line * (self.lines - 1) as f32;
        let (_, rect) = ui.allocate_space(vec2(width.max(40.0), tall));
        // The frame is drawn below the text, but its colours depend on the response.
        let frame = ui.painter().add(egui::Shape::Noop);
        let inner = self.left_side(ui, rect, &tokens);
        let edit = self.edit(inner.width(), &tokens);
        // A child, because the room is taken already.
        let mut child = ui.new_child(UiBuilder::new().max_rect(inner));
        let response = child.add_sized(inner.size(), edit).accessible_name(self.name);
        // Icon and name belong to the field: a click on them means it, too.
        if self.enabled && ui.rect_contains_pointer(rect) && ui.input(|input| input.pointer.primary_clicked()) {
            response.request_focus();
        }
        let (fill, border) = self.colors(&response, &tokens);
        let shape = egui::epaint::RectShape::new(rect, RADIUS, fill, Stroke::new(1.0, border), StrokeKind::Inside);
        ui.painter().set(frame, shape);
        if response.has_focus() {
            let outside = mix(tokens.surface, border, 45);
            ui.painter().rect_stroke(rect, RADIUS + 1.0, Stroke::new(1.0, outside), StrokeKind::Outside);
        }
        if let Problem::Below(words) = &self.problem {
            problem::below_ui(ui, rect, response.id, words);
        }
        response.on_hover_text(if self.tooltip.is_empty() { self.name } else { self.tooltip })
    }

    /// What is typed into, without a frame of its own.
    fn edit(&mut self, width: f32, tokens: &Tokens) -> TextEdit<'_> {
        let is_multiline = self.lines > 1 || self.new_line.is_some();
        let edit = if is_multiline { TextEdit::multiline(self.text) } else { TextEdit::singleline(self.text) };
        let edit = edit
            .font(FontSelection::FontId(fonts::mono(12.5)))
            .text_color(if self.enabled { tokens.text } else { tokens.muted })
            .hint_text(RichText::new(self.hint).font(fonts::body(13.0)).color(tokens.muted))
            .frame(Frame::NONE)
            .margin(0.0)
            .interactive(self.enabled)
            .password(self.secret)
            .desired_width(width)
            .desired_rows(self.lines)
            .align(if is_multiline { Align2::LEFT_TOP } else { Align2::LEFT_CENTER });
        let edit = if let Some(keys) = self.new_line { edit.return_key(keys) } else { edit };
        if let Some(id) = self.id { edit.id(id) } else { edit }
    }

    /// What it lies on, and its border.
    fn colors(&self, response: &Response, tokens: &Tokens) -> (Color32, Color32) {
        let border = match (&self.problem, response.has_focus(), response.hovered() && self.enabled) {
            (Problem::Below(_) | Problem::Elsewhere, ..) => tokens.error,
            (Problem::None, true, _) => tokens.accent,
            (Problem::None, false, true) => mix(tokens.line2, tokens.text, 20),
            (Problem::None, false, false) => tokens.line2,
        };
        (if self.enabled { tokens.field } else { tokens.surface }, border)
    }

    /// Draws icon and name; returns where the text goes.
    fn left_side(&self, ui: &Ui, rect: Rect, tokens: &Tokens) -> Rect {
        let first_line = pos2(rect.left(), rect.top() + height::CONTROL / 2.0);
        let mut x = rect.left() + 10.0;
        if let Some((icon, color)) = self.icon {
            paint::icon(ui.painter(), pos2(x + 6.0, first_line.y), icon, 16.0, color);
            x += 20.0;
        }
        if self.shows_name {
            let at = pos2(x, first_line.y + 0.5);
            let placed = paint::text(ui.painter(), at, Align::Min, self.name, fonts::body(13.0), tokens.muted);
            x = placed.right() + 10.0;
        }
        let right = (rect.right() - 10.0 - self.right_margin).max(x + 20.0);
        let margin = if self.lines > 1 || self.new_line.is_some() { 6.0 } else { 0.0 };
        Rect::from_min_max(pos2(x, rect.top() + margin), pos2(right, rect.bottom() - margin))
    }
}

/// A box with a tick, and words that belong to it.
pub fn check_ui(ui: &mut Ui, on: &mut bool, words: &str, tooltip: &str) -> Response {
    let response = ui.checkbox(on, words);
    if response.has_focus() {
        paint::focus_ring(ui.painter(), response.rect, RADIUS, &Tokens::of(ui));
    }
    response.on_hover_text(tooltip)
}
