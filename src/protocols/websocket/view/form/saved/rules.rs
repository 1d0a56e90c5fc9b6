//! Reply rules as the command line writes them: the begin of a pattern says how it is read.

use crate::{
    protocols::websocket::{
        replies::Order,
        view::{RepliesForm, RuleForm},
    },
    settings::connection::{Connection, FieldReader, SavedRule, flag},
    transcript::Mode,
};

const TEXT: &str = "text:";
const REGEX: &str = "regex:";
const JSON: &str = "json:";

impl RepliesForm {
    /// Writes the rules, those that are off as well.
    pub(super) fn write_to(&self, connection: &mut Connection) {
        connection.rules = self.rules.iter().map(RuleForm::saved).collect();
        connection.set(flag::REPLY_ALL, self.order == Order::All);
    }

    /// Reads them. Without any, those of before are switched off and stay.
    pub(super) fn read_from(&mut self, reader: &mut FieldReader<'_>) {
        let mut rules = reader.connection().rules.clone();
        rules.extend(of_flags(reader));
        self.order = if reader.is_on(flag::REPLY_ALL) { Order::All } else { Order::First };
        if rules.is_empty() {
            self.rules.iter_mut().for_each(|rule| rule.is_on = false);
        } else {
            self.rules = rules.iter().map(RuleForm::of_saved).collect();
        }
    }
}

/// Rules that are written as flags, one of each for a rule; one delay may be for all.
fn of_flags(reader: &mut FieldReader<'_>) -> Vec<SavedRule> {
    let [when, with, after] = [flag::REPLY_WHEN, flag::REPLY_WITH, flag::REPLY_AFTER].map(|flag| reader.texts(flag));
    let delays: Option<Vec<u64>> = after.iter().map(|delay| delay.trim().parse().ok()).collect();
    let fits = when.len() == with.len() && (after.len() <= 1 || after.len() == when.len());
    let Some(delays) = delays.filter(|_| fits) else {
        for flag in [flag::REPLY_WHEN, flag::REPLY_WITH, flag::REPLY_AFTER] {
            reader.refuse(flag);
        }
        return Vec::new();
    };
    let delay = |number: usize| delays.get(number).or(delays.first()).copied().unwrap_or_default();
    let pairs = when.into_iter().zip(with).enumerate();
    pairs.map(|(number, (when, with))| SavedRule { when, with, after: delay(number), on: true }).collect()
}

impl RuleForm {
    fn saved(&self) -> SavedRule {
        let prefix = match self.mode {
            Mode::Regex => REGEX,
            Mode::JsonPath => JSON,
            Mode::Text if [TEXT, REGEX, JSON].iter().any(|prefix| self.pattern.starts_with(prefix)) => TEXT,
            Mode::Text => "",
        };
        SavedRule {
            when: format!("{prefix}{}", self.pattern),
            with: self.answer.clone(),
            after: self.delay_millis.trim().parse().unwrap_or_default(),
            on: self.is_on,
        }
    }

    fn of_saved(saved: &SavedRule) -> Self {
        let modes = [(TEXT, Mode::Text), (REGEX, Mode::Regex), (JSON, Mode::JsonPath)];
        let named = modes.iter().find_map(|(prefix, mode)| Some((saved.when.strip_prefix(prefix)?, *mode)));
        let (pattern, mode) = named.unwrap_or((&saved.when, Mode::Text));
        Self {
            is_on: saved.on,
            mode,
            pattern: pattern.to_owned(),
            answer: saved.with.clone(),
            delay_millis: saved.after.to_string(),
        }
    }
}
