//! The strip above a list: how much came and went over the session, what went wrong, and a time range to choose.
//!
//! It draws at most one point for two pixels, changes only with the transcript, and asks for no frame by itself.

mod gaps;
mod marks;
mod measure;
mod plot;
mod selection;
mod words;

use std::ops::Range;

use egui::{Ui, vec2};

pub use self::measure::HEIGHT;
use self::{measure::Measure, selection::Selection};
use super::{
    bars::{self, FillRow, Ground},
    button::Button,
    tab_context::TabContext,
};
use crate::{
    i18n::I18n,
    settings::Settings,
    transcript::{Bounds, Direction, Filter, Query, Timeline, Transcript},
};

/// In a narrower list there is no room for it.
pub const LEAST_WIDTH: f32 = 480.0;
/// In a lower window the rows need the room, unless the user wants the strip.
const LEAST_WINDOW_HEIGHT: f32 = 600.0;
/// And above a list that keeps some rows below it.
const LEAST_HEIGHT: f32 = 180.0;

/// What a strip remembers between frames.
#[derive(Debug, Default)]
pub struct TimelineState {
    measure: Option<Measure>,
    selection: Selection,
    gaps_of: Option<Direction>,
}

impl TimelineState {
    /// Messages, unless there are only bytes, as in an upload.
    fn measure(&self, timeline: &Timeline) -> Measure {
        let messages = timeline.tally(Direction::In).messages + timeline.tally(Direction::Out).messages;
        let bytes = timeline.tally(Direction::In).bytes + timeline.tally(Direction::Out).bytes;
        self.measure.unwrap_or(if messages == 0 && bytes > 0 { Measure::Bytes } else { Measure::Messages })
    }
}

/// Whether a list of a width has room for the strip.
pub fn has_room(width: f32) -> bool {
    width >= LEAST_WIDTH
}

/// Whether the strip is switched on: where the window is tall enough, unless the user has chosen.
pub fn is_on(ui: &Ui, settings: &Settings) -> bool {
    settings.timeline.unwrap_or_else(|| ui.ctx().content_rect().height() >= LEAST_WINDOW_HEIGHT)
}

/// Switches it on or off, for all lists and from now on.
pub fn toggle(ui: &Ui, settings: &mut Settings) {
    settings.timeline = Some(!is_on(ui, settings));
}

/// As [`strip_ui`] for the time range of a filter, if there is room and it is switched on.
pub fn filter_strip_ui(
    ui: &mut Ui,
    cx: &TabContext<'_>,
    state: &mut TimelineState,
    transcript: &Transcript,
    filter: &mut Filter,
) {
    let is_low = ui.available_height() < LEAST_HEIGHT;
    if is_low || !has_room(ui.max_rect().width()) || !is_on(ui, cx.settings) {
        return;
    }
    let Bounds { least, most } = filter.query().micros;
    let end = most.unwrap_or(transcript.timeline().span().end).saturating_add(1);
    let mut range = (least.is_some() || most.is_some()).then(|| least.unwrap_or(0)..end);
    let before = range.clone();
    strip_ui(ui, cx.i18n, state, transcript, &mut range);
    if range != before {
        let micros = range.map(Bounds::from).unwrap_or_default();
        filter.set_query(Query { micros, ..filter.query().clone() });
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
            let (hint, other) = match measure {
                Measure::Messages => ("timeline-to-bytes", Measure::Bytes),
                Measure::Bytes => ("timeline-to-messages", Measure::Messages),
            };
            if Button::plain(&i18n.text(measure.name_key())).hint(&i18n.text(hint)).pressed(ui) {
                state.measure = Some(other);
            }
            gaps::button_ui(ui, i18n, timeline, &mut state.gaps_of);
        });
        row.end(ui);
    });
}
