//! A list on its own, without a window around it: what the tests of the list share.

use bytes::Bytes;
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use jiff::Timestamp;
use wirelight::{
    engine::{Spawner, Wake},
    i18n::{I18n, Lang},
    settings::Settings,
    transcript::{Body, Entry, RowRef, Transcript},
    ui::{
        notice::Notices,
        tab_context::{RecordedTo, TabContext},
        table::{
            ColumnSpec, DELTA, DIRECTION, HeadWords, KIND, PREVIEW, RowPaint, RowView, SIZE, TIME, TableState, table_ui,
        },
        theme,
    },
};

/// A list and what it needs.
pub(crate) struct Stage {
    pub(crate) transcript: Transcript,
    pub(crate) table: TableState,
    pub(crate) i18n: I18n,
    pub(crate) settings: Settings,
    pub(crate) notices: Notices,
    pub(crate) recording: Option<RecordedTo>,
    spawner: Spawner,
    _runtime: tokio::runtime::Runtime,
}

impl Stage {
    pub(crate) fn new(transcript: Transcript, lang: Lang) -> Self {
        let builder = &mut tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(1).build().expect("a runtime");
        Self {
            transcript,
            table: TableState::default(),
            i18n: I18n::new(lang),
            settings: Settings::default(),
            notices: Notices::default(),
            recording: None,
            spawner: Spawner::new(runtime.handle().clone(), Wake::none()),
            _runtime: runtime,
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui) {
        let mut cx = TabContext::new(&self.i18n, &self.spawner, &mut self.notices, &mut self.settings);
        cx.recording.clone_from(&self.recording);
        table_ui(ui, &mut cx, &mut self.table, &self.transcript, &Plain);
        for (row, mark) in cx.requests.marks {
            self.transcript.marks_mut().set(row, mark);
        }
    }

    pub(crate) fn notices(&self) -> Vec<String> {
        self.notices.words().map(str::to_owned).collect()
    }
}

/// Rows as every protocol shows them, in the plainest way.
pub(crate) struct Plain;

impl RowView for Plain {
    fn id(&self) -> &'static str {
        "plain"
    }

    fn started_at(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn columns(&self, _width: f32) -> Vec<ColumnSpec> {
        vec![
            ColumnSpec::new(TIME, "Time", 14.0, 90.0),
            ColumnSpec::new(DELTA, "Δ ms", 4.0, 46.0).right().gap_after(8.0),
            ColumnSpec::new(DIRECTION, "Direction", 4.0, 12.0),
            ColumnSpec::new(KIND, "Kind", 7.0, 60.0),
            ColumnSpec::new(SIZE, "Size", 0.0, 35.0).right().shown(false),
            ColumnSpec::flexible(PREVIEW, "Preview", 16.0),
        ]
    }

    fn paint(&self, row: &RowRef<'_>, _words: &HeadWords, to: &mut RowPaint<'_>) {
        to.direction(row.direction, None);
        to.words(KIND, row.kind.name(), to.tokens.muted);
        to.number(SIZE, row.payload.len().to_string(), to.tokens.muted);
        to.text_preview(PREVIEW, row.payload);
    }

    fn label(&self, row: &RowRef<'_>, _words: &HeadWords) -> String {
        format!("row {}", row.number)
    }
}

pub(crate) fn push(transcript: &mut Transcript, count: u64) {
    for _ in 0..count {
        let number = transcript.end_row();
        transcript.push(&Entry::incoming(number * 1_000, Body::Text(Bytes::from(format!("message {number}")))));
    }
}

/// A list of 240 points: heads and nearly ten rows.
pub(crate) fn shown_list<'a>(stage: Stage) -> Harness<'a, Stage> {
    sized_list(stage, 240.0)
}

/// A list of a height.
pub(crate) fn sized_list<'a>(stage: Stage, height: f32) -> Harness<'a, Stage> {
    let builder = Harness::builder().with_size([400.0, height]).with_context_setup(theme::install);
    let builder = builder.allow_missing_glyphs();
    let mut harness = builder.build_ui_state(|ui, stage: &mut Stage| stage.ui(ui), stage);
    harness.run();
    harness
}

/// A list with so many rows.
pub(crate) fn list<'a>(rows: u64, limit_bytes: usize) -> Harness<'a, Stage> {
    let mut transcript = Transcript::with_limit(limit_bytes);
    push(&mut transcript, rows);
    shown_list(Stage::new(transcript, Lang::English))
}

/// The numbers of the rows in view.
pub(crate) fn shown(harness: &Harness<'_, Stage>) -> Vec<u64> {
    harness
        .query_all_by_role(egui::accesskit::Role::ListBoxOption)
        .filter_map(|node| {
            let label = node.accesskit_node().label()?;
            label.strip_prefix("row ")?.split(' ').next()?.parse().ok()
        })
        .collect()
}

/// The numbers of the chosen rows in view.
pub(crate) fn chosen(harness: &Harness<'_, Stage>) -> Vec<u64> {
    let selection = &harness.state().table.selection;
    shown(harness).into_iter().filter(|&row| selection.contains(row)).collect()
}

pub(crate) fn click(harness: &mut Harness<'_, Stage>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

pub(crate) fn key(harness: &mut Harness<'_, Stage>, modifiers: egui::Modifiers, key: egui::Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

/// Turns the wheel over the list.
pub(crate) fn wheel(harness: &mut Harness<'_, Stage>, points: f32) {
    harness.hover_at(egui::pos2(100.0, 120.0));
    harness.run();
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::Vec2::new(0.0, points),
        modifiers: egui::Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
    });
    harness.run();
}
