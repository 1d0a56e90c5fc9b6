//! What patterns match, and where they say that something is wrong.

use super::{
    Compiled,
    problem::{Expected, Fault, PatternProblem},
    *,
};

fn pattern(mode: Mode, text: &str) -> Pattern {
    Pattern { text: text.to_owned(), mode, match_case: false }
}

fn matches(pattern: &Pattern, payload: &str) -> bool {
    let compiled = Compiled::new(pattern).unwrap_or_else(|problem| panic!("{}: {problem}", pattern.text));
    compiled.is_none_or(|compiled| compiled.is_in(b"", payload.as_bytes()))
}

fn problem(mode: Mode, text: &str) -> PatternProblem {
    pattern(mode, text).check().expect_err(text)
}

#[test]
fn a_text_is_found_whatever_its_case_in_any_script_unless_case_counts() {
    for (text, payload, any_case, same_case) in [
        ("alpha", "ALPHABET", true, false),
        ("ÄRGER", "kein ärger", true, false),
        ("привет", "ПРИВЕТ", true, false),
        ("行", "一行", true, true),
        ("a.c", "abc", false, false),
        ("[1]", "x[1]", true, true),
        ("", "anything", true, true),
    ] {
        let mut pattern = pattern(Mode::Text, text);
        assert_eq!(matches(&pattern, payload), any_case, "{text}");
        pattern.match_case = true;
        assert_eq!(matches(&pattern, payload), same_case, "{text} with its case");
    }
}

#[test]
fn a_regular_expression_is_held_against_each_payload() {
    for (regex, payload, found) in
        [("^a.c$", "ABC", true), ("^a.c$", "xabc", false), (r"\d{3}", "no 404", true), ("", "x", true)]
    {
        assert_eq!(matches(&pattern(Mode::Regex, regex), payload), found, "{regex}");
    }
    let exact = Pattern { match_case: true, ..pattern(Mode::Regex, "abc") };
    assert!(!matches(&exact, "ABC"));
}

