//! The strip above the list: what it says, choosing a time range by mouse and keyboard, the gaps.

use std::{ops::Range, time::Duration};

use bytes::Bytes;
use egui::{Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, TouchPhase, Vec2, pos2};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use wirelight::{
    i18n::{I18n, Lang},
    transcript::{
        Body, Entry, Transcript,
        entry::{Failure, Progress, Wait},
    },
    ui::{
        theme,
        timeline::{TimelineState, strip_ui},
    },
};

const SECOND: u64 = 1_000_000;
const WIDTH: f32 = 800.0;

struct Stage {
    transcript: Transcript,
    timeline: TimelineState,
    range: Option<Range<u64>>,
    i18n: I18n,
}

/// Ten seconds with ten messages in each, an error with a reconnect at 4 s, and one message out.
fn session() -> Transcript {
    let mut transcript = Transcript::default();
    for n in 0..=100 {
        let at = n * SECOND / 10;
        transcript.push(&Entry::incoming(at, Body::Text(Bytes::from_static(&[b'x'; 100]))));
        if n == 40 {
            transcript.push(&Entry::outgoing(at, Body::Text(Bytes::from_static(b"hello"))));
            let failure = Failure { message: "cut".to_owned(), ..Failure::default() };
            transcript.push(&Entry::local(at, Body::from(failure)));
            transcript.push(&Entry::local(
                at,
                Body::Backoff(Wait { millis: 1, attempt: 1, reason: String::new(), ..Wait::default() }),
            ));
        }
    }
    transcript
}

fn strip<'a>(transcript: Transcript, lang: Lang) -> Harness<'a, Stage> {
    let stage = Stage { transcript, timeline: TimelineState::default(), range: None, i18n: I18n::new(lang) };
    let mut harness = Harness::builder()
        .with_size([WIDTH, 400.0])
        .with_step_dt(0.01)
        .with_max_steps(100)
        .allow_missing_glyphs()
        .with_context_setup(theme::install)
        .build_ui_state(
            |ui, Stage { transcript, timeline, range, i18n }: &mut Stage| {
                strip_ui(ui, i18n, timeline, transcript, range);
            },
            stage,
        );
    harness.run();
    harness
}

/// Everything that the strip says of itself.
fn said(harness: &Harness<'_, Stage>, name: &str) -> String {
    harness.get_by_label_contains(name).accesskit_node().label().expect("a label")
}

fn plot(harness: &Harness<'_, Stage>) -> egui::Rect {
    harness.get_by_label_contains("Timeline: ").rect()
}

fn button(harness: &mut Harness<'_, Stage>, pos: Pos2, pressed: bool) {
    harness.event(Event::PointerMoved(pos));
    harness.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
    harness.step();
}

fn drag(harness: &mut Harness<'_, Stage>, from: f32, to: f32) {
    let rect = plot(harness);
    let at = |part: f32| pos2(rect.left() + rect.width() * part, rect.center().y);
    button(harness, at(from), true);
    harness.hover_at(at(f32::midpoint(from, to)));
    harness.run();
    harness.hover_at(at(to));
    harness.run();
    button(harness, at(to), false);
    harness.run();
}

#[test]
fn it_says_in_words_what_it_draws_in_both_languages() {
    let english = said(&strip(session(), Lang::English), "Timeline: ");
    for words in ["messages per second", "101 in, at most 10 /s", "1 out", "reconnect", "error"] {
        assert!(english.contains(words), "{words} in {english}");
    }
    let chinese = said(&strip(session(), Lang::Chinese), "时间线: ");
    for words in ["每秒消息数", "收到 101", "发出 1", "重连", "错误"] {
        assert!(chinese.contains(words), "{words} in {chinese}");
    }
}

#[test]
fn bytes_take_the_place_of_messages() {
    let mut harness = strip(session(), Lang::English);
    harness.get_by_label("Messages").click();
    harness.run();
    let said = said(&harness, "Timeline: ");
    assert!(said.contains("bytes per second: 9.9 KiB in, at most 1000 B/s, 5 B out"), "{said}");
    harness.get_by_label("Bytes").click();
    harness.run();
    harness.get_by_label("Messages");
}

#[test]
fn an_upload_shows_bytes_at_first() {
    let mut transcript = Transcript::default();
    for n in 1..=20_u64 {
        let progress = Progress { sent: n * 1024, confirmed: 0, total: 20 * 1024 };
        transcript.push(&Entry::local(n * SECOND / 10, Body::Progress(progress)));
    }
    let harness = strip(transcript, Lang::English);
    assert!(said(&harness, "Timeline: ").contains("20.0 KiB out"), "{}", said(&harness, "Timeline: "));
}

#[test]
fn dragging_chooses_a_range_and_escape_clears_it() {
    let mut harness = strip(session(), Lang::English);
    drag(&mut harness, 0.25, 0.5);
    let range = harness.state().range.clone().expect("a range");
    // The plot is a bit longer than the session: its last second is drawn whole.
    for (edge, expected) in [(range.start, 2.75), (range.end, 5.5)] {
        assert!((edge as f64 / 1e6 - expected).abs() < 0.2, "{range:?}");
    }
    assert!(said(&harness, "Timeline: ").contains("Chosen: 2."), "{}", said(&harness, "Timeline: "));
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(harness.state().range, None);
}

