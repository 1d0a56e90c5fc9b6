//! The rows of an upload in the list: requests, answers, offsets, states; progress only when wanted.

use std::time::Duration;

use egui::Color32;
use jiff::Timestamp;

use super::{UploadFace, words};
use crate::{
    engine::SessionClock,
    i18n::I18n,
    protocols::{
        tab::{Face as _, Live},
        upload::session::UploadSession,
    },
    transcript::{
        Kind, RowRef, Transcript,
        entry::{Offset, Progress, Request, Response, SessionState, State, Verified},
        reason::Vocabulary as _,
        secrets::mask_url,
    },
    ui::{
        chip::{Chip, Filtered},
        format,
        inspector::{Exchange, Heads, Inspected},
        leftovers,
        log::LogView,
        reason, row_words,
        table::{ColumnId, ColumnSpec, DELTA, DIRECTION, HeadWords, KIND, RowPaint, RowView, TIME},
        theme::Tokens,
    },
};

/// What the row says besides its word.
const DETAIL: ColumnId = "detail";
/// How long the server took to answer.
const TOOK: ColumnId = "took";
/// No column: the state's name in the record, for its colour.
const STATE: ColumnId = "state";

/// An upload's log as it is drawn now.
pub(super) struct RequestLog<'a> {
    i18n: &'a I18n,
    session: &'a UploadSession,
    clock: SessionClock,
}

impl<'a> RequestLog<'a> {
    pub(super) fn new(i18n: &'a I18n, live: Live<'a, UploadSession>) -> Self {
        Self { i18n, session: live.session, clock: live.clock }
    }

    fn kind_word(&self, kind: Kind) -> String {
        row_words::kind_word(self.i18n, kind, words::kind_key(kind))
    }

    fn time(&self, row: &RowRef<'_>) -> String {
        format::time_of_day(self.clock.started_at(), row.at_micros)
    }

    /// How long the server took, for a response.
    fn took(&self, row: &RowRef<'_>) -> Option<Duration> {
        let exchange = self.session.exchange_of(row.number)?;
        let (answer_row, answered_micros) = exchange.answer?;
        (answer_row == row.number).then(|| Duration::from_micros(answered_micros.saturating_sub(exchange.asked_micros)))
    }

    /// The word that names a row, and what it says.
    fn said(&self, row: &RowRef<'_>) -> (String, String) {
        let i18n = self.i18n;
        let bytes = format::short_bytes;
        match row.kind {
            Kind::Request => row.fields().map(|head: Request| request_words(i18n, &head)).unwrap_or_default(),
            Kind::Response => row
                .fields()
                .map(|head: Response| (head.status.to_string(), head.reason_phrase.unwrap_or_default()))
                .unwrap_or_default(),
            Kind::Offset => {
                let confirmed = row.fields().map_or(0, |head: Offset| head.confirmed);
                let args = [("byte", format::grouped(confirmed).into())];
                (self.kind_word(row.kind), i18n.text_with("upload-row-offset", &args).into_owned())
            }
            Kind::Progress => {
                let args = row.fields().map_or_else(Vec::new, |head: Progress| {
                    vec![("sent", bytes(head.sent).into()), ("total", bytes(head.total).into())]
                });
                (self.kind_word(row.kind), i18n.text_with("upload-row-progress", &args).into_owned())
            }
            Kind::State => row
                .fields()
                .map(|head: State| {
                    let key = head.state.known().and_then(words::row_state_key);
                    let word = key.map_or_else(|| head.state.to_string(), |key| i18n.text(key).into_owned());
                    (word, reason::state(i18n, &head).unwrap_or_default())
                })
                .unwrap_or_default(),
            Kind::Verified => {
                let detail = row.fields().map(|head: Verified| format!("SHA-256 {}", head.sha256));
                (self.kind_word(row.kind), detail.unwrap_or_default())
            }
            _ => (self.kind_word(row.kind), row_words::line(i18n, row)),
        }
    }
}

