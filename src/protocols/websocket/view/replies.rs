//! The Replies section: the echo, and rules that answer messages of a kind. Both can be changed while it is open.

use std::time::Duration;

use egui::{Align, Sense, Ui, WidgetInfo, accesskit::Role, vec2};
use serde::{Deserialize, Serialize};

use super::action::Action;
use crate::{
    i18n::I18n,
    protocols::{
        tab::Live,
        websocket::{
            Session,
            replies::{Counts, MAX_DELAY, Order, Replies, Rule},
        },
    },
    transcript::{
        Mode, Pattern, PatternProblem,
        reason::{Code, HasReason, Reason},
    },
    ui::{
        button::Button,
        field::{self, Field},
        fonts, format, icons,
        menu::{note_ui, select_ui},
        paint, reason,
        theme::{Tokens, height},
    },
};

/// What a rule's line needs beside its pattern and its answer.
const FIXED_WIDTH: f32 = 440.0;

/// What is typed there.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RepliesForm {
    /// Asked in this order.
    pub rules: Vec<RuleForm>,
    /// Which of the rules that match answer.
    pub order: Order,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleForm {
    /// Whether it is asked at all.
    pub is_on: bool,
    /// How the pattern is read.
    pub mode: Mode,
    /// What a message must match.
    pub pattern: String,
    /// What is sent then.
    pub answer: String,
    /// How long after the message, in milliseconds.
    pub delay_millis: String,
}

/// Why a rule cannot be used.
#[derive(Clone, Debug, thiserror::Error)]
pub enum RuleProblem {
    /// The pattern.
    #[error(transparent)]
    Pattern(#[from] PatternProblem),
    /// The delay.
    #[error("a reply comes 0 to {} ms after the message, not {text:?}", MAX_DELAY.as_millis())]
    Delay {
        /// What was typed.
        text: String,
    },
}

impl HasReason for RuleProblem {
    fn reason(&self) -> Reason {
        match self {
            Self::Pattern(problem) => problem.reason(),
            Self::Delay { text } => {
                Reason::new(Code::ReplyDelayInvalid).with("text", text).with("limit", MAX_DELAY.as_millis() as u64)
            }
        }
    }
}

impl Default for RuleForm {
    fn default() -> Self {
        Self {
            is_on: true,
            mode: Mode::Text,
            pattern: String::new(),
            answer: String::new(),
            delay_millis: "0".to_owned(),
        }
    }
}

impl RepliesForm {
    /// The rules, with an echo or without. One that lacks its condition or its answer does nothing.
    ///
    /// # Errors
    /// What is wrong with the first rule that is on and cannot be used.
    pub fn replies(&self, echoes: bool) -> Result<Replies, RuleProblem> {
        let rules = self.rules.iter().map(RuleForm::rule).collect::<Result<_, _>>()?;
        Ok(Replies { echoes, rules, order: self.order })
    }

