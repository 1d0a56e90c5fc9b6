//! The lines of a long poll in the list: when it left, what came back, and a bar for how long it was held.

use std::{borrow::Cow, time::Duration};

use egui::{Color32, Ui};
use jiff::Timestamp;

use super::{PollFace, bar, histogram, inspect, log::PollLog, words::is_line};
use crate::{
    protocols::{
        long_poll::{Line, Outcome, Phase},
        tab::Face as _,
    },
    transcript::{Kind, RowRef, Transcript, entry::Answer},
    ui::{
        chip::{Chip, Filtered},
        format,
        inspector::{Exchange, Heads, Inspected},
        leftovers,
        log::LogView,
        preview,
        table::{ColumnId, ColumnSpec, DELTA, DIRECTION, HeadWords, PREVIEW, RowPaint, RowView, SIZE, TIME},
        theme::Tokens,
    },
};

/// The poll's number.
const NUMBER: ColumnId = "number";
/// The status of its answer, or a word.
const STATUS: ColumnId = "status";
/// How long it was held, as a bar.
const BAR: ColumnId = "bar";
/// How long it was held.
const HELD: ColumnId = "held";
/// The cursor that its answer set.
const CURSOR: ColumnId = "cursor";

/// Rows that a line sums up.
pub(super) const EXCHANGE: &[Kind] = &[Kind::State, Kind::Request, Kind::Response];

impl<'a> PollLog<'a> {
    /// The status column: a code where there was an answer, a word where there was none.
    fn status(&self, row: &RowRef<'_>, line: Option<&Line>) -> String {
        match line.and_then(|line| line.status) {
            Some(status) => status.to_string(),
            None => self.kind_word(row.kind),
        }
    }

    fn paint_line(&self, row: &RowRef<'_>, line: &Line, words: &HeadWords, to: &RowPaint<'_>) {
        let tokens = *to.tokens;
        if line.outcome != Outcome::Backoff {
            to.number(NUMBER, line.number.to_string(), tokens.muted);
        }
        to.direction(row.direction, None);
        to.words(STATUS, &self.status(row, Some(line)), status_color(line, &tokens));
        if let Some(span) = to.cell(BAR) {
            let room = bar::room(to.rect, span.left, span.right);
            bar::grid(to.painter, to.rect, room, &tokens);
            bar::held(to.painter, room, self.scale.share(line.held_micros), line.outcome, &tokens);
        }
        let held = format::span(Duration::from_micros(line.held_micros));
        let color = if line.outcome == Outcome::Backoff { tokens.muted } else { tokens.text };
        to.number(HELD, held, color);
        to.words(CURSOR, words.of(CURSOR), tokens.muted);
        if !row.payload.is_empty() {
            to.number(SIZE, format::short_bytes(row.payload.len() as u64), tokens.muted);
        }
        if row.kind == Kind::Message {
            to.text_preview(PREVIEW, &row.text_begin(preview::BEGIN_BYTES));
        } else {
            let color = if row.kind == Kind::Error { tokens.text } else { to.soft_text() };
            to.words(PREVIEW, &self.line_words(row, line, words), color);
        }
    }

    /// What a line without a body says; a wait that goes on counts down.
    fn line_words<'w>(&self, row: &RowRef<'_>, line: &Line, words: &'w HeadWords) -> Cow<'w, str> {
        match (self.session.phase(), line.outcome) {
            (Phase::Backoff { since_micros, until_micros, .. }, Outcome::Backoff)
                if since_micros == line.started_micros && !self.over =>
            {
                let left = until_micros.saturating_sub(self.now_micros);
                let left = format::countdown(Duration::from_micros(left));
                let left = self.i18n.text_with("poll-left", &[("left", left.into())]);
                format!("{left} · {}", words.of(PREVIEW)).into()
            }
            _ => self.row_line(row, Some(line), words),
        }
    }

    /// What a row says; of an answer that is its body, or how long it was held.
    fn row_line<'w>(&self, row: &RowRef<'_>, line: Option<&Line>, words: &'w HeadWords) -> Cow<'w, str> {
        match row.kind {
            Kind::Message => inspect::message_line(row).into(),
            Kind::Empty => inspect::empty_line(self.i18n, line).into(),
            _ => words.of(PREVIEW).into(),
        }
    }

