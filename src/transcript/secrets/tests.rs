//! The rules, by example and by chance.

use proptest::prelude::*;

use super::*;

#[test]
fn the_password_of_an_address_is_masked_and_nothing_else() {
    for (text, masked) in [
        // A user may be called like a scheme.
        ("ws://http:pw@host:b@h", "ws://http:***@h"),
        ("//ws:pw@h:80/x:y@z", "//ws:***@z"),
        ("http://user:pw@host/", "http://user:***@host/"),
        ("http://:pw@host", "http://:***@host"),
        ("ws://a:b@h wss://c:d@h/", "ws://a:***@h wss://c:***@h/"),
        ("{\"url\":\"http://u:p@h\"}", "{\"url\":\"http://u:***@h\"}"),
        ("<http://u:p@h>, mail a@b", "<http://u:***@h>, mail a@b"),
        // Not quite URLs.
        ("ws://alice:pa/hunter2@host/", "ws://alice:***@host/"),
        ("ws://alice:p@ss/hunter2@host/", "ws://alice:***@host/"),
        ("http://u:p?w#x@h", "http://u:***@h"),
        ("alice:hunter2@host", "alice:***@host"),
        ("alice:hunter2@127.0.0.1:99999999", "alice:***@127.0.0.1:99999999"),
        ("ftp://alice:hunter2@h", "ftp://alice:***@h"),
        ("//u:pw@h/", "//u:***@h/"),
        ("///u:pw@h/", "///u:***@h/"),
        ("\\\\u:pw@h/", "\\\\u:***@h/"),
        ("http:/u:pw@h", "http:/u:***@h"),
        ("HTTPS:u:pw@h", "HTTPS:u:***@h"),
        ("http:\\/\\/u:pw@h", "http:\\/\\/u:***@h"),
        ("url=ws://u:pw@h", "url=ws://u:***@h"),
        ("--proxy=alice:hunter2@h", "--proxy=alice:***@h"),
        ("me@corp.example:hunter2@proxy:80", "me@corp.example:***@proxy:80"),
        ("CORP\\alice:hunter2@proxy", "CORP\\alice:***@proxy"),
        ("http://u:p'w>`@h", "http://u:***@h"),
        ("http://u:p@[::1]:80/", "http://u:***@[::1]:80/"),
        ("[http://u:p@h]", "[http://u:***@h]"),
        // A port is only what is one.
        ("http://u:99999/x@h", "http://u:***@h"),
        ("http://u:80@h", "http://u:***@h"),
        ("http://u:80x/@h", "http://u:***@h"),
        // Another address in a query, or behind a path.
        ("http://h/?to=http://u:p@k/", "http://h/?to=http://u:***@k/"),
        ("http://h:80/x//u:p@k/", "http://h:80/x//u:***@k/"),
    ] {
        assert_eq!(mask_url_passwords(text), masked, "{text}");
        assert_eq!(mask_url_passwords(masked), masked, "twice: {text}");
    }
}

#[test]
fn what_has_no_password_stays_as_it_is() {
    for text in [
        "http://user@host/",
        "http://h:80/a@b",
        "http://h:80/a:b@c",
        "http://host/a:b@c",
        "http://host?a:b@c",
        "http://h:8080?mail=a@b",
        "http://user@host:80/a@b",
        "h:80/a@b",
        "/a:b@c",
        "http://[::1]/a@b",
        "http://[::1]:80/a:b@c",
        "no url: at@all",
        "ends with ://",
        "@",
        ":",
        "a:b \"c@d\" <e:f> g@h",
        "{\"url\":\"http://h:x\",\"mail\":\"a@b\"}",
        "",
    ] {
        assert!(matches!(mask_url_passwords(text), Cow::Borrowed(same) if same == text), "{text}");
    }
}

#[test]
fn a_text_that_is_a_url_as_a_whole_ends_at_its_end() {
    for (text, masked) in [
        ("ws://u:pa ss\"w<o@h/", "ws://u:***@h/"),
        ("alice:hun ter2@h", "alice:***@h"),
        ("http://h:80/a b:c@d", "http://h:80/a b:c@d"),
    ] {
        assert_eq!(mask_url(text), masked);
    }
}

