//! The rows of an event stream in the list: columns, colours, words.

use egui::{Align, Color32, pos2};

use super::{inspect, left_text};
use crate::{
    engine::SessionClock,
    i18n::I18n,
    protocols::{
        sse::{SseSession, session::handler_of},
        tab::Live,
    },
    transcript::{Kind, RowRef, Transcript},
    ui::{
        chip::{Chip, Filtered},
        fonts, format,
        inspector::{Exchange, Inspected},
        light::Light,
        log::LogView,
        paint, preview,
        table::{Column, RowPaint, RowView},
        theme::{Tokens, mix},
    },
};

/// The width of a character in a row.
const CHAR: f32 = 7.2;

/// How wide an ID may make its column, in characters.
const ID_CHARS: usize = 14;

/// Types that have a chip of their own. A server that invents more of them must not make each frame slow.
const MOST_TYPES: usize = 100;

/// A source's log as it is drawn now.
pub(super) struct SseLog<'a> {
    pub(super) i18n: &'a I18n,
    pub(super) session: &'a SseSession,
    pub(super) clock: SessionClock,
    waits: bool,
    columns: Columns,
}

/// Where the columns are, from the list's left.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Columns {
    delta_right: Option<f32>,
    mark: f32,
    kind: f32,
    id_right: f32,
    size_right: Option<f32>,
    data: f32,
}

impl Columns {
    /// In a narrow window, Δ and size go. Types and IDs get the room that the longest so far needs.
    fn new(session: &SseSession, narrow: bool) -> Self {
        let type_width = session.longest.event_type.clamp(8, 18) as f32 * CHAR;
        let id_width = session.longest.id.clamp(5, ID_CHARS) as f32 * CHAR;
        let (kind, least_id_right) = if narrow { (127.0, 232.0) } else { (191.0, 300.0) };
        let id_right = (kind + type_width + 12.0 + id_width).round().max(least_id_right);
        let size_right = (!narrow).then_some(id_right + 54.0);
        Self {
            delta_right: (!narrow).then_some(160.0),
            mark: kind - 13.0,
            kind,
            id_right,
            size_right,
            data: size_right.unwrap_or(id_right) + 18.0,
        }
    }
}

impl<'a> SseLog<'a> {
    pub(super) fn new(i18n: &'a I18n, live: Live<'a, SseSession>, narrow: bool) -> Self {
        let Live { session, clock, over, .. } = live;
        let waits = session.countdown.is_some() && !over;
        Self { i18n, session, clock, waits, columns: Columns::new(session, narrow) }
    }

    /// The word for a kind.
    pub(super) fn kind_word(&self, kind: Kind) -> String {
        self.i18n.text(&format!("sse-kind-{}", kind.name())).into_owned()
    }

    pub(super) fn time(&self, row: &RowRef<'_>) -> String {
        format::time_of_day(self.clock.started_at(), row.at_micros)
    }

    /// Type, ID, size and data of an event.
    fn event(&self, row: &RowRef<'_>, to: &RowPaint<'_>) {
        let head = row.event_head();
        let Columns { kind, id_right, size_right, data, .. } = self.columns;
        let id = shortened(&head.last_event_id, ID_CHARS);
        let id_left = id_right - id.chars().count() as f32 * CHAR - 10.0;
        to.cut(kind, id_left, &head.event_type, hue(row.label, to.tokens));
        to.right(id_right, id, to.tokens.muted);
        if let Some(size_right) = size_right {
            to.right(size_right, format::short_bytes(row.payload.len() as u64), to.tokens.muted);
        }
        let line = preview::text_line(row.payload);
        to.line_preview(data, &line);
        // Which handler of a page sees it, as far as the data leaves room.
        let handler = handler_of(&head.event_type).to_string();
        let data_end = data + paint::text_width(to.painter, &line, fonts::mono(12.0));
        let handler_width = paint::text_width(to.painter, &handler, fonts::mono(11.0));
        if data_end + 24.0 + handler_width < to.end() {
            let at = pos2(to.rect.left() + to.end(), to.rect.center().y);
            paint::text(to.painter, at, Align::Max, handler, fonts::mono(11.0), to.tokens.muted);
        }
    }
}

/// The colour of an event type: it keeps it for the session.
fn hue(label: u16, tokens: &Tokens) -> Color32 {
    match label {
        0 => tokens.incoming,
        1 => tokens.accent,
        2 => tokens.outgoing,
        _ => mix(tokens.muted, tokens.text, 55),
    }
}

/// The end of an ID, which tells it from the one before, with … where it was cut.
pub(super) fn shortened(id: &str, chars: usize) -> String {
    let id: String = id.chars().map(|c| if c.is_control() { '·' } else { c }).collect();
    match id.chars().count().checked_sub(chars) {
        None | Some(0) => id,
        Some(over) => std::iter::once('…').chain(id.chars().skip(over + 1)).collect(),
    }
}