#[test]
fn a_json_path_finds_and_compares_values() {
    let trade = r#"{"type":"trade","price":10.5,"id":9007199254740993,"items":[{"id":1},{"id":null}],"note":"Late again","ok":true,"a=b":1,"none":null,"list":[1,2]}"#;
    for (path, found) in [
        ("$", true),
        ("$.type", true),
        ("$.missing", false),
        (r#"$.type == "trade""#, true),
        ("$.type == 'trade'", true),
        (r#"  $.type=="trade"  "#, true),
        (r#"$.type == "Trade""#, false),
        (r#"$.type != "trade""#, false),
        (r#"$.missing != "trade""#, false),
        ("$.price > 10.5", false),
        ("$.price >= 10.5", true),
        ("$.price < 11", true),
        ("$.price <= 10", false),
        ("$.price == 10.50", true),
        (r#"$.price > "1""#, false),
        ("$.id == 9007199254740993", true),
        ("$.id == 9007199254740992", false),
        ("$.items[*].id != null", true),
        ("$.items[*].id == 2", false),
        ("$.items[?@.id == 1]", true),
        ("$.items[?(@.id > 1)]", false),
        ("$.items[?@.id >= 1].id == 1", true),
        ("$['a=b'] == 1", true),
        (r#"$["a=b"] != 1"#, false),
        ("$..id == 1", true),
        (r#"$.note =~ "^late""#, true),
        (r#"$.note =~ "\bagain$""#, true),
        (r#"$.note !~ "early""#, true),
        (r#"$.price =~ "1""#, false),
        (r#"$.type > "t""#, true),
        ("$.ok == true", true),
        ("$.none == null", true),
        ("$.list == [1, 2]", true),
        ("$.list[-1] == 2", true),
    ] {
        assert_eq!(matches(&pattern(Mode::JsonPath, path), trade), found, "{path}");
    }
    let exact = Pattern { match_case: true, ..pattern(Mode::JsonPath, r#"$.note =~ "late""#) };
    assert!(!matches(&exact, trade));
    for not_json in ["", "trade", "{\"type\":\"trade\"", "\u{0}"] {
        assert!(!matches(&pattern(Mode::JsonPath, "$"), not_json), "{not_json}");
    }
    let escaped = r#"{"type":"tr\u0061de"}"#;
    assert!(matches(&pattern(Mode::JsonPath, r#"$.type == "trade""#), escaped), "an escape is read");
}

#[test]
fn a_bad_json_path_says_where_and_what_was_expected() {
    let expected = Fault::Expected;
    let mut faults = Vec::new();
    for (path, column, fault) in [
        ("type", 1, expected(Expected::Root)),
        ("  .type", 3, expected(Expected::Root)),
        ("$.", 3, expected(Expected::Segment)),
        ("$x", 2, expected(Expected::Segment)),
        ("$.a..", 6, expected(Expected::Segment)),
        ("$[", 2, Fault::Unclosed('[')),
        ("$['a", 3, Fault::Unclosed('\'')),
        ("$.items[x]", 9, expected(Expected::Selector)),
        ("$.items[]", 9, expected(Expected::Selector)),
        ("$.items[?]", 10, expected(Expected::Filter)),
        ("$.items[?@.a = 1]", 14, expected(Expected::Filter)),
        ("$.a = 1", 5, expected(Expected::Operator)),
        ("$.a ~ 1", 5, expected(Expected::Operator)),
        ("$.a ==", 7, expected(Expected::Value)),
        ("$.a == trade", 8, expected(Expected::Value)),
        ("$.a == 1 2", 10, expected(Expected::End)),
        ("$.a > true", 7, expected(Expected::Value)),
        (r#"$.a == "b"#, 8, Fault::Unclosed('"')),
        (r#"$.a == "b" c"#, 12, expected(Expected::End)),
        ("$.a =~ b", 8, expected(Expected::QuotedRegex)),
        (r#"$.é =~ "é""#, 0, expected(Expected::End)),
    ] {
        if column == 0 {
            assert_eq!(pattern(Mode::JsonPath, path).check(), Ok(()), "{path}");
            continue;
        }
        let problem = problem(Mode::JsonPath, path);
        if (problem.column, &problem.fault) != (column, &fault) {
            faults.push(format!("{path}: {problem}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    let problem = problem(Mode::JsonPath, r#"$.é =~ "(a""#);
    assert_eq!((problem.column, problem.byte), (9, 9), "{problem}");
    assert!(matches!(problem.fault, Fault::Regex(_)));
}

#[test]
fn a_bad_regular_expression_says_where() {
    for (regex, column) in
        [("a(b", 2), ("ab)", 3), ("*", 1), ("é[a", 2), (r"\p{Nope}", 1), ("a{2,1}", 2), (r"(?=x)", 1)]
    {
        let problem = problem(Mode::Regex, regex);
        assert_eq!(problem.column, column, "{regex}: {problem}");
        assert!(!problem.fault.to_string().is_empty());
    }
    let large = problem(Mode::Regex, r"(\w{200}){200}");
    assert!(matches!(large.fault, Fault::TooLarge { .. }), "{large}");
}

#[test]
fn bounds_include_both_ends() {
    let bounds = Bounds { least: Some(2), most: Some(4) };
    assert_eq!([1, 2, 4, 5].map(|n| bounds.contains(n)), [false, true, true, false]);
    assert_eq!(Bounds::from(2..5), bounds);
    assert!(Bounds::default().contains(u64::MAX));
}

#[test]
fn only_what_narrows_is_counted() {
    let query = Query { bytes: Bounds { least: Some(1), most: None }, attempt: Some(2), ..Query::text("x") };
    assert_eq!((query.narrowed(), query.is_all()), (2, false));
    assert!(Query::default().is_all());
    assert!(!Query { micros: Bounds { least: None, most: Some(0) }, ..Query::default() }.is_all());
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_the_parser(text in r#"[$.\[\]'"?@ab=<>!~ 0-9(){}*\\é]{0,24}"#) {
        for mode in [Mode::Text, Mode::Regex, Mode::JsonPath] {
            if let Err(problem) = pattern(mode, &text).check() {
                assert!(text.is_char_boundary(problem.byte));
                assert!(problem.column <= text.chars().count() + 1);
            }
        }
    }
}