    /// The last poll, if we gave it up.
    fn given_up(&self) -> Option<&'a Line> {
        let last = self.session.end_line().checked_sub(1)?;
        self.session.line(last).filter(|line| line.outcome == Outcome::Stopped)
    }
}

fn status_color(line: &Line, tokens: &Tokens) -> Color32 {
    match line.outcome {
        Outcome::Message => tokens.ok,
        Outcome::Empty | Outcome::Stopped => tokens.muted,
        Outcome::Error => tokens.error,
        Outcome::Backoff => tokens.warn,
    }
}

impl RowView for PollLog<'_> {
    fn id(&self) -> &'static str {
        PollFace::DESCRIPTOR.id
    }

    fn started_at(&self) -> Timestamp {
        self.clock.started_at()
    }

    /// The bars get what the previews can spare.
    fn columns(&self, width: f32) -> Vec<ColumnSpec> {
        let title = |key: &'static str| self.i18n.text(key).into_owned();
        let (half, limit) = self.scale.marks();
        let ticks = vec![(0.0, "0".to_owned()), (0.5, half), (1.0, limit)];
        let bar_width = (width - 700.0).clamp(100.0, 230.0).round();
        vec![
            ColumnSpec::new(TIME, title("poll-column-sent"), 14.0, 90.0),
            ColumnSpec::new(DELTA, title("list-delta"), 4.0, 46.0).right().gap_after(4.0).shown(false),
            ColumnSpec::new(NUMBER, "#", 4.0, 32.0).right(),
            ColumnSpec::new(DIRECTION, title("table-direction"), 10.0, 12.0).shown(false),
            ColumnSpec::new(STATUS, title("poll-column-status"), 12.0, 56.0),
            ColumnSpec::new(BAR, title("poll-column-bar"), 4.0, bar_width).ticks(ticks),
            ColumnSpec::new(HELD, title("poll-column-held"), 14.0, 58.0).right(),
            ColumnSpec::new(CURSOR, title("poll-column-cursor"), 16.0, 64.0).shown(false),
            ColumnSpec::new(SIZE, title("list-size"), 8.0, 42.0).right().shown(false),
            ColumnSpec::flexible(PREVIEW, title("list-preview"), 16.0),
        ]
    }

    fn micros(&self, row: &RowRef<'_>) -> u64 {
        let line = self.line(row).filter(|_| is_line(row.kind));
        line.map_or(row.at_micros, |line| line.started_micros)
    }

    fn words(&self, row: &RowRef<'_>) -> HeadWords {
        match row.kind {
            Kind::Message | Kind::Empty => {
                let cursor = row.fields().and_then(|answer: Answer| answer.cursor);
                cursor.map_or_else(HeadWords::default, |cursor| HeadWords::one(CURSOR, cursor))
            }
            _ => HeadWords::one(PREVIEW, inspect::line(self.i18n, row)),
        }
    }

    fn paint(&self, row: &RowRef<'_>, words: &HeadWords, to: &mut RowPaint<'_>) {
        if row.kind == Kind::Error {
            to.tint(to.tokens.error);
        }
        if is_line(row.kind)
            && let Some(line) = self.line(row)
        {
            self.paint_line(row, line, words, to);
            return;
        }
        let tokens = *to.tokens;
        let color = match row.kind {
            Kind::Error => tokens.error,
            Kind::Partial | Kind::Stray | Kind::Finding => tokens.warn,
            _ => tokens.muted,
        };
        match to.cell(DIRECTION).or_else(|| to.cell(NUMBER)) {
            Some(span) => to.mark(span.right - 2.0, row.direction, None),
            None => to.direction(row.direction, None),
        }
        // These rows have a word and what they say; the columns of a poll are empty for them.
        let left = to
            .cell(STATUS)
            .map_or(0.0, |span| to.left(span.left, self.kind_word(row.kind), color).right() - to.rect.left() + 16.0);
        let column = [BAR, HELD, CURSOR, SIZE, PREVIEW].into_iter().find_map(|id| to.cell(id));
        if let Some(span) = column {
            to.cut(left.max(span.left + 16.0), to.end(), &self.row_line(row, None, words), to.soft_text());
        }
    }

    fn label(&self, row: &RowRef<'_>, words: &HeadWords) -> String {
        let line = self.line(row).filter(|_| is_line(row.kind));
        let words = self.row_line(row, line, words);
        let Some(line) = line else { return format!("{} {words}", self.kind_word(row.kind)) };
        let held = format::span(Duration::from_micros(line.held_micros));
        match line.outcome {
            Outcome::Backoff => format!("{} {held} {words}", self.kind_word(row.kind)),
            _ => format!("{} {} {held} {words}", line.number, self.status(row, Some(line))),
        }
    }

    fn has_tail(&self) -> bool {
        if self.over { self.given_up().is_some() } else { self.session.live().is_some() }
    }

    fn paint_tail(&self, to: &mut RowPaint<'_>) {
        let tokens = *to.tokens;
        let (number, started_micros, held_micros, color, key) = match (self.session.live(), self.given_up()) {
            (Some(poll), _) => {
                let held = self.now_micros.saturating_sub(poll.started_micros);
                (poll.number, poll.started_micros, held, tokens.accent, "poll-held-now")
            }
            (None, Some(line)) => (line.number, line.started_micros, line.held_micros, tokens.muted, "poll-given-up"),
            (None, None) => return,
        };
        to.time(started_micros);
        to.number(NUMBER, number.to_string(), tokens.muted);
        to.words(STATUS, &self.i18n.text(key), color);
        let (is_live, share) = (self.session.live().is_some(), self.scale.share(held_micros));
        if let Some(span) = to.cell(BAR) {
            let room = bar::room(to.rect, span.left, span.right);
            bar::grid(to.painter, to.rect, room, &tokens);
            if is_live {
                bar::live(to.painter, room, share, &tokens);
            } else {
                bar::held(to.painter, room, share, Outcome::Stopped, &tokens);
            }
        }
        let held = Duration::from_micros(held_micros);
        let (held, key) =
            if is_live { (format::countdown(held), "poll-tail") } else { (format::span(held), "poll-given-up-line") };
        to.number(HELD, held, color);
        to.words(PREVIEW, &self.i18n.text(key), tokens.muted);
    }
}