    /// How many rules are on, as the option row shows it.
    pub(super) fn value(&self, i18n: &I18n, echoes: bool) -> String {
        let count = self.rules.iter().filter(|rule| rule.is_on).count();
        let count = if count > 0 { count.to_string() } else { String::new() };
        let words = if echoes { i18n.text("ws-echo-on").into_owned() } else { String::new() };
        [words, count].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

impl RuleForm {
    fn rule(&self) -> Result<Rule, RuleProblem> {
        let pattern = self.pattern();
        if self.lacks().is_some() {
            return Ok(Rule { is_on: false, ..Rule::default() });
        }
        let problem = pattern.check().map_err(RuleProblem::from).and_then(|()| self.delay());
        let delay = match problem {
            Ok(delay) => delay,
            Err(problem) if self.is_on => return Err(problem),
            // What is off may be half typed.
            Err(_) => return Ok(Rule { is_on: false, ..Rule::default() }),
        };
        Ok(Rule { is_on: self.is_on, pattern, answer: self.answer.clone(), delay, ..Rule::default() })
    }

    /// The key of what it lacks to do anything: without a condition it would answer every message.
    fn lacks(&self) -> Option<&'static str> {
        match (self.pattern.is_empty(), self.answer.is_empty()) {
            (true, _) => Some("ws-reply-lacks-when"),
            (false, true) => Some("ws-reply-lacks-with"),
            (false, false) => None,
        }
    }

    fn pattern(&self) -> Pattern {
        Pattern { text: self.pattern.clone(), mode: self.mode, match_case: true }
    }

    fn delay(&self) -> Result<Duration, RuleProblem> {
        let text = self.delay_millis.trim();
        let delay = text.parse().ok().map(Duration::from_millis).filter(|delay| *delay <= MAX_DELAY);
        delay.ok_or_else(|| RuleProblem::Delay { text: text.to_owned() })
    }
}

/// Draws the section; `echoes` is whether every message is sent back.
pub(super) fn replies_section_ui(
    ui: &mut Ui,
    i18n: &I18n,
    replies: &mut RepliesForm,
    echoes: &mut bool,
    live: Option<Live<'_, Session>>,
) -> Option<Action> {
    let mut changed = false;
    ui.horizontal_wrapped(|ui| {
        changed |= field::check_ui(ui, echoes, &i18n.text("ws-echo"), &i18n.text("ws-echo-hint")).changed();
        if replies.rules.len() > 1 {
            let choices = [(Order::First, i18n.text("ws-reply-first")), (Order::All, i18n.text("ws-reply-all"))];
            let choices: Vec<_> = choices.iter().map(|(order, words)| (*order, words.as_ref())).collect();
            changed |= select_ui(ui, &i18n.text("ws-reply-order"), &mut replies.order, &choices).changed();
        }
    });
    let counts = live.map_or(&[][..], |live| live.session.reply_counts.as_slice());
    let mut removed = None;
    for (number, rule) in replies.rules.iter_mut().enumerate() {
        ui.push_id(number, |ui| {
            ui.horizontal(|ui| {
                let was = rule.clone();
                if rule_ui(ui, i18n, number, rule, counts.get(number).copied()) {
                    removed = Some(number);
                }
                changed |= was != *rule;
            });
            if let Some(lacks) = rule.lacks().filter(|_| rule.is_on) {
                let words = i18n.text_with(lacks, &[("number", (number + 1).into())]);
                ui.colored_label(Tokens::of(ui).warn, words.as_ref());
            }
        });
    }
    if let Some(number) = removed {
        replies.rules.remove(number);
        changed = true;
    }
    ui.horizontal_wrapped(|ui| {
        if Button::plain(&i18n.text("ws-reply-add")).icon(icons::ADD).pressed(ui) {
            replies.rules.push(RuleForm::default());
        }
        note_ui(ui, &i18n.text("ws-reply-note"));
    });
    (changed && replies.replies(*echoes).is_ok()).then_some(Action::SetReplies)
}

/// Draws a rule; true when it is to be removed.
fn rule_ui(ui: &mut Ui, i18n: &I18n, number: usize, rule: &mut RuleForm, counts: Option<Counts>) -> bool {
    let name = i18n.text_with("ws-reply-rule", &[("number", (number + 1).into())]);
    field::check_ui(ui, &mut rule.is_on, &name, &i18n.text("ws-reply-on-hint"));
    let modes = [Mode::Text, Mode::Regex, Mode::JsonPath];
    let modes = modes.map(|mode| (mode, i18n.text(mode_key(mode))));
    let choices: Vec<_> = modes.iter().map(|(mode, words)| (*mode, words.as_ref())).collect();
    select_ui(ui, &i18n.text("ws-reply-mode"), &mut rule.mode, &choices);
    let width = ((ui.max_rect().width() - FIXED_WIDTH) / 2.0).clamp(110.0, 420.0);
    let problem = rule.pattern().check().err().map(|problem| reason::error(i18n, &problem));
    let (words, hint) = (i18n.text("ws-reply-when"), i18n.text("ws-reply-when-hint"));
    let field = Field::new(&mut rule.pattern, &words).hint(&words).tooltip(&hint);
    field.width(width).problem(problem).show(ui);
    let (words, hint) = (i18n.text("ws-reply-with"), i18n.text("ws-reply-with-hint"));
    Field::new(&mut rule.answer, &words).hint(&words).tooltip(&hint).width(width).show(ui);
    let problem = rule.delay().err().map(|problem| reason::error(i18n, &problem));
    let (words, hint) = (i18n.text("ws-reply-after"), i18n.text("ws-reply-after-hint"));
    let field = Field::new(&mut rule.delay_millis, &words).show_name().tooltip(&hint);
    field.width(100.0).problem(problem).show(ui);
    counts_ui(ui, i18n, counts.unwrap_or_default());
    let remove = i18n.text_with("ws-reply-remove", &[("number", (number + 1).into())]);
    Button::ghost(icons::CLOSE, &remove).pressed(ui)
}

fn mode_key(mode: Mode) -> &'static str {
    match mode {
        Mode::Text => "ws-reply-mode-text",
        Mode::Regex => "ws-reply-mode-regex",
        Mode::JsonPath => "ws-reply-mode-path",
    }
}

/// How often it matched; in a warning colour when answers were held back.
fn counts_ui(ui: &mut Ui, i18n: &I18n, counts: Counts) {
    let tokens = Tokens::of(ui);
    let color = if counts.held_back > 0 { tokens.warn } else { tokens.muted };
    let args = [("hits", format::count(counts.hits)), ("held", format::count(counts.held_back))];
    let said = i18n.text_with("ws-reply-counts", &args);
    let (rect, response) = ui.allocate_exact_size(vec2(48.0, height::CONTROL), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, said.as_ref()));
    let words = format::grouped(counts.hits);
    let words = if counts.held_back > 0 { format!("{words}!") } else { words };
    paint::text(ui.painter(), rect.right_center(), Align::Max, words, fonts::mono(12.0), color);
    response.on_hover_text(said);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_are_on_must_be_right_and_others_may_be_half_typed() {
        let answer = || "x".to_owned();
        let wrong = RuleForm { mode: Mode::Regex, pattern: "(".to_owned(), answer: answer(), ..RuleForm::default() };
        let form = |rule: RuleForm| RepliesForm { rules: vec![rule], ..RepliesForm::default() }.replies(false);
        assert!(matches!(form(wrong.clone()), Err(RuleProblem::Pattern(_))));
        assert_eq!(form(RuleForm { is_on: false, ..wrong }).map(|replies| replies.rules[0].is_on).ok(), Some(false));
        let pattern = || "a".to_owned();
        let late = RuleForm {
            delay_millis: "3600001".to_owned(),
            pattern: pattern(),
            answer: answer(),
            ..RuleForm::default()
        };
        assert!(matches!(form(late), Err(RuleProblem::Delay { .. })));
        let right =
            RuleForm { delay_millis: " 20 ".to_owned(), pattern: pattern(), answer: answer(), ..RuleForm::default() };
        let rules = form(right).expect("a rule").rules;
        assert_eq!((rules[0].delay, rules[0].answer.as_str()), (Duration::from_millis(20), "x"));
    }

    #[test]
    fn a_rule_without_a_condition_or_an_answer_does_nothing() {
        for (pattern, answer, is_on) in [("", "", false), ("", "x", false), ("a", "", false), ("a", "x", true)] {
            let [pattern, answer] = [pattern, answer].map(str::to_owned);
            let rule = RuleForm { pattern, answer, ..RuleForm::default() };
            let replies = RepliesForm { rules: vec![rule], ..RepliesForm::default() }.replies(false).expect("rules");
            assert_eq!(replies.rules[0].is_on, is_on);
        }
    }
}
