//! The pieces that all commands are written of: an address, options in lines of their own, and what was said already.

use std::collections::BTreeSet;

use crate::{desk::command::quoting::quoted, settings::connection::Connection};

/// A command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Its text, without a newline at the end.
    pub text: String,
    /// Flags that it does not say, as the command line names them.
    pub left_out: Vec<String>,
}

/// A command that is being written.
#[derive(Debug)]
pub(super) struct Arguments<'c> {
    connection: &'c Connection,
    lines: Vec<String>,
    said: BTreeSet<&'static str>,
}

impl<'c> Arguments<'c> {
    /// `curl URL`, or what else begins it.
    pub(super) fn new(program: &str, connection: &'c Connection) -> Self {
        Self { connection, lines: vec![program.to_owned()], said: BTreeSet::new() }
    }

    /// A word of its own.
    pub(super) fn word(&mut self, word: &str) {
        self.lines.push(quoted(word));
    }

    /// An option alone.
    pub(super) fn flag(&mut self, option: &str) {
        self.lines.push(option.to_owned());
    }

    /// An option with its value.
    pub(super) fn option(&mut self, option: &str, value: &str) {
        self.lines.push(format!("{option} {}", quoted(value)));
    }

    /// All headers, each as an option.
    pub(super) fn headers(&mut self, option: &str, write: impl Fn(&str, &str) -> String) {
        for (name, value) in &self.connection.headers {
            self.option(option, &write(name, value));
        }
    }

    /// A flag of ours that has the same meaning there, under another name.
    pub(super) fn switch(&mut self, flag: &'static str, option: &str) {
        self.said.insert(flag);
        if self.connection.is_on(flag) {
            self.flag(option);
        }
    }

    /// The same with a value.
    pub(super) fn value(&mut self, flag: &'static str, option: &str) {
        if let Some(value) = self.take(flag) {
            self.option(option, &value);
        }
    }

    /// A flag's value, which is said from now on.
    pub(super) fn take(&mut self, flag: &'static str) -> Option<String> {
        self.said.insert(flag);
        self.connection.text(flag)
    }

    /// All values of a flag, which are said from now on.
    pub(super) fn take_all(&mut self, flag: &'static str) -> Vec<String> {
        self.said.insert(flag);
        self.connection.texts(flag)
    }

    /// Flags that mean nothing there.
    pub(super) fn passed_over(&mut self, flags: &[&'static str]) {
        self.said.extend(flags);
    }

    /// The command, and what it does not say.
    pub(super) fn finish(self) -> Written {
        let left_out = left_out(self.connection, &self.said);
        Written { text: self.lines.join(" \\\n  "), left_out }
    }
}

/// What has not been said: flags, and rules that answer by themselves.
pub(super) fn left_out(connection: &Connection, said: &BTreeSet<&'static str>) -> Vec<String> {
    let flags = connection.settings.keys().filter(|flag| !said.contains(flag.as_str()));
    let mut left_out: Vec<String> = flags.map(|flag| format!("--{flag}")).collect();
    if connection.rules.iter().any(|rule| rule.on) && !said.contains("reply-when") {
        left_out.push("--reply-when".to_owned());
    }
    left_out
}
