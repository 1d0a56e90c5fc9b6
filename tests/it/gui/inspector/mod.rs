//! The inspector by its labels: each reading of a payload, copies, the comparison, saving to a file.

mod compare;
mod decoded;
mod details;
mod json;
mod large;
mod payload;

use std::time::{Duration, Instant};

use bytes::Bytes;
use egui::{Event, Key, Modifiers, OutputCommand};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use wirelight::{
    engine::{Spawner, Wake},
    i18n::{I18n, Lang},
    settings::Settings,
    transcript::{Body, Entry, Kind, Transcript},
    ui::{
        inspector::{Exchange, Inspected, InspectorState, Payload, Showing, inspector_ui},
        notice::Notices,
        tab_context::TabContext,
        theme,
    },
};

/// An inspector on rows that no session feeds, with workers that run.
pub(crate) struct Stage {
    pub(crate) transcript: Transcript,
    pub(crate) row: Option<u64>,
    pub(crate) second: Option<u64>,
    pub(crate) state: InspectorState,
    pub(crate) notices: Notices,
    pub(crate) exchanges: Vec<Exchange>,
    i18n: I18n,
    spawner: Spawner,
    _runtime: tokio::runtime::Runtime,
}

impl Stage {
    pub(crate) fn new(lang: Lang, rows: Vec<Body>) -> Self {
        let entry = |(number, body)| Entry::incoming(number as u64 * 1_000, body);
        Self::with_rows(lang, rows.into_iter().enumerate().map(entry).collect())
    }

    pub(crate) fn with_rows(lang: Lang, rows: Vec<Entry>) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let mut transcript = Transcript::default();
        for row in rows {
            transcript.push(&row);
        }
        Self {
            transcript,
            row: Some(0),
            second: None,
            state: InspectorState::default(),
            notices: Notices::default(),
            exchanges: Vec::new(),
            i18n: I18n::new(lang),
            spawner: Spawner::new(runtime.handle().clone(), Wake::none()),
            _runtime: runtime,
        }
    }

    pub(crate) fn ui(&mut self, ui: &mut egui::Ui) {
        let Self { transcript, row, second, state, notices, exchanges, i18n, spawner, .. } = self;
        let mut settings = Settings::default();
        let mut cx = TabContext::new(i18n, spawner, notices, &mut settings);
        let inspected = |number: &mut Option<u64>| number.and_then(|number| inspected(transcript, number));
        let (row, second) = (inspected(row), inspected(second));
        let showing = Showing { transcript, row: row.as_ref(), second: second.as_ref(), exchanges, closable: false };
        state.background_ui(ui, &mut cx);
        inspector_ui(ui, &mut cx, state, &showing);
    }
}

fn inspected(transcript: &Transcript, number: u64) -> Option<Inspected<'_>> {
    let row = transcript.row(number)?;
    let payload = match row.kind {
        Kind::Text => Payload::Text(row.payload),
        Kind::Binary => Payload::Binary(row.payload),
        _ => Payload::None,
    };
    Some(Inspected {
        number,
        direction: row.direction,
        is_error: false,
        title: format!("Message {}", number + 1),
        meta: format!("{} B", row.payload.len()),
        payload,
        details: [("explained".to_owned(), "by the protocol".to_owned())].into(),
    })
}

pub(crate) fn text(payload: impl Into<Vec<u8>>) -> Body {
    Body::Text(Bytes::from(payload.into()))
}

pub(crate) fn binary(payload: impl Into<Vec<u8>>) -> Body {
    Body::Binary(Bytes::from(payload.into()))
}

pub(crate) fn shown<'a>(width: f32, stage: Stage) -> Harness<'a, Stage> {
    let mut harness = Harness::builder()
        .with_size([width, 480.0])
        .allow_missing_glyphs()
        .with_context_setup(theme::install)
        .build_ui_state(|ui, stage: &mut Stage| stage.ui(ui), stage);
    harness.run_steps(3);
    harness
}

pub(crate) fn click(harness: &mut Harness<'_, Stage>, label: &str) {
    harness.get_by_label(label).click();
    harness.run_steps(6);
}

pub(crate) fn press(harness: &mut Harness<'_, Stage>, key: Key) {
    harness.key_press(key);
    harness.run_steps(3);
}

pub(crate) fn focus(harness: &mut Harness<'_, Stage>, label: &str) {
    harness.get_by_label(label).focus();
    harness.run_steps(2);
}

/// Draws frames until a worker's result is there.
pub(crate) fn wait_for(
    harness: &mut Harness<'_, Stage>,
    what: &str,
    mut there: impl FnMut(&Harness<'_, Stage>) -> bool,
) {
    let started = Instant::now();
    while !there(harness) {
        assert!(started.elapsed() < Duration::from_mins(1), "{what} did not come");
        std::thread::yield_now();
        harness.step();
    }
}

/// Ctrl+C, with Shift where the path or the text is wanted; returns what the clipboard got.
pub(crate) fn copied(harness: &mut Harness<'_, Stage>, modifiers: Modifiers) -> Option<String> {
    // An event is a frame: the copy is read from its own.
    harness.event(Event::ModifiersChanged(modifiers));
    harness.step();
    harness.event(Event::Copy);
    harness.step();
    let text = clipboard(harness);
    harness.event(Event::ModifiersChanged(Modifiers::NONE));
    harness.step();
    text
}

/// Clicks something that copies; returns what the clipboard got.
pub(crate) fn copied_by(harness: &mut Harness<'_, Stage>, label: &str) -> Option<String> {
    harness.get_by_label(label).click();
    (0..6).find_map(|_| {
        harness.step();
        clipboard(harness)
    })
}

/// What the last frame put into the clipboard.
fn clipboard(harness: &Harness<'_, Stage>) -> Option<String> {
    harness.output().platform_output.commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

/// The labels of everything with text, from top to bottom.
pub(crate) fn labels(harness: &Harness<'_, Stage>) -> Vec<String> {
    let any = egui_kittest::kittest::By::new().predicate(|_| true);
    harness
        .query_all(any)
        .filter_map(|node| {
            let node = node.accesskit_node();
            node.label().or_else(|| node.value())
        })
        .collect()
}
