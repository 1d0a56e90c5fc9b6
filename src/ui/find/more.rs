//! The popup with the filters that need no field of their own: direction, size, time, attempt.

use egui::{Align, Popup, PopupCloseBehavior, RichText, Ui, vec2};

use crate::{
    i18n::I18n,
    transcript::{Bounds, Direction, Expected, Fault, PatternProblem, Query, Transcript, parse_bytes, parse_micros},
    ui::{
        button::Button,
        field::{Field, check_ui},
        fonts, icons, paint, reason,
        tab_context::TabContext,
        theme::Tokens,
    },
};

const WIDTH: f32 = 300.0;

/// What is typed into the popup.
#[derive(Debug, Default)]
pub(super) struct MoreFilters {
    bytes: Typed,
    micros: Typed,
    attempt: String,
    attempt_problem: Option<PatternProblem>,
    applied_attempt: Option<u64>,
}

/// Two bounds as they are typed.
#[derive(Debug, Default)]
struct Typed {
    least: String,
    most: String,
    problems: [Option<PatternProblem>; 2],
    /// What they mean, as the query had it last.
    applied: Bounds,
}

type Parse = fn(&str) -> Result<Option<u64>, PatternProblem>;

impl Typed {
    /// Takes over bounds that were set elsewhere.
    fn follow(&mut self, bounds: Bounds, write: fn(u64) -> String) {
        if bounds != self.applied {
            let words = |bound: Option<u64>| bound.map(write).unwrap_or_default();
            *self = Self { least: words(bounds.least), most: words(bounds.most), applied: bounds, ..Self::default() };
        }
    }

    fn ui(&mut self, ui: &mut Ui, i18n: &I18n, names: [&'static str; 2], hint: &str, parse: Parse) -> Bounds {
        let mut changed = false;
        ui.horizontal(|ui| {
            let width = (WIDTH - ui.spacing().item_spacing.x) / 2.0;
            for ((text, name), problem) in [&mut self.least, &mut self.most].into_iter().zip(names).zip(&self.problems)
            {
                let problem = problem.as_ref().map(|problem| reason::error(i18n, problem));
                let name = i18n.text(name);
                changed |=
                    Field::new(text, &name).hint(&name).tooltip(hint).width(width).problem(problem).show(ui).changed();
            }
        });
        if changed {
            self.read(parse);
        }
        self.applied
    }

    fn read(&mut self, parse: Parse) {
        self.problems = [None, None];
        match (parse(&self.least), parse(&self.most)) {
            (Ok(Some(least)), Ok(Some(most))) if least > most => {
                self.problems[1] = Some(PatternProblem::at(&self.most, 0, Fault::BelowLeast));
            }
            (Ok(least), Ok(most)) => self.applied = Bounds { least, most },
            (least, most) => self.problems = [least.err(), most.err()],
        }
    }
}

/// Draws the button and, while it is open, the popup. Returns whether all filters are to be cleared.
pub(super) fn more_ui(
    ui: &mut Ui,
    cx: &TabContext<'_>,
    state: &mut MoreFilters,
    query: &mut Query,
    transcript: &Transcript,
) -> bool {
    state.bytes.follow(query.bytes, |bytes| bytes.to_string());
    state.micros.follow(query.micros, seconds);
    if state.applied_attempt != query.attempt {
        state.attempt = query.attempt.map(|attempt| attempt.to_string()).unwrap_or_default();
        state.applied_attempt = query.attempt;
    }
    let count = query.narrowed() + usize::from(!query.hidden_directions.is_empty());
    let name = if count > 0 {
        cx.i18n.text_with("find-more-used", &[("count", count.into())])
    } else {
        cx.i18n.text("find-more")
    };
    let button = Button::ghost(icons::TUNE, &name).on(count > 0).show(ui);
    if count > 0 {
        badge(ui, button.rect, count);
    }
    let popup = Popup::menu(&button).gap(4.0).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    popup.show(|ui| popup_ui(ui, cx.i18n, state, query, transcript)).is_some_and(|shown| shown.inner)
}

fn popup_ui(ui: &mut Ui, i18n: &I18n, state: &mut MoreFilters, query: &mut Query, transcript: &Transcript) -> bool {
    ui.set_width(WIDTH);
    title_ui(ui, &i18n.text("find-direction"));
    ui.horizontal(|ui| {
        let directions = [
            (Direction::In, "find-direction-in"),
            (Direction::Out, "find-direction-out"),
            (Direction::Local, "find-direction-local"),
        ];
        for (direction, key) in directions {
            let mut shown = !query.hidden_directions.contains(&direction);
            if check_ui(ui, &mut shown, &i18n.text(key), &i18n.text("find-direction-hint")).changed() {
                if shown {
                    query.hidden_directions.remove(&direction);
                } else {
                    query.hidden_directions.insert(direction);
                }
            }
        }
    });
    title_ui(ui, &i18n.text("find-bytes"));
    let hint = i18n.text("find-expected-bytes");
    query.bytes = state.bytes.ui(ui, i18n, ["find-bytes-least", "find-bytes-most"], &hint, parse_bytes);
    title_ui(ui, &i18n.text("find-time"));
    let hint = i18n.text("find-expected-time");
    query.micros = state.micros.ui(ui, i18n, ["find-time-least", "find-time-most"], &hint, parse_micros);
    title_ui(ui, &i18n.text("find-attempt"));
    attempt_ui(ui, i18n, state, query, transcript);
    ui.add_space(6.0);
    let clears = Button::secondary(&i18n.text("find-clear-all")).icon(icons::CLOSE).pressed(ui);
    ui.add_space(2.0);
    clears
}

fn attempt_ui(ui: &mut Ui, i18n: &I18n, state: &mut MoreFilters, query: &mut Query, transcript: &Transcript) {
    let name = i18n.text("find-attempt-name");
    let hint = i18n.text_with("find-attempt-all", &[("count", transcript.attempt_count().into())]);
    let problem = state.attempt_problem.as_ref().map(|problem| reason::error(i18n, problem));
    let field = Field::new(&mut state.attempt, &name).hint(&hint).width(WIDTH).problem(problem);
    if field.show(ui).changed() {
        let text = state.attempt.trim();
        state.attempt_problem = None;
        match text.parse::<u64>() {
            Ok(attempt) if attempt > 0 => query.attempt = Some(attempt),
            _ if text.is_empty() => query.attempt = None,
            _ => {
                let fault = Fault::Expected(Expected::Attempt);
                state.attempt_problem = Some(PatternProblem::at(&state.attempt, 0, fault));
            }
        }
        state.applied_attempt = query.attempt;
    }
}

fn title_ui(ui: &mut Ui, words: &str) {
    ui.add_space(4.0);
    ui.label(RichText::new(words).size(12.0).color(Tokens::of(ui).muted));
}

fn badge(ui: &Ui, button: egui::Rect, count: usize) {
    let tokens = Tokens::of(ui);
    let center = button.right_top() + vec2(-5.0, 6.0);
    ui.painter().circle_filled(center, 6.5, tokens.accent);
    paint::text(ui.painter(), center, Align::Center, count.to_string(), fonts::mono(10.5), tokens.on_accent);
}

/// Seconds as they would be typed.
fn seconds(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
