//! Everything that goes to standard error, messages and logs: without secrets, and without characters that steer a terminal.

use std::{
    borrow::Cow,
    io::{self, Write},
    sync::OnceLock,
};

use tracing::{Level, Metadata};
use tracing_subscriber::{EnvFilter, filter::filter_fn, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::transcript::secrets::{MASK, Secrets};

/// Which headers are secret in this run.
static SECRETS: OnceLock<Secrets> = OnceLock::new();

/// Masks the headers that the user named as well, from now on. A process has one command line: the first call counts.
pub(super) fn mask_with(secrets: &Secrets) {
    // What is said is masked even where the record is not: it lands in logs and screenshots.
    SECRETS.set(Secrets::masked().with_names(secrets.names().clone())).ok();
}

/// Words of the command line that are parts of secrets.
static WORDS: OnceLock<Vec<String>> = OnceLock::new();

/// Masks these words as well, from now on, wherever they stand as a whole. The first call counts.
pub(super) fn mask_words(words: Vec<String>) {
    WORDS.set(words).ok();
}

/// Writes a line for people to standard error, as `wirelight: text`.
pub(crate) fn say(text: &str) {
    // Nobody is left to be told if this fails.
    writeln!(io::stderr().lock(), "wirelight: {}", printable(text)).ok();
}

/// A line as a terminal may have it: secrets are masked, and what steers a terminal or turns the direction of text is
/// escaped. There is no line end in it.
pub(super) fn printable(text: &str) -> String {
    let always = Secrets::masked();
    let secrets = SECRETS.get().unwrap_or(&always);
    without_words(&escaped(&secrets.mask_message(text)), WORDS.get().map_or(&[], Vec::as_slice))
}

/// The text with a mask in the place of each of these words, where it is not a part of a longer one.
pub(super) fn without_words(text: &str, words: &[String]) -> String {
    words.iter().filter(|word| !word.is_empty()).fold(text.to_owned(), |text, word| {
        let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let mut masked = String::new();
        let mut copied = 0;
        for (at, _) in text.match_indices(word.as_str()) {
            let behind = &text[at + word.len()..];
            if !is_part(text[..at].chars().next_back()) && !is_part(behind.chars().next()) {
                masked.push_str(&text[copied..at]);
                masked.push_str(MASK);
                copied = at + word.len();
            }
        }
        masked + &text[copied..]
    })
}

fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_terminal_control) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_terminal_control(c) {
            escaped.extend(c.escape_default());
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

/// C0, DEL, C1, ends of lines, and what embeds, overrides or isolates the direction of text. UAX #9 §2.
fn is_terminal_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Logs go to standard error as `WIRELIGHT_LOG` says. Whatever it says, libraries log warnings and errors only: below
/// that, they log what they see, and that is header values and payloads.
pub(super) fn start_logging() {
    let filter = EnvFilter::try_from_env("WIRELIGHT_LOG")
        // A refused certificate is told by the session, in better words.
        .unwrap_or_else(|_| EnvFilter::new("error,rustls_platform_verifier=off"));
    tracing_subscriber::registry()
        .with(filter)
        .with(filter_fn(is_ours_or_grave))
        .with(fmt::layer().with_ansi(false).with_writer(|| LogLine))
        .init();
}

fn is_ours_or_grave(event: &Metadata<'_>) -> bool {
    let is_ours = event.target().split("::").next() == Some("wirelight");
    is_ours || *event.level() <= Level::WARN
}

/// Panics are written as everything else is, masked and escaped: their message may quote a peer.
pub(super) fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        say(&panic.to_string());
        let trace = std::backtrace::Backtrace::capture();
        if trace.status() == std::backtrace::BacktraceStatus::Captured {
            writeln!(io::stderr().lock(), "{trace}").ok();
        }
    }));
}

/// Takes one event at a time, as the subscriber writes them.
struct LogLine;

impl Write for LogLine {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let line = String::from_utf8_lossy(event.strip_suffix(b"\n").unwrap_or(event));
        writeln!(io::stderr().lock(), "{}", printable(&line))?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_passes() {
        for code in (0..0x20).chain([0x7F]).chain(0x80..0xA0).chain(0x2028..=0x202E).chain(0x2066..=0x2069) {
            let c = char::from_u32(code).expect("a character");
            let shown = printable(&format!("a{c}b"));
            assert!(!shown.contains(c) && shown.starts_with('a') && shown.ends_with('b'), "{shown:?}");
        }
        assert_eq!(printable("\u{1b}[31m\n\u{9b}2J\u{202e}x"), r"\u{1b}[31m\n\u{9b}2J\u{202e}x");
        for kept in ["plain", "\u{a0}é中\u{200f}\u{2027}\u{202f}\u{206a}\u{1F600}", ""] {
            assert_eq!(printable(kept), kept);
        }
    }

    #[test]
    fn a_word_is_masked_where_it_stands_alone() {
        let words = ["id".to_owned(), "to.ken".to_owned(), String::new()];
        assert_eq!(without_words("invalid id: ws://to.ken/id to.kens", &words), "invalid ***: ws://***/*** to.kens");
    }

    #[test]
    fn a_line_has_no_secret() {
        assert_eq!(printable("cannot reach ws://u:pa/ss@h\nCookie: a"), r"cannot reach ws://u:***@h\nCookie: ***");
    }
}
