//! Two rows beside each other in one list: what only the first has, what only the second has.

mod canonical;
mod diff;
mod side;

use egui::{Align, Color32, Rect, RichText, Sense, Ui, WidgetInfo, accesskit::Role, pos2, text::LayoutJob};

use self::{
    diff::{Diff, DiffLine, How},
    side::Side,
};
use super::{
    charset::text_of,
    copy::{self, Copier},
    hex,
    subject::RowKey,
    visible,
    words::note_ui,
};
use crate::{
    engine::{JobLost, JobSlot},
    i18n::I18n,
    transcript::{Charset, SharedPayload},
    ui::{
        button::Button,
        fonts, format, icons,
        lines::{Lines, LinesPlace},
        paint, reason, shortcut,
        tab_context::TabContext,
        theme::Tokens,
    },
};

const LINE_HEIGHT: f32 = 18.0;
/// What of a line is laid out at most.
const MOST_COLUMNS: usize = 600;
/// A longer comparison is not copied: it is written in one frame.
const MOST_COPIED_LINES: usize = 20_000;
/// Below this width the line numbers go.
const NUMBERS_FROM_WIDTH: f32 = 340.0;

/// One of the two rows.
#[expect(clippy::option_option, reason = "text that is to be decoded can be in UTF-8, too")]
#[derive(Clone, Debug)]
pub(super) struct Compared {
    pub(super) key: RowKey,
    pub(super) title: String,
    pub(super) payload: SharedPayload,
    /// Of text that is to be decoded first: its charset.
    pub(super) coded: Option<Option<Charset>>,
}

impl Compared {
    /// What is compared, for a worker.
    fn text(&self) -> impl FnOnce() -> SharedPayload + Send + 'static {
        let (payload, coded) = (self.payload.clone(), self.coded);
        move || coded.map_or_else(|| payload.clone(), |charset| text_of(&payload, charset))
    }
}

/// The compare tab between frames.
#[derive(Debug, Default)]
pub(super) struct CompareTab {
    pair: Option<(RowKey, RowKey)>,
    job: JobSlot<Diff>,
    diff: Option<Result<Diff, JobLost>>,
    place: LinesPlace,
    current: Option<usize>,
}

