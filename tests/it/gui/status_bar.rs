//! The status bar: a rate is one of what goes on.

use bytes::Bytes;
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::{I18n, Lang},
    transcript::{Body, Entry, Traffic},
    ui::{
        status_bar::{Item, Pace, status_bar_ui},
        theme,
    },
};

const SECOND: u64 = 1_000_000;

/// A bar at a time of a session with five messages in its tenth second.
fn bar<'a>(elapsed_micros: u64, running: bool, rate: Option<&'static str>) -> Harness<'a> {
    let mut traffic = Traffic::default();
    for number in 0..5 {
        traffic.count(&Entry::incoming(9 * SECOND + number, Body::Text(Bytes::from(vec![b'x'; 1024 * 1024]))));
    }
    let i18n = I18n::new(Lang::English);
    let mut harness =
        Harness::builder().with_size([900.0, 60.0]).with_context_setup(theme::install).build_ui(move |ui| {
            let rate = rate.map(str::to_owned);
            let pace = Pace { traffic: &traffic, elapsed_micros, began_micros: 0, running, rate };
            status_bar_ui(ui, &i18n, &[Item::incoming(&i18n, traffic.incoming)], Some(&pace));
        });
    harness.step();
    harness
}

#[test]
fn what_is_over_has_no_rate() {
    for (elapsed, running, rate, said) in [
        (10 * SECOND, true, None, "5 /s"),
        (12 * SECOND, true, None, "0 /s"),
        (10 * SECOND, false, None, "–"),
        (10 * SECOND, true, Some("5 /min"), "5 /min"),
        (10 * SECOND, false, Some("5 /min"), "–"),
    ] {
        bar(elapsed, running, rate).get_by_label(said);
    }
}

#[test]
fn sizes_say_that_they_are_powers_of_two() {
    bar(10 * SECOND, true, None).get_by_label("in 5 · 5.0 MiB");
}
