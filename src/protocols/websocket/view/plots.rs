//! The plots under the list: round-trip times, and what waits on its way to the peer.

use egui::{Color32, Ui, vec2};

use super::liveness::millis;
use crate::{
    i18n::I18n,
    protocols::{
        tab::Live,
        websocket::{
            Session,
            liveness::queues::{LOOK_INTERVAL, MAX_LOOK_INTERVAL, QueueSample},
        },
    },
    ui::{
        bars::{self, Ground},
        format,
        plot::{self, OverTime, Series},
        theme::{GAP, Tokens},
    },
};

const HEIGHT: f32 = 132.0;

/// Samples that lie further apart are not joined: between them nobody looked.
const GAP_MICROS: u64 = 2 * MAX_LOOK_INTERVAL.as_micros() as u64;

/// Draws both, side by side.
pub(super) fn plots_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, Session>) {
    let running = !live.over && live.session.closed_at_micros.is_none();
    if running {
        ui.ctx().request_repaint_after(LOOK_INTERVAL);
    }
    let now = live.session.closed_at_micros.unwrap_or_else(|| live.now_micros());
    bars::bottom_ui(ui, "plots", HEIGHT, Ground::Surface, |ui| {
        let width = (ui.available_width() - GAP) / 2.0;
        plot::over_time_ui(ui, i18n, &round_trips(i18n, live, &Tokens::of(ui)), now, vec2(width, HEIGHT));
        plot::over_time_ui(ui, i18n, &queues(i18n, live, &Tokens::of(ui)), now, vec2(width, HEIGHT));
    });
}

fn round_trips(i18n: &I18n, live: Live<'_, Session>, tokens: &Tokens) -> OverTime {
    let trips = &live.session.round_trips;
    let points = trips.newest().map(|trip| (trip.at_micros, trip.micros as f64)).collect();
    let mut legend = Vec::new();
    if let (Some(last), Some(p50), Some(p99)) = (trips.last(), trips.percentile(50), trips.percentile(99)) {
        let words = format!("{} · p50 {} · p99 {} ms", millis(last.micros), millis(p50), millis(p99));
        legend.push((words, tokens.incoming));
    }
    let lost = trips.unanswered();
    if lost > 0 {
        let args = [("count", format::count(lost))];
        legend.push((i18n.text_with("ws-plot-unanswered", &args).into_owned(), tokens.warn));
    }
    OverTime {
        name: "RTT".to_owned(),
        legend,
        lines: vec![Series { color: tokens.incoming, points, join_within_micros: None }],
        what: i18n.text("ws-plot-round-trips").into_owned(),
        is_over: live.over,
        unit: |micros| if micros < 1.0 { "0".to_owned() } else { format!("{} ms", millis(micros as u64)) },
        top: round_micros,
    }
}

fn queues(i18n: &I18n, live: Live<'_, Session>, tokens: &Tokens) -> OverTime {
    let session = live.session;
    let series = |color: Color32, value: fn(&QueueSample) -> Option<u64>| {
        let points = session.queues.iter();
        let points = points.filter_map(|sample| value(sample).map(|bytes| (sample.at_micros, bytes as f64))).collect();
        Series { color, points, join_within_micros: Some(GAP_MICROS) }
    };
    let kernel = |sample: &QueueSample| sample.kernel.map(|kernel| kernel.send_bytes);
    let unread = |sample: &QueueSample| sample.kernel.and_then(|kernel| kernel.peer_unread_bytes);
    let last = session.queues.last();
    let mut legend = vec![(format!("bufferedAmount {}", format::bytes(session.buffered_amount)), tokens.outgoing)];
    let words =
        |key: &'static str, bytes: u64| i18n.text_with(key, &[("bytes", format::bytes(bytes).into())]).into_owned();
    match last.and_then(kernel) {
        Some(bytes) => legend.push((words("ws-plot-kernel", bytes), tokens.accent)),
        None if last.is_some() => legend.push((i18n.text("ws-plot-kernel-unknown").into_owned(), tokens.muted)),
        None => {}
    }
    if let Some(bytes) = last.and_then(unread) {
        legend.push((words("ws-plot-unread", bytes), tokens.incoming));
    }
    OverTime {
        name: i18n.text("ws-plot-queues").into_owned(),
        legend,
        lines: vec![
            series(tokens.incoming, unread),
            series(tokens.accent, kernel),
            series(tokens.outgoing, |sample| Some(sample.buffered_bytes)),
        ],
        what: i18n.text("ws-plot-waiting-bytes").into_owned(),
        is_over: live.over,
        unit: |bytes| format::bytes(bytes as u64).replace(".0 ", " "),
        top: |bytes| (bytes.max(1024.0) as u64).next_power_of_two() as f64,
    }
}

/// The least round number of microseconds, 100 at least, that is not below a value.
fn round_micros(value: f64) -> f64 {
    plot::round_up(value.max(100.0))
}
