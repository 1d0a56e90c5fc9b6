//! The timeline as a part of a log: its range is the filter's, its button and key show and hide it.

use bytes::Bytes;
use egui::{Event, Key, Modifiers, PointerButton, pos2};
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    engine::{Spawner, Wake},
    i18n::{I18n, Lang},
    settings::Settings,
    transcript::{Body, Bounds, Entry, Query, RowRef, Transcript},
    ui::{
        chip::Chip,
        inspector::{Exchange, Heads, Inspected, Payload},
        log::{LogState, LogView, log_ui},
        notice::Notices,
        tab_context::TabContext,
        theme::{self, Tokens},
    },
};

use super::stage::Plain;

const SECOND: u64 = 1_000_000;

struct Stage {
    transcript: Transcript,
    log: LogState,
    settings: Settings,
    i18n: I18n,
    spawner: Spawner,
    _runtime: tokio::runtime::Runtime,
}

impl LogView for Plain {
    fn chips(&self, _transcript: &Transcript, _tokens: &Tokens) -> Vec<Chip> {
        Vec::new()
    }

    fn inspect<'r>(&self, row: &RowRef<'r>, _heads: &mut Heads) -> Inspected<'r> {
        Inspected {
            number: row.number,
            direction: row.direction,
            is_error: false,
            title: String::new(),
            meta: String::new(),
            payload: Payload::Text(row.payload),
            details: [].into(),
        }
    }

    fn exchanges(&self, _selected: Option<&RowRef<'_>>, _heads: &mut Heads) -> Vec<Exchange> {
        Vec::new()
    }
}

impl Stage {
    fn ui(&mut self, ui: &mut egui::Ui) {
        let mut notices = Notices::default();
        let mut cx = TabContext::new(&self.i18n, &self.spawner, &mut notices, &mut self.settings);
        log_ui(ui, &mut cx, &mut self.log, &self.transcript, &Plain);
    }
}

/// Eleven messages, one a second.
fn log<'a>(size: [f32; 2]) -> Harness<'a, Stage> {
    let mut transcript = Transcript::default();
    for second in 0..=10 {
        transcript.push(&Entry::incoming(second * SECOND, Body::Text(Bytes::from_static(b"tick"))));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let stage = Stage {
        transcript,
        log: LogState::default(),
        settings: Settings::default(),
        i18n: I18n::new(Lang::English),
        spawner: Spawner::new(runtime.handle().clone(), Wake::none()),
        _runtime: runtime,
    };
    let mut harness = Harness::builder()
        .with_size(size)
        .with_step_dt(0.01)
        .allow_missing_glyphs()
        .with_context_setup(theme::install)
        .build_ui_state(|ui, stage: &mut Stage| stage.ui(ui), stage);
    harness.run_steps(4);
    harness
}

fn has_strip(harness: &Harness<'_, Stage>) -> bool {
    harness.query_by_label_contains("Timeline: ").is_some()
}

#[test]
fn a_range_that_is_dragged_is_the_filters_and_the_other_way_round() {
    let mut harness = log([1200.0, 700.0]);
    let rect = harness.get_by_label_contains("Timeline: ").rect();
    for (part, pressed) in [(0.22, true), (0.42, false)] {
        let pos = pos2(rect.left() + rect.width() * part, rect.center().y);
        harness.event(Event::PointerMoved(pos));
        harness.event(Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness.run_steps(3);
    }
    let Bounds { least, most } = harness.state().log.table.filter.query().micros;
    let (least, most) = (least.expect("a bound"), most.expect("a bound"));
    assert!(least > 2 * SECOND && least < 3 * SECOND && most > 4 * SECOND && most < 5 * SECOND, "{least} {most}");
    harness.state_mut().log.table.filter.set_query(Query::default());
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("Chosen: ").is_none(), "the filter was cleared elsewhere");
    let from_two = Bounds { least: Some(2 * SECOND), most: None };
    harness.state_mut().log.table.filter.set_query(Query { micros: from_two, ..Query::default() });
    harness.run_steps(3);
    harness.get_by_label_contains("Chosen: 2.00 s – 10.00 s · 8.00 s");
    assert_eq!(harness.state().log.table.filter.query().micros, from_two, "an open end stays open");
}

#[test]
fn its_button_and_its_key_show_and_hide_it() {
    let mut harness = log([1200.0, 700.0]);
    assert!(has_strip(&harness));
    harness.get_by_label("Show the timeline").click();
    harness.run_steps(3);
    assert!(!has_strip(&harness));
    assert_eq!(harness.state().settings.timeline, Some(false), "for the settings file");
    harness.key_press(Key::F4);
    harness.run_steps(3);
    assert!(has_strip(&harness));
}

#[test]
fn a_low_window_and_a_narrow_list_do_without() {
    let mut low = log([1200.0, 560.0]);
    assert!(!has_strip(&low));
    low.key_press(Key::F4);
    low.run_steps(3);
    assert!(has_strip(&low), "unless it is wanted");
    let mut narrow = log([440.0, 700.0]);
    assert!(!has_strip(&narrow));
    narrow.key_press(Key::F4);
    narrow.run_steps(3);
    assert!(!has_strip(&narrow), "there is no room for it");
}
