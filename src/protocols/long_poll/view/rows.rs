//! The lines of a long poll in the list: when it left, what came back, and a bar for how long it was held.

use std::time::Duration;

use egui::{Align, Color32, Ui};

use super::{bar, bar::Scale, histogram, inspect, is_line};
use crate::{
    engine::SessionClock,
    i18n::I18n,
    protocols::{
        long_poll::{Line, Outcome, Phase, Session},
        tab::Live,
    },
    transcript::{Kind, RowRef, Transcript},
    ui::{
        chip::{Chip, Filtered},
        format,
        inspector::{Exchange, Inspected},
        log::LogView,
        preview,
        table::{Column, RowPaint, RowView},
        theme::Tokens,
    },
};

/// Rows that a line sums up.
pub(super) const EXCHANGE: &[Kind] = &[Kind::State, Kind::Request, Kind::Response];

/// How often what is going on is drawn anew.
const STEPS: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(500)];

/// A long poll's log as it is drawn now.
pub(super) struct PollLog<'a> {
    pub(super) i18n: &'a I18n,
    pub(super) session: &'a Session,
    pub(super) clock: SessionClock,
    now_micros: u64,
    over: bool,
    scale: Scale,
}

/// Where the columns are, from the list's left.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Columns {
    number_right: f32,
    status: f32,
    bar_left: f32,
    bar_right: f32,
    held_right: f32,
    preview: f32,
}

impl Columns {
    /// The bars get what the previews can spare.
    fn new(width: f32) -> Self {
        let bar_width = (width - 700.0).clamp(100.0, 230.0).round();
        let bar_right = 212.0 + bar_width;
        Self {
            number_right: 140.0,
            status: 152.0,
            bar_left: 212.0,
            bar_right,
            held_right: bar_right + 72.0,
            preview: bar_right + 88.0,
        }
    }
}

impl<'a> PollLog<'a> {
    pub(super) fn new(i18n: &'a I18n, live: Live<'a, Session>) -> Self {
        let Live { session, clock, over, .. } = live;
        let now_micros = session.stopped_at().unwrap_or_else(|| clock.micros());
        let running = session.live().map_or(0, |poll| now_micros.saturating_sub(poll.started_micros));
        let longest = session.held().longest().unwrap_or(0).max(running);
        Self { i18n, session, clock, now_micros, over, scale: Scale::fitting(longest) }
    }

    /// When it must be drawn again though nothing comes.
    pub(super) fn redraw_step(&self) -> Option<Duration> {
        let since = match (self.session.live(), self.session.phase()) {
            _ if self.over => return None,
            (Some(poll), _) => poll.started_micros,
            (None, Phase::Backoff { .. }) => return Some(STEPS[0]),
            (None, _) => return None,
        };
        let long_held = self.now_micros.saturating_sub(since) > 60_000_000;
        Some(STEPS[usize::from(long_held)])
    }