impl CompareTab {
    /// Draws it into all of the room that is left.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>, base: &Compared, other: &Compared) {
        let i18n = cx.i18n;
        titles_ui(ui, base, other);
        let longest = base.payload.len().max(other.payload.len());
        if longest > diff::MAX_BYTES {
            let limit = format::bytes(diff::MAX_BYTES as u64);
            return note_ui(ui, &i18n.text_with("inspector-compare-too-long", &[("limit", limit.into())]));
        }
        self.follow(cx, base, other);
        let diff = match &self.diff {
            Some(Ok(diff)) => diff,
            Some(Err(lost)) => return note_ui(ui, &reason::error(i18n, lost)),
            None => return note_ui(ui, &i18n.text("inspector-comparing")),
        };
        let step = summary_ui(ui, i18n, diff, self.current);
        if let Some(step) = step {
            let count = diff.differences.len();
            let next = match (self.current, step) {
                (None, Step::Next) => 0,
                (None, Step::Previous) => count.saturating_sub(1),
                (Some(at), Step::Next) => (at + 1) % count.max(1),
                (Some(at), Step::Previous) => (at + count.saturating_sub(1)) % count.max(1),
            };
            if let Some(&line) = diff.differences.get(next) {
                self.current = Some(next);
                self.place.set_top(line.saturating_sub(3));
            }
        }
        let (name, bar) = (i18n.text("inspector-compare-lines"), i18n.text("inspector-scroll-bar"));
        let lines = Lines::new(&name, &bar, diff.lines.len() as u64, LINE_HEIGHT);
        let id = lines.id(ui);
        let tokens = Tokens::of(ui);
        let current = self.current.and_then(|at| diff.differences.get(at)).copied();
        lines.show(ui, &mut self.place, |ui, number, rect| {
            let Some(line) = diff.lines.get(number as usize) else { return };
            let label = line_ui(ui, diff, *line, rect, &tokens);
            ui.interact(rect, id.with(number), Sense::hover())
                .widget_info(|| WidgetInfo::labeled(Role::Label, true, &label));
            if current == Some(number) {
                let bar = Rect::from_min_max(rect.min, pos2(rect.left() + 2.0, rect.bottom()));
                ui.painter().rect_filled(bar, 0.0, tokens.accent);
            }
        });
    }

    /// Copies the comparison with its signs, as far as it is there and not too long.
    pub(super) fn copy(&self, ui: &Ui, cx: &mut TabContext<'_>, copier: &mut Copier) {
        let Some(Ok(diff)) = &self.diff else { return };
        copier.text(ui, cx, as_text(diff));
    }

    /// Whether there is something to copy that one frame can write.
    pub(super) fn can_copy(&self) -> bool {
        matches!(&self.diff, Some(Ok(diff)) if diff.lines.len() <= MOST_COPIED_LINES)
    }

    fn follow(&mut self, cx: &TabContext<'_>, base: &Compared, other: &Compared) {
        let pair = Some((base.key, other.key));
        if self.pair != pair {
            let (base, other) = (base.text(), other.text());
            *self = Self { pair, ..Self::default() };
            self.job.block(cx.spawner, move |_| diff::diff(base(), other()));
        }
        if let Some(diff) = self.job.take() {
            self.diff = Some(diff);
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Next,
    Previous,
}

fn titles_ui(ui: &mut Ui, base: &Compared, other: &Compared) {
    let tokens = Tokens::of(ui);
    for (sign, row, color) in [("−", base, tokens.error), ("+", other, tokens.ok)] {
        let mut job = LayoutJob::default();
        job.append(sign, 0.0, egui::TextFormat::simple(fonts::mono_medium(12.0), color));
        job.append(&row.title, 8.0, egui::TextFormat::simple(fonts::body(12.5), tokens.text));
        let size = format::bytes(row.payload.len() as u64);
        job.append(&size, 8.0, egui::TextFormat::simple(fonts::mono(12.0), tokens.muted));
        ui.add(egui::Label::new(job).truncate());
    }
}

/// How many differences there are, and the buttons that go from one to the next.
fn summary_ui(ui: &mut Ui, i18n: &I18n, diff: &Diff, current: Option<usize>) -> Option<Step> {
    let tokens = Tokens::of(ui);
    let mut step = None;
    ui.horizontal(|ui| {
        let any = !diff.differences.is_empty();
        let next = i18n.text("inspector-next-difference");
        let previous = i18n.text("inspector-previous-difference");
        // The longer shortcut is asked first: F7 alone would take it.
        let back = Button::ghost(icons::ARROW_UP, &previous).shortcut(shortcut::PREVIOUS_DIFFERENCE).enabled(any);
        if back.pressed(ui) {
            step = Some(Step::Previous);
        }
        let on = Button::ghost(icons::ARROW_DOWN, &next).shortcut(shortcut::NEXT_DIFFERENCE).enabled(any);
        if on.pressed(ui) {
            step = Some(Step::Next);
        }
        let how = i18n.text(match diff.how {
            How::Json => "inspector-compare-json",
            How::Lines => "inspector-compare-text",
            How::Bytes => "inspector-compare-bytes",
        });
        let words = if any {
            let args = [("added", diff.added.into()), ("removed", diff.removed.into())];
            i18n.text_with("inspector-compare-counts", &args)
        } else {
            i18n.text("inspector-compare-same")
        };
        let place = current.map(|at| format!("{}/{}", at + 1, diff.differences.len())).unwrap_or_default();
        let text = [words.as_ref(), how.as_ref(), place.as_str()].join(" · ");
        let text = text.trim_end_matches([' ', '·']).to_owned();
        ui.add(egui::Label::new(RichText::new(text).size(12.0).color(tokens.muted)).truncate());
    });
    if diff.is_rough {
        ui.label(RichText::new(i18n.text("inspector-compare-rough")).size(12.0).color(tokens.warn));
    }
    step
}

/// Draws a line; returns it in words.
fn line_ui(ui: &Ui, diff: &Diff, line: DiffLine, rect: Rect, tokens: &Tokens) -> String {
    let (sign, side, number, color, tint) = parts(diff, line, tokens);
    if let Some(tint) = tint {
        ui.painter().rect_filled(rect, 0.0, tint);
    }
    let mut x = rect.left() + 4.0;
    let small = |x: f32, number: u32| {
        let words = (number + 1).to_string();
        paint::text(ui.painter(), pos2(x, rect.center().y), Align::Max, words, fonts::mono(10.5), tokens.muted);
    };
    if rect.width() >= NUMBERS_FROM_WIDTH && diff.how != How::Bytes {
        let (base, other) = match line {
            DiffLine::Same(base, other) => (Some(base), Some(other)),
            DiffLine::Removed(base) => (Some(base), None),
            DiffLine::Added(other) => (None, Some(other)),
        };
        if let Some(number) = base {
            small(x + 34.0, number);
        }
        if let Some(number) = other {
            small(x + 72.0, number);
        }
        x += 80.0;
    }
    paint::text(ui.painter(), pos2(x, rect.center().y), Align::Min, sign, fonts::mono_medium(12.0), color);
    x += 14.0;
    let words = words_of(diff, side, number);
    let depth = side.line(number).map_or(0, |line| line.depth);
    let indent = (depth as f32).min((rect.width() * 0.4 / 12.0).floor()) * 12.0;
    let at = pos2(x + indent, rect.center().y);
    let ink = if tint.is_some() { tokens.text } else { tokens.muted };
    paint::text_cut(ui.painter(), at, &words, fonts::mono(12.0), ink, rect.right() - at.x);
    format!("{sign} {words}")
}

fn parts<'d>(
    diff: &'d Diff,
    line: DiffLine,
    tokens: &Tokens,
) -> (&'static str, &'d Side, u32, Color32, Option<Color32>) {
    match line {
        DiffLine::Same(_, other) => (" ", &diff.other, other, tokens.muted, None),
        DiffLine::Removed(base) => ("−", &diff.base, base, tokens.error, Some(tokens.tint(tokens.error, 9))),
        DiffLine::Added(other) => ("+", &diff.other, other, tokens.ok, Some(tokens.tint(tokens.ok, 9))),
    }
}

