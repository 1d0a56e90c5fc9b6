//! The file and what the user gave as the arguments of one subcommand.

use std::ffi::OsString;

use anyhow::Context as _;
use toml::Value;

use super::given::Given;
use crate::{
    cli::{CliError, variables::refuse_environment},
    net::headers::parse_pair,
    settings::connection::{Connection, ConnectionProtocol, flag},
    transcript::secrets::name_of_line,
};

/// Settings that are asked for each time: what is secret in a record, where it is written, and what a file may read of
/// the environment.
const ASKED_EACH_TIME: [&str; 5] = ["include-secrets", "output", "allow-env", "var", "vars"];

/// Flags that the rules of a file become.
const RULE_FLAGS: [&str; 3] = ["reply-when", "reply-with", "reply-after"];

/// One command line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Merged {
    /// All of it, the program's name first.
    pub(super) arguments: Vec<OsString>,
    /// Keys that are no flags of that subcommand.
    pub(super) passed_over: Vec<String>,
    /// Keys that a file does not decide.
    pub(super) asked_each_time: Vec<String>,
}

/// Puts both together: what the user gave stands last, and what it replaces is left out.
///
/// # Errors
/// When a value of the file is none that a flag may have, a header cannot be sent, or the environment is read without
/// leave: exit 2.
pub(super) fn merge(connection: &Connection, given: &Given) -> Result<Merged, CliError> {
    let mut merged = Merged::default();
    let subcommand = connection.protocol.subcommand();
    merged.arguments = vec!["wirelight".into(), subcommand.into()];
    let words = words(connection, given)?;
    // Behind the words that the user gave, so that they keep their order.
    let stand_first = !given.has_word("file") && !given.has_word("url");
    if stand_first {
        merged.arguments.extend(words.iter().cloned());
    }
    merged.headers(connection, given)?;
    for (key, value) in &connection.settings {
        merged.setting(connection, given, key, value)?;
    }
    merged.rules(connection, given);
    let of_file = merged.arguments.iter().skip(2).chain(if stand_first { &[] } else { words.as_slice() });
    refuse_environment(of_file.filter_map(|argument| argument.to_str()), &given.allowed_environment())?;
    merged.arguments.extend_from_slice(given.flags());
    if !stand_first {
        merged.arguments.extend(words);
    }
    Ok(merged)
}

/// The file's key of a flag as the parser names it: `--max-time <SECONDS>`.
pub(super) fn key_of(shown: &str) -> Option<&str> {
    match shown {
        "<URL>" => Some("url"),
        "<FILE>" => Some("file"),
        _ => shown.strip_prefix("--")?.split([' ', '=', '[']).next(),
    }
}

/// What stands without a flag: an upload's file, and the address.
fn words(connection: &Connection, given: &Given) -> Result<Vec<OsString>, CliError> {
    let mut words = Vec::new();
    if connection.protocol == ConnectionProtocol::Upload && !given.has_word("file") {
        let Some(file) = connection.text("file").filter(|file| !file.is_empty()) else {
            return Err(CliError::usage("file: no file is named; name it behind the saved connection"));
        };
        // A name may begin as a flag does.
        words.push(if file.starts_with('-') { format!("./{file}").into() } else { file.into() });
    }
    if !given.has_word("url") {
        if connection.url.is_empty() {
            return Err(CliError::usage("url: there is none; write it behind the saved connection"));
        }
        words.push(connection.url.clone().into());
    }
    Ok(words)
}

impl Merged {
    fn headers(&mut self, connection: &Connection, given: &Given) -> Result<(), CliError> {
        let pairs = connection.headers.iter().map(|(name, value)| {
            let line = parse_pair(name, value).context("headers").map_err(CliError::Usage);
            line.map(|_line| format!("{name}: {value}"))
        });
        let lines = connection.texts("header").into_iter().map(Ok);
        for line in pairs.chain(lines) {
            let line = line?;
            if !given.has_header(name_of_line(&line).trim()) {
                self.arguments.push(format!("--header={line}").into());
            }
        }
        Ok(())
    }

    fn setting(&mut self, connection: &Connection, given: &Given, key: &str, value: &Value) -> Result<(), CliError> {
        let is_file = connection.protocol == ConnectionProtocol::Upload && key == "file";
        if is_file || key == "header" || flag::only_in_window(connection.protocol).contains(&key) {
            return Ok(());
        }
        if ASKED_EACH_TIME.contains(&key) {
            self.asked_each_time.push(format!("settings.{key}"));
            return Ok(());
        }
        let argument = given.argument(key).filter(|_| !matches!(key, "help" | "version"));
        let Some(argument) = argument else {
            self.passed_over.push(format!("settings.{key}"));
            return Ok(());
        };
        let is_replaced_rule = RULE_FLAGS.contains(&key) && given.has_flag("reply-when");
        // The window keeps half a pair.
        let is_half =
            flag::needs(key).is_some_and(|other| !connection.settings.contains_key(other) && !given.has_flag(other));
        if is_half || given.has_flag(key) || given.excludes(argument) || is_replaced_rule {
            return Ok(());
        }
        self.flag(key, value)
    }

    fn flag(&mut self, key: &str, value: &Value) -> Result<(), CliError> {
        let wrong = || CliError::usage(format!("{key}: it is true, a text, a number, or a list of texts and numbers"));
        match value {
            Value::Boolean(false) => {}
            Value::Boolean(true) => self.arguments.push(format!("--{key}").into()),
            Value::Array(values) => {
                for value in values {
                    self.value(key, &scalar(value).ok_or_else(wrong)?);
                }
            }
            value => self.value(key, &scalar(value).ok_or_else(wrong)?),
        }
        Ok(())
    }

    fn value(&mut self, key: &str, text: &str) {
        self.arguments.push(format!("--{key}={text}").into());
    }

    fn rules(&mut self, connection: &Connection, given: &Given) {
        if connection.rules.is_empty() {
            return;
        }
        if given.argument("reply-when").is_none() {
            self.passed_over.push("rules".to_owned());
            return;
        }
        if given.has_flag("reply-when") {
            return;
        }
        let is_late = connection.rules.iter().any(|rule| rule.on && rule.after > 0) && !given.has_flag("reply-after");
        for rule in connection.rules.iter().filter(|rule| rule.on) {
            self.value("reply-when", &rule.when);
            self.value("reply-with", &rule.with);
            if is_late {
                self.value("reply-after", &rule.after.to_string());
            }
        }
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Datetime(_) | Value::Boolean(_) | Value::Array(_) | Value::Table(_) => None,
    }
}
