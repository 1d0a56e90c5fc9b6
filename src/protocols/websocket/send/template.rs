//! Placeholders in what is sent: `{{n}}`, `{{now}}`, `{{uuid}}`, `{{random:N}}`. Parsed once, filled in at each send. Names
//! that have a value (`{{name}}`) become a part of the text as it is parsed: nothing is looked for in the value.
//!
//! Sans-IO: it is told the values, the number and the time. What is no placeholder stays as it is.

use std::{collections::BTreeMap, fmt, fmt::Write as _, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};

/// Characters that all `{{random:N}}` of a text may ask for together.
pub const MAX_RANDOM_CHARS: usize = 1024 * 1024;

/// Values by the names that stand for them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Values(Arc<BTreeMap<String, String>>);

/// What becomes of placeholders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholders {
    /// They are filled in.
    Filled,
    /// They are sent as they are typed.
    AsTyped,
}

impl From<BTreeMap<String, String>> for Values {
    fn from(values: BTreeMap<String, String>) -> Self {
        Self(Arc::new(values))
    }
}

/// The names only: a value may be secret, and this may end in a log or a panic.
impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// A text with placeholders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
    unknown: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Number,
    Now,
    Uuid,
    Random(usize),
}

impl Template {
    /// Takes a text apart. `\{{` stands for two braces.
    pub fn parse(text: &str) -> Self {
        Self::with_values(text, Placeholders::Filled, &Values::default())
    }

    /// The same, with values for other names. A placeholder keeps its meaning whatever the values are.
    pub fn with_values(text: &str, placeholders: Placeholders, values: &Values) -> Self {
        let mut template = Self::default();
        let mut random_chars = 0;
        let mut rest = text;
        while let Some(at) = rest.find("{{") {
            if let Some(before) = rest[..at].strip_suffix('\\') {
                template.literal(before);
                template.literal("{{");
                rest = &rest[at + 2..];
                continue;
            }
            template.literal(&rest[..at]);
            let inner = &rest[at + 2..];
            let Some(end) = inner.find("}}") else {
                rest = &rest[at..];
                break;
            };
            let name = inner[..end].trim();
            if let Some(piece) = Piece::named(name, MAX_RANDOM_CHARS - random_chars) {
                if placeholders == Placeholders::AsTyped {
                    template.literal(&rest[at..at + end + 4]);
                } else {
                    if let Piece::Random(chars) = piece {
                        random_chars += chars;
                    }
                    template.pieces.push(piece);
                }
                rest = &inner[end + 2..];
            } else if let Some(value) = values.0.get(name) {
                template.literal(value);
                rest = &inner[end + 2..];
            } else {
                // Something known may stand inside: `{{x{{n}}`.
                if !inner[..end].contains("{{") {
                    template.unknown.push(inner[..end].to_owned());
                }
                template.literal("{{");
                rest = inner;
            }
        }
        template.literal(rest);
        template
    }

    /// A text in which nothing is a placeholder.
    pub fn literal_of(text: &str) -> Self {
        let mut template = Self::default();
        template.literal(text);
        template
    }

    /// Whether each send is the same.
    pub fn is_constant(&self) -> bool {
        self.pieces.iter().all(|piece| matches!(piece, Piece::Literal(_)))
    }

    /// What stands in double braces and is no placeholder.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// The text with everything filled in: `number` for `{{n}}`.
    pub fn expand(&self, number: u64, now: Timestamp) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                // Writing into a string cannot fail.
                Piece::Number => write!(text, "{number}").unwrap_or_default(),
                Piece::Now => {
                    let now = now.to_zoned(TimeZone::UTC);
                    write!(text, "{}", now.strftime("%Y-%m-%dT%H:%M:%S.%3fZ")).unwrap_or_default();
                }
                Piece::Uuid => text.push_str(&uuid_v4(fastrand::u128(..))),
                Piece::Random(chars) => text.extend(std::iter::repeat_with(fastrand::alphanumeric).take(*chars)),
            }
        }
        text
    }

    fn literal(&mut self, text: &str) {
        match self.pieces.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Literal(last)) => last.push_str(text),
            _ => self.pieces.push(Piece::Literal(text.to_owned())),
        }
    }
}

impl Piece {
    fn named(name: &str, most_random_chars: usize) -> Option<Self> {
        match name {
            "n" => Some(Self::Number),
            "now" => Some(Self::Now),
            "uuid" => Some(Self::Uuid),
            _ => {
                let chars = name.strip_prefix("random:")?.trim().parse().ok()?;
                (chars <= most_random_chars).then_some(Self::Random(chars))
            }
        }
    }
}

/// RFC 9562 §5.4.
fn uuid_v4(random: u128) -> String {
    const VERSION: u128 = 0xf << 76;
    const VARIANT: u128 = 0x3 << 62;
    let bits = random & !VERSION & !VARIANT | 0x4 << 76 | 0x2 << 62;
    let hex = format!("{bits:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn expanded(text: &str) -> String {
        let now = Timestamp::from_millisecond(1_763_892_000_123).expect("a time");
        Template::parse(text).expand(7, now)
    }

    #[test]
    fn what_is_known_is_filled_in_and_the_rest_stays() {
        for (text, sent) in [
            ("", ""),
            ("plain {text}", "plain {text}"),
            (r#"{"id": {{n}}}"#, r#"{"id": 7}"#),
            ("{{ n }}{{n}}", "77"),
            ("at {{now}}", "at 2025-11-23T10:00:00.123Z"),
            (r"\{{n}} is {{n}}", "{{n}} is 7"),
            (r"\\{{n}}", r"\{{n}}"),
            ("{{name}}", "{{name}}"),
            ("{{x{{n}}", "{{x7"),
            ("{{{n}}}", "{{{n}}}"),
            ("{{n", "{{n"),
            ("{{random:0}}|", "|"),
            ("{{random:1048577}}", "{{random:1048577}}"),
            ("{{random:-1}}", "{{random:-1}}"),
        ] {
            assert_eq!(expanded(text), sent, "{text}");
        }
        assert_eq!(Template::parse("{{a}} {{n}} {{b:1}} \\{{c}}").unknown(), ["a", "b:1"]);
        assert_eq!(Template::literal_of("{{n}}").expand(1, Timestamp::UNIX_EPOCH), "{{n}}");
    }

    #[test]
    fn random_parts_have_their_length_and_differ() {
        let (one, other) = (expanded("{{random:32}}"), expanded("{{random:32}}"));
        assert!(one.len() == 32 && one.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_ne!(one, other);
        assert_eq!(expanded("{{random:1000000}}{{random:1000000}}").len(), 1_000_000 + "{{random:1000000}}".len());
    }

    #[test]
    fn a_uuid_is_of_version_four() {
        assert_eq!(uuid_v4(0), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid_v4(u128::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_ne!(expanded("{{uuid}}"), expanded("{{uuid}}"));
    }

    proptest! {
        #[test]
        fn a_text_without_double_braces_is_sent_as_it_is(text in "[^{]*(\\{[^{]+)*") {
            prop_assert_eq!(expanded(&text), text);
        }

        #[test]
        fn any_text_can_be_escaped(text in "[a-z{}:n ]{0,40}") {
            let escaped = text.replace("{{", r"\{{");
            prop_assert_eq!(expanded(&escaped), text);
        }

        #[test]
        fn nothing_is_too_odd(text in "[\\\\{}nuidrowam:0-9 ]{0,60}") {
            expanded(&text);
        }
    }
}
