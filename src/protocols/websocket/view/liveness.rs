//! The Liveness section: pings, withheld pongs, the idle alarm, and whether a lost connection is opened again.

use std::time::Duration;

use egui::{RichText, Ui};
use serde::{Deserialize, Serialize};

use super::action::Action;
use crate::{
    i18n::I18n,
    protocols::{
        tab::Live,
        websocket::{
            Session,
            liveness::{self, RoundTrips, queues::SMALL_SEND_BUFFER_BYTES},
            reconnect::{DEFAULT_CAP, DEFAULT_FIRST, ReconnectPolicy},
        },
    },
    transcript::reason::{Code, HasReason, Reason},
    ui::{
        field::{self, Field},
        fonts, format, reason,
        theme::Tokens,
    },
};

/// The shortest and the longest time that can be typed, in seconds.
const LEAST_SECONDS: f64 = 0.01;
const MAX_SECONDS: f64 = 86_400.0;

/// What is typed there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct LivenessForm {
    /// The time between two pings in seconds; nothing: no pings.
    pub ping_seconds: String,
    /// Whether the peer's pings stay without an answer.
    pub withholds_pongs: bool,
    /// After how many seconds without anything that is said; nothing: never.
    pub idle_seconds: String,
    /// Whether the kernel's send buffer is made as small as it can be.
    pub small_send_buffer: bool,
    /// Whether a lost connection is opened again.
    pub reconnects: bool,
    /// The first wait, in seconds.
    pub first_seconds: String,
    /// The longest wait, in seconds.
    pub cap_seconds: String,
    /// Attempts in a row; nothing: no limit.
    pub attempts: String,
    /// Also after a close frame of the peer.
    pub after_close: bool,
}

/// Why the section describes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LivenessProblem {
    /// No time.
    #[error("a number of seconds from {LEAST_SECONDS} to {MAX_SECONDS} stands here, not {text:?}")]
    Time {
        /// What was typed.
        text: String,
    },
    /// No number of attempts.
    #[error("a number of attempts stands here, or nothing for no limit: not {text:?}")]
    Attempts {
        /// What was typed.
        text: String,
    },
}

impl HasReason for LivenessProblem {
    fn reason(&self) -> Reason {
        match self {
            Self::Time { text } => Reason::new(Code::LivenessTimeInvalid)
                .with("text", text)
                .with("least", Duration::from_secs_f64(LEAST_SECONDS))
                .with("limit", Duration::from_secs_f64(MAX_SECONDS)),
            Self::Attempts { text } => Reason::new(Code::AttemptsInvalid).with("text", text),
        }
    }
}

impl Default for LivenessForm {
    fn default() -> Self {
        Self {
            ping_seconds: String::new(),
            withholds_pongs: false,
            idle_seconds: String::new(),
            small_send_buffer: false,
            reconnects: false,
            first_seconds: DEFAULT_FIRST.as_secs().to_string(),
            cap_seconds: DEFAULT_CAP.as_secs().to_string(),
            attempts: String::new(),
            after_close: false,
        }
    }
}

impl LivenessForm {
    /// Pings, pongs and the alarm.
    ///
    /// # Errors
    /// When a time is none.
    pub fn options(&self) -> Result<liveness::Options, LivenessProblem> {
        Ok(liveness::Options {
            ping_every: optional_time(&self.ping_seconds)?,
            withholds_pongs: self.withholds_pongs,
            idle_alarm: optional_time(&self.idle_seconds)?,
        })
    }

    /// How a lost connection is opened again, if it is.
    ///
    /// # Errors
    /// When a time or the number of attempts is none.
    pub fn reconnect(&self) -> Result<Option<ReconnectPolicy>, LivenessProblem> {
        if !self.reconnects {
            return Ok(None);
        }
        let (first, cap) = (time(&self.first_seconds)?, time(&self.cap_seconds)?);
        let (limit, after_close) = (self.limit()?, self.after_close);
        Ok(Some(ReconnectPolicy { first, cap: cap.max(first), limit, after_close }))
    }

    /// The size of the kernel's send buffer, unless it is left alone.
    pub fn send_buffer_bytes(&self) -> Option<u32> {
        self.small_send_buffer.then_some(SMALL_SEND_BUFFER_BYTES)
    }

