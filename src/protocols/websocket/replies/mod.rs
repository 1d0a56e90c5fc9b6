//! What is sent back by itself: an echo, and rules that answer messages of a kind. Sans-IO.

mod pace;
mod rule;

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use serde_json::Value;
use tokio::time::Instant;

pub use self::rule::{Counts, DEFAULT_PER_SECOND, MAX_DELAY, Rule};
use self::{pace::Pace, rule::CompiledRule};
use crate::{protocols::websocket::send::template::Template, transcript::PatternProblem};

/// Replies that wait for their time. More are held back.
pub const MAX_PENDING: usize = 1000;

/// The begin of a larger message is what rules look at, in bytes; a JSON path then finds nothing.
pub const MAX_MATCHED_BYTES: usize = 1024 * 1024;

/// What is done with incoming messages besides reporting them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replies {
    /// Whether each message is sent back as it came.
    pub echoes: bool,
    /// Asked in this order.
    pub rules: Vec<Rule>,
    /// Which of the rules that match answer.
    pub order: Order,
}

/// Which of the rules that match answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Order {
    /// The first of them.
    #[default]
    First,
    /// Each of them.
    All,
}

impl Replies {
    /// An echo and no rules.
    pub fn echo() -> Self {
        Self { echoes: true, ..Self::default() }
    }

    /// Whether every rule can be used.
    ///
    /// # Errors
    /// What is wrong with the first pattern that cannot.
    pub fn check(&self) -> Result<(), PatternProblem> {
        self.rules.iter().try_for_each(|rule| rule.pattern.check())
    }

    /// What the record's first line says of the rules.
    pub fn settings(&self) -> Value {
        self.rules
            .iter()
            .filter(|rule| rule.is_on)
            .map(|rule| {
                serde_json::json!({
                    "when": rule.pattern.text,
                    "mode": format!("{:?}", rule.pattern.mode),
                    "with": rule.answer,
                    "afterMillis": rule.delay.as_millis() as u64,
                })
            })
            .collect()
    }
}

/// A reply whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The rule's number, from 0.
    pub rule: usize,
    /// Which hit of its rule it answers, from 1: its `{{n}}`.
    pub number: u64,
    /// The text, its placeholders not filled in.
    pub answer: Arc<Template>,
}

/// What a message led to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// The rule that begins to hold replies back now, if one does.
    pub held_back_from_now: Option<usize>,
}

/// The rules of a running session.
#[derive(Debug, Default)]
pub struct Replier {
    echoes: bool,
    rules: Vec<CompiledRule>,
    order: Order,
    counts: Vec<Counts>,
    paces: Vec<Pace>,
    /// By time, then in the order of the messages.
    pending: BTreeMap<(Instant, u64), Reply>,
    replies: u64,
}

impl Replier {
    /// Compiles the rules.
    ///
    /// # Errors
    /// What is wrong with the first pattern that cannot be used.
    pub fn new(replies: Replies) -> Result<Self, PatternProblem> {
        let mut rules = Self::default();
        rules.set(replies)?;
        Ok(rules)
    }

    /// Other rules, while the session goes on. A rule keeps its count if it stays at its place with its pattern;
    /// what waits is still sent.
    ///
    /// # Errors
    /// What is wrong with the first pattern that cannot be used; the rules are then as before.
    pub fn set(&mut self, replies: Replies) -> Result<(), PatternProblem> {
        let rules = replies.rules.into_iter().map(CompiledRule::new).collect::<Result<Vec<_>, _>>()?;
        let mut counts = vec![Counts::default(); rules.len()];
        for (number, (rule, count)) in rules.iter().zip(&mut counts).enumerate() {
            if self.rules.get(number).is_some_and(|before| before.rule.pattern == rule.rule.pattern) {
                *count = self.counts[number];
            }
        }
        self.paces = rules.iter().map(|rule| Pace::new(rule.rule.per_second)).collect();
        self.counts = counts;
        self.rules = rules;
        self.order = replies.order;
        self.echoes = replies.echoes;
        Ok(())
    }

    /// Whether each message is sent back as it came.
    pub fn echoes(&self) -> bool {
        self.echoes
    }

    /// Whether there is a rule at all.
    pub fn has_rules(&self) -> bool {
        !self.rules.is_empty()
    }

    /// A message came: the rules that match it answer later.
    pub fn message(&mut self, payload: &Bytes, now: Instant) -> Heard {
        let seen = &payload[..payload.len().min(MAX_MATCHED_BYTES)];
        let mut heard = Heard::default();
        for (number, compiled) in self.rules.iter().enumerate() {
            if !compiled.matches(seen) {
                continue;
            }
            let count = &mut self.counts[number];
            count.hits += 1;
            if self.pending.len() < MAX_PENDING && self.paces[number].admits(now) {
                let reply = Reply { rule: number, number: count.hits, answer: compiled.answer.clone() };
                let at = now.checked_add(compiled.rule.delay.min(MAX_DELAY)).unwrap_or(now);
                self.pending.insert((at, self.replies), reply);
                self.replies += 1;
            } else {
                count.held_back += 1;
                if self.paces[number].begins_to_hold() {
                    heard.held_back_from_now = Some(number);
                }
            }
            if self.order == Order::First {
                break;
            }
        }
        heard
    }

    /// When a reply is due.
    pub fn next_at(&self) -> Option<Instant> {
        self.pending.first_key_value().map(|((at, _), _)| *at)
    }

    /// A reply whose time has come. Ask again until there is none.
    pub fn due(&mut self, now: Instant) -> Option<Reply> {
        let first = self.pending.first_entry().filter(|first| first.key().0 <= now)?;
        Some(first.remove())
    }

    /// How far each rule has come.
    pub fn counts(&self) -> &[Counts] {
        &self.counts
    }

    /// The connection is over: what waits is not sent.
    pub fn forget_pending(&mut self) {
        self.pending.clear();
    }
}

#[cfg(test)]
mod tests;
