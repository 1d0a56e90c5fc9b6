//! A command that was pasted, as the fields of a session.

mod curl;
mod left_out;
mod options;
mod request;
mod websocat;
mod wscat;

pub use self::left_out::{CommandError, LeftOut, ReadCommand, WhyLeftOut};
use super::quoting;

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
