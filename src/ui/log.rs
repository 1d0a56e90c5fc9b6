//! Toolbar, list and inspector together: what WebSocket, event streams and long polling show alike.

use egui::{Rect, Ui};

use super::{
    bars::{self, Ground},
    chip::Chip,
    find::{self, FindState},
    inspector::{Exchange, Heads, Inspected, InspectorState, InspectorTab, Showing, inspector_ui},
    split,
    tab_context::TabContext,
    table::{RowView, TableState, table_ui},
    theme::{Tokens, height},
    timeline::{TimelineState, filter_strip_ui},
    toolbar::toolbar_ui,
};
use crate::transcript::{RowRef, Transcript};

/// What a log remembers between frames.
#[derive(Debug, Default)]
pub struct LogState {
    /// The list: place, selection, filter.
    pub table: TableState,
    find: FindState,
    timeline: TimelineState,
    inspector: InspectorState,
    heads: Heads,
    /// The transcript of the last frame.
    transcript: u64,
}

impl LogState {
    /// With the inspector open at the HTTP exchange, for rows that carry no payload.
    pub fn showing_http() -> Self {
        Self { inspector: InspectorState::showing_http(), ..Self::default() }
    }

    /// With a tab of the protocol's own in the inspector.
    pub fn with_tab(tab: impl InspectorTab + 'static) -> Self {
        Self { inspector: InspectorState::default().with_tab(tab), ..Self::default() }
    }

    /// Another session begins: its rows are followed.
    pub fn begin(&mut self) {
        self.table.selected = None;
        self.table.follow = true;
    }
}

/// How a protocol shows its log, besides its rows.
pub trait LogView: RowView {
    /// The filter's chips.
    fn chips(&self, transcript: &Transcript, tokens: &Tokens) -> Vec<Chip>;

    /// A row for the inspector. What is read of its head is kept in `heads`.
    fn inspect<'r>(&self, row: &RowRef<'r>, heads: &mut Heads) -> Inspected<'r>;

    /// The HTTP exchanges behind a row, or those of the session when none is chosen.
    fn exchanges(&self, selected: Option<&RowRef<'_>>, heads: &mut Heads) -> Vec<Exchange>;

    /// The height of what [`Self::footer_ui`] draws below the inspector; 0.0 for nothing.
    fn footer_height(&self) -> f32 {
        0.0
    }

    /// Draws what stands below the inspector whatever tab of it is open.
    fn footer_ui(&self, _ui: &mut Ui, _selected: Option<&RowRef<'_>>) {}

    /// The inspector's width at first.
    fn inspector_width(&self) -> f32 {
        400.0
    }
}

/// Draws the log into all of the room that is left.
pub fn log_ui(ui: &mut Ui, cx: &mut TabContext<'_>, state: &mut LogState, transcript: &Transcript, view: &dyn LogView) {
    let tokens = Tokens::of(ui);
    let selected = state.table.selected.and_then(|number| transcript.row(number));
    if selected.is_none() {
        state.table.selected = None;
    }
    if state.transcript != transcript.id() {
        state.transcript = transcript.id();
        // What comes from a file is read from its begin.
        state.table.follow &= !cx.saved;
    }
    state.inspector.background_ui(ui, cx);
    let parts = split::split_ui(ui, cx.i18n, view.inspector_width(), selected.is_some());
    split::part_ui(ui, "log", parts.list, |ui| {
        bars::top_ui(ui, "toolbar", height::TOOLBAR, Ground::Surface, |ui| {
            let chips = view.chips(transcript, &tokens);
            toolbar_ui(ui, cx, &mut state.find, &mut state.table, &chips, transcript);
        });
        find::lines_ui(ui, cx, &mut state.find, &mut state.table, transcript);
        filter_strip_ui(ui, cx, &mut state.timeline, transcript, &mut state.table.filter);
        find::run_jobs(cx.spawner, &mut state.table, transcript);
        let list = ui.available_rect_before_wrap();
        table_ui(ui, cx, &mut state.table, transcript, view);
        find::no_match_ui(ui, cx, &mut state.find, &mut state.table, transcript, list);
    });
    if let Some(rect) = parts.inspector {
        let heads = &mut state.heads;
        heads.begin_frame(cx, transcript);
        let inspected = selected.as_ref().map(|row| view.inspect(row, heads));
        let other = state.table.selection.pair().map(|(a, b)| if state.table.selected == Some(a) { b } else { a });
        let second = other.and_then(|number| transcript.row(number));
        let second = second.as_ref().map(|row| view.inspect(row, heads));
        let exchanges = view.exchanges(selected.as_ref(), heads);
        let (rect, footer) = with_footer(rect, view.footer_height());
        let stays = split::part_ui(ui, "inspector", rect, |ui| {
            let row = inspected.as_ref();
            let showing =
                Showing { transcript, row, second: second.as_ref(), exchanges: &exchanges, closable: parts.narrow };
            inspector_ui(ui, cx, &mut state.inspector, &showing)
        });
        if !stays {
            state.table.selected = None;
        }
        if let Some(number) = state.inspector.take_asked() {
            state.table.reveal(number);
        }
        if let Some(footer) = footer {
            split::part_ui(ui, "inspector_footer", footer, |ui| view.footer_ui(ui, selected.as_ref()));
        }
    }
}

/// The inspector and what stands below it, unless that would leave too little.
fn with_footer(rect: Rect, footer_height: f32) -> (Rect, Option<Rect>) {
    if footer_height <= 0.0 || rect.height() < 2.0 * footer_height {
        return (rect, None);
    }
    let (inspector, footer) = rect.split_top_bottom_at_y(rect.bottom() - footer_height);
    (inspector, Some(footer))
}