impl RowView for SseLog<'_> {
    fn columns(&self, _width: f32) -> Vec<Column> {
        let title = |key: &'static str| self.i18n.text(key).into_owned();
        let Columns { delta_right, kind, id_right, size_right, data, .. } = self.columns;
        let mut columns = vec![Column::left(title("list-time"), 14.0)];
        columns.extend(delta_right.map(|x| Column::right(title("list-delta"), x)));
        columns.push(Column::left(title("sse-column-type"), kind));
        columns.push(Column::right("ID", id_right));
        columns.extend(size_right.map(|x| Column::right(title("list-size"), x)));
        columns.push(Column::left(title("sse-column-data"), data));
        columns
    }

    fn paint(&self, row: &RowRef<'_>, previous_at_micros: Option<u64>, to: &mut RowPaint<'_>) {
        let tokens = *to.tokens;
        if row.kind == Kind::Error {
            to.tint(tokens.error);
        }
        to.left(14.0, self.time(row), tokens.muted);
        if let (Some(x), Some(previous)) = (self.columns.delta_right, previous_at_micros) {
            to.right(x, format::delta_millis(row.at_micros.saturating_sub(previous)), tokens.muted);
        }
        if row.kind == Kind::Event {
            to.mark(self.columns.mark, row.direction, None);
            self.event(row, to);
            return;
        }
        let color = match row.kind {
            Kind::Error => tokens.error,
            Kind::Backoff => tokens.warn,
            _ => tokens.muted,
        };
        match row.kind {
            Kind::Error => to.error_mark(self.columns.mark),
            Kind::Backoff => to.mark(self.columns.mark, row.direction, Some(tokens.warn)),
            _ => to.mark(self.columns.mark, row.direction, None),
        }
        to.cut(self.columns.kind, self.columns.data - 10.0, &self.kind_word(row.kind), color);
        let text_color = if row.kind == Kind::Error { tokens.text } else { to.soft_text() };
        to.cut(self.columns.data, to.end(), &inspect::line(self.i18n, row), text_color);
    }

    fn label(&self, row: &RowRef<'_>) -> String {
        if row.kind != Kind::Event {
            return format!("{} {}", self.kind_word(row.kind), inspect::line(self.i18n, row));
        }
        let head = row.event_head();
        let handler = handler_of(&head.event_type);
        let data = preview::text_line(row.payload);
        [head.event_type.as_ref(), &head.last_event_id, &handler.to_string(), &data]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn has_tail(&self) -> bool {
        self.waits
    }

    fn paint_tail(&self, to: &mut RowPaint<'_>) {
        let Some(countdown) = &self.session.countdown else { return };
        let now = self.clock.micros();
        let center = pos2(to.rect.left() + self.columns.mark, to.rect.center().y);
        Light::Backoff(super::share_left(countdown, now)).paint(to.painter, center, 4.5, to.tokens);
        let words = self.i18n.text_with("sse-waiting-tail", &[("left", left_text(countdown, now).into())]);
        to.cut(self.columns.kind, to.end(), &words, to.tokens.warn);
    }
}

impl LogView for SseLog<'_> {
    fn chips(&self, transcript: &Transcript, tokens: &Tokens) -> Vec<Chip> {
        let mut chips: Vec<Chip> = transcript
            .labels()
            .iter()
            .take(MOST_TYPES)
            .map(|(label, name, count)| {
                let name = name.to_owned().into();
                Chip { name, count, color: hue(label, tokens), what: Filtered::Label(label) }
            })
            .collect();
        let more: Vec<u64> = transcript.labels().iter().skip(MOST_TYPES).map(|(_, _, count)| count).collect();
        if !more.is_empty() {
            let name = self.i18n.text_with("sse-chip-more", &[("count", more.len().into())]).into_owned().into();
            let what = Filtered::Kinds(&[]);
            chips.push(Chip { name, count: more.iter().sum(), color: tokens.muted, what });
        }
        let groups: [(&str, &'static [Kind]); 3] = [
            ("sse-chip-comments", &[Kind::Comment]),
            ("sse-chip-fields", &[Kind::Id, Kind::Retry, Kind::Ignored]),
            ("sse-chip-connection", &[Kind::State, Kind::Request, Kind::Response, Kind::Backoff, Kind::Error]),
        ];
        for (key, kinds) in groups {
            let count = kinds.iter().map(|&kind| transcript.count(kind)).sum();
            if count > 0 {
                let name = self.i18n.text(key).into_owned().into();
                chips.push(Chip { name, count, color: tokens.muted, what: Filtered::Kinds(kinds) });
            }
        }
        chips
    }

    fn inspect<'r>(&self, row: &RowRef<'r>) -> Inspected<'r> {
        inspect::inspected(self, row)
    }

    fn exchanges(&self, selected: Option<&RowRef<'_>>) -> Vec<Exchange> {
        let row = selected.map_or(u64::MAX, |row| row.number);
        let exchange = |(request, response)| Exchange { request: Some(request), response };
        let found: Vec<_> = self.session.exchanges_at(row).into_iter().map(exchange).collect();
        if found.is_empty() {
            // Its rows were cleared, or the limit took them.
            return vec![Exchange { request: self.session.request.clone(), response: self.session.response.clone() }];
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_id_shows_its_end() {
        assert_eq!(shortened("18204", 14), "18204");
        assert_eq!(shortened("12345678901234", 14), "12345678901234");
        assert_eq!(shortened("123456789012345", 14), "…3456789012345");
        assert_eq!(shortened("a\u{1}b", 14), "a·b");
    }

    #[test]
    fn columns_stand_where_they_should_until_something_is_longer() {
        let mut session = SseSession::new(3000, String::new(), 1 << 20);
        let columns = Columns::new(&session, false);
        assert_eq!((columns.id_right, columns.size_right, columns.data), (300.0, Some(354.0), 372.0));
        assert!(Columns::new(&session, true).data < 260.0);
        session.longest.id = 36;
        assert!(Columns::new(&session, false).id_right > 340.0);
    }
}
