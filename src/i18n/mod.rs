//! The window's words, in English and Simplified Chinese, by Fluent keys. Records and the command line speak English.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

/// A language of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lang {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// 简体中文.
    #[serde(rename = "zh-CN")]
    Chinese,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The language of a tag such as `zh`, `zh_CN.UTF-8` or `en-GB`, if we speak it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "zh" => Some(Self::Chinese),
            _ => None,
        }
    }

    /// Its own name.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "简体中文",
        }
    }

    /// Its BCP 47 tag, as the settings and `--lang` write it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../../assets/locales/en.ftl"),
            Self::Chinese => include_str!("../../assets/locales/zh-CN.ftl"),
        }
    }
}

/// Looks texts up in one language, then in English, then says the key itself.
pub struct I18n {
    lang: Lang,
    chosen: FluentBundle<FluentResource>,
    english: FluentBundle<FluentResource>,
}

impl I18n {
    /// The texts of a language.
    pub fn new(lang: Lang) -> Self {
        Self { lang, chosen: bundle(lang), english: bundle(Lang::English) }
    }

    /// Which language it speaks.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The text of a key without arguments.
    ///
    /// A key stands in the code as it is: none is put together while the program runs, so that a test can tell which
    /// ones are there and which are missing.
    pub fn text(&self, key: &'static str) -> Cow<'_, str> {
        self.format(key, None)
    }

    /// The text of a key with arguments: `text_with("rows", &[("count", 3.into())])`.
    pub fn text_with<'a>(&'a self, key: &'static str, args: &[(&str, FluentValue<'a>)]) -> Cow<'a, str> {
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        Cow::Owned(self.format(key, Some(&args)).into_owned())
    }

    /// As [`Self::text_with`], or `None` where the arguments lack one that the text names.
    pub fn complete_text_with(&self, key: &'static str, args: &[(&str, FluentValue<'_>)]) -> Option<String> {
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        let bundles = [&self.chosen, &self.english];
        let found = bundles.iter().find_map(|bundle| Some((bundle, bundle.get_message(key)?.value()?)));
        let (bundle, pattern) = found?;
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }

    /// Every key of a language, in the file's order: a test compares them.
    pub fn keys(lang: Lang) -> Vec<&'static str> {
        lang.source()
            .lines()
            .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
            .filter_map(|line| line.split_once('='))
            .map(|(key, _)| key.trim())
            .collect()
    }

    fn format<'a>(&'a self, key: &'static str, args: Option<&FluentArgs<'_>>) -> Cow<'a, str> {
        for bundle in [&self.chosen, &self.english] {
            if let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) {
                let mut errors = Vec::new();
                let text = bundle.format_pattern(pattern, args, &mut errors);
                if !errors.is_empty() {
                    tracing::warn!(key, ?errors, "a text lacks an argument");
                }
                return text;
            }
        }
        tracing::warn!(key, "a text is missing");
        Cow::Borrowed(key)
    }
}

impl std::fmt::Debug for I18n {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("I18n").field(&self.lang).finish()
    }
}

/// A count with a space between thousands: `1 235`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// A count as an argument of a text: it chooses the plural form, and is written as [`grouped`] writes it.
///
/// No language here has a plural form of its own from a thousand on, and the plural rules know no number beyond `u64`.
pub fn count<'a>(number: u64) -> FluentValue<'a> {
    if number < 1_000 { number.into() } else { grouped(number).into() }
}

/// Counts in texts are grouped. Codes, ports and line numbers of a person's size stay as they are.
fn count_text<M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    const FROM: f64 = 100_000.0;
    let FluentValue::Number(number) = value else { return None };
    (number.value >= FROM && number.value.fract() == 0.0).then(|| grouped(number.value as u64))
}

