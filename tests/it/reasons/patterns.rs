//! What is no pattern says why in Chinese: regular expressions, JSON paths, sizes and times.

use wirelight::{
    i18n::{I18n, Lang},
    transcript::{Mode, Pattern, parse_bytes, parse_micros, reason::Code, reason::HasReason as _},
    ui::reason,
};

use super::window::is_english;

#[test]
fn what_is_no_pattern_is_told_in_chinese() {
    let i18n = I18n::new(Lang::Chinese);
    let check = |mode: Mode, text: &str| {
        let problem = Pattern { text: text.to_owned(), mode, match_case: true }.check().expect_err(text);
        let said = reason::error(&i18n, &problem);
        assert!(said.starts_with(&format!("第 {} 列：", problem.column)), "{text}: {said}");
        assert!(!is_english(&said), "{text}: {said}");
        assert_ne!(problem.reason().fields.cause(), Some(Code::RegexUnusable), "{text}: {said}");
    };
    for text in [
        "(",
        ")",
        "[a",
        "*",
        "a{2",
        "a{3,2}",
        "a{,x}",
        r"\q",
        r"\",
        "(?=a)",
        r"(a)\1",
        "(?P<>a)",
        "(?P<a>x)(?P<a>y)",
        "[b-a]",
        r"[a-\d]",
        r"[\b]",
        r"\p{Nope}",
        r"\pX",
        r"\x{zz}",
        r"\x",
        "(?z)",
        "(?i-)",
        "(?ii)",
        r"\b{nope}",
        r"\b{start",
    ] {
        check(Mode::Regex, text);
    }
    assert!(Pattern { text: "(".repeat(300) + &")".repeat(300), mode: Mode::Regex, match_case: true }.check().is_err());
    for text in ["x", "$x", "$[", "$[?", "$.a >", "$.a == x", "$.a =~ 1", "$.a =~ \"(\"", "$.a == 1 1", "$['a"] {
        check(Mode::JsonPath, text);
    }
    for problem in [parse_bytes("x").expect_err("bytes"), parse_micros("x").expect_err("a time")] {
        let said = reason::error(&i18n, &problem);
        assert!(said.starts_with("第 1 列：此处应为"), "{said}");
    }
}