    fn limit(&self) -> Result<Option<u32>, LivenessProblem> {
        match self.attempts.trim() {
            "" => Ok(None),
            text => {
                let attempts = text.parse().ok().filter(|attempts| *attempts > 0);
                attempts.map(Some).ok_or_else(|| LivenessProblem::Attempts { text: text.to_owned() })
            }
        }
    }

    /// What is set, as the option row shows it.
    pub(super) fn value(&self, i18n: &I18n) -> String {
        if self.withholds_pongs {
            return i18n.text("ws-live-no-pongs").into_owned();
        }
        match self.options() {
            Err(_) => "!".to_owned(),
            Ok(liveness::Options { ping_every: Some(every), .. }) => format!("ping {}", format::span(every)),
            Ok(_) if self.reconnects => i18n.text("ws-live-again").into_owned(),
            Ok(_) => String::new(),
        }
    }
}

fn optional_time(text: &str) -> Result<Option<Duration>, LivenessProblem> {
    if text.trim().is_empty() { Ok(None) } else { time(text).map(Some) }
}

fn time(text: &str) -> Result<Duration, LivenessProblem> {
    let seconds = text.trim().parse().ok().filter(|seconds| (LEAST_SECONDS..=MAX_SECONDS).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| LivenessProblem::Time { text: text.trim().to_owned() })
}

/// Draws the section. What concerns an open connection can be changed while it is open.
pub(super) fn liveness_section_ui(
    ui: &mut Ui,
    i18n: &I18n,
    liveness: &mut LivenessForm,
    live: Option<Live<'_, Session>>,
) -> Option<Action> {
    let mut action = None;
    ui.horizontal_wrapped(|ui| {
        let off = i18n.text("ws-live-off");
        let mut changed = false;
        for (text, key, width) in
            [(&mut liveness.ping_seconds, "ws-live-ping", 200.0), (&mut liveness.idle_seconds, "ws-live-idle", 230.0)]
        {
            let problem = optional_time(text).err().map(|problem| reason::error(i18n, &problem));
            let hint = i18n.text(if key == "ws-live-ping" { "ws-live-ping-hint" } else { "ws-live-idle-hint" });
            changed |= time_ui(ui, text, &i18n.text(key), &hint, (&off, width), problem, true);
        }
        if changed && liveness.options().is_ok() {
            action = Some(Action::SetLiveness);
        }
        let (words, hint) = (i18n.text("ws-live-withhold"), i18n.text("ws-live-withhold-hint"));
        if liveness.withholds_pongs {
            ui.visuals_mut().override_text_color = Some(Tokens::of(ui).warn);
        }
        if field::check_ui(ui, &mut liveness.withholds_pongs, &words, &hint).changed() {
            action = Some(Action::WithholdPongs);
        }
    });
    let enabled = live.is_none_or(|live| live.over);
    ui.add_enabled_ui(enabled, |ui| {
        let (words, hint) = (i18n.text("ws-live-small-buffer"), i18n.text("ws-live-small-buffer-hint"));
        field::check_ui(ui, &mut liveness.small_send_buffer, &words, &hint);
    });
    reconnect_ui(ui, i18n, liveness, enabled);
    if let Some(live) = live.filter(|live| !live.session.round_trips.is_empty()) {
        let words = round_trips_text(i18n, &live.session.round_trips);
        let color = Tokens::of(ui).text;
        ui.add(egui::Label::new(RichText::new(words).font(fonts::mono(12.0)).color(color)).wrap().selectable(true));
    }
    action
}

