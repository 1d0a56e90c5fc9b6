//! How a form writes what is typed in it, and how it reads a connection: what it does not take is left over, by name.

use std::collections::BTreeSet;

use toml::Value;

use super::{Connection, scalar_text};

/// Reads a connection field by field.
#[derive(Debug)]
pub struct FieldReader<'c> {
    connection: &'c Connection,
    taken: BTreeSet<&'static str>,
}

impl<'c> FieldReader<'c> {
    /// Nothing is taken yet.
    pub fn new(connection: &'c Connection) -> Self {
        Self { connection, taken: BTreeSet::new() }
    }

    /// What is read.
    pub fn connection(&self) -> &'c Connection {
        self.connection
    }

    /// Whether a flag alone stands. One with a value is no such flag, and is left over.
    pub fn is_on(&mut self, flag: &'static str) -> bool {
        let value = self.connection.settings.get(flag).and_then(Value::as_bool);
        if value.is_some() {
            self.taken.insert(flag);
        }
        value.unwrap_or(false)
    }

    /// A flag's value as it is typed. A flag alone, or one with several values, is left over.
    pub fn text(&mut self, flag: &'static str) -> Option<String> {
        let text = match self.connection.settings.get(flag)? {
            Value::Array(values) => match values.as_slice() {
                [value] => scalar_text(value)?,
                _ => return None,
            },
            value => scalar_text(value)?,
        };
        self.taken.insert(flag);
        Some(text)
    }

    /// The same, or what stands in the field by itself.
    pub fn typed(&mut self, flag: &'static str, default: &str) -> String {
        self.text(flag).unwrap_or_else(|| default.to_owned())
    }

    /// All values of a flag that may be repeated.
    pub fn texts(&mut self, flag: &'static str) -> Vec<String> {
        self.taken.insert(flag);
        self.connection.texts(flag)
    }

    /// A value that was taken has no field after all.
    pub fn refuse(&mut self, flag: &'static str) {
        self.taken.remove(flag);
    }

    /// A flag that means nothing to this form, and does no harm.
    pub fn pass_over(&mut self, flag: &'static str) {
        self.taken.insert(flag);
    }

    /// What has not been taken, as flags.
    pub fn left_over(self) -> Vec<String> {
        let flags = self.connection.settings.keys().filter(|flag| !self.taken.contains(flag.as_str()));
        flags.map(|flag| format!("--{flag}")).collect()
    }
}

impl Connection {
    /// Sets a flag to what is typed in its field. What stands there by itself (`default`) says nothing; a number is written as
    /// one where nothing of its spelling is lost.
    pub fn set_typed(&mut self, flag: &str, typed: &str, default: &str) {
        if typed == default {
            self.settings.remove(flag);
        } else {
            self.settings.insert(flag.to_owned(), typed_value(typed));
        }
    }
}

fn typed_value(typed: &str) -> Value {
    if let Some(number) = typed.parse::<i64>().ok().filter(|number| number.to_string() == typed) {
        return Value::Integer(number);
    }
    match typed.parse::<f64>().ok().filter(|number| number.is_finite() && number.to_string() == typed) {
        Some(number) => Value::Float(number),
        None => Value::String(typed.to_owned()),
    }
}
