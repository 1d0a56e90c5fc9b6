//! The quoting of Windows' cmd, then that of the program's own start-up code: `^` and quotes first, then `\"` and `""`.

use super::{CommandLine, QuotingError};

/// Takes a line apart.
pub(super) fn split(text: &str) -> Result<CommandLine, QuotingError> {
    let (command, rest) = unescape(text);
    let mut line = CommandLine { words: words(&command)?, ..CommandLine::default() };
    line.variables = variables(&command);
    if !rest.trim().is_empty() {
        line.rest.push(rest.trim().to_owned());
    }
    Ok(line)
}

/// What cmd hands to the program, and what stands behind the first command.
fn unescape(text: &str) -> (String, String) {
    let mut command = String::new();
    let mut in_quotes = false;
    let mut rest = text.trim_start().chars();
    while let Some(character) = rest.next() {
        match character {
            '"' => {
                in_quotes = !in_quotes;
                command.push('"');
            }
            '^' if !in_quotes => match rest.next() {
                // The end of a line goes; what begins the next one is taken as it is.
                Some('\r') => {
                    let mut ahead = rest.clone();
                    if ahead.next() == Some('\n') {
                        rest = ahead;
                    }
                    newline(&mut command, &mut rest);
                }
                Some('\n') => newline(&mut command, &mut rest),
                escaped => command.extend(escaped),
            },
            '&' | '|' | '<' | '>' | '\n' | '\r' if !in_quotes => {
                return (command, format!("{character}{}", rest.as_str()));
            }
            other => command.push(other),
        }
    }
    (command, String::new())
}

/// Behind `^` and the end of a line: a second one is a line break in the value, as browsers write it.
fn newline(command: &mut String, rest: &mut std::str::Chars<'_>) {
    let mut ahead = rest.clone();
    match ahead.next() {
        Some('\r') if ahead.clone().next() == Some('\n') => {
            ahead.next();
            command.push('\n');
            *rest = ahead;
        }
        Some('\n') => {
            command.push('\n');
            *rest = ahead;
        }
        _ => {}
    }
}

/// How the C start-up code of a Windows program splits its command line.
fn words(command: &str) -> Result<Vec<String>, QuotingError> {
    let characters: Vec<char> = command.chars().collect();
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut opened_at = None;
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        match character {
            ' ' | '\t' | '\n' if opened_at.is_none() => words.extend(word.take()),
            '\\' => {
                let count = characters[at..].iter().take_while(|&&next| next == '\\').count();
                let is_before_quote = characters.get(at + count) == Some(&'"');
                let kept = if is_before_quote { count / 2 } else { count };
                let text = word.get_or_insert_default();
                text.extend(std::iter::repeat_n('\\', kept));
                if is_before_quote && count % 2 == 1 {
                    text.push('"');
                    at += 1;
                }
                at += count;
                continue;
            }
            '"' if opened_at.is_some() && characters.get(at + 1) == Some(&'"') => {
                word.get_or_insert_default().push('"');
                at += 1;
            }
            '"' => {
                word.get_or_insert_default();
                opened_at = if opened_at.is_some() { None } else { Some(at + 1) };
            }
            other => word.get_or_insert_default().push(other),
        }
        at += 1;
    }
    words.extend(word);
    match opened_at {
        Some(at) => Err(QuotingError::Unclosed { at }),
        None => Ok(words),
    }
}

/// `%NAME%`; a percent sign in a URL has no second one behind a name.
fn variables(command: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = command;
    while let Some((_, behind)) = rest.split_once('%') {
        let length = behind.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let begins_as_name = behind.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
        if length > 0 && begins_as_name && behind[length..].starts_with('%') {
            found.push(format!("%{}%", &behind[..length]));
            rest = &behind[length + 1..];
        } else {
            rest = behind;
        }
    }
    found
}
