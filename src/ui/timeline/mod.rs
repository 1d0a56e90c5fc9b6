//! The strip above a list: how much came and went over the session, what went wrong, and a time range to choose.
//!
//! It draws at most one point for two pixels, changes only with the transcript, and asks for no frame by itself.

mod gaps;
mod plot;
mod selection;
mod words;

use std::ops::Range;

use egui::{Ui, vec2};

use self::selection::Selection;
use super::{
    bars::{self, FillRow, Ground},
    button::Button,
    icons, shortcut,
};
use crate::{
    i18n::I18n,
    protocols::tab::TabContext,
    settings::Settings,
    transcript::{Direction, Timeline, Transcript},
};

/// How tall the strip is.
pub const HEIGHT: f32 = 64.0;
/// In a narrower list there is no room for it.
pub const LEAST_WIDTH: f32 = 480.0;
/// In a lower window the rows need the room, unless the user wants the strip.
const LEAST_WINDOW_HEIGHT: f32 = 600.0;

/// What a strip remembers between frames.
#[derive(Debug, Default)]
pub struct TimelineState {
    measure: Option<Measure>,
    selection: Selection,
    gaps_of: Option<Direction>,
}

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Messages,
    Bytes,
}

impl TimelineState {
    /// Messages, unless there are only bytes, as in an upload.
    fn measure(&self, timeline: &Timeline) -> Measure {
        let messages = timeline.tally(Direction::In).messages + timeline.tally(Direction::Out).messages;
        let bytes = timeline.tally(Direction::In).bytes + timeline.tally(Direction::Out).bytes;
        self.measure.unwrap_or(if messages == 0 && bytes > 0 { Measure::Bytes } else { Measure::Messages })
    }
}

/// Whether the strip is shown in a list of a width.
pub fn is_shown(ui: &Ui, settings: &Settings, width: f32) -> bool {
    let by_default = ui.ctx().content_rect().height() >= LEAST_WINDOW_HEIGHT;
    width >= LEAST_WIDTH && settings.timeline.unwrap_or(by_default)
}

/// Draws the button of the toolbar that shows and hides the strip, where there is room for one.
pub fn toggle_ui(ui: &mut Ui, cx: &mut TabContext<'_>, width: f32) {
    if width >= LEAST_WIDTH {
        let shown = is_shown(ui, cx.settings, width);
        let words = cx.i18n.text("timeline-show");
        if Button::ghost(icons::TIMELINE, &words).on(shown).shortcut(shortcut::TIMELINE).pressed(ui) {
            cx.settings.timeline = Some(!shown);
        }
    }
}

/// Draws the strip. A time range that is chosen there, in microseconds since the session began, goes into `range`.
pub fn strip_ui(
    ui: &mut Ui,
    i18n: &I18n,
    state: &mut TimelineState,
    transcript: &Transcript,
    range: &mut Option<Range<u64>>,
) {
    let timeline = transcript.timeline();
    bars::top_ui(ui, "timeline", HEIGHT, Ground::Surface, |ui| {
        let row = FillRow::begin(ui, "timeline");
        let measure = state.measure(timeline);
        plot::plot_ui(ui, i18n, plot::View { timeline, measure, width: row.width }, &mut state.selection, range);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
            ui.add_space((HEIGHT / 2.0 - super::theme::height::CONTROL).max(0.0));
            let (key, hint, other) = match measure {
                Measure::Messages => ("timeline-messages", "timeline-to-bytes", Measure::Bytes),
                Measure::Bytes => ("timeline-bytes", "timeline-to-messages", Measure::Messages),
            };
            if Button::plain(&i18n.text(key)).hint(&i18n.text(hint)).pressed(ui) {
                state.measure = Some(other);
            }
            gaps::button_ui(ui, i18n, timeline, &mut state.gaps_of);
        });
        row.end(ui);
    });
}
