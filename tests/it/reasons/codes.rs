//! The table of codes: each has words in both languages.

use std::collections::BTreeSet;

use pretty_assertions::assert_eq;
use wirelight::{
    i18n::{I18n, Lang},
    transcript::reason::{Code, Vocabulary as _},
};

#[test]
fn every_code_has_words_in_both_languages() {
    for lang in Lang::ALL {
        let keys: BTreeSet<&str> = I18n::keys(lang).into_iter().collect();
        let missing: Vec<_> = Code::ALL.iter().filter(|code| !keys.contains(code.key())).collect();
        assert!(missing.is_empty(), "{lang:?}: {missing:?}");
    }
    let of_codes = I18n::keys(Lang::English).into_iter().filter(|key| key.starts_with("code-"));
    let keys: BTreeSet<&str> = Code::ALL.iter().map(|code| code.key()).collect();
    let unused: Vec<_> = of_codes.filter(|key| !keys.contains(key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn codes_are_lower_camel_and_none_stands_twice() {
    let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    for name in names {
        let is_camel =
            name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_alphanumeric());
        assert!(is_camel, "{name}");
    }
}
