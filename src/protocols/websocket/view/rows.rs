//! The rows of a WebSocket in the list: columns, colours, words.

use std::borrow::Cow;

use jiff::Timestamp;

use super::{WebSocketFace, inspect, log::WebSocketLog, words::has_payload};
use crate::{
    protocols::tab::Face as _,
    transcript::{Kind, RowRef, Transcript, frames::FramesSummary},
    ui::{
        chip::{Chip, Filtered},
        format,
        inspector::{Exchange, Heads, Inspected},
        leftovers,
        log::LogView,
        preview,
        table::{ColumnSpec, DELTA, DIRECTION, HeadWords, KIND, PREVIEW, RowPaint, RowView, SIZE, TIME},
        theme::{Tokens, mix},
    },
};

impl WebSocketLog<'_> {
    /// Compressed messages have two sizes.
    fn size_width(&self) -> f32 {
        if self.session.deflate.is_some() { 92.0 } else { 42.0 }
    }

    /// A row that is no message; of a pong also how long its ping had been on its way.
    fn line<'w>(&self, row: &RowRef<'_>, words: &'w HeadWords) -> Cow<'w, str> {
        let line = words.of(PREVIEW);
        let trips = &self.session.round_trips;
        let note = match trips.of_row(row.number) {
            _ if row.kind != Kind::Pong => return line.into(),
            Some(trip) => format!("RTT {} ms", super::liveness::millis(trip.micros)),
            None if trips.is_unasked(row.number) => self.i18n.text("ws-pong-unasked").into_owned(),
            None => return line.into(),
        };
        format!("{line}   {note}").trim_start().to_owned().into()
    }
}

impl RowView for WebSocketLog<'_> {
    fn id(&self) -> &'static str {
        WebSocketFace::DESCRIPTOR.id
    }

    fn started_at(&self) -> Timestamp {
        self.clock.started_at()
    }

    /// In a narrow window, Δ goes.
    fn columns(&self, _width: f32) -> Vec<ColumnSpec> {
        let title = |key: &'static str| self.i18n.text(key).into_owned();
        vec![
            ColumnSpec::new(TIME, title("list-time"), 14.0, 90.0),
            ColumnSpec::new(DELTA, title("list-delta"), 4.0, 46.0).right().gap_after(8.0).shown(!self.narrow),
            ColumnSpec::new(DIRECTION, title("table-direction"), 4.0, 12.0),
            ColumnSpec::new(KIND, title("list-kind"), 7.0, 66.0),
            ColumnSpec::new(SIZE, title("list-size"), 0.0, self.size_width()).right(),
            ColumnSpec::flexible(PREVIEW, title("list-preview"), 16.0),
        ]
    }

    fn words(&self, row: &RowRef<'_>) -> HeadWords {
        match row.kind {
            Kind::Text | Kind::Binary => HeadWords::default(),
            _ => HeadWords::one(PREVIEW, inspect::line(self.i18n, row)),
        }
    }

    fn paint(&self, row: &RowRef<'_>, words: &HeadWords, to: &mut RowPaint<'_>) {
        let tokens = *to.tokens;
        match row.kind {
            Kind::Error | Kind::Frame => to.tint(tokens.error),
            Kind::Close | Kind::Backoff | Kind::Partial | Kind::Stray => to.tint(tokens.warn),
            _ => {}
        }
        let color = match row.kind {
            Kind::Error | Kind::Frame => tokens.error,
            Kind::Close | Kind::Backoff | Kind::Ignored | Kind::Partial | Kind::Stray | Kind::Finding => tokens.warn,
            Kind::Text => mix(tokens.muted, tokens.text, 55),
            Kind::Binary => tokens.accent,
            _ => tokens.muted,
        };
        if row.kind == Kind::Error {
            to.failure();
        } else {
            to.direction(row.direction, None);
        }
        let summary = row.frames_summary();
        let count = summary.map_or(1, |summary| summary.count);
        let kind = self.kind_word(row.kind);
        to.words(KIND, &if count > 1 { format!("{kind} ×{count}") } else { kind }, color);
        if has_payload(row.kind) {
            to.number(SIZE, size(row, summary), tokens.muted);
        }
        match row.kind {
            Kind::Text => to.text_preview(PREVIEW, row.payload),
            Kind::Binary => to.hex_preview(PREVIEW, row.payload, inspect::signature(row.payload).unwrap_or_default()),
            Kind::Close | Kind::Error => to.words(PREVIEW, &self.line(row, words), tokens.text),
            _ => to.words(PREVIEW, &self.line(row, words), to.soft_text()),
        }
    }

    fn label(&self, row: &RowRef<'_>, words: &HeadWords) -> String {
        let line = match row.kind {
            Kind::Text => preview::text_line(row.payload).into(),
            Kind::Binary => preview::hex_line(row.payload).into(),
            _ => self.line(row, words),
        };
        let label = format!("{} {} {line}", row.direction.name(), self.kind_word(row.kind)).trim_end().to_owned();
        match row.frames_summary() {
            Some(summary) if summary.count > 1 || summary.is_deflated => {
                format!("{label} · {}", inspect::frames_words(self.i18n, row, summary))
            }
            _ => label,
        }
    }
}

/// How large a message is; of a compressed one, also how large it was on the wire: `217→1.4K`.
fn size(row: &RowRef<'_>, summary: Option<FramesSummary>) -> String {
    let real = format::short_bytes(row.payload.len() as u64);
    match summary.filter(|summary| summary.is_deflated && row.kind != Kind::Partial) {
        Some(summary) => format!("{}→{real}", format::short_bytes(summary.wire_payload_bytes)).replace(' ', ""),
        None => real,
    }
}

impl LogView for WebSocketLog<'_> {
    fn chips(&self, transcript: &Transcript, tokens: &Tokens) -> Vec<Chip> {
        let groups: [(&str, &'static [Kind], _); 6] = [
            ("ws-kind-text", &[Kind::Text], tokens.text),
            ("ws-kind-binary", &[Kind::Binary], tokens.accent),
            ("ws-kind-ping", &[Kind::Ping, Kind::Pong, Kind::Ignored], tokens.muted),
            ("ws-kind-close", &[Kind::Close], tokens.warn),
            (
                "ws-chip-connection",
                &[Kind::State, Kind::Request, Kind::Response, Kind::Error, Kind::Backoff],
                tokens.muted,
            ),
            ("ws-chip-frame", &[Kind::Frame], tokens.error),
        ];
        groups
            .into_iter()
            .map(|(key, kinds, color)| {
                let count = kinds.iter().map(|&kind| transcript.count(kind)).sum();
                let name = self.i18n.text(key).into_owned().into();
                Chip { name, count, color, what: Filtered::Kinds(kinds) }
            })
            .filter(|chip| chip.count > 0)
            .chain(leftovers::chips(self.i18n, transcript, tokens))
            .collect()
    }

    fn inspect<'r>(&self, row: &RowRef<'r>, heads: &mut Heads) -> Inspected<'r> {
        inspect::inspected(self, row, heads)
    }

    fn exchanges(&self, _selected: Option<&RowRef<'_>>, _heads: &mut Heads) -> Vec<Exchange> {
        let session = self.session;
        vec![Exchange {
            request: session.request.clone(),
            response: session.response.clone(),
            answer_micros: session.answer_micros,
            failure: session.error.clone().filter(|_| !session.was_open()),
        }]
    }
}
