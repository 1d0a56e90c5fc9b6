//! The reply rules of `wirelight ws`: what is answered, with what, and how late.

use std::time::Duration;

use crate::{
    cli::{CliError, variables::Filler},
    protocols::websocket::{
        Config,
        replies::{DEFAULT_PER_SECOND, MAX_DELAY, Order, Rule},
        send::template::Values,
    },
    transcript::{Mode, Pattern},
};

/// The options.
#[derive(Debug, clap::Args)]
pub(super) struct ReplyArgs {
    /// Answer a message with this text in it (regex:PATTERN, json:PATH or text:TEXT say how it is read); repeat it
    #[arg(long, value_name = "PATTERN", allow_hyphen_values = true)]
    reply_when: Vec<String>,
    /// The text to answer with, one for each --reply-when; {{n}}, {{now}}, {{uuid}} and {{random:N}} are filled in
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reply_with: Vec<String>,
    /// Answer so much later: once for all rules, or one for each
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(..=MAX_DELAY.as_millis() as u64))]
    reply_after: Vec<u64>,
    /// Let every rule that matches answer, not only the first
    #[arg(long)]
    reply_all: bool,
    /// Answers of one rule within a second; more are not sent
    #[arg(long, value_name = "N", default_value_t = DEFAULT_PER_SECOND)]
    reply_rate: u32,
    /// Values for names in the texts.
    #[arg(skip)]
    values: Values,
}

impl ReplyArgs {
    /// Fills in the variables of patterns, and keeps the values for the answers.
    pub(super) fn fill_in(&mut self, filler: &Filler) {
        self.values = filler.values();
        self.reply_when.iter_mut().for_each(|pattern| filler.fill_known(pattern));
    }

    /// Adds them to a session.
    ///
    /// # Errors
    /// When the options do not come in pairs, or a pattern cannot be used: exit 2.
    pub(super) fn apply(&self, mut config: Config) -> Result<Config, CliError> {
        let count = self.reply_when.len();
        if count != self.reply_with.len() {
            let wanted =
                format!("each --reply-when has one --reply-with: there are {count} and {}", self.reply_with.len());
            return Err(CliError::usage(wanted));
        }
        if !(self.reply_after.len() <= 1 || self.reply_after.len() == count) || self.reply_after.len() > count {
            return Err(CliError::usage("--reply-after stands once for all rules, or once for each".to_owned()));
        }
        for (number, (when, with)) in self.reply_when.iter().zip(&self.reply_with).enumerate() {
            let after = self.reply_after.get(number).or(self.reply_after.first());
            config.replies.rules.push(Rule {
                is_on: true,
                pattern: pattern(when),
                answer: with.clone(),
                values: self.values.clone(),
                delay: after.map_or(Duration::ZERO, |millis| Duration::from_millis(*millis)),
                per_second: self.reply_rate,
            });
        }
        config.replies.order = if self.reply_all { Order::All } else { Order::First };
        config.replies.check().map_err(CliError::misused)?;
        Ok(config)
    }
}

fn pattern(text: &str) -> Pattern {
    let modes = [("text:", Mode::Text), ("regex:", Mode::Regex), ("json:", Mode::JsonPath)];
    let named = modes.iter().find_map(|(name, mode)| text.strip_prefix(name).map(|rest| (rest, *mode)));
    let (text, mode) = named.unwrap_or((text, Mode::Text));
    Pattern { text: text.to_owned(), mode, match_case: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_begin_of_a_pattern_says_how_it_is_read() {
        for (typed, text, mode) in [
            ("hello", "hello", Mode::Text),
            ("regex:^a", "^a", Mode::Regex),
            ("json:$.a", "$.a", Mode::JsonPath),
            ("text:json:", "json:", Mode::Text),
        ] {
            assert_eq!(pattern(typed), Pattern { text: text.to_owned(), mode, match_case: true });
        }
    }
}
