//! *Go to row or time*: what may be typed, which row that is, and the small window it is typed into.

use egui::{Frame, Id, Key, Popup, Pos2, Rect, RectAlign, Ui};
use jiff::{SignedDuration, Timestamp, civil::Time, tz::TimeZone};

use super::TableState;
use crate::{
    i18n::I18n,
    transcript::{Filter, Transcript},
    ui::{button::Button, field::Field, menu::note_ui},
};

/// What the window remembers while it is open.
#[derive(Debug, Default)]
pub(super) struct GoTo {
    open: bool,
    text: String,
    /// What was typed last is no row and no time.
    refused: bool,
    wants_focus: bool,
}

/// Where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A row by its number from 1, as the window counts rows.
    Row(u64),
    /// A time since the session began, in microseconds.
    Since(u64),
    /// A local time of day.
    Clock(Time),
}

/// The row that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its number, from 0.
    pub(super) row: u64,
    /// The row that was asked for is not shown.
    pub(super) is_nearest: bool,
}

impl GoTo {
    pub(super) fn open(&mut self) {
        *self = Self { open: true, wants_focus: true, ..Self::default() };
    }

    /// Draws it while it is open. Returns where to go, once.
    pub(super) fn ui(&mut self, ui: &Ui, i18n: &I18n, id: Id, body: Rect) -> Option<Place> {
        if !self.open {
            return None;
        }
        let mut open = true;
        let mut go = None;
        let at: Pos2 = body.center_top() + egui::vec2(0.0, 8.0);
        let popup = Popup::new(id.with("go_to"), ui.ctx().clone(), at, ui.layer_id());
        let popup = popup.align(RectAlign { parent: egui::Align2::CENTER_TOP, child: egui::Align2::CENTER_TOP });
        popup
            .align_alternatives(&[])
            .frame(Frame::popup(ui.style()).inner_margin(10.0))
            .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
            .open_bool(&mut open)
            .show(|ui| {
                ui.set_width(330.0);
                go = self.content_ui(ui, i18n, id);
            });
        self.open = open && go.is_none();
        if !self.open {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        go
    }

    fn content_ui(&mut self, ui: &mut Ui, i18n: &I18n, id: Id) -> Option<Place> {
        let problem = self.refused.then(|| i18n.text("table-go-to-refused"));
        let name = i18n.text("table-go-to");
        let field = id.with("go_to_field");
        let entered = ui
            .horizontal(|ui| {
                let edit = Field::new(&mut self.text, &name).hint("5000001   12:00:01.5   +3.5s").id(field);
                let response = edit.width(262.0).problem(problem).show(ui);
                if std::mem::take(&mut self.wants_focus) {
                    response.request_focus();
                }
                self.refused &= !response.changed();
                let by_key = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                by_key | Button::secondary(&i18n.text("table-go-to-go")).hint(&name).pressed(ui)
            })
            .inner;
        if !self.refused {
            note_ui(ui, &i18n.text("table-go-to-hint"));
        }
        if !entered {
            return None;
        }
        let place = parse(&self.text);
        self.refused = place.is_none();
        self.wants_focus = place.is_none();
        place
    }
}

/// Understands `5000001`, `5 000 001`, `12:00`, `12:00:01.5`, `+3.5s`, `+200 ms`, `+2m`, `+1h`.
pub(super) fn parse(text: &str) -> Option<Place> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('+') {
        let split = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let scale = match rest[split..].trim() {
            "" | "s" => 1e6,
            "ms" => 1e3,
            "m" | "min" => 60e6,
            "h" => 3600e6,
            _ => return None,
        };
        let number: f64 = rest[..split].trim().parse().ok()?;
        return (number.is_finite() && number >= 0.0).then_some(Place::Since((number * scale).round() as u64));
    }
    if text.contains(':') {
        let (hour, rest) = text.split_once(':')?;
        let (minute, second) = rest.split_once(':').unwrap_or((rest, "0"));
        let nanos = (second.parse::<f64>().ok().filter(|second| (0.0..60.0).contains(second))? * 1e9).round();
        let whole = (nanos / 1e9).floor();
        let time = Time::new(hour.parse().ok()?, minute.parse().ok()?, whole as i8, (nanos - whole * 1e9) as i32);
        return time.ok().map(Place::Clock);
    }
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | ',' | '_' | '\u{a0}' | '\u{202f}')).collect();
    digits.parse().ok().filter(|&row| row > 0).map(Place::Row)
}

