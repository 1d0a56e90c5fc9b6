//! A row's head is read when the row comes into view or is chosen, not in each frame.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use egui_kittest::{Harness, kittest::Queryable as _};
use jiff::Timestamp;
use wirelight::{
    engine::{Spawner, Wake},
    i18n::{I18n, Lang},
    settings::Settings,
    transcript::{
        Body, Entry, RowRef, Transcript,
        entry::{DropReason, Dropped, Response},
    },
    ui::{
        chip::Chip,
        inspector::{Exchange, Heads, Inspected, Payload},
        log::{LogState, LogView, log_ui},
        notice::Notices,
        reason, row_words,
        tab_context::TabContext,
        table::{ColumnSpec, HeadWords, PREVIEW, RowPaint, RowView},
        theme::{self, Tokens},
    },
};

/// How often heads were read.
#[derive(Debug, Default)]
struct Reads {
    words: Cell<u32>,
    explained: Cell<u32>,
    responses: Cell<u32>,
    response: RefCell<Option<Arc<Response>>>,
}

impl Reads {
    /// Since the last time: for the list, the details and the HTTP tab.
    fn take(&self) -> [u32; 3] {
        [self.words.take(), self.explained.take(), self.responses.take()]
    }
}

fn count(reads: &Cell<u32>) {
    reads.set(reads.get() + 1);
}

/// Shows rows by their heads alone.
struct HeadsOnly<'a> {
    i18n: &'a I18n,
    reads: &'a Reads,
    transcript: &'a Transcript,
}

impl RowView for HeadsOnly<'_> {
    fn id(&self) -> &'static str {
        "heads"
    }

    fn started_at(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn columns(&self, _width: f32) -> Vec<ColumnSpec> {
        vec![ColumnSpec::flexible(PREVIEW, "Preview", 16.0)]
    }

    fn words(&self, row: &RowRef<'_>) -> HeadWords {
        count(&self.reads.words);
        HeadWords::one(PREVIEW, row_words::line(self.i18n, row))
    }

    fn paint(&self, _row: &RowRef<'_>, words: &HeadWords, to: &mut RowPaint<'_>) {
        to.words(PREVIEW, words.of(PREVIEW), to.tokens.text);
    }

    fn label(&self, _row: &RowRef<'_>, words: &HeadWords) -> String {
        words.of(PREVIEW).to_owned()
    }
}

impl LogView for HeadsOnly<'_> {
    fn chips(&self, _transcript: &Transcript, _tokens: &Tokens) -> Vec<Chip> {
        Vec::new()
    }

    fn inspect<'r>(&self, row: &RowRef<'r>, heads: &mut Heads) -> Inspected<'r> {
        let details = heads.explained(row.number, || {
            count(&self.reads.explained);
            vec![("explained".to_owned(), self.i18n.text("list-kind-request").into_owned())]
        });
        Inspected {
            number: row.number,
            direction: row.direction,
            is_error: false,
            title: String::new(),
            meta: String::new(),
            payload: Payload::None,
            details,
        }
    }

    fn exchanges(&self, _selected: Option<&RowRef<'_>>, heads: &mut Heads) -> Vec<Exchange> {
        let response = self.transcript.row(0).and_then(|row| heads.response(&row));
        // The one before is still there: another one cannot have its place in memory.
        let before = self.reads.response.replace(response.clone());
        if !matches!((&before, &response), (Some(before), Some(now)) if Arc::ptr_eq(before, now)) {
            count(&self.reads.responses);
        }
        vec![Exchange { response, ..Exchange::default() }]
    }
}

struct Stage {
    transcript: Transcript,
    log: LogState,
    reads: Reads,
    settings: Settings,
    i18n: I18n,
    spawner: Spawner,
    _runtime: tokio::runtime::Runtime,
}

