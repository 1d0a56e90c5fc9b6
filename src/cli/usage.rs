//! What the argument parser says of wrong arguments, without the secrets in them: it repeats what was typed.

use std::{ffi::OsString, process::ExitCode};

use clap::{
    Parser,
    error::{ContextKind, ContextValue},
};

use super::terminal::printable;
use crate::transcript::secrets::{MASK, Secrets, mask_url, name_of_line};

/// Reads the arguments. On wrong ones, and for help, everything is said already.
///
/// # Errors
/// With the exit status, once the usage, the version or what is wrong has been printed.
pub(super) fn parse<A: Parser>(arguments: impl IntoIterator<Item = OsString>) -> Result<A, ExitCode> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    A::try_parse_from(&arguments).map_err(|error| {
        let status = error.exit_code();
        // Nobody is left to be told if this fails.
        masked(error, &arguments).print().ok();
        ExitCode::from(u8::try_from(status).unwrap_or(2))
    })
}

/// The same error about masked values. The parser's own words and their colours stay.
fn masked(mut error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let is_split = has_split_secret(arguments);
    let values: Vec<(ContextKind, ContextValue)> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(text) => Some((kind, ContextValue::String(shown(kind, text, is_split)))),
            ContextValue::Strings(texts) => {
                Some((kind, ContextValue::Strings(texts.iter().map(|text| shown(kind, text, is_split)).collect())))
            }
            _ => None,
        })
        .collect();
    for (kind, value) in values {
        error.insert(kind, value);
    }
    error
}

fn shown(kind: ContextKind, text: &str, is_split: bool) -> String {
    if is_split && matches!(kind, ContextKind::InvalidArg | ContextKind::InvalidValue) && !text.starts_with('-') {
        return MASK.to_owned();
    }
    printable(&Secrets::masked().mask_head(&mask_url(text)))
}

/// Whether a secret header lost its quotes, so that the shell made several arguments of it:
/// `-H Authorization: Bearer token`.
fn has_split_secret(arguments: &[OsString]) -> bool {
    arguments.iter().filter_map(|argument| argument.to_str()).any(|argument| {
        let name = name_of_line(argument);
        argument.strip_prefix(name).is_some_and(|rest| rest == ":")
            && crate::transcript::secrets::is_secret_header(name)
    })
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
            (&["ws", "ws://h", "--connect-timeout", "u:hunter2@h"], "'u:***@h'"),
            (&["ws", "ws://h", "--connect-timeout", "\u{1b}[31m"], "'\\u{1b}[31m'"),
            (&["ws", "ws://h", "--no-such", "x"], "--no-such"),
        ] {
            let said = said(arguments);
            assert!(said.contains(words) && !said.contains("hunter2"), "{said}");
        }
    }
}
