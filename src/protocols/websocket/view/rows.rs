//! The rows of a WebSocket in the list: columns, colours, words.

use super::inspect;
use crate::{
    engine::SessionClock,
    i18n::I18n,
    protocols::{tab::Live, websocket::Session},
    transcript::{Kind, RowRef, Transcript},
    ui::{
        chip::{Chip, Filtered},
        format,
        inspector::{Exchange, Inspected},
        log::LogView,
        preview,
        table::{Column, RowPaint, RowView},
        theme::{Tokens, mix},
    },
};

/// A WebSocket's log as it is drawn now.
pub(super) struct WebSocketLog<'a> {
    pub(super) i18n: &'a I18n,
    session: &'a Session,
    clock: SessionClock,
    columns: Columns,
}

/// Where the columns are, from the list's left.
#[derive(Clone, Copy, Debug)]
struct Columns {
    delta_right: Option<f32>,
    mark: f32,
    kind: f32,
    size_right: f32,
    preview: f32,
}

impl Columns {
    const WIDE: Self = Self { delta_right: Some(154.0), mark: 172.0, kind: 185.0, size_right: 280.0, preview: 296.0 };
    const NARROW: Self = Self { delta_right: None, mark: 114.0, kind: 127.0, size_right: 222.0, preview: 238.0 };
}

impl<'a> WebSocketLog<'a> {
    pub(super) fn new(i18n: &'a I18n, live: Live<'a, Session>, narrow: bool) -> Self {
        let columns = if narrow { Columns::NARROW } else { Columns::WIDE };
        Self { i18n, session: live.session, clock: live.clock, columns }
    }

    /// The word for a kind.
    pub(super) fn kind_word(&self, kind: Kind) -> String {
        self.i18n.text(&format!("ws-kind-{}", kind.name())).into_owned()
    }

    pub(super) fn time(&self, row: &RowRef<'_>) -> String {
        format::time_of_day(self.clock.started_at(), row.at_micros)
    }
}

/// Whether a row's payload is what its size column counts.
pub(super) fn has_payload(kind: Kind) -> bool {
    matches!(kind, Kind::Text | Kind::Binary | Kind::Ping | Kind::Pong)
}

impl RowView for WebSocketLog<'_> {
    fn columns(&self, _width: f32) -> Vec<Column> {
        let title = |key: &'static str| self.i18n.text(key).into_owned();
        let Columns { delta_right, kind, size_right, preview, .. } = self.columns;
        let mut columns = vec![Column::left(title("list-time"), 14.0)];
        columns.extend(delta_right.map(|x| Column::right(title("list-delta"), x)));
        columns.push(Column::left(title("list-kind"), kind));
        columns.push(Column::right(title("list-size"), size_right));
        columns.push(Column::left(title("list-preview"), preview));
        columns
    }

    fn paint(&self, row: &RowRef<'_>, previous_at_micros: Option<u64>, to: &mut RowPaint<'_>) {
        let tokens = *to.tokens;
        let Columns { delta_right, mark, kind, size_right, preview } = self.columns;
        match row.kind {
            Kind::Error => to.tint(tokens.error),
            Kind::Close => to.tint(tokens.warn),
            _ => {}
        }
        to.left(14.0, self.time(row), tokens.muted);
        if let (Some(x), Some(previous)) = (delta_right, previous_at_micros) {
            to.right(x, format::delta_millis(row.at_micros.saturating_sub(previous)), tokens.muted);
        }
        let color = match row.kind {
            Kind::Error => tokens.error,
            Kind::Close => tokens.warn,
            Kind::Text => mix(tokens.muted, tokens.text, 55),
            Kind::Binary => tokens.accent,
            _ => tokens.muted,
        };
        if row.kind == Kind::Error {
            to.error_mark(mark);
        } else {
            to.mark(mark, row.direction, None);
        }
        to.cut(kind, size_right, &self.kind_word(row.kind), color);
        if has_payload(row.kind) {
            to.right(size_right, format::short_bytes(row.payload.len() as u64), tokens.muted);
        }
        match row.kind {
            Kind::Text => to.text_preview(preview, row.payload),
            Kind::Binary => to.hex_preview(preview, row.payload, inspect::signature(row.payload).unwrap_or_default()),
            Kind::Close | Kind::Error => {
                to.cut(preview, to.end(), &inspect::line(self.i18n, row), tokens.text);
            }
            _ => {
                to.cut(preview, to.end(), &inspect::line(self.i18n, row), to.soft_text());
            }
        }
    }

    fn label(&self, row: &RowRef<'_>) -> String {
        let words = match row.kind {
            Kind::Text => preview::text_line(row.payload),
            Kind::Binary => preview::hex_line(row.payload),
            _ => inspect::line(self.i18n, row),
        };
        format!("{} {} {words}", row.direction.name(), self.kind_word(row.kind)).trim_end().to_owned()
    }
}

impl LogView for WebSocketLog<'_> {
    fn chips(&self, transcript: &Transcript, tokens: &Tokens) -> Vec<Chip> {
        let groups: [(&str, &'static [Kind], _); 5] = [
            ("ws-kind-text", &[Kind::Text], tokens.text),
            ("ws-kind-binary", &[Kind::Binary], tokens.accent),
            ("ws-kind-ping", &[Kind::Ping, Kind::Pong], tokens.muted),
            ("ws-kind-close", &[Kind::Close], tokens.warn),
            ("ws-chip-connection", &[Kind::State, Kind::Request, Kind::Response, Kind::Error], tokens.muted),
        ];
        groups
            .into_iter()
            .map(|(key, kinds, color)| {
                let count = kinds.iter().map(|&kind| transcript.count(kind)).sum();
                let name = self.i18n.text(key).into_owned().into();
                Chip { name, count, color, what: Filtered::Kinds(kinds) }
            })
            .filter(|chip| chip.count > 0)
            .collect()
    }

    fn inspect<'r>(&self, row: &RowRef<'r>) -> Inspected<'r> {
        inspect::inspected(self, row)
    }

    fn exchanges(&self, _selected: Option<&RowRef<'_>>) -> Vec<Exchange> {
        let mut response = self.session.response.clone();
        if let (Some(response), Some(body)) = (&mut response, &self.session.refusal_body) {
            // More of it than the record keeps.
            response.body_preview = Some(String::from_utf8_lossy(body).into_owned());
        }
        vec![Exchange { request: self.session.request.clone(), response }]
    }
}
