//! The options that give variables their values, and where these go in.
//!
//! Without any of them nothing is a variable. What the user typed may read the environment; a file only what
//! `--allow-env` names.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    path::PathBuf,
};

use jiff::Timestamp;

use super::CliError;
use crate::{
    desk::{
        text_file::{self, Links},
        variables::{self, ENVIRONMENT},
    },
    protocols::websocket::send::template::{Placeholders, Template, Values},
};

/// As typed.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Common options")]
pub struct VariableOptions {
    /// Put VALUE in the place of {{NAME}} in the URL, headers, bodies and messages; repeat it for more
    #[arg(long, value_name = "NAME=VALUE", allow_hyphen_values = true)]
    var: Vec<String>,
    /// Read variables from this TOML file, name = "value"; those of --var come first
    #[arg(long, value_name = "FILE")]
    vars: Vec<PathBuf>,
    /// Let a file read this variable of the environment, as {{env:NAME}}; repeat it for more
    #[arg(long, value_name = "NAME")]
    allow_env: Vec<String>,
    /// Whether there are variables without any of these: in a saved connection.
    #[arg(skip)]
    pub(super) are_always_on: bool,
}

/// Fills in texts, and remembers what it cannot.
#[derive(Debug)]
pub(super) struct Filler {
    values: Option<Values>,
    now: Timestamp,
    unknown: BTreeSet<String>,
}

impl VariableOptions {
    /// Reads the values.
    ///
    /// # Errors
    /// When a variable or a file of them is none, or such a file reads what it may not: exit 2.
    pub(super) fn filler(&self) -> Result<Filler, CliError> {
        let is_on = self.are_always_on || !self.var.is_empty() || !self.vars.is_empty();
        let values = if is_on { Some(self.values()?) } else { None };
        Ok(Filler { values, now: Timestamp::now(), unknown: BTreeSet::new() })
    }

    fn values(&self) -> Result<Values, CliError> {
        let environment = environment();
        let mut values = BTreeMap::new();
        for path in &self.vars {
            let in_file = |error: CliError| error.context(path.display());
            let text = text_file::read(path, Links::Followed).map_err(CliError::misused).map_err(in_file)?;
            let of_file = variables::from_toml(&text).map_err(CliError::misused).map_err(in_file)?;
            refuse_environment(of_file.values().map(String::as_str), &self.allow_env).map_err(in_file)?;
            values.extend(of_file);
        }
        for typed in &self.var {
            let (name, value) =
                variables::assignment(typed).map_err(|error| CliError::misused(error).context("--var"))?;
            values.insert(name, value);
        }
        // A value may be one of the environment's; nothing else is looked for in it.
        let of_environment = environment.clone().into();
        for value in values.values_mut() {
            *value = variables::fill_known(value, &of_environment);
        }
        values.extend(environment);
        Ok(values.into())
    }
}

/// Says which variables of the environment the texts of a file read without leave.
///
/// # Errors
/// With all of them: exit 2.
pub(super) fn refuse_environment<'t>(
    texts: impl IntoIterator<Item = &'t str>,
    allowed: &[String],
) -> Result<(), CliError> {
    let all = variables::names(texts);
    let of_environment = all.iter().filter_map(|name| name.strip_prefix(ENVIRONMENT));
    let refused: Vec<&str> = of_environment.filter(|name| !allowed.iter().any(|other| other == name)).collect();
    if refused.is_empty() {
        return Ok(());
    }
    let flags: Vec<String> = refused.iter().map(|name| format!("--allow-env {name}")).collect();
    Err(CliError::usage(format!(
        "the file reads {} of the environment; to let it, add {}",
        refused.join(", "),
        flags.join(" ")
    )))
}

/// What the environment has, as `env:NAME`. What is no text is not there.
fn environment() -> BTreeMap<String, String> {
    let text = |text: OsString| text.into_string().ok();
    let pairs = std::env::vars_os().filter_map(|(name, value)| Some((text(name)?, text(value)?)));
    pairs.map(|(name, value)| (format!("{ENVIRONMENT}{name}"), value)).collect()
}

impl Filler {
    /// Fills in a text that must be known as a whole: an address, a header, a body.
    pub(super) fn fill(&mut self, text: &mut String) {
        let Some(values) = &self.values else { return };
        match variables::fill(text, values, self.now) {
            Ok(filled) => *text = filled,
            Err(unknown) => self.unknown.extend(unknown),
        }
    }

    /// The same with several.
    pub(super) fn fill_all<'t>(&mut self, texts: impl IntoIterator<Item = &'t mut String>) {
        for text in texts {
            self.fill(text);
        }
    }

    /// Fills in what is known of a text whose rest is sent as it is typed.
    pub(super) fn fill_known(&self, text: &mut String) {
        if let Some(values) = &self.values {
            *text = variables::fill_known(text, values);
        }
    }

    /// A message, with its placeholders or without.
    pub(super) fn template(&self, text: &str, fills_placeholders: bool) -> Template {
        match (&self.values, fills_placeholders) {
            (None, true) => Template::parse(text),
            (None, false) => Template::literal_of(text),
            (Some(values), true) => Template::with_values(text, Placeholders::Filled, values),
            (Some(values), false) => Template::with_values(text, Placeholders::AsTyped, values),
        }
    }

    /// The values for what is filled in later.
    pub(super) fn values(&self) -> Values {
        self.values.clone().unwrap_or_default()
    }

    /// Whether everything was known.
    ///
    /// # Errors
    /// With all names that were not: exit 2.
    pub(super) fn finish(&self) -> Result<(), CliError> {
        if self.unknown.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = self.unknown.iter().map(|name| format!("{{{{{name}}}}}")).collect();
        Err(CliError::usage(format!(
            "there is no value for {}: give one with --var NAME=VALUE or --vars FILE (\\{{{{ stands for two braces)",
            names.join(", ")
        )))
    }
}