fn bundle(lang: Lang) -> FluentBundle<FluentResource> {
    let resource = FluentResource::try_new(lang.source().to_owned()).unwrap_or_else(|(resource, errors)| {
        tracing::error!(?lang, ?errors, "a locale file has errors");
        resource
    });
    let mut bundle = FluentBundle::new(vec![lang.tag().parse::<LanguageIdentifier>().unwrap_or_default()]);
    // The marks would be drawn as boxes, and nothing here is written from right to left.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(count_text));
    if let Err(errors) = bundle.add_resource(resource) {
        tracing::error!(?lang, ?errors, "a locale file has a key twice");
    }
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_keys_in_the_same_order() {
        pretty_assertions::assert_eq!(I18n::keys(Lang::English), I18n::keys(Lang::Chinese));
    }

    #[test]
    fn every_locale_file_parses_and_has_no_key_twice() {
        for lang in Lang::ALL {
            let resource = FluentResource::try_new(lang.source().to_owned()).expect("no syntax error");
            // The parser skips comments.
            assert_eq!(resource.entries().count(), I18n::keys(lang).len());
            let mut keys = I18n::keys(lang);
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), I18n::keys(lang).len());
        }
    }

    #[test]
    fn a_missing_key_is_said_as_it_is() {
        assert_eq!(I18n::new(Lang::Chinese).text("no-such-key"), "no-such-key");
    }

    #[test]
    fn counts_have_their_plural() {
        let english = I18n::new(Lang::English);
        assert_eq!(english.text_with("list-dropped-rows", &[("count", 1.into())]), "1 older row removed by the limit");
        assert_eq!(english.text_with("list-dropped-rows", &[("count", 2.into())]), "2 older rows removed by the limit");
        assert_eq!(
            english.text_with("list-dropped-rows", &[("count", 1_234_567.into())]),
            "1 234 567 older rows removed by the limit"
        );
    }

    #[test]
    fn a_count_chooses_its_plural_and_is_grouped() {
        let english = I18n::new(Lang::English);
        for (number, text) in [(0, "0 rows"), (1, "1 row"), (999, "999 rows"), (1_000, "1 000 rows")] {
            assert_eq!(english.text_with("saved-rows", &[("count", count(number))]), text);
        }
        // The plural rules would not survive this one.
        let most = english.text_with("saved-rows", &[("count", count(u64::MAX))]);
        assert_eq!(most, "18 446 744 073 709 551 615 rows");
    }

    /// The names of arguments after which a line counts something without a choice between one and many.
    fn counted_without_a_choice(line: &str) -> Vec<&str> {
        const THINGS: [&str; 12] = [
            "answers",
            "bytes",
            "cookies",
            "fragments",
            "frames",
            "gaps",
            "hits",
            "lines",
            "messages",
            "polls",
            "rows",
            "types",
        ];
        let behind = line.split("{ $").skip(1).filter_map(|part| part.split_once(" } "));
        let counts = behind.filter(|(_, words)| {
            let words = words.split(|sign: char| !sign.is_ascii_alphabetic());
            words.take(2).any(|word| THINGS.contains(&word))
        });
        counts.map(|(name, _)| name).collect()
    }

    #[test]
    fn what_is_counted_in_english_has_a_form_for_one() {
        /// Limits of ours, and what is beyond one.
        const NEVER_ONE: [&str; 5] = ["limit", "most", "waiting", "kept", "payload"];
        const BEYOND_A_LIMIT: [&str; 3] = ["code-messageTooBig", "code-pingTooLong", "code-closeReasonTooLong"];
        assert_eq!(counted_without_a_choice("a = { $n } older rows of { $m } kinds"), ["n"]);
        let is_variant = |line: &&str| line.starts_with(' ');
        let is_beyond = |line: &&str| BEYOND_A_LIMIT.iter().any(|key| line.starts_with(key));
        for line in Lang::English.source().lines().filter(|line| !is_variant(line) && !is_beyond(line)) {
            let without: Vec<_> = counted_without_a_choice(line);
            assert!(without.iter().all(|name| NEVER_ONE.contains(name)), "{line}");
        }
    }

    #[test]
    fn tags_of_the_system_are_understood() {
        for (tag, lang) in [
            ("zh-Hans-CN", Some(Lang::Chinese)),
            ("zh_CN.UTF-8", Some(Lang::Chinese)),
            ("en", Some(Lang::English)),
            ("EN_us", Some(Lang::English)),
            ("de-DE", None),
            ("C", None),
        ] {
            assert_eq!(Lang::from_tag(tag), lang, "{tag}");
        }
    }
}