impl RowView for RequestLog<'_> {
    fn id(&self) -> &'static str {
        UploadFace::DESCRIPTOR.id
    }

    fn started_at(&self) -> Timestamp {
        self.clock.started_at()
    }

    fn columns(&self, _width: f32) -> Vec<ColumnSpec> {
        let title = |key: &'static str| self.i18n.text(key).into_owned();
        vec![
            ColumnSpec::new(TIME, title("list-time"), 15.0, 90.0),
            ColumnSpec::new(DELTA, title("list-delta"), 4.0, 46.0).right().gap_after(5.0).shown(false),
            ColumnSpec::new(DIRECTION, title("table-direction"), 7.0, 12.0),
            ColumnSpec::new(KIND, title("list-kind"), 7.0, 58.0),
            ColumnSpec::flexible(DETAIL, title("upload-column-detail"), 9.0),
            ColumnSpec::new(TOOK, title("upload-column-took"), 10.0, 50.0).right(),
        ]
    }

    fn words(&self, row: &RowRef<'_>) -> HeadWords {
        let (word, detail) = self.said(row);
        let words = HeadWords::one(KIND, word).and(DETAIL, detail);
        match row.fields().filter(|_| row.kind == Kind::State).and_then(|head: State| head.state.known()) {
            Some(state) => words.and(STATE, state.name()),
            None => words,
        }
    }

    fn paint(&self, row: &RowRef<'_>, words: &HeadWords, to: &mut RowPaint<'_>) {
        let tokens = to.tokens;
        let color = word_color(row, words, tokens);
        if row.kind == Kind::Error {
            to.tint(tokens.error);
        }
        match row.kind {
            Kind::Error => to.failure(),
            Kind::State | Kind::Backoff | Kind::Verified => to.direction(row.direction, Some(color)),
            _ => to.direction(row.direction, None),
        }
        // Words and details share their columns: a long word pushes its detail, a missing time leaves its room.
        let word_right =
            to.cell(KIND).map_or(0.0, |span| to.left(span.left, words.of(KIND), color).right() - to.rect.left());
        let took = self.took(row).zip(to.cell(TOOK));
        let end = match took {
            Some((took, span)) => to.right(span.right, format::span(took), tokens.muted).left() - to.rect.left() - 10.0,
            None => to.end() + to.cell(TOOK).map_or(0.0, |span| span.width() + 10.0),
        };
        let detail_color = match row.kind {
            Kind::Offset | Kind::Error => tokens.text,
            _ => to.soft_text(),
        };
        if let Some(span) = to.cell(DETAIL) {
            to.cut(span.left.max(word_right + 9.0), end, words.of(DETAIL), detail_color);
        }
    }

    fn label(&self, row: &RowRef<'_>, words: &HeadWords) -> String {
        format!("{} {} {}", self.time(row), words.of(KIND), words.of(DETAIL)).trim_end().to_owned()
    }
}

impl LogView for RequestLog<'_> {
    fn chips(&self, transcript: &Transcript, tokens: &Tokens) -> Vec<Chip> {
        let chip = |kinds: &'static [Kind], color: Color32| Chip {
            name: self.kind_word(kinds[0]).into(),
            count: kinds.iter().map(|&kind| transcript.count(kind)).sum(),
            color,
            what: Filtered::Kinds(kinds),
        };
        let mut chips = vec![
            chip(&[Kind::Request], tokens.outgoing),
            chip(&[Kind::Response, Kind::Offset], tokens.incoming),
            chip(&[Kind::State, Kind::Backoff, Kind::Verified], tokens.muted),
            chip(&[Kind::Progress], tokens.warn),
            chip(&[Kind::Error], tokens.error),
        ];
        chips.extend(leftovers::chips(self.i18n, transcript, tokens));
        chips
    }

    fn inspect<'r>(&self, row: &RowRef<'r>, heads: &mut Heads) -> Inspected<'r> {
        let mut meta = self.time(row);
        if let Some(took) = self.took(row) {
            meta = format!("{meta} · {}", format::span(took));
        }
        Inspected {
            number: row.number,
            direction: row.direction,
            is_error: row.kind == Kind::Error,
            title: format!("{} {}", self.kind_word(row.kind), row.number + 1),
            meta,
            payload: leftovers::payload(row),
            details: heads.explained(row.number, || row_words::record_fields(row)),
        }
    }

    fn exchanges(&self, selected: Option<&RowRef<'_>>, heads: &mut Heads) -> Vec<Exchange> {
        let transcript = &self.session.transcript;
        let exchange = match selected {
            Some(row) => self.session.exchange_of(row.number),
            None => self.session.exchanges.last(),
        };
        let Some(exchange) = exchange else { return Vec::new() };
        let answer = exchange.answer.and_then(|(number, _)| transcript.row(number));
        vec![Exchange {
            request: transcript.row(exchange.request_row).and_then(|row| heads.request(&row)),
            response: answer.and_then(|row| heads.response(&row)),
            ..Exchange::default()
        }]
    }
}

/// Method, and the path with the byte that a body starts at.
fn request_words(i18n: &I18n, head: &Request) -> (String, String) {
    let number = |name: &str| head.header(name).and_then(|value| value.parse::<u64>().ok());
    let url = mask_url(&head.url);
    let path = url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or(&url);
    let detail = match (number("x-start-byte"), number("content-length")) {
        (Some(from), Some(rest)) => {
            let args = [("from", format::grouped(from).into()), ("size", format::bytes(rest).into())];
            i18n.text_with("upload-row-post", &args).into_owned()
        }
        _ => path.rsplit_once('/').map_or(path, |(_, last)| last).to_owned(),
    };
    (head.method.clone(), detail)
}

fn word_color(row: &RowRef<'_>, words: &HeadWords, tokens: &Tokens) -> Color32 {
    match row.kind {
        Kind::Response => match words.of(KIND).as_bytes().first() {
            Some(b'2') => tokens.ok,
            Some(b'1' | b'3') => tokens.text,
            _ => tokens.error,
        },
        Kind::Request => tokens.text,
        Kind::Verified => tokens.ok,
        Kind::Error => tokens.error,
        Kind::Backoff | Kind::Partial | Kind::Stray | Kind::Finding => tokens.warn,
        Kind::State => match SessionState::from_name(words.of(STATE)) {
            Some(SessionState::Paused | SessionState::Backoff) => tokens.warn,
            Some(SessionState::Failed) => tokens.error,
            Some(SessionState::Done) => tokens.ok,
            _ => tokens.muted,
        },
        _ => tokens.muted,
    }
}