#[test]
fn in_json_nothing_beyond_a_string_is_masked() {
    for (json, masked) in [
        (r#"{"a":"u:p@h","b":"x@y"}"#, r#"{"a":"u:***@h","b":"x@y"}"#),
        (r#"{"a":"h:x\nmail c@d"}"#, r#"{"a":"h:x\nmail c@d"}"#),
        (r#"{"a":"h:x\" c@d","b":"u:p@h"}"#, r#"{"a":"h:x\" c@d","b":"u:***@h"}"#),
        (r#"{"a":"say \"u:p@h\", \"x\":\"a@b\""}"#, r#"{"a":"say \"u:***@h\", \"x\":\"a@b\""}"#),
        (r#"{"a":"u:p\\w\u0041@h"}"#, r#"{"a":"u:***@h"}"#),
        (r#"{"a":"http:\/\/u:p@h"}"#, r#"{"a":"http://u:***@h"}"#),
        (r#"{"a":"\ud800 u:p@h\\"}"#, r#"{"a":"\ud800 u:***@h\\"}"#),
        (r#"["u:p@h"#, r#"["u:***@h"#),
        (r#"["\"#, r#"["\"#),
    ] {
        assert_eq!(mask_url_passwords_in_json(json), masked);
    }
}

#[test]
fn secret_headers_are_known_in_any_case_and_with_anything_around_them() {
    for name in
        ["Authorization", "COOKIE", "set-Cookie", "Proxy-authorization", " Cookie\t", "Set-Cookie\0", "\u{1}Cookie"]
            .into_iter()
            .chain(["Set-Cookie2", "COOKIE2"])
    {
        assert!(is_secret_header(name), "{name}");
    }
    for name in ["X-Cookie", "Cookies", "", "Set", "Set_Cookie", "Cookie3"] {
        assert!(!is_secret_header(name), "{name}");
    }
}

#[test]
fn the_users_names_are_masked_as_well_unless_secrets_are_included() {
    let headers = || vec![("X-API-Key".to_owned(), "hush".to_owned()), ("x-a".to_owned(), "1".to_owned())];
    let masked = Secrets::masked().with_names(["x-api-key".to_owned(), String::new()].into());
    let mut lines = headers();
    masked.mask_headers(&mut lines);
    assert_eq!(lines, [("X-API-Key".to_owned(), MASK.to_owned()), ("x-a".to_owned(), "1".to_owned())]);
    let mut lines = headers();
    masked.include().mask_headers(&mut lines);
    assert_eq!(lines, headers());
}

#[test]
fn a_value_that_looks_like_a_part_of_the_name_is_masked() {
    let mut lines = vec![("Set-Cookie id=hush; expires=Thu 12".to_owned(), "00:00".to_owned())];
    Secrets::masked().mask_headers(&mut lines);
    assert_eq!(lines, [("Set-Cookie ***".to_owned(), MASK.to_owned())]);
    let mut lines = vec![("Location".to_owned(), "ws://u:p w@h/".to_owned())];
    Secrets::masked().mask_headers(&mut lines);
    assert_eq!(lines[0].1, "ws://u:***@h/");
}

#[test]
fn a_line_inside_of_a_value_is_a_line() {
    for (value, masked) in [
        ("y\rSet-Cookie: id=hush", "y\rSet-Cookie: ***"),
        ("http://u:hush@h\rX-Key hush\rX: y", "http://u:***@h\rX-Key ***\rX: y"),
        ("Cookie: as text\rX: y", "Cookie: as text\rX: y"),
    ] {
        let mut lines = vec![("X".to_owned(), value.to_owned())];
        Secrets::masked().with_names(["x-key".to_owned()].into()).mask_headers(&mut lines);
        assert_eq!(lines[0].1, masked);
    }
}

#[test]
fn lines_of_a_head_lose_their_secrets_whole_or_not() {
    for (head, masked) in [
        (
            "HTTP/1.1 101 X\r\nSet-Cookie: id=hush\r\nX-A: b\r\n\r\n",
            "HTTP/1.1 101 X\r\nSet-Cookie: ***\r\nX-A: b\r\n\r\n",
        ),
        ("HTTP/1.1 200\nsEt-cOOKie:hush", "HTTP/1.1 200\nsEt-cOOKie:***"),
        ("Set-Cookie id=hush: x", "Set-Cookie ***"),
        ("Set-Cookie=hush", "Set-Cookie***"),
        ("Cookie\0: hush", "Cookie***"),
        (" \tAuthorization : hush", " \tAuthorization : ***"),
        ("Cookie: a=1;\r\n b=hush\r\n\tc=hush\r\nX: y", "Cookie: ***\r\n***\r\n***\r\nX: y"),
        ("X: y\rCookie: hush", "X: y\rCookie: ***"),
        ("Location: ws://u:p@h/\r\nCookie:", "Location: ws://u:***@h/\r\nCookie:"),
        ("X-Cookie: 1\r\nCookies: 2", "X-Cookie: 1\r\nCookies: 2"),
        ("X-Key: hush", "X-Key: ***"),
    ] {
        let secrets = Secrets::masked().with_names(["x-key".to_owned()].into());
        assert_eq!(secrets.mask_head(head), masked);
        assert_eq!(secrets.mask_head(masked), masked);
    }
}

#[test]
fn what_a_sentence_quotes_of_a_head_is_masked() {
    let secrets = Secrets::masked().with_names(["x-key".to_owned()].into());
    for (text, masked) in [
        (
            r#"no header line: "Set-Cookie hush \"x\" y" (RFC 9112 §5)"#,
            r#"no header line: "Set-Cookie ***" (RFC 9112 §5)"#,
        ),
        (
            r#"begins with "HTTP/1.1 101 X\r\nX-Key: hush\r\nX: y""#,
            r#"begins with "HTTP/1.1 101 X\r\nX-Key: ***\r\nX: y""#,
        ),
        (r#""cookie: a\r\n b\r\n\tc\nX: y""#, r#""cookie: ***\nX: y""#),
        ("Cookie: a=\"hush\"\nX: \"y\"", "Cookie: ***\nX: \"y\""),
        ("Cookie jars are full", "Cookie jars are full"),
        (r#"it is "http://u:p@h""#, r#"it is "http://u:***@h""#),
        (r#"a " and a \"#, r#"a " and a \"#),
    ] {
        assert_eq!(secrets.mask_message(text), masked);
        assert_eq!(secrets.mask_message(masked), masked);
    }
}

/// The user's password is what is looked for: nothing else in these texts is a `#`.
const PASSWORD: &str = "[#/?:@'>!{}é]*#[#/?:@'>!{}é]*";

proptest! {
    #[test]
    fn no_password_is_left(
        before in r#"|[a-z ,(="]{0,9}[ ("=,]"#,
        scheme in "|ws://|https:/|HTTP:|//|socks5h:///|ftp:\\\\\\\\|[a-z+]{1,5}://",
        user in "[a-z@.%\\\\]{1,8}",
        password in PASSWORD,
        after in "[a-z.:/]{1,8}( [a-z:@]{0,9})?",
    ) {
        prop_assume!(!user.starts_with('\\') && !SCHEME_LIKE.contains(&user.as_str()) && !password.starts_with('/'));
        let text = format!("{before}{scheme}{user}:{password}@{after}");
        let masked = mask_url_passwords(&text);
        prop_assert!(!masked.contains('#'), "{text:?} became {masked:?}");
        prop_assert!(masked.starts_with(&before) && masked.ends_with(after.split('@').next_back().unwrap_or_default()));
    }

    #[test]
    fn masking_changes_only_what_it_masks_and_only_once(text in r#"([a-c0-9:@/?\[\]\\. "<]|//|://|http:){0,40}"#) {
        let masked = mask_url_passwords(&text);
        prop_assert_eq!(mask_url_passwords(&masked), masked.as_ref());
        let ends = |c: char| matches!(c, ' ' | '"' | '<');
        prop_assert_eq!(text.split(ends).count(), masked.split(ends).count());
        for (was, is) in text.split(ends).zip(masked.split(ends)).filter(|(was, is)| was != is) {
            let (begin, end) = is.split_once(MASK).expect("a mask");
            prop_assert!(was.starts_with(begin) && was.ends_with(end), "{was:?} became {is:?}");
            prop_assert!(begin.ends_with(':') && end.starts_with('@') && !end[1..].contains('@'), "{is:?}");
        }
    }

    #[test]
    fn json_stays_json_and_each_string_is_masked_for_itself(
        texts in proptest::collection::vec(r#"([a-c:@/ "\\\n<é]|//|u:p@){0,12}"#, 0..5)
    ) {
        let json = serde_json::to_string(&texts).expect("strings");
        let masked: Vec<String> = serde_json::from_str(&mask_url_passwords_in_json(&json)).expect("JSON");
        let expected: Vec<String> = texts.iter().map(|text| mask_url_passwords(text).into_owned()).collect();
        prop_assert_eq!(masked, expected);
    }

    #[test]
    fn any_bytes_can_be_looked_at(text in r#"([\r\n\t "\\:@/\[a]|Cookie|\\n|\\r){0,40}"#) {
        let secrets = Secrets::masked();
        // A mask that touches a name without a colon makes another name of it; the second look sees no third.
        let once = secrets.mask_head(&text).into_owned();
        let twice = secrets.mask_head(&once).into_owned();
        prop_assert_eq!(secrets.mask_head(&twice), twice.as_str());
        secrets.mask_message(&text);
        mask_url(&text);
        mask_url_passwords_in_json(&text);
    }
}

/// With a single slash behind them, or none, these are schemes and no users.
const SCHEME_LIKE: [&str; 4] = ["http", "https", "ws", "wss"];

#[test]
fn the_longest_text_takes_no_longer_for_being_odd() {
    let bytes = 1024 * 1024;
    for piece in
        [":", "@", ":@", "//", "a://", "http:", "[::", "[1", "\\", "1:", "a/", " @:", "\"", "\\\"", "\n:@", "u:p@h "]
    {
        let text = piece.repeat(bytes / piece.len());
        let before = std::time::Instant::now();
        let end = format!("{text}@");
        mask_url_passwords(&end);
        mask_url_passwords_in_json(&end);
        Secrets::masked().mask_head(&end);
        Secrets::masked().mask_message(&end);
        // Quadratic, this takes hours.
        assert!(before.elapsed().as_secs() < 20, "{piece:?} took {:?}", before.elapsed());
    }
}
