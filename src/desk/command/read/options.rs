//! Options as programs read them: `--name value`, `--name=value` where that program takes it, short ones in a row, a value
//! glued to the last of them.

use std::collections::HashMap;

use super::left_out::CommandError;

/// What a program takes, and how it writes it.
#[derive(Debug)]
pub(super) struct Syntax {
    /// Long names with a value, between spaces.
    pub(super) with_value: &'static str,
    /// Long names without one, between spaces.
    pub(super) alone: &'static str,
    /// Long names whose value may be missing, between spaces.
    pub(super) with_value_or_alone: &'static str,
    /// Short names with their long ones: `H=header`, between spaces.
    pub(super) short: &'static str,
    /// Whether a value may follow a long name's `=`.
    pub(super) takes_equals: bool,
    /// Whether the begin of a long name is enough where no other one begins so, and `no-` turns one off.
    pub(super) is_curl: bool,
}

/// The name of every `--no-…` of curl that turns off what is off unless the command says otherwise.
pub(super) const NEGATED: &str = "no-";

/// One word or option of a command, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    /// An option that is known, by its long name.
    Option {
        /// The long name.
        name: &'static str,
        /// Its value.
        value: Option<String>,
        /// As it was written.
        text: String,
    },
    /// An option that is not.
    Unknown(String),
    /// A word that is no option.
    Operand(String),
}

/// Reads the words behind the program's name.
///
/// # Errors
/// When a value is missing at the end.
pub(super) fn arguments(syntax: &'static Syntax, words: &[String]) -> Result<Vec<Argument>, CommandError> {
    let known = Known::of(syntax);
    let mut arguments = Vec::new();
    let mut words = words.iter().peekable();
    while let Some(word) = words.next() {
        if word == "--" {
            arguments.extend(words.cloned().map(Argument::Operand));
            break;
        }
        if let Some(long) = word.strip_prefix("--") {
            arguments.push(known.long(long, &mut words)?);
        } else if let Some(shorts) = word.strip_prefix('-').filter(|shorts| !shorts.is_empty()) {
            known.short(shorts, &mut words, &mut arguments)?;
        } else {
            arguments.push(Argument::Operand(word.clone()));
        }
    }
    Ok(arguments)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    Value,
    ValueOrNothing,
}

struct Known {
    long: HashMap<&'static str, Takes>,
    short: HashMap<char, &'static str>,
    syntax: &'static Syntax,
}

type Words<'w> = std::iter::Peekable<std::slice::Iter<'w, String>>;

impl Known {
    fn of(syntax: &'static Syntax) -> Self {
        let all = [
            (syntax.with_value, Takes::Value),
            (syntax.alone, Takes::Nothing),
            (syntax.with_value_or_alone, Takes::ValueOrNothing),
        ];
        let long = all.into_iter().flat_map(|(names, takes)| names.split_whitespace().map(move |name| (name, takes)));
        let short = syntax.short.split_whitespace().filter_map(|pair| {
            let (short, long) = pair.split_at_checked(1)?;
            Some((short.chars().next()?, long.strip_prefix('=')?))
        });
        Self { long: long.collect(), short: short.collect(), syntax }
    }

    fn long(&self, written: &str, words: &mut Words<'_>) -> Result<Argument, CommandError> {
        let (typed, glued) = match written.split_once('=') {
            Some((name, value)) if self.syntax.takes_equals => (name, Some(value)),
            _ => (written, None),
        };
        let Some((name, takes)) = self.find(typed) else {
            return Ok(Argument::Unknown(format!("--{written}")));
        };
        let value = match (takes, glued) {
            (Takes::Nothing, _) => None,
            (_, Some(glued)) => Some(glued.to_owned()),
            (Takes::Value, None) => Some(next_value(&format!("--{typed}"), words)?),
            (Takes::ValueOrNothing, None) => words.next_if(|next| !next.starts_with('-')).cloned(),
        };
        let text = match (&value, glued) {
            (Some(value), None) => format!("--{written} {value}"),
            _ => format!("--{written}"),
        };
        Ok(Argument::Option { name, value, text })
    }

    fn find(&self, typed: &str) -> Option<(&'static str, Takes)> {
        if let Some((name, takes)) = self.long.get_key_value(typed) {
            return Some((name, *takes));
        }
        if !self.syntax.is_curl {
            return None;
        }
        if let Some(Takes::Nothing) = typed.strip_prefix("no-").and_then(|name| self.long.get(name)) {
            return Some((NEGATED, Takes::Nothing));
        }
        let mut beginning = self.long.iter().filter(|(name, _)| name.starts_with(typed));
        match (beginning.next(), beginning.next()) {
            (Some((name, takes)), None) => Some((name, *takes)),
            _ => None,
        }
    }

    fn short(&self, shorts: &str, words: &mut Words<'_>, arguments: &mut Vec<Argument>) -> Result<(), CommandError> {
        for (at, letter) in shorts.char_indices() {
            let rest = &shorts[at + letter.len_utf8()..];
            let Some(&name) = self.short.get(&letter) else {
                arguments.push(Argument::Unknown(format!("-{letter}")));
                continue;
            };
            let takes = self.long.get(name).copied().unwrap_or(Takes::Nothing);
            if takes == Takes::Nothing {
                arguments.push(Argument::Option { name, value: None, text: format!("-{letter}") });
                continue;
            }
            let glued = if self.syntax.takes_equals { rest.strip_prefix('=').unwrap_or(rest) } else { rest };
            let value = if !rest.is_empty() {
                Some(glued.to_owned())
            } else if takes == Takes::Value {
                Some(next_value(&format!("-{letter}"), words)?)
            } else {
                words.next_if(|next| !next.starts_with('-')).cloned()
            };
            let text = value.as_ref().map_or_else(|| format!("-{letter}"), |value| format!("-{letter} {value}"));
            arguments.push(Argument::Option { name, value, text });
            break;
        }
        Ok(())
    }
}

fn next_value(option: &str, words: &mut Words<'_>) -> Result<String, CommandError> {
    words.next().cloned().ok_or_else(|| CommandError::NoValue { option: option.to_owned() })
}
