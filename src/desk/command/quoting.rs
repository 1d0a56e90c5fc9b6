//! A command line as the words that a shell would hand over: bash with `'…'`, `"…"`, `$'…'`, and Windows' cmd with `^`.
//!
//! Sans-IO. Nothing is expanded: a variable stays as it is written, and [`CommandLine::variables`] names it. What follows
//! the first command (`| jq .`, `> file`, `&& …`) is kept apart.

mod bash;
mod cmd;

/// A command line taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandLine {
    /// The words of the first command.
    pub words: Vec<String>,
    /// What the shell would have put in the place of it: `$TOKEN`, `$(…)`, `` `…` ``, `%TOKEN%`.
    pub variables: Vec<String>,
    /// Redirections, and everything behind the first command.
    pub rest: Vec<String>,
}

/// Why a text is no command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuotingError {
    /// A quote is opened and never closed.
    #[error("the quote at character {at} is never closed")]
    Unclosed {
        /// Which character opens it, from 1.
        at: usize,
    },
}

/// Takes a command line apart. Which shell it is for is seen from it: a browser writes `^"` and `^` at the end of a line for
/// cmd only.
///
/// # Errors
/// When a quote stays open: the text is not whole, and nothing is taken over.
pub fn split(text: &str) -> Result<CommandLine, QuotingError> {
    let mut line = if is_for_cmd(text) { cmd::split(text)? } else { bash::split(text)? };
    // A prompt that was copied along.
    while line.words.first().is_some_and(|word| matches!(word.as_str(), "$" | "#" | "%" | ">")) {
        line.words.remove(0);
    }
    Ok(line)
}

/// One word as bash reads it back: as it is where nothing in it is special, else in quotes.
pub fn quoted(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=@%+,".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_plain) {
        return word.to_owned();
    }
    if word.chars().any(char::is_control) {
        return ansi_quoted(word);
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// `$'…'`, for what has control characters in it.
fn ansi_quoted(word: &str) -> String {
    let mut text = String::from("$'");
    for character in word.chars() {
        match character {
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\'' | '\\' => text.extend(['\\', character]),
            control if control.is_control() => text.extend(format!("\\u{:04x}", u32::from(control)).chars()),
            other => text.push(other),
        }
    }
    text.push('\'');
    text
}

fn is_for_cmd(text: &str) -> bool {
    text.contains("^\"") || text.lines().any(|line| line.trim_end().ends_with('^'))
}

#[cfg(test)]
mod tests;
