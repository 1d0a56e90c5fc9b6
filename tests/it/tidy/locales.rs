//! The words of the window: every key has words in both languages and is named in the code, and what the code names is
//! a key.
//!
//! [`wirelight::i18n::I18n`] takes a key for the program's whole life: no key is put together while it runs, so each
//! one stands in the code as it is. In what draws the window, whatever is spelled-like-this is a key.

use std::{collections::BTreeSet, fs, path::Path};

use super::{
    names::{Crate, house},
    parse::{Module, Text},
    sources::complain,
};

/// What is spelled like a key and is none: names that others have given.
const NO_KEYS: [&str; 13] = [
    // Headers.
    "content-encoding",
    "content-length",
    "content-type",
    "sec-websocket-protocol",
    "transfer-encoding",
    "x-start-byte",
    // Faces of our own fonts.
    "inter-medium",
    "inter-semibold",
    "mono-medium",
    // The system's.
    "color-scheme",
    "fc-list",
    "wirelight-close",
    // A field of the settings.
    "second-console",
];

#[test]
fn both_languages_have_the_same_keys_in_the_same_order() {
    let english = keys("en.ftl");
    assert_eq!(english, keys("zh-CN.ftl"));
    let distinct: BTreeSet<_> = english.iter().collect();
    assert_eq!(distinct.len(), english.len(), "a key stands twice");
    assert!(english.len() > 100, "only {} keys", english.len());
}

#[test]
fn every_key_is_named_and_every_name_is_a_key() {
    let keys = keys("en.ftl").into_iter().collect();
    let mut faults = faults(house(), &keys);
    let texts: BTreeSet<&str> =
        house().modules().flat_map(|module| &module.texts).map(|text| text.value.as_str()).collect();
    let needless = NO_KEYS.iter().filter(|name| keys.contains(**name) || !texts.contains(**name));
    faults.extend(needless.map(|name| format!("{name} need not be listed as no key")));
    complain(&faults);
}

/// Keys that nobody names, and names that have no words.
pub(super) fn faults(whole: &Crate, keys: &BTreeSet<String>) -> Vec<String> {
    let mut unused: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
    let mut faults = Vec::new();
    for module in whole.modules() {
        for text in &module.texts {
            unused.remove(text.value.as_str());
            if names_key(module, text) && !keys.contains(&text.value) && !NO_KEYS.contains(&text.value.as_str()) {
                faults.push(format!("{}: {:?} has no words", module.file, text.value));
            }
        }
    }
    faults.extend(unused.into_iter().map(|key| format!("{key} is named nowhere")));
    faults
}

/// Whether a text can only be meant as a key.
fn names_key(module: &Module, text: &Text) -> bool {
    let path: Vec<&str> = module.path.iter().map(String::as_str).collect();
    let draws = matches!(path[..], ["app" | "ui", ..] | ["protocols", "tab", ..] | ["protocols", _, "view", ..]);
    let gives_key = text.function.as_ref().is_some_and(|name| name == "key" || name.ends_with("_key"));
    (draws || gives_key) && is_spelled_like_one(&text.value)
}

/// `ws-kind-text`, `close-1000`, `sse-ignored-idTooLong`.
fn is_spelled_like_one(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    text.starts_with(|first: char| first.is_ascii_lowercase()) && text.contains('-') && text.split('-').all(is_word)
}

fn keys(file: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales").join(file);
    fs::read_to_string(path)
        .expect("a locale")
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
        .collect()
}
