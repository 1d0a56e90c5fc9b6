//! What the strip says: times, rates, the read-out below the pointer, and all of it for a screen reader.

use std::{ops::Range, time::Duration};

use super::measure::Measure;
use crate::{
    i18n::I18n,
    transcript::{
        Direction, Timeline,
        timeline::{Bin, Incident, IncidentKind},
    },
    ui::format,
};

/// A time since the session began: `12.30 s`, `4:12.3`, `1:04:12.3`.
pub(super) fn moment(micros: u64) -> String {
    let seconds = micros as f64 / 1e6;
    if seconds < 60.0 {
        return format!("{:.2} s", (seconds * 100.0).floor() / 100.0);
    }
    format!("{}.{}", clock(micros / 1_000_000), micros / 100_000 % 10)
}

/// A time below a grid whose lines are this far apart, in seconds.
pub(super) fn tick(seconds: f64, step_seconds: f64) -> String {
    if step_seconds < 0.095 {
        format!("{seconds:.2} s")
    } else if step_seconds < 0.95 {
        format!("{seconds:.1} s")
    } else if seconds < 59.5 {
        format!("{seconds:.0} s")
    } else {
        clock(seconds.round() as u64)
    }
}

/// A span with a unit that fits it: `12 µs`, `1.2 ms`, `4.21 s`.
pub(super) fn span(micros: u64) -> String {
    if micros < 1_000 { format!("{micros} µs") } else { format::span(Duration::from_micros(micros)) }
}

/// An amount a second: `0.5 /s`, `812 /s`, `1.2 MiB/s`.
pub(super) fn rate(measure: Measure, per_second: f64) -> String {
    match measure {
        Measure::Messages if per_second > 0.0 && per_second < 9.95 => format!("{per_second:.1} /s"),
        Measure::Messages => format::rate(per_second.round() as u32),
        Measure::Bytes => format!("{}/s", format::bytes(per_second.round() as u64)),
    }
}

/// Time, rates and bytes of a bin, and what happened there.
pub(super) fn read_out(i18n: &I18n, at_micros: u64, bin: Option<&Bin>, near: &[(IncidentKind, u64)]) -> String {
    let mut words = moment(at_micros);
    for (key, tally) in [("status-in", bin.map(|bin| bin.incoming)), ("status-out", bin.map(|bin| bin.outgoing))] {
        if let (Some(bin), Some(tally)) = (bin, tally.filter(|tally| tally.messages + tally.bytes > 0)) {
            let messages = rate(Measure::Messages, bin.per_second(tally.messages));
            let bytes = rate(Measure::Bytes, bin.per_second(tally.bytes));
            words.push_str("   ");
            words.push_str(&[i18n.text(key).as_ref(), " ", &messages, " · ", &bytes].concat());
        }
    }
    for (kind, count) in near {
        words.push_str("   ");
        words.push_str(&incident(i18n, *kind, *count));
    }
    words
}

/// A range and how long it is.
pub(super) fn range(range: &Range<u64>) -> String {
    let last = range.end.saturating_sub(1);
    format!("{} – {} · {}", moment(range.start), moment(last), span(last.saturating_sub(range.start)))
}

/// What happened, and how often where it was more than once.
pub(super) fn incident(i18n: &I18n, kind: IncidentKind, count: u64) -> String {
    let word = i18n.text(match kind {
        IncidentKind::Reconnect => "timeline-reconnect",
        IncidentKind::Error => "timeline-error",
        IncidentKind::Close => "timeline-close",
    });
    if count > 1 { format!("{word} ×{}", format::grouped(count)) } else { word.into_owned() }
}

/// Everything that the strip shows, in words.
pub(super) fn summary(i18n: &I18n, timeline: &Timeline, measure: Measure, peaks: (f64, f64)) -> String {
    let (key, total): (_, fn(&Timeline, Direction) -> String) = match measure {
        Measure::Messages => {
            ("timeline-summary-messages", |timeline, way| format::grouped(timeline.tally(way).messages))
        }
        Measure::Bytes => ("timeline-summary-bytes", |timeline, way| format::bytes(timeline.tally(way).bytes)),
    };
    let args = [
        ("in", total(timeline, Direction::In).into()),
        ("out", total(timeline, Direction::Out).into()),
        ("inPeak", rate(measure, peaks.0).into()),
        ("outPeak", rate(measure, peaks.1).into()),
    ];
    let mut words = i18n.text_with(key, &args).into_owned();
    for kind in IncidentKind::ALL {
        let count = timeline.incident_count(kind);
        if count > 0 {
            words.push_str(", ");
            words.push_str(&incident(i18n, kind, count));
        }
    }
    words
}

/// What happened within a distance of a time, by kind.
pub(super) fn near(incidents: &[Incident], at_micros: u64, reach_micros: u64) -> Vec<(IncidentKind, u64)> {
    let is_near = |one: &&Incident| {
        one.at_micros <= at_micros.saturating_add(reach_micros)
            && one.until_micros.saturating_add(reach_micros) >= at_micros
    };
    let counted = |kind| incidents.iter().filter(is_near).filter(|one| one.kind == kind).map(|one| one.count).sum();
    IncidentKind::ALL.into_iter().map(|kind| (kind, counted(kind))).filter(|(_, count)| *count > 0).collect()
}

fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_rates_have_the_unit_that_fits() {
        for (micros, text) in
            [(0, "0.00 s"), (12_309_999, "12.30 s"), (252_300_000, "4:12.3"), (3_852_000_000, "1:04:12.0")]
        {
            assert_eq!(moment(micros), text);
        }
        for (seconds, step, text) in [
            (0.5, 0.05, "0.50 s"),
            (0.5, 0.5, "0.5 s"),
            (30.0, 10.0, "30 s"),
            (90.0, 30.0, "1:30"),
            (7_200.0, 3_600.0, "2:00:00"),
        ] {
            assert_eq!(tick(seconds, step), text);
        }
        assert_eq!((span(12), span(1_200)), ("12 µs".to_owned(), "1.2 ms".to_owned()));
        assert_eq!(rate(Measure::Messages, 0.5), "0.5 /s");
        assert_eq!(rate(Measure::Messages, 812.4), "812 /s");
        assert_eq!(rate(Measure::Bytes, 2048.0), "2.0 KiB/s");
    }
}
