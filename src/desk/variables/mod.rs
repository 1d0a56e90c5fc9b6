//! `{{name}}` in what a user writes: names with values, and texts in which they are filled in.
//!
//! Sans-IO: a text and a look-up in, a text or the names that are unknown out. A value goes in once, as it is, and is not
//! searched again; `\{{` stands for two braces. The placeholders of messages ([`Template`]) keep their names, and
//! `{{env:NAME}}` is a name like any other to the look-up, which may refuse it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    protocols::websocket::send::template::{Placeholders, Template, Values},
    settings::toml_problem::TomlProblem,
};

/// What begins the name of a variable of the process's environment.
pub const ENVIRONMENT: &str = "env:";

/// Names that mean something by themselves.
const RESERVED: [&str; 3] = ["n", "now", "uuid"];

/// Why variables cannot be read. None repeats a value: it may be secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VariableError {
    /// There is no `=`.
    #[error("a variable is written NAME=VALUE")]
    NoValue,
    /// It is no name.
    #[error("{name:?} is no name of a variable: a letter or _, then letters, digits, and _ . -")]
    NoName {
        /// What stands in its place.
        name: String,
    },
    /// The name has a meaning already.
    #[error("{{{{{name}}}}} has a meaning of its own: a variable needs another name")]
    Reserved {
        /// The name.
        name: String,
    },
    /// The file is no TOML.
    #[error("this is no file of variables (name = \"value\"): {problem}")]
    Toml {
        /// Where and why.
        problem: TomlProblem,
    },
    /// A value is no text.
    #[error("{name}: a variable's value is a text in quotes")]
    NoText {
        /// The variable.
        name: String,
    },
}

/// Whether a text is the name of a variable.
pub fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// Reads `NAME=VALUE`.
///
/// # Errors
/// When it is none, or the name cannot be taken.
pub fn assignment(text: &str) -> Result<(String, String), VariableError> {
    let (name, value) = text.split_once('=').ok_or(VariableError::NoValue)?;
    Ok((checked(name.trim())?, value.to_owned()))
}

/// Reads a file of `name = "value"`.
///
/// # Errors
/// When it is no TOML, or a name or a value cannot be taken.
pub fn from_toml(text: &str) -> Result<BTreeMap<String, String>, VariableError> {
    let table: toml::Table =
        toml::from_str(text).map_err(|error| VariableError::Toml { problem: TomlProblem::new(&error, text) })?;
    let variable = |(name, value): (String, toml::Value)| match value {
        toml::Value::String(value) => Ok((checked(&name)?, value)),
        _ => Err(VariableError::NoText { name }),
    };
    table.into_iter().map(variable).collect()
}

/// Fills in a text that is sent as a whole at the begin of a session, placeholders too (`{{n}}` is 1).
///
/// # Errors
/// With the names that are unknown, each once. What is no name stays as it is typed.
pub fn fill(text: &str, values: &Values, now: Timestamp) -> Result<String, BTreeSet<String>> {
    let template = Template::with_values(text, Placeholders::Filled, values);
    let is_wanted = |name: &&str| is_name(name) || name.starts_with(ENVIRONMENT) || name.starts_with("random:");
    let names = template.unknown().iter().map(|name| name.trim());
    let unknown: BTreeSet<String> = names.filter(is_wanted).map(ToOwned::to_owned).collect();
    if unknown.is_empty() { Ok(template.expand(1, now)) } else { Err(unknown) }
}

/// Fills in what is known; the rest stays as it is typed, placeholders too.
pub fn fill_known(text: &str, values: &Values) -> String {
    Template::with_values(text, Placeholders::AsTyped, values).expand(1, Timestamp::UNIX_EPOCH)
}

/// The names in texts, of variables and of the environment (`env:NAME`), that are not escaped.
pub fn names<'t>(texts: impl IntoIterator<Item = &'t str>) -> BTreeSet<String> {
    let none = Values::default();
    let unknown = texts.into_iter().flat_map(|text| {
        let template = Template::with_values(text, Placeholders::AsTyped, &none);
        template.unknown().iter().map(|name| name.trim().to_owned()).collect::<Vec<_>>()
    });
    unknown.filter(|name| is_name(name) || name.starts_with(ENVIRONMENT)).collect()
}

fn checked(name: &str) -> Result<String, VariableError> {
    if RESERVED.contains(&name) {
        return Err(VariableError::Reserved { name: name.to_owned() });
    }
    if is_name(name) { Ok(name.to_owned()) } else { Err(VariableError::NoName { name: name.to_owned() }) }
}

#[cfg(test)]
mod tests;