#[test]
fn a_drag_to_the_left_and_beyond_the_edge_is_as_good() {
    let mut harness = strip(session(), Lang::English);
    drag(&mut harness, 0.5, -0.05);
    let range = harness.state().range.clone().expect("a range");
    assert_eq!(range.start, 0);
    assert!(range.end > 4 * SECOND && range.end < 6 * SECOND, "{range:?}");
}

#[test]
fn a_double_click_clears() {
    let mut harness = strip(session(), Lang::English);
    harness.state_mut().range = Some(0..SECOND);
    harness.run();
    let center = plot(&harness).center();
    for pressed in [true, false, true, false] {
        button(&mut harness, center, pressed);
    }
    harness.run();
    assert_eq!(harness.state().range, None);
}

#[test]
fn the_keyboard_chooses_a_range() {
    let mut harness = strip(session(), Lang::English);
    harness.get_by_label_contains("Timeline: ").focus();
    harness.run();
    harness.key_press(Key::Home);
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.run();
    assert_eq!(harness.state().range, None, "a cursor is no range");
    assert!(said(&harness, "Timeline: ").contains("in 10 /s"), "the read-out: {}", said(&harness, "Timeline: "));
    for _ in 0..3 {
        harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
        harness.run();
    }
    assert_eq!(harness.state().range, None, "not before Enter");
    harness.key_press(Key::Enter);
    harness.run();
    let range = harness.state().range.clone().expect("a range");
    let step = range.start;
    assert!(step > 0);
    assert_eq!(range, step..4 * step + 1);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::End);
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().range.clone().map(|range| range.end), Some(10 * SECOND + 1), "the last row is inside");
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(harness.state().range, None);
}

#[test]
fn the_wheel_neither_zooms_nor_scrolls() {
    let mut harness = strip(session(), Lang::English);
    let before = said(&harness, "Timeline: ");
    drag(&mut harness, 0.25, 0.5);
    let chosen = harness.state().range.clone();
    harness.state_mut().range = None;
    for modifiers in [Modifiers::NONE, Modifiers::COMMAND] {
        let delta = Vec2::new(0.0, 200.0);
        let (unit, phase, source) = (MouseWheelUnit::Point, TouchPhase::Move, egui::MouseWheelSource::Wheel);
        harness.event(Event::MouseWheel { unit, delta, modifiers, phase, source });
        harness.run();
    }
    drag(&mut harness, 0.25, 0.5);
    assert_eq!(harness.state().range, chosen, "the same place is the same time");
    assert!(said(&harness, "Timeline: ").starts_with(&before));
}

#[test]
fn what_is_near_the_pointer_is_read_out_and_nothing_moves_by_itself() {
    let mut harness = strip(session(), Lang::English);
    let rect = plot(&harness);
    harness.hover_at(pos2(rect.left() + rect.width() * 0.395, rect.center().y));
    harness.run();
    // `run` fails when frames are asked for without end.
    harness.run();
}

#[test]
fn gaps_are_told_with_their_percentiles_in_both_languages() {
    for (lang, button, words) in [
        (Lang::English, "Gaps", "p50 ≈ 100 ms, p95 ≈ 100 ms, p99 ≈ 100 ms. 100 gaps, from 100 ms to 100 ms"),
        (Lang::Chinese, "间隔", "p50 ≈ 100 ms, p95 ≈ 100 ms, p99 ≈ 100 ms. 100 个间隔，从 100 ms 到 100 ms"),
    ] {
        let mut harness = strip(session(), lang);
        harness.get_by_label(button).click();
        harness.run();
        assert!(harness.query_by_label_contains(words).is_some(), "{words}");
    }
}

#[test]
fn gaps_of_the_other_direction_are_one_press_away() {
    let mut harness = strip(session(), Lang::English);
    harness.get_by_label("Gaps").click();
    harness.run();
    harness.get_by_label("Between outgoing messages").click();
    harness.run();
    harness.get_by_label("two messages make the first gap");
}

#[test]
fn a_million_rows_over_days_cost_a_frame_no_more_than_a_few() {
    let mut transcript = Transcript::default();
    for n in 0..200_000_u64 {
        transcript.push(&Entry::incoming(n * SECOND, Body::Text(Bytes::from_static(b"x"))));
        if n % 100 == 0 {
            let failure = Failure { message: "cut".to_owned(), ..Failure::default() };
            transcript.push(&Entry::local(n * SECOND, Body::from(failure)));
        }
    }
    let mut harness = strip(transcript, Lang::English);
    assert!(said(&harness, "Timeline: ").contains("error ×2 000"), "{}", said(&harness, "Timeline: "));
    let started = std::time::Instant::now();
    harness.run_steps(20);
    let frame = started.elapsed() / 20;
    // Without optimisation, with accessibility and with the harness: far above what a frame in the window costs.
    assert!(frame < Duration::from_millis(100), "{frame:?}");
}
