//! The timeline strip with traffic both ways, marks and a chosen range, and its gaps.

use std::ops::Range;

use bytes::Bytes;
use egui::Theme;
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::{I18n, Lang},
    transcript::{
        Body, Entry, Transcript,
        entry::{Failure, Wait},
    },
    ui::{
        theme,
        timeline::{TimelineState, strip_ui},
    },
};

struct Stage {
    transcript: Transcript,
    timeline: TimelineState,
    range: Option<Range<u64>>,
    i18n: I18n,
}

/// Five minutes in waves, with answers to some of the messages, and an outage.
fn session() -> Transcript {
    let mut transcript = Transcript::default();
    let mut at = 0_u64;
    while at < 300_000_000 {
        let second = at / 1_000_000;
        if second == 140 {
            let failure = Failure { message: "cut".to_owned(), ..Failure::default() };
            transcript.push(&Entry::local(at, Body::from(failure)));
            let wait = Wait { millis: 12_000, attempt: 1, reason: "cut".to_owned(), ..Wait::default() };
            transcript.push(&Entry::local(at + 12_000_000, Body::Backoff(wait)));
            at += 31_000_000;
            continue;
        }
        let wave = ((second as f64 / 17.0).sin() + 1.3) * 40.0;
        transcript.push(&Entry::incoming(at, Body::Text(Bytes::from_static(&[b'x'; 91]))));
        if at.is_multiple_of(7) {
            transcript.push(&Entry::outgoing(at, Body::Text(Bytes::from_static(&[b'x'; 40]))));
        }
        at += (1e6 / wave) as u64 + at % 1_013;
    }
    transcript
}

fn shown<'a>(theme: Theme, lang: Lang, size: [f32; 2]) -> Harness<'a, Stage> {
    let range = Some(60_000_000..95_000_000);
    let stage = Stage { transcript: session(), timeline: TimelineState::default(), range, i18n: I18n::new(lang) };
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_context_setup(theme::install)
        .allow_missing_glyphs()
        .build_ui_state(
            |ui, Stage { transcript, timeline, range, i18n }: &mut Stage| {
                strip_ui(ui, i18n, timeline, transcript, range);
            },
            stage,
        );
    harness.run();
    harness
}

#[test]
fn the_strip_in_the_dark() {
    let mut harness = shown(Theme::Dark, Lang::English, [880.0, 84.0]);
    harness.hover_at(egui::pos2(400.0, 44.0));
    harness.run();
    harness.snapshot("timeline-dark");
}

#[test]
fn the_gaps_in_the_light() {
    let mut harness = shown(Theme::Light, Lang::English, [560.0, 330.0]);
    harness.get_by_label("Gaps").click();
    harness.run();
    harness.snapshot("timeline-gaps-light");
}
