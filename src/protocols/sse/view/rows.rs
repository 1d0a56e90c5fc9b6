//! The rows of an event stream in the list: columns, colours, words.

use egui::{Align, Color32, pos2};
use jiff::Timestamp;

use super::{
    SseFace, inspect,
    log::SseLog,
    words::{left_text, shortened},
};
use crate::{
    protocols::{sse::session::handler_of, tab::Face as _},
    transcript::{Kind, RowRef, Transcript},
    ui::{
        chip::{Chip, Filtered},
        fonts, format,
        inspector::{Exchange, Heads, Inspected},
        leftovers,
        light::Light,
        log::LogView,
        paint, preview,
        table::{ColumnId, ColumnSpec, DELTA, DIRECTION, HeadWords, RowPaint, RowView, SIZE, TIME},
        theme::{Tokens, mix},
    },
};

/// What an event is called, or what else the row is.
const TYPE: ColumnId = "type";
/// The last event ID.
const ID: ColumnId = "id";
/// The data, or what else the row says.
const DATA: ColumnId = "data";

/// The width of a character in a row.
const CHAR: f32 = 7.2;

/// How wide an ID may make its column, in characters.
const ID_CHARS: usize = 14;

/// Types that have a chip of their own. A server that invents more of them must not make each frame slow.
const MOST_TYPES: usize = 100;

impl SseLog<'_> {
    /// Type, ID, size and data of an event.
    fn event(row: &RowRef<'_>, words: &HeadWords, to: &RowPaint<'_>) {
        to.words(TYPE, words.of(TYPE), hue(row.label, to.tokens));
        to.number(ID, shortened(words.of(ID), Self::id_chars(to)), to.tokens.muted);
        to.number(SIZE, format::short_bytes(row.payload.len() as u64), to.tokens.muted);
        let Some(data) = to.cell(DATA) else { return };
        let line = preview::text_line(row.payload);
        to.line_preview(data, &line);
        // Which handler of a page sees it, as far as the data leaves room.
        let handler = handler_of(words.of(TYPE)).to_string();
        let data_end = data.left + paint::text_width(to.painter, &line, fonts::mono(12.0));
        let handler_width = paint::text_width(to.painter, &handler, fonts::mono(11.0));
        if data_end + 24.0 + handler_width < data.right {
            let at = pos2(to.rect.left() + data.right, to.rect.center().y);
            paint::text(to.painter, at, Align::Max, handler, fonts::mono(11.0), to.tokens.muted);
        }
    }

    /// How much of an ID its column holds.
    fn id_chars(to: &RowPaint<'_>) -> usize {
        to.cell(ID).map_or(ID_CHARS, |span| (span.width() / CHAR + 0.1).floor().max(2.0) as usize)
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

impl RowView for SseLog<'_> {
    fn id(&self) -> &'static str {
        SseFace::DESCRIPTOR.id
    }

    fn started_at(&self) -> Timestamp {
        self.clock.started_at()
    }

    /// In a narrow window, Δ and size go. Types and IDs get the room that the longest so far needs.
    fn columns(&self, _width: f32) -> Vec<ColumnSpec> {
        let title = |key: &'static str| self.i18n.text(key).into_owned();
        let longest = &self.session.longest;
        let type_width = (longest.event_type.clamp(8, 18) as f32 * CHAR).round();
        let id_width = (longest.id.clamp(5, ID_CHARS) as f32 * CHAR).ceil().max(39.0);
        vec![
            ColumnSpec::new(TIME, title("list-time"), 14.0, 90.0),
            ColumnSpec::new(DELTA, title("list-delta"), 4.0, 52.0).right().gap_after(8.0).shown(!self.narrow),
            ColumnSpec::new(DIRECTION, title("table-direction"), 4.0, 12.0),
            ColumnSpec::new(TYPE, title("sse-column-type"), 7.0, type_width),
            ColumnSpec::new(ID, "ID", 12.0, id_width).right(),
            ColumnSpec::new(SIZE, title("list-size"), 12.0, 42.0).right().shown(!self.narrow),
            ColumnSpec::flexible(DATA, title("sse-column-data"), 18.0),
        ]
    }

    fn words(&self, row: &RowRef<'_>) -> HeadWords {
        if row.kind != Kind::Event {
            return HeadWords::one(DATA, inspect::line(self.i18n, row));
        }
        let head = row.event_head();
        // Its end tells an ID from the one before.
        HeadWords::one(TYPE, &head.event_type).and(ID, shortened(&head.last_event_id, preview::MAX_CHARS))
    }

    fn paint(&self, row: &RowRef<'_>, words: &HeadWords, to: &mut RowPaint<'_>) {
        let tokens = *to.tokens;
        if row.kind == Kind::Error {
            to.tint(tokens.error);
        }
        if row.kind == Kind::Event {
            to.direction(row.direction, None);
            Self::event(row, words, to);
            return;
        }
        let color = match row.kind {
            Kind::Error => tokens.error,
            Kind::Backoff | Kind::Partial | Kind::Stray | Kind::Finding => tokens.warn,
            _ => tokens.muted,
        };
        match row.kind {
            Kind::Error => to.failure(),
            Kind::Backoff => to.direction(row.direction, Some(tokens.warn)),
            _ => to.direction(row.direction, None),
        }
        to.words(TYPE, &self.kind_word(row.kind), color);
        let text_color = if row.kind == Kind::Error { tokens.text } else { to.soft_text() };
        to.words(DATA, words.of(DATA), text_color);
    }

    fn label(&self, row: &RowRef<'_>, words: &HeadWords) -> String {
        if row.kind != Kind::Event {
            return format!("{} {}", self.kind_word(row.kind), words.of(DATA));
        }
        let handler = handler_of(words.of(TYPE)).to_string();
        let data = preview::text_line(row.payload);
        [words.of(TYPE), words.of(ID), &handler, &data]
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
        if let Some(direction) = to.cell(DIRECTION) {
            let center = pos2(to.rect.left() + direction.center(), to.rect.center().y);
            Light::Backoff(countdown.share_left(now)).paint(to.painter, center, 4.5, to.tokens);
        }
        let words = self.i18n.text_with("sse-waiting-tail", &[("left", left_text(countdown, now).into())]);
        let left = [TYPE, ID, DATA].into_iter().find_map(|id| to.cell(id)).map_or(14.0, |span| span.left);
        to.cut(left, to.end(), &words, to.tokens.warn);
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
            let name = self
                .i18n
                .text_with("sse-chip-more", &[("count", format::count(more.len() as u64))])
                .into_owned()
                .into();
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
        chips.extend(leftovers::chips(self.i18n, transcript, tokens));
        chips
    }

    fn inspect<'r>(&self, row: &RowRef<'r>, heads: &mut Heads) -> Inspected<'r> {
        inspect::inspected(self, row, heads)
    }

    fn exchanges(&self, selected: Option<&RowRef<'_>>, heads: &mut Heads) -> Vec<Exchange> {
        let row = selected.map_or(u64::MAX, |row| row.number);
        let rows = self.session.exchanges_at(row, |answer| heads.response(answer).map(|head| head.status));
        let exchange = |(request, answer): (RowRef<'_>, Option<RowRef<'_>>)| Exchange {
            request: heads.request(&request),
            response: answer.and_then(|row| heads.response(&row)),
            ..Exchange::default()
        };
        let found: Vec<_> = rows.into_iter().map(exchange).collect();
        if found.is_empty() {
            // Its rows were cleared, or the limit took them.
            return vec![Exchange {
                request: self.session.request.clone(),
                response: self.session.response.clone(),
                ..Exchange::default()
            }];
        }
        found
    }
}