    /// The line that this row stands for.
    pub(super) fn line(&self, row: &RowRef<'_>) -> Option<&'a Line> {
        self.line_number(row).and_then(|number| self.session.line(number))
    }

    pub(super) fn line_number(&self, row: &RowRef<'_>) -> Option<u64> {
        self.session.line_of_row(row.number)
    }

    pub(super) fn time(&self, micros: u64) -> String {
        format::time_of_day(self.clock.started_at(), micros)
    }

    /// The word for a kind.
    pub(super) fn kind_word(&self, kind: Kind) -> String {
        self.i18n.text(&format!("poll-kind-{}", kind.name())).into_owned()
    }

    /// The status column: a code where there was an answer, a word where there was none.
    fn status(&self, row: &RowRef<'_>, line: Option<&Line>) -> String {
        match line.and_then(|line| line.status) {
            Some(status) => status.to_string(),
            None => self.kind_word(row.kind),
        }
    }

    fn paint_line(&self, row: &RowRef<'_>, line: &Line, columns: Columns, to: &RowPaint<'_>) {
        let tokens = *to.tokens;
        to.left(14.0, self.time(line.started_micros), tokens.muted);
        if line.outcome != Outcome::Backoff {
            to.right(columns.number_right, line.number.to_string(), tokens.muted);
        }
        to.cut(columns.status, columns.bar_left - 4.0, &self.status(row, Some(line)), status_color(line, &tokens));
        let room = bar::room(to.rect, columns.bar_left, columns.bar_right);
        bar::grid(to.painter, to.rect, room, &tokens);
        bar::held(to.painter, room, self.scale.share(line.held_micros), line.outcome, &tokens);
        let held = format::span(Duration::from_micros(line.held_micros));
        let color = if line.outcome == Outcome::Backoff { tokens.muted } else { tokens.text };
        to.right(columns.held_right, held, color);
        if row.kind == Kind::Message {
            to.text_preview(columns.preview, row.payload);
        } else {
            let color = if row.kind == Kind::Error { tokens.text } else { to.soft_text() };
            to.cut(columns.preview, to.end(), &self.words(row, line), color);
        }
    }

    fn words(&self, row: &RowRef<'_>, line: &Line) -> String {
        match (self.session.phase(), line.outcome) {
            (Phase::Backoff { since_micros, until_micros, .. }, Outcome::Backoff)
                if since_micros == line.started_micros && !self.over =>
            {
                let left = until_micros.saturating_sub(self.now_micros);
                let left = format::countdown(Duration::from_micros(left));
                let words = inspect::line(self.i18n, row, Some(line));
                format!("{} · {words}", self.i18n.text_with("poll-left", &[("left", left.into())]))
            }
            _ => inspect::line(self.i18n, row, Some(line)),
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
    fn columns(&self, width: f32) -> Vec<Column> {
        let title = |key: &'static str| self.i18n.text(key).into_owned();
        let columns = Columns::new(width);
        let (half, limit) = self.scale.marks();
        let middle = f32::midpoint(columns.bar_left, columns.bar_right);
        vec![
            Column::left(title("poll-column-sent"), 14.0),
            Column::right("#", columns.number_right),
            Column::left(title("poll-column-status"), columns.status),
            Column::left("0", columns.bar_left),
            Column { title: half.into(), x: middle, align: Align::Center },
            Column { title: limit.into(), x: columns.bar_right, align: Align::Center },
            Column::right(title("poll-column-held"), columns.held_right),
            Column::left(title("list-preview"), columns.preview),
        ]
    }

    fn paint(&self, row: &RowRef<'_>, _previous_at_micros: Option<u64>, to: &mut RowPaint<'_>) {
        let columns = Columns::new(to.rect.width());
        if row.kind == Kind::Error {
            to.tint(to.tokens.error);
        }
        if is_line(row.kind)
            && let Some(line) = self.line(row)
        {
            self.paint_line(row, line, columns, to);
            return;
        }
        let tokens = *to.tokens;
        to.left(14.0, self.time(row.at_micros), tokens.muted);
        let color = if row.kind == Kind::Error { tokens.error } else { tokens.muted };
        to.mark(columns.status - 14.0, row.direction, None);
        let word = to.left(columns.status, self.kind_word(row.kind), color);
        let left = (word.right() - to.rect.left() + 16.0).max(columns.bar_left + 16.0);
        to.cut(left, to.end(), &inspect::line(self.i18n, row, None), to.soft_text());
    }

    fn label(&self, row: &RowRef<'_>) -> String {
        let line = self.line(row).filter(|_| is_line(row.kind));
        let words = match (row.kind, line) {
            (Kind::Message, _) => preview::text_line(row.payload),
            (_, line) => inspect::line(self.i18n, row, line),
        };
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
        let columns = Columns::new(to.rect.width());
        let tokens = *to.tokens;
        let (number, started_micros, held_micros, color, key) = match (self.session.live(), self.given_up()) {
            (Some(poll), _) => {
                let held = self.now_micros.saturating_sub(poll.started_micros);
                (poll.number, poll.started_micros, held, tokens.accent, "poll-held-now")
            }
            (None, Some(line)) => (line.number, line.started_micros, line.held_micros, tokens.muted, "poll-given-up"),
            (None, None) => return,
        };
        to.left(14.0, self.time(started_micros), tokens.muted);
        to.right(columns.number_right, number.to_string(), tokens.muted);
        to.cut(columns.status, columns.bar_left - 4.0, &self.i18n.text(key), color);
        let room = bar::room(to.rect, columns.bar_left, columns.bar_right);
        bar::grid(to.painter, to.rect, room, &tokens);
        let share = self.scale.share(held_micros);
        if self.session.live().is_some() {
            bar::live(to.painter, room, share, &tokens);
            let held = format::countdown(Duration::from_micros(held_micros));
            to.right(columns.held_right, held, tokens.accent);
            to.cut(columns.preview, to.end(), &self.i18n.text("poll-tail"), tokens.muted);
        } else {
            bar::held(to.painter, room, share, Outcome::Stopped, &tokens);
            to.right(columns.held_right, format::span(Duration::from_micros(held_micros)), tokens.muted);
            to.cut(columns.preview, to.end(), &self.i18n.text("poll-given-up-line"), tokens.muted);
        }
    }
}

impl LogView for PollLog<'_> {
    fn chips(&self, transcript: &Transcript, tokens: &Tokens) -> Vec<Chip> {
        let kinds: [(&str, &'static [Kind], Color32); 5] = [
            ("poll-chip-message", &[Kind::Message], tokens.incoming),
            ("poll-chip-empty", &[Kind::Empty], tokens.muted),
            ("poll-chip-error", &[Kind::Error], tokens.error),
            ("poll-chip-backoff", &[Kind::Backoff], tokens.warn),
            ("poll-chip-exchange", EXCHANGE, tokens.muted),
        ];
        kinds
            .into_iter()
            .map(|(key, kinds, color)| {
                let count = kinds.iter().map(|&kind| transcript.count(kind)).sum();
                Chip { name: self.i18n.text(key).into_owned().into(), count, color, what: Filtered::Kinds(kinds) }
            })
            .collect()
    }

    fn inspect<'r>(&self, row: &RowRef<'r>) -> Inspected<'r> {
        inspect::inspected(self, row)
    }

    fn exchanges(&self, selected: Option<&RowRef<'_>>) -> Vec<Exchange> {
        inspect::exchanges(self, selected)
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
        histogram::histogram_ui(ui, self.i18n, self.session.held(), self.scale, chosen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bars_shrink_before_the_previews() {
        assert_eq!((Columns::new(936.0).bar_right, Columns::new(936.0).preview), (442.0, 530.0));
        assert!((Columns::new(860.0).bar_right - 372.0).abs() < 1.0);
        assert!((Columns::new(400.0).bar_right - 312.0).abs() < 1.0);
    }
}