fn reconnect_ui(ui: &mut Ui, i18n: &I18n, liveness: &mut LivenessForm, enabled: bool) {
    ui.horizontal_wrapped(|ui| {
        ui.add_enabled_ui(enabled, |ui| {
            let (words, hint) = (i18n.text("ws-live-reconnect"), i18n.text("ws-live-reconnect-hint"));
            field::check_ui(ui, &mut liveness.reconnects, &words, &hint);
        });
        let can_edit = enabled && liveness.reconnects;
        let words_of = |problem: LivenessProblem| reason::error(i18n, &problem);
        let (first, cap) = (i18n.text("ws-live-first"), i18n.text("ws-live-cap"));
        let problem = time(&liveness.first_seconds).err().map(words_of);
        let hint = i18n.text("ws-live-first-hint");
        time_ui(ui, &mut liveness.first_seconds, &first, &hint, ("1", 150.0), problem, can_edit);
        let problem = time(&liveness.cap_seconds).err().map(words_of);
        let hint = i18n.text("ws-live-cap-hint");
        time_ui(ui, &mut liveness.cap_seconds, &cap, &hint, ("30", 170.0), problem, can_edit);
        let problem = liveness.limit().err().map(words_of);
        let (name, hint) = (i18n.text("ws-live-attempts"), i18n.text("ws-live-attempts-hint"));
        time_ui(ui, &mut liveness.attempts, &name, &hint, ("∞", 150.0), problem, can_edit);
        ui.add_enabled_ui(can_edit, |ui| {
            let (words, hint) = (i18n.text("ws-live-after-close"), i18n.text("ws-live-after-close-hint"));
            field::check_ui(ui, &mut liveness.after_close, &words, &hint);
        });
    });
}

/// Draws a field; true when it was changed.
fn time_ui(
    ui: &mut Ui,
    text: &mut String,
    name: &str,
    tooltip: &str,
    (hint, width): (&str, f32),
    problem: Option<String>,
    enabled: bool,
) -> bool {
    let field = Field::new(text, name).show_name().hint(hint).tooltip(tooltip).width(width);
    field.problem(problem).enabled(enabled).show(ui).changed()
}

/// Everything that is known of the round trips, in one line.
fn round_trips_text(i18n: &I18n, trips: &RoundTrips) -> String {
    let count = |count: u64| format::grouped(count).into();
    let args = [
        ("answered", count(trips.answered())),
        ("unanswered", count(trips.unanswered())),
        ("waiting", count(trips.waiting() as u64)),
        ("unasked", count(trips.unasked())),
    ];
    let counts = i18n.text_with("ws-live-counts", &args);
    let (Some(last), Some(p50), Some(p99)) = (trips.last(), trips.percentile(50), trips.percentile(99)) else {
        return counts.into_owned();
    };
    let [last, p50, p99] = [last.micros, p50, p99].map(millis);
    let newest = i18n.text_with("ws-live-newest", &[("count", count(trips.newest().len() as u64))]);
    format!("RTT {last} · p50 {p50} · p99 {p99} ms {newest}   {counts}")
}

/// Microseconds as milliseconds: `0.312`, `12.5`, `1 204`.
pub(super) fn millis(micros: u64) -> String {
    match micros {
        0..1_000 => format!("{:.3}", micros as f64 / 1000.0),
        1_000..10_000 => format!("{:.2}", micros as f64 / 1000.0),
        10_000..100_000 => format!("{:.1}", micros as f64 / 1000.0),
        _ => format::grouped(micros / 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_describes_options_or_says_why_not() {
        let form = LivenessForm { ping_seconds: "0.5".to_owned(), ..LivenessForm::default() };
        let options = form.options().expect("options");
        assert_eq!((options.ping_every, options.idle_alarm), (Some(Duration::from_millis(500)), None));
        assert_eq!(form.reconnect(), Ok(None));
        for text in ["0", "-1", "x", "1e9"] {
            let form = LivenessForm { idle_seconds: text.to_owned(), ..LivenessForm::default() };
            assert_eq!(form.options(), Err(LivenessProblem::Time { text: text.to_owned() }));
        }
        let form = LivenessForm { reconnects: true, attempts: "3".to_owned(), ..form };
        assert_eq!(form.reconnect().map(|policy| policy.and_then(|policy| policy.limit)), Ok(Some(3)));
        let form = LivenessForm { attempts: "0".to_owned(), ..form };
        assert_eq!(form.reconnect(), Err(LivenessProblem::Attempts { text: "0".to_owned() }));
    }

    #[test]
    fn a_round_trip_is_shown_as_exactly_as_it_matters() {
        let shown: Vec<_> = [312, 2_104, 12_540, 1_204_000].map(millis).into();
        assert_eq!(shown, ["0.312", "2.10", "12.5", "1 204"]);
    }
}
