//! What a jar keeps, and what it sends where.

use super::*;

fn set(jar: &mut CookieJar, url: &str, lines: &str) -> Vec<CookieLimit> {
    let head = format!("HTTP/1.1 302 Found\r\n{lines}\r\n");
    jar.keep(&Url::parse(url).expect("a URL"), &ResponseHead::parse(head.as_bytes()).expect("a head")).limits
}

fn jar(url: &str, lines: &str) -> CookieJar {
    let mut jar = CookieJar::default();
    assert_eq!(set(&mut jar, url, lines), []);
    jar
}

fn sent(jar: &CookieJar, url: &str, typed: &str) -> Option<String> {
    let mut headers = RequestHeaders::default();
    if !typed.is_empty() {
        headers.set(header::COOKIE, HeaderValue::from_str(typed).expect("a value"));
    }
    jar.add_to(&Url::parse(url).expect("a URL"), &mut headers);
    assert!(headers.values("cookie").count() <= 1);
    headers.get("cookie").map(|value| value.to_str().expect("words").to_owned())
}

#[test]
fn cookies_go_back_to_where_they_belong() {
    let jar =
        jar("wss://h/a/b", "Set-Cookie: id=1; Path=/\r\nset-cookie: deep=2\r\nSet-Cookie: s=3; Secure; Path=/\r\n");
    assert_eq!(sent(&jar, "wss://h/a/c", "").as_deref(), Some("deep=2; id=1; s=3"));
    assert_eq!(sent(&jar, "ws://h/", "").as_deref(), Some("id=1"));
    assert_eq!(sent(&jar, "wss://other/", ""), None);
}

#[test]
fn what_never_leaves_this_machine_counts_as_secure() {
    for url in ["http://localhost/", "ws://127.0.0.1:81/", "http://[::1]/", "ws://a.localhost/"] {
        let jar = jar(url, "Set-Cookie: s=1; Secure\r\n");
        assert_eq!(sent(&jar, url, "").as_deref(), Some("s=1"), "{url}");
    }
    assert_eq!(sent(&jar("http://h/", "Set-Cookie: s=1; Secure\r\n"), "http://h/", ""), None);
}

#[test]
fn a_domain_is_believed_as_far_as_browsers_believe_it() {
    for (url, domain, to, is_sent) in [
        ("http://a.example.org/", "example.org", "http://b.example.org/", true),
        ("http://a.example.org/", ".EXAMPLE.org", "http://example.org/", true),
        ("http://a.example.org/", "org", "http://a.example.org/", false),
        ("http://a.example.org/", "b.example.org", "http://a.example.org/", false),
        ("http://a.example.org/", "ample.org", "http://a.example.org/", false),
        ("http://localhost/", "localhost", "http://localhost/", true),
        ("http://127.0.0.1:1/", "127.0.0.1", "http://127.0.0.1:2/", true),
        ("http://127.0.0.1/", "0.0.1", "http://127.0.0.1/", false),
        ("http://[::1]/", "[::1]", "http://[::1]/", true),
    ] {
        let jar = jar(url, &format!("Set-Cookie: a=1; Domain={domain}\r\n"));
        assert_eq!(sent(&jar, to, "").is_some(), is_sent, "{url} {domain}");
    }
}

#[test]
fn a_cookie_ends_when_it_says_so() {
    let mut jar = jar("http://h/", "Set-Cookie: a=1; Max-Age=60\r\nSet-Cookie: b=1; Max-Age=0\r\n");
    assert_eq!(sent(&jar, "http://h/", "").as_deref(), Some("a=1"));
    set(&mut jar, "http://h/", "Set-Cookie: a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT\r\n");
    assert_eq!(sent(&jar, "http://h/", ""), None);
}

#[test]
fn what_the_user_wrote_wins() {
    let jar = jar("ws://h/", "Set-Cookie: id=server\r\nSet-Cookie: b=2\r\n");
    assert_eq!(sent(&jar, "ws://h/", "id=mine").as_deref(), Some("id=mine; b=2"));
    assert_eq!(sent(&jar, "ws://other/", "id=mine").as_deref(), Some("id=mine"));
}

