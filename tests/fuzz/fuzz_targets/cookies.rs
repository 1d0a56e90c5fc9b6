//! Any answers that set cookies: what goes back is a header within its limit, and what the user wrote stays in it.

#![no_main]

use http::{HeaderName, HeaderValue, header};
use libfuzzer_sys::fuzz_target;
use url::Url;
use wirelight::{
    limits::MAX_COOKIE_HEADER_BYTES, net::http1::head::ResponseHead, protocols::websocket::cookies::CookieJar,
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
        let typed = (HeaderName::from_static("cookie"), HeaderValue::from_static("mine=1"));
        let mut headers = if choice & 128 == 0 { Vec::new() } else { vec![typed] };
        jar.add_to(url, &mut headers);
        assert!(headers.len() <= 1);
        for (name, value) in &headers {
            assert_eq!(*name, header::COOKIE);
            assert!(value.len() <= MAX_COOKIE_HEADER_BYTES, "{} bytes", value.len());
            assert!(choice & 128 == 0 || value.as_bytes().starts_with(b"mine=1"));
        }
    }
});
