//! A command that was pasted, as the fields of a session.

mod curl;
mod options;
mod request;
mod websocat;
mod wscat;

use super::quoting::{self, QuotingError};
use crate::settings::connection::Connection;

/// What a command says.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadCommand {
    /// The fields.
    pub connection: Connection,
    /// What has no field.
    pub left_out: Vec<LeftOut>,
}

/// A part of a command that became no field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// As it was written, an option with its value.
    pub text: String,
    /// Why.
    pub why: WhyLeftOut,
}

/// Why a part of a command became no field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyLeftOut {
    /// It is about what that program prints or where it writes, not about the connection.
    OutputOnly,
    /// There is no such field.
    NoField,
    /// That program has no such option, or not in a version that is known here.
    UnknownOption,
    /// Its value stands in a file, which is not read.
    FromFile,
    /// The session's own handshake has it anyway.
    MadeAnew,
    /// The shell would have put something in its place; here it stands as it is written.
    ShellVariable,
    /// The shell would have done it.
    ShellOperator,
    /// A command has one address here.
    MoreAddresses,
}

/// Why a text is no command that is read here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// Its quotes are wrong.
    #[error(transparent)]
    Quoting(#[from] QuotingError),
    /// Another program.
    #[error("only commands of curl, websocat and wscat are read, not of {program:?}")]
    Program {
        /// Its name.
        program: String,
    },
    /// Nothing to connect to.
    #[error("the command has no address")]
    NoAddress,
    /// It would listen.
    #[error("the command runs a server, it does not connect to one")]
    Server,
    /// An option that wants a value stands at the end.
    #[error("{option} wants a value, and none follows")]
    NoValue {
        /// The option.
        option: String,
    },
}

/// Whether a text that was pasted into an address field is meant as a command.
pub fn is_command(text: &str) -> bool {
    let text = text.trim_start().trim_start_matches(['$', '#', '%', '>']).trim_start();
    let first = text.split_whitespace().next().unwrap_or_default();
    let second = text.split_whitespace().nth(1);
    second.is_some() && (Program::named(first).is_some() || first == "npx" && second.and_then(Program::named).is_some())
}

/// Reads a command.
///
/// # Errors
/// When it is none, or has nothing to connect to: no field changes, and the sentence stands where it was pasted.
pub fn read_command(text: &str) -> Result<ReadCommand, CommandError> {
    let mut line = quoting::split(text)?;
    let mut left_out = Vec::new();
    // `NAME=value curl …`
    while line.words.first().is_some_and(|word| is_assignment(word)) {
        left_out.push(LeftOut { text: line.words.remove(0), why: WhyLeftOut::ShellOperator });
    }
    if line.words.first().is_some_and(|word| word == "npx") {
        line.words.remove(0);
    }
    let name = if line.words.is_empty() { String::new() } else { line.words.remove(0) };
    let program = Program::named(&name).ok_or(CommandError::Program { program: name })?;
    let (connection, own) = match program {
        Program::Curl => curl::read(&line.words)?,
        Program::Websocat => websocat::read(&line.words)?,
        Program::Wscat => wscat::read(&line.words)?,
    };
    left_out.extend(own);
    left_out.extend(line.variables.into_iter().map(|text| LeftOut { text, why: WhyLeftOut::ShellVariable }));
    left_out.extend(line.rest.into_iter().map(|text| LeftOut { text, why: WhyLeftOut::ShellOperator }));
    Ok(ReadCommand { connection, left_out })
}

#[derive(Clone, Copy)]
enum Program {
    Curl,
    Websocat,
    Wscat,
}

impl Program {
    /// By its name, with a folder or without.
    fn named(word: &str) -> Option<Self> {
        let name = word.rsplit(['/', '\\']).next().unwrap_or_default();
        match name.strip_suffix(".exe").unwrap_or(name) {
            "curl" => Some(Self::Curl),
            "websocat" => Some(Self::Websocat),
            "wscat" => Some(Self::Wscat),
            _ => None,
        }
    }
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}