fn words_of(diff: &Diff, side: &Side, number: u32) -> String {
    let bytes = side.bytes(number);
    if diff.how == How::Bytes {
        let start = side.line(number).map_or(0, |line| line.start as usize);
        let [offset, hex, text] = hex::hex_line(start, bytes, 6);
        return format!("{offset}  {hex}  {text}");
    }
    let without_end = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    visible::cut(without_end, MOST_COLUMNS)
}

fn as_text(diff: &Diff) -> Option<String> {
    let mut text = String::new();
    for line in &diff.lines {
        let (sign, side, number) = match *line {
            DiffLine::Same(_, other) => (' ', &diff.other, other),
            DiffLine::Removed(base) => ('-', &diff.base, base),
            DiffLine::Added(other) => ('+', &diff.other, other),
        };
        let depth = side.line(number).map_or(0, |line| line.depth as usize);
        let bytes = side.bytes(number);
        if text.len() + depth * 2 + bytes.len() * 4 > copy::MAX_BYTES {
            return None;
        }
        text.push(sign);
        text.extend(std::iter::repeat_n("  ", depth));
        if diff.how == How::Bytes {
            text.push_str(&words_of(diff, side, number));
        } else {
            text.push_str(&String::from_utf8_lossy(bytes.strip_suffix(b"\n").unwrap_or(bytes)));
        }
        text.push('\n');
    }
    Some(text)
}