/// The shown row at a place, or the nearest one. `None` when no row is shown.
pub(super) fn find(
    place: Place,
    started_at: Timestamp,
    filter: &Filter,
    transcript: &Transcript,
    shown: u64,
) -> Option<Found> {
    let last = shown.checked_sub(1)?;
    let row_at = |position: u64| filter.row_at(transcript, position.min(last));
    let micros = match place {
        Place::Row(number) => {
            let wanted = number - 1;
            let position = filter.position_of(transcript, wanted);
            let below = row_at(position)?;
            let above = row_at(position.saturating_sub(1))?;
            let row = if wanted.abs_diff(above) < wanted.abs_diff(below) { above } else { below };
            return Some(Found { row, is_nearest: row != wanted });
        }
        Place::Since(micros) => micros,
        Place::Clock(time) => {
            let end = transcript.row(transcript.end_row().saturating_sub(1)).map_or(0, |row| row.at_micros);
            clock_micros(time, started_at, end)
        }
    };
    // Times never decrease from row to row: halve until the first row at or after the time is left.
    let (mut low, mut high) = (0, last);
    while low < high {
        let middle = low + (high - low) / 2;
        let at = row_at(middle).and_then(|number| transcript.row(number)).map_or(u64::MAX, |row| row.at_micros);
        if at < micros { low = middle + 1 } else { high = middle }
    }
    Some(Found { row: row_at(low)?, is_nearest: false })
}

/// The moment with this time of day that is in the session, or nearest to it, in microseconds from its begin.
fn clock_micros(time: Time, started_at: Timestamp, end_micros: u64) -> u64 {
    let first_day = started_at.to_zoned(TimeZone::system()).date();
    let days = i64::try_from(end_micros / 86_400_000_000).unwrap_or(0).min(10_000) + 1;
    let moments = (-1..=days).filter_map(|day| {
        let date = first_day.checked_add(SignedDuration::from_hours(24 * day)).ok()?;
        let moment = date.to_datetime(time).to_zoned(TimeZone::system()).ok()?.timestamp();
        i64::try_from(moment.duration_since(started_at).as_micros()).ok()
    });
    let end = i64::try_from(end_micros).unwrap_or(i64::MAX);
    let distance = |micros: i64| if micros < 0 { -micros } else { (micros - end).max(0) };
    moments.min_by_key(|&micros| distance(micros)).and_then(|micros| u64::try_from(micros).ok()).unwrap_or(0)
}

impl TableState {
    /// Opens *Go to row or time*.
    pub fn open_go_to(&mut self) {
        self.go_to.open();
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::transcript::{Body, Entry, Query};

    #[test]
    fn rows_and_times_are_understood_and_nothing_else() {
        let clock = |hour, minute, second, nanos| Time::new(hour, minute, second, nanos).ok().map(Place::Clock);
        for (text, place) in [
            ("5000001", Some(Place::Row(5_000_001))),
            (" 5 000,001 ", Some(Place::Row(5_000_001))),
            ("+3.5s", Some(Place::Since(3_500_000))),
            ("+3.5", Some(Place::Since(3_500_000))),
            ("+200 ms", Some(Place::Since(200_000))),
            ("+2m", Some(Place::Since(120_000_000))),
            ("12:00:01.5", clock(12, 0, 1, 500_000_000)),
            ("9:05", clock(9, 5, 0, 0)),
            ("0", None),
            ("-3", None),
            ("+", None),
            ("+3d", None),
            ("25:00", None),
            ("12:00:60", None),
            ("12:é", None),
            ("", None),
            ("soon", None),
        ] {
            assert_eq!(parse(text), place, "{text}");
        }
    }

    #[test]
    fn the_shown_row_nearest_to_a_place_is_found() {
        let mut transcript = Transcript::default();
        for n in 0..100 {
            let text = if n % 10 == 0 { "ten" } else { "x" };
            transcript.push(&Entry::incoming(n * 1_000_000, Body::Text(Bytes::from_static(text.as_bytes()))));
        }
        let start = Timestamp::UNIX_EPOCH;
        let mut filter = Filter::default();
        filter.set_query(Query::text("ten"));
        assert!(filter.advance(&transcript, std::time::Duration::MAX));
        for (place, row, is_nearest) in [
            (Place::Row(31), 30, false),
            (Place::Row(33), 30, true),
            (Place::Row(39), 40, true),
            (Place::Row(5_000), 90, true),
            (Place::Since(40_000_000), 40, false),
            (Place::Since(40_000_001), 50, false),
            (Place::Since(u64::MAX), 90, false),
        ] {
            assert_eq!(find(place, start, &filter, &transcript, 10), Some(Found { row, is_nearest }), "{place:?}");
        }
        assert_eq!(find(Place::Row(1), start, &filter, &transcript, 0), None);
    }

    #[test]
    fn a_time_of_day_is_looked_for_in_the_session() {
        let start = Timestamp::UNIX_EPOCH;
        let at = |seconds: i64| {
            let moment = start.checked_add(SignedDuration::from_secs(seconds)).expect("a moment");
            moment.to_zoned(TimeZone::system()).time()
        };
        assert_eq!(clock_micros(at(90), start, 600_000_000), 90_000_000);
        assert_eq!(clock_micros(at(-5), start, 600_000_000), 0);
        let end = 2 * 86_400_000_000;
        assert_eq!(clock_micros(at(86_390), start, end), 86_390_000_000);
    }
}
