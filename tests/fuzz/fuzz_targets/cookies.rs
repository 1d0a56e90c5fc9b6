//! Any answers that set cookies: what goes back is a header within its limit, and what the user wrote stays in it.

#![no_main]

use http::{HeaderValue, header};
use libfuzzer_sys::fuzz_target;
use url::Url;
use wirelight::{
    limits::MAX_COOKIE_HEADER_BYTES,
    net::{cookies::CookieJar, headers::RequestHeaders, http1::head::ResponseHead},
};

const URLS: [&str; 4] =
    ["ws://host.example/a/b", "wss://host.example/", "wss://www.host.example/a", "ws://127.0.0.1:80/"];

fuzz_target!(|input: (u8, Vec<Vec<u8>>)| {
    let (choice, answers) = input;
    let urls: Vec<Url> = URLS.iter().map(|url| url.parse().expect("a URL")).collect();
    let mut jar = CookieJar::default();
    for (number, answer) in answers.iter().enumerate() {
        let head = [b"HTTP/1.1 101 Switching Protocols\r\nSet-Cookie: ", answer.as_slice(), b"\r\n\r\n"].concat();
        if let Ok(head) = ResponseHead::parse(&head) {
            jar.keep(&urls[(number + usize::from(choice)) % urls.len()], &head);
        }
    }
    for url in &urls {
        let mut headers = RequestHeaders::default();
        if choice & 128 != 0 {
            headers.set(header::COOKIE, HeaderValue::from_static("mine=1"));
        }
        jar.add_to(url, &mut headers);
        assert!(headers.values("cookie").count() <= 1);
        if let Some(value) = headers.get("cookie") {
            assert!(value.len() <= MAX_COOKIE_HEADER_BYTES, "{} bytes", value.len());
            assert!(choice & 128 == 0 || value.as_bytes().starts_with(b"mine=1"));
        }
    }
});
