//! What the argument parser says of wrong arguments, without the secrets in them: it repeats what was typed.

use std::{ffi::OsString, process::ExitCode};

use clap::{
    Parser,
    error::{ContextKind, ContextValue},
};

use super::terminal::{mask_words, printable, without_words};
use crate::transcript::secrets::{Secrets, mask_url, name_of_line};

/// Reads the arguments. On wrong ones, and for help, everything is said already.
///
/// # Errors
/// With the exit status, once the usage, the version or what is wrong has been printed.
pub(super) fn parse<A: Parser>(arguments: impl IntoIterator<Item = OsString>) -> Result<A, ExitCode> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // Where the parser takes them for something else, what comes after it repeats them.
    mask_words(split_secrets(&arguments));
    A::try_parse_from(&arguments).map_err(|error| print(error, &arguments))
}

/// Says what is wrong with these arguments, or the help that they ask for. The exit status.
pub(super) fn print(error: clap::Error, arguments: &[OsString]) -> ExitCode {
    let status = error.exit_code();
    // Nobody is left to be told if this fails.
    masked(error, arguments).print().ok();
    ExitCode::from(u8::try_from(status).unwrap_or(2))
}

/// The same in one sentence, where the user has not typed the arguments.
pub(super) fn sentence(error: clap::Error, arguments: &[OsString]) -> String {
    let said = masked(error, arguments).to_string();
    let first = said.split("\n\n").next().unwrap_or_default().trim();
    first.strip_prefix("error: ").unwrap_or(first).replace('\n', " ")
}

/// The same error about masked values. The parser's own words and their colours stay.
fn masked(mut error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let words = split_secrets(arguments);
    let secrets = named_secrets(arguments);
    let shown = |text: &str| {
        let text = printable(&secrets.mask_head(&mask_url(text)));
        without_words(&text, &words)
    };
    let values: Vec<(ContextKind, ContextValue)> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(text) => Some((kind, ContextValue::String(shown(text)))),
            ContextValue::Strings(texts) => {
                Some((kind, ContextValue::Strings(texts.iter().map(|text| shown(text)).collect())))
            }
            _ => None,
        })
        .collect();
    for (kind, value) in values {
        error.insert(kind, value);
    }
    error
}

/// The headers that the user calls secret, as far as they can be read of arguments that the parser refuses.
fn named_secrets(arguments: &[OsString]) -> Secrets {
    let names = values_of(arguments, "--secret-header", None).map(|(_, name)| name.to_owned());
    Secrets::masked().with_names(names.collect())
}

/// The words of a secret header's value that lost its quotes, so that the shell made arguments of them:
/// `-H Authorization: Bearer token`. They end at the next option; a URL is none of them.
fn split_secrets(arguments: &[OsString]) -> Vec<String> {
    let secrets = named_secrets(arguments);
    let is_bare = |line: &str| {
        let name = name_of_line(line);
        secrets.is_secret_header(name) && line.strip_prefix(name).is_some_and(|rest| matches!(rest, "" | ":"))
    };
    values_of(arguments, "--header", Some("-H"))
        .filter(|(_, line)| is_bare(line))
        .flat_map(|(place, _)| {
            let behind = arguments[place + 1..].iter().map(|argument| argument.to_string_lossy());
            behind.take_while(|word| !word.starts_with('-')).filter(|word| !word.contains("://"))
        })
        .map(std::borrow::Cow::into_owned)
        .collect()
}

/// The values of an option with the place of each, however they are attached: `--name value`, `--name=value`, `-N value`,
/// `-Nvalue`.
fn values_of<'a>(
    arguments: &'a [OsString],
    long: &'a str,
    short: Option<&'a str>,
) -> impl Iterator<Item = (usize, &'a str)> {
    let value = move |(place, argument): (usize, &'a OsString)| {
        let argument = argument.to_str()?;
        if argument == long || Some(argument) == short {
            return Some((place + 1, arguments.get(place + 1)?.to_str()?));
        }
        let attached = argument.strip_prefix(long).and_then(|rest| rest.strip_prefix('='));
        attached.or_else(|| argument.strip_prefix(short?)).map(|value| (place, value))
    };
    arguments.iter().enumerate().filter_map(value)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn said(arguments: &[&str]) -> String {
        let arguments: Vec<OsString> = ["wirelight"].iter().chain(arguments).map(OsString::from).collect();
        let error = crate::cli::Arguments::command().try_get_matches_from(&arguments).expect_err("wrong usage");
        assert_eq!(error.exit_code(), 2);
        masked(error, &arguments).to_string()
    }

    #[test]
    fn what_was_typed_is_repeated_without_its_secrets() {
        for (arguments, words) in [
            (&["sse", "http://h", "--proxy", "ftp://alice:hunter2@h"][..], "'ftp://alice:***@h' for '--proxy <URL>'"),
            (&["ws", "ws://h", "--proxy", "alice:hunter2@127.0.0.1:99999999"], "'alice:***@127.0.0.1:99999999'"),
            (&["poll", "http://h", "--proxy=alice:hun ter\"hunter2@:1"], "'alice:***@:1'"),
            (&["ws", "ws://h", "alice:hunter2@host"], "'alice:***@host'"),
            (&["ws", "ws://h", "Authorization: Bearer hunter2"], "'Authorization: ***'"),
            (&["ws", "ws://h", "cookie hunter2"], "'cookie ***'"),
            (&["ws", "-H", "Authorization:", "Bearer", "hunter2"], "'***'"),
            (&["ws", "-HAuthorization:", "Bearer", "hunter2"], "'***'"),
            (&["ws", "--header=cookie", "id=hunter2;", "b=hunter2"], "'***'"),
            (&["sse", "-H", "X-Key:", "a", "hunter2", "--secret-header", "x-key"], "'***'"),
            (&["ws", "ws://h", "X-Key: hunter2", "--secret-header=x-key"], "'X-Key: ***'"),
            (&["ws", "-H", "Cookie:", "ws://h", "--no-such"], "'--no-such'"),
            (&["ws", "ws://h", "--connect-timeout", "u:hunter2@h"], "'u:***@h'"),
            (&["ws", "ws://h", "--connect-timeout", "\u{1b}[31m"], "'\\u{1b}[31m'"),
            (&["ws", "ws://h", "--no-such", "x"], "--no-such"),
        ] {
            let said = said(arguments);
            assert!(said.contains(words) && !said.contains("hunter2"), "{said}");
        }
    }
}
