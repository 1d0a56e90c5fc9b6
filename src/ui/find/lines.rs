//! The lines below the toolbar: what is wrong with a pattern, how far a scan is, and that nothing matches.

use egui::{Align, Color32, Layout, Rect, RichText, TextFormat, Ui, UiBuilder, text::LayoutJob, vec2};

use crate::{
    transcript::{Mode, PatternProblem, Progress},
    ui::{
        bars::{self, Ground},
        button::Button,
        fonts, format, icons, paint, reason,
        tab_context::TabContext,
        theme::{Tokens, height},
    },
};

/// A scan that takes less is not shown.
const SHOWN_AFTER_SECONDS: f64 = 0.3;
/// Characters of a pattern that are shown on either side of what is wrong.
const AROUND: usize = 24;

/// What a progress line asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Stop,
    GoOn,
}

/// Shows how far a scan is, once it takes a while.
#[derive(Debug, Default)]
pub(super) struct ProgressLine {
    /// When it was first seen not to be at the end, in seconds of the window.
    since: Option<f64>,
}

impl ProgressLine {
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &TabContext<'_>,
        name: &str,
        key: &'static str,
        progress: Option<Progress>,
    ) -> Option<Act> {
        let now = ui.input(|input| input.time);
        let Some(progress) = progress else {
            self.since = None;
            return None;
        };
        let since = *self.since.get_or_insert(now);
        // Close to the end it only keeps up with what comes.
        let is_far = progress.rows.saturating_sub(progress.scanned) > progress.rows / 50;
        if !progress.stopped && (now - since < SHOWN_AFTER_SECONDS || !is_far) {
            return None;
        }
        bars::top_ui(ui, name, height::OPTION_ROW, Ground::Surface, |ui| {
            let tokens = Tokens::of(ui);
            let args =
                [("row", format::grouped(progress.scanned).into()), ("rows", format::grouped(progress.rows).into())];
            let key = if progress.stopped { "find-stopped" } else { key };
            let color = if progress.stopped { tokens.warn } else { tokens.muted };
            ui.label(RichText::new(cx.i18n.text_with(key, &args)).size(12.0).color(color));
            let (words, act) = if progress.stopped {
                (cx.i18n.text("find-go-on"), Act::GoOn)
            } else {
                let done = progress.scanned as f32 / progress.rows.max(1) as f32;
                bar_ui(ui, done, &tokens);
                (cx.i18n.text("find-stop"), Act::Stop)
            };
            Button::plain(&words).pressed(ui).then_some(act)
        })
    }
}

fn bar_ui(ui: &mut Ui, done: f32, tokens: &Tokens) {
    let (_, rect) = ui.allocate_space(vec2(120.0, 4.0));
    ui.painter().rect_filled(rect, 2.0, tokens.raised);
    let filled = Rect::from_min_size(rect.min, vec2(rect.width() * done.clamp(0.0, 1.0), rect.height()));
    ui.painter().rect_filled(filled, 2.0, tokens.accent);
}

/// Shows the pattern with a mark at what is wrong, and says it.
pub(super) fn problem_ui(ui: &mut Ui, cx: &TabContext<'_>, name: &str, pattern: &str, problem: &PatternProblem) {
    bars::top_ui(ui, name, height::COLUMN_HEADS, Ground::Surface, |ui| {
        let tokens = Tokens::of(ui);
        let words = reason::error(cx.i18n, problem);
        let job = marked(pattern, problem.byte, &tokens);
        let galley = ui.painter().layout_job(job);
        let (rect, response) = ui.allocate_exact_size(galley.size(), egui::Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, pattern));
        paint::place(ui.painter(), rect.left_center(), Align::Min, galley, tokens.muted);
        ui.add(egui::Label::new(RichText::new(&words).size(12.0).color(tokens.error)).truncate()).on_hover_text(words);
    });
}

/// The pattern around a place, with that place underlined.
fn marked(pattern: &str, byte: usize, tokens: &Tokens) -> LayoutJob {
    let font = fonts::mono(12.0);
    let plain = |color: Color32| TextFormat::simple(font.clone(), color);
    let (before, rest) = pattern.split_at(byte.min(pattern.len()));
    let mut rest = rest.chars();
    let fault = rest.next();
    let mut head: Vec<char> = before.chars().rev().take(AROUND + 1).collect();
    if head.len() > AROUND {
        head[AROUND] = '…';
    }
    let mut tail: String = rest.as_str().chars().take(AROUND).collect();
    if tail.len() < rest.as_str().len() {
        tail.push('…');
    }
    let mut job = LayoutJob::default();
    job.append(&head.iter().rev().collect::<String>(), 0.0, plain(tokens.muted));
    let underline = egui::Stroke::new(1.5, tokens.error);
    // At the end, the mark stands below a space.
    let fault = fault.map_or_else(|| "\u{a0}".to_owned(), |c| c.to_string());
    job.append(&fault, 0.0, TextFormat { underline, ..plain(tokens.error) });
    job.append(&tail, 0.0, plain(tokens.muted));
    job
}

/// What to do where nothing matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoMatch {
    /// Clear all filters.
    Clear,
    /// Read the pattern in another way.
    ReadAs(Mode),
}

/// Says over an empty list that nothing matches, and how else the pattern may be meant.
pub(super) fn no_match_ui(ui: &mut Ui, cx: &TabContext<'_>, list: Rect, other: Option<Mode>) -> Option<NoMatch> {
    let rect = Rect::from_min_max(list.min + vec2(12.0, height::COLUMN_HEADS + 2.0 * height::ROW), list.max);
    let builder = UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Center));
    let mut child = ui.new_child(builder);
    child.label(RichText::new(cx.i18n.text("list-no-match")).color(Tokens::of(ui).muted));
    child.add_space(4.0);
    let mut pressed = None;
    if let Some(mode) = other {
        let words = cx.i18n.text_with("find-mode", &[("mode", cx.i18n.text(mode_key(mode)).into_owned().into())]);
        if Button::primary(&words).pressed(&mut child) {
            pressed = Some(NoMatch::ReadAs(mode));
        }
        child.add_space(4.0);
    }
    if Button::secondary(&cx.i18n.text("find-clear-all")).icon(icons::FILTER).pressed(&mut child) {
        pressed = Some(NoMatch::Clear);
    }
    pressed
}

/// The key of a mode's name.
pub(super) fn mode_key(mode: Mode) -> &'static str {
    match mode {
        Mode::Text => "find-mode-text",
        Mode::Regex => "find-mode-regex",
        Mode::JsonPath => "find-mode-path",
    }
}