impl Stage {
    fn ui(&mut self, ui: &mut egui::Ui) {
        let mut notices = Notices::default();
        let mut cx = TabContext::new(&self.i18n, &self.spawner, &mut notices, &mut self.settings);
        let view = HeadsOnly { i18n: &self.i18n, reads: &self.reads, transcript: &self.transcript };
        log_ui(ui, &mut cx, &mut self.log, &self.transcript, &view);
    }
}

fn dropped(rows: u64) -> Dropped {
    Dropped { rows, ..Dropped::by(DropReason::TranscriptLimit) }
}

/// An answer with a head of 1 MiB, which is chosen, and a row whose words depend on the language.
fn rows() -> Transcript {
    let secret = ("x-key".to_owned(), "hush".to_owned());
    let lines = (0..1_024).map(|n| (format!("x-{n}"), "v".repeat(1_024)));
    let response = Response::new(200, Some("OK".to_owned()), std::iter::once(secret).chain(lines).collect());
    let mut transcript = Transcript::default();
    transcript.push(&Entry::incoming(0, Body::from(response)));
    transcript.push(&Entry::local(0, Body::Dropped(dropped(1))));
    transcript
}

fn log<'a>(mut log: LogState) -> Harness<'a, Stage> {
    log.table.select(0);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let stage = Stage {
        transcript: rows(),
        log,
        reads: Reads::default(),
        settings: Settings::default(),
        i18n: I18n::new(Lang::English),
        spawner: Spawner::new(runtime.handle().clone(), Wake::none()),
        _runtime: runtime,
    };
    let mut harness = Harness::builder()
        .with_size([1200.0, 500.0])
        .with_step_dt(0.01)
        .allow_missing_glyphs()
        .with_context_setup(theme::install)
        .build_ui_state(|ui, stage: &mut Stage| stage.ui(ui), stage);
    harness.run_steps(4);
    harness
}

fn shows(harness: &Harness<'_, Stage>, words: &str) -> bool {
    harness.query_all_by_label(words).next().is_some()
}

#[test]
fn a_head_is_read_once_for_a_hundred_frames() {
    let mut harness = log(LogState::showing_http());
    assert_eq!(harness.state().reads.take(), [2, 1, 1], "two rows in the list, one in the inspector");
    harness.run_steps(100);
    assert_eq!(harness.state().reads.take(), [0, 0, 0]);
    for row in 2..22 {
        // Rows that come in make nobody read the others again.
        harness.state_mut().transcript.push(&Entry::local(row, Body::Dropped(dropped(row))));
        harness.run_steps(1);
    }
    let [words, others @ ..] = harness.state().reads.take();
    assert!(words <= 20, "no row twice: {words}");
    assert_eq!(others, [0, 0], "rows that come change nothing of those that are there");
    harness.state_mut().transcript = rows();
    harness.state_mut().log.table.select(0);
    harness.run_steps(2);
    assert_eq!(harness.state().reads.take(), [2, 1, 1], "the rows of another session have the same numbers");
}

#[test]
fn another_language_changes_the_words_of_list_and_inspector() {
    let mut harness = log(LogState::default());
    let words = |lang| reason::dropped(&I18n::new(lang), &dropped(1));
    let (english, chinese) = (words(Lang::English), words(Lang::Chinese));
    assert!(shows(&harness, &english) && shows(&harness, "request"));
    harness.state_mut().i18n = I18n::new(Lang::Chinese);
    harness.run_steps(2);
    assert!(shows(&harness, &chinese) && shows(&harness, "请求"));
    assert!(!shows(&harness, &english) && !shows(&harness, "request"));
}

#[test]
fn a_header_that_becomes_a_secret_is_masked_at_once() {
    let mut harness = log(LogState::default());
    assert!(shows(&harness, "hush") && !shows(&harness, "***"));
    harness.state_mut().settings.secret_headers = vec!["X-Key".to_owned()];
    harness.run_steps(2);
    assert!(!shows(&harness, "hush") && shows(&harness, "***"));
}
