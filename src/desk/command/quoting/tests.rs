//! Words of both shells, the pieces that are kept apart, and that what is quoted is read back.

use proptest::prelude::*;

use super::*;

fn words(text: &str) -> Vec<String> {
    split(text).unwrap_or_else(|error| panic!("{text}: {error}")).words
}

#[test]
fn words_are_those_that_bash_would_hand_over() {
    for (text, expected) in [
        ("curl http://h/", &["curl", "http://h/"][..]),
        ("  $ curl  'a b'\"c d\" ", &["curl", "a bc d"]),
        ("curl \\\n  -H 'a: b' \\\r\n  x", &["curl", "-H", "a: b", "x"]),
        (r#"curl "a\"b\\c\$d\e""#, &["curl", r#"a"b\c$d\e"#]),
        (r"curl a\ b 'it'\''s'", &["curl", "a b", "it's"]),
        (r"curl $'a\nb\t\'\\\x41\101\u4f60\U0001f600\cA\q'", &["curl", "a\nb\t'\\AA你😀\u{1}\\q"]),
        (r"curl $'\xe4\xbd\xa0'", &["curl", "你"]),
        ("curl $\"a b\" ''", &["curl", "a b", ""]),
        ("curl x # a comment", &["curl", "x"]),
        ("curl x#y", &["curl", "x#y"]),
        ("\n\ncurl x", &["curl", "x"]),
        ("curl 'http://h/?a=1&b=2'", &["curl", "http://h/?a=1&b=2"]),
        ("curl '{\"a\":\n1}'", &["curl", "{\"a\":\n1}"]),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn what_the_shell_would_do_is_kept_apart_and_named() {
    let line =
        split("curl -H \"Authorization: $TOKEN\" ${HOST}/$(date)`x` > out.json 2>/dev/null | jq .").expect("a line");
    assert_eq!(line.words, ["curl", "-H", "Authorization: $TOKEN", "${HOST}/$(date)`x`"]);
    assert_eq!(line.variables, ["$TOKEN", "${HOST}", "$(date)", "`x`"]);
    assert_eq!(line.rest, [">out.json", "2>/dev/null", "| jq ."]);
    let line = split("curl http://h/?a=1&b=2").expect("a line");
    assert_eq!((line.words[1].as_str(), line.rest[0].as_str()), ("http://h/?a=1", "&b=2"));
    assert_eq!(split("curl 'a$b' \"5$\" a$").expect("a line").variables, Vec::<String>::new());
}

#[test]
fn a_quote_that_stays_open_is_an_error_with_its_place() {
    for (text, at) in [("curl 'a", 6), ("curl \"a\\\"", 6), ("curl $'a", 7), ("curl `a", 6)] {
        assert_eq!(split(text), Err(QuotingError::Unclosed { at }), "{text}");
    }
}

#[test]
fn words_are_those_that_cmd_would_hand_over() {
    for (text, expected) in [
        ("curl ^\"https://h/?a=1^&b=2^\" ^\r\n  -H ^\"x: y^\"", &["curl", "https://h/?a=1&b=2", "-H", "x: y"][..]),
        ("curl ^\"h^\" --data-raw ^\"^{^\\^\"a^\\^\": 1^}^\"", &["curl", "h", "--data-raw", "{\"a\": 1}"]),
        ("curl \"http://h/?a=1&b=2\" ^\n -H \"q: \\\"1\\\"\"", &["curl", "http://h/?a=1&b=2", "-H", "q: \"1\""]),
        ("curl ^\"a^\" ^\"C:\\dir\\\\^\"", &["curl", "a", "C:\\dir\\"]),
        ("curl ^\"a^%20b^\"", &["curl", "a%20b"]),
        ("curl ^\"a^\n\nb^\"", &["curl", "a\nb"]),
        ("curl ^\n \"a\"\"b\"", &["curl", "a\"b"]),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
    let line = split("curl ^\"%TOKEN%/100%25^\" > out").expect("a line");
    assert_eq!((&line.variables[..], &line.rest[..]), (&["%TOKEN%".to_owned()][..], &["> out".to_owned()][..]));
    assert_eq!(split("curl ^\"a"), Err(QuotingError::Unclosed { at: 6 }));
}

proptest! {
    #[test]
    fn what_is_quoted_is_read_back(word in any::<String>().prop_filter("no NUL in a command", |word| !word.contains('\0'))) {
        let line = format!("curl {}", quoted(&word));
        prop_assert_eq!(super::bash::split(&line).map(|line| line.words), Ok(vec!["curl".to_owned(), word]));
    }

    #[test]
    fn nothing_is_too_odd(text in "[\\\\'\"$`^%{}()|&;<> a-z\n\r#]{0,60}") {
        let _split = split(&text);
    }
}