#[test]
fn a_cookie_that_is_too_large_is_not_kept() {
    let mut jar = CookieJar::default();
    let value = |bytes| "x".repeat(bytes);
    assert_eq!(set(&mut jar, "ws://h/", &format!("Set-Cookie: n={}\r\n", value(MAX_COOKIE_BYTES - 1))), []);
    let larger =
        format!("Set-Cookie: m={}\r\nSet-Cookie: o=1; X={}\r\n", value(MAX_COOKIE_BYTES), value(2 * MAX_COOKIE_BYTES));
    assert_eq!(set(&mut jar, "ws://h/", &larger), [CookieLimit::TooLarge { count: 2 }]);
    assert_eq!(sent(&jar, "ws://h/", "").map(|line| line.len()), Some(MAX_COOKIE_BYTES + 1));
}

#[test]
fn the_oldest_go_first_and_are_counted() {
    let mut jar = CookieJar::default();
    let line = |n: usize| format!("Set-Cookie: c{n}=1\r\n");
    let lines: String = (0..MAX_COOKIES_PER_HOST).map(line).collect();
    assert_eq!(set(&mut jar, "ws://h/", &lines), []);
    // Setting one again makes it no younger.
    assert_eq!(set(&mut jar, "ws://h/", "Set-Cookie: c0=2\r\nSet-Cookie: c5=; Max-Age=0\r\n"), []);
    assert_eq!(set(&mut jar, "ws://h/", &lines), []);
    let more: String = (100..103).map(line).collect();
    assert_eq!(set(&mut jar, "ws://h/", &more), [CookieLimit::TooMany { count: 3 }]);
    let sent = sent(&jar, "ws://h/", "").expect("cookies");
    let names: Vec<&str> = sent.split("; ").filter_map(|pair| pair.split('=').next()).collect();
    assert_eq!((names.len(), &names[..3]), (MAX_COOKIES_PER_HOST, &["c3", "c4", "c6"][..]));
    assert!(names.ends_with(&["c5", "c100", "c101", "c102"]), "{sent}");
}

#[test]
fn hosts_are_limited_as_well() {
    let mut jar = CookieJar::default();
    for n in 0..MAX_COOKIE_HOSTS {
        assert_eq!(set(&mut jar, &format!("ws://h{n}/"), "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n"), []);
    }
    assert_eq!(set(&mut jar, "ws://new/", "Set-Cookie: a=1\r\n"), [CookieLimit::TooMany { count: 2 }]);
    assert_eq!(jar.store.iter_any().count(), 2 * (MAX_COOKIE_HOSTS - 1) + 1);
    assert_eq!(sent(&jar, "ws://h0/", ""), None);
    assert!(sent(&jar, "ws://h1/", "").is_some() && sent(&jar, "ws://new/", "").is_some());
}

#[test]
fn a_request_has_room_for_the_youngest() {
    let mut jar = CookieJar::default();
    for n in 0..10 {
        let line = format!("Set-Cookie: c{n}={}\r\n", "x".repeat(MAX_COOKIE_BYTES - 5));
        assert_eq!(set(&mut jar, "ws://h/", &line), []);
    }
    let url = Url::parse("ws://h/").expect("a URL");
    let mut headers = RequestHeaders::default();
    headers.set(header::COOKIE, HeaderValue::from_static("mine=1"));
    assert_eq!(jar.add_to(&url, &mut headers), Some(CookieLimit::NotSent { count: 7 }));
    let line = headers.get("cookie").and_then(|line| line.to_str().ok()).expect("words");
    assert!(line.len() <= MAX_COOKIE_HEADER_BYTES && line.starts_with("mine=1; c7="), "{}", &line[..20]);
    assert!(line.contains("; c9="));
    // Alone, four fit exactly.
    let mut headers = RequestHeaders::default();
    assert_eq!(jar.add_to(&url, &mut headers), Some(CookieLimit::NotSent { count: 6 }));
    assert_eq!(headers.get("cookie").expect("a line").len(), 4 * (MAX_COOKIE_BYTES - 2) + 3 * 2);
}