impl LogView for PollLog<'_> {
    fn chips(&self, transcript: &Transcript, tokens: &Tokens) -> Vec<Chip> {
        let kinds: [(&str, &'static [Kind], Color32); 5] = [
            ("poll-chip-message", &[Kind::Message], tokens.incoming),
            ("poll-chip-empty", &[Kind::Empty], tokens.muted),
            ("list-kind-error", &[Kind::Error], tokens.error),
            ("list-kind-backoff", &[Kind::Backoff], tokens.warn),
            ("poll-chip-exchange", EXCHANGE, tokens.muted),
        ];
        kinds
            .into_iter()
            .map(|(key, kinds, color)| {
                let count = kinds.iter().map(|&kind| transcript.count(kind)).sum();
                Chip { name: self.i18n.text(key).into_owned().into(), count, color, what: Filtered::Kinds(kinds) }
            })
            .chain(leftovers::chips(self.i18n, transcript, tokens))
            .collect()
    }

    fn inspect<'r>(&self, row: &RowRef<'r>, heads: &mut Heads) -> Inspected<'r> {
        inspect::inspected(self, row, heads)
    }

    fn exchanges(&self, selected: Option<&RowRef<'_>>, heads: &mut Heads) -> Vec<Exchange> {
        inspect::exchanges(self, selected, heads)
    }

    fn inspector_width(&self) -> f32 {
        344.0
    }

    fn footer_height(&self) -> f32 {
        histogram::HEIGHT
    }

    fn footer_ui(&self, ui: &mut Ui, selected: Option<&RowRef<'_>>) {
        let line = selected.and_then(|row| self.line(row)).filter(|line| line.outcome != Outcome::Backoff);
        let chosen = line.map(|line| line.held_micros);
        histogram::histogram_ui(ui, self.i18n, self.session, self.scale, chosen);
    }
}
