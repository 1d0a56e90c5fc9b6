//! The opening handshake: the request head that we send and the rules for its answer. Sans-IO.

use bytes::{BufMut as _, Bytes, BytesMut};
use http::{HeaderValue, header};
use tokio_tungstenite::tungstenite::handshake::{client::generate_key, derive_accept_key};
use url::Position;

use super::rules::HandshakeRule;
use crate::{
    net::{
        USER_AGENT,
        deflate::{self, Agreement, Offer, parse_extensions},
        header_text::header_text,
        headers::{self, RequestHeaders},
        http1::head::ResponseHead,
    },
    protocols::websocket::config::Config,
};

const EXTENSIONS: &str = "sec-websocket-extensions";

/// A request head, and what its answer is checked against.
#[derive(Clone, Debug)]
pub struct Upgrade {
    /// The bytes to send.
    pub head: Bytes,
    key: String,
    subprotocols: Vec<String>,
    offers: Vec<Offer>,
}

/// What both sides agreed on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreed {
    /// The subprotocol that the server chose.
    pub subprotocol: Option<String>,
    /// The compression that both use.
    pub deflate: Option<Agreement>,
}

impl Upgrade {
    /// The request for a session. A header of the user replaces ours of the same name.
    pub fn new(config: &Config) -> Self {
        let lines = request_lines(config, &generate_key());
        let texts = |name| lines.values(name).map(|value| header_text(value.as_bytes()));
        let key = texts("sec-websocket-key").last().unwrap_or_default().into_owned();
        let subprotocols = texts("sec-websocket-protocol")
            .flat_map(|line| line.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>())
            .collect();
        let extensions: Vec<_> = texts(EXTENSIONS).collect();
        let offers = parse_extensions(extensions.iter().map(AsRef::as_ref))
            .iter()
            .filter(|extension| extension.name == deflate::NAME)
            .filter_map(|extension| Offer::try_from(extension).ok())
            .collect();
        let target = &config.url[Position::BeforePath..Position::AfterQuery];
        let mut head = BytesMut::new();
        head.put_slice(format!("GET {} HTTP/1.1\r\n", if target.is_empty() { "/" } else { target }).as_bytes());
        lines.write(&mut head);
        head.put_slice(b"\r\n");
        Self { head: head.freeze(), key, subprotocols, offers }
    }

    /// Checks a `101` answer, in the order of RFC 6455 §4.1.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn verify(&self, answer: &ResponseHead) -> Result<Agreed, HandshakeRule> {
        let joined = |name: &str| {
            let values: Vec<&str> = answer.values(name).collect();
            (!values.is_empty()).then(|| values.join(", "))
        };
        if answer.minor_version == 0 {
            return Err(HandshakeRule::HttpVersion);
        }
        let upgrade = joined("upgrade");
        if !upgrade.as_deref().is_some_and(|value| value.eq_ignore_ascii_case("websocket")) {
            return Err(HandshakeRule::Upgrade { found: upgrade });
        }
        if !answer.members("connection").any(|token| token.eq_ignore_ascii_case("upgrade")) {
            return Err(HandshakeRule::Connection { found: joined("connection") });
        }
        let expected = derive_accept_key(self.key.as_bytes());
        let accept = joined("sec-websocket-accept");
        if accept.as_deref() != Some(expected.as_str()) {
            return Err(HandshakeRule::Accept { expected, found: accept });
        }
        let deflate = match parse_extensions(answer.values(EXTENSIONS)).as_slice() {
            [] => None,
            [only] if only.name == deflate::NAME && !self.offers.is_empty() => {
                Some(Agreement::of_answer(&self.offers, only)?)
            }
            _ => return Err(HandshakeRule::Extension { found: joined(EXTENSIONS).unwrap_or_default() }),
        };
        match joined("sec-websocket-protocol") {
            Some(found) if self.subprotocols.contains(&found) => Ok(Agreed { subprotocol: Some(found), deflate }),
            Some(found) => Err(HandshakeRule::Subprotocol { found }),
            None if self.subprotocols.is_empty() => Ok(Agreed { subprotocol: None, deflate }),
            None => Err(HandshakeRule::NoSubprotocol { offered: self.subprotocols.clone() }),
        }
    }
}

fn request_lines(config: &Config, key: &str) -> RequestHeaders {
    // What no header can hold was refused where it was typed.
    let value = |text: &str| HeaderValue::from_str(text).ok();
    let subprotocols = Some(config.subprotocols.join(", ")).filter(|offered| !offered.is_empty());
    let own = [
        (header::HOST, value(&headers::host_header(&config.url))),
        (header::UPGRADE, value("websocket")),
        (header::CONNECTION, value("Upgrade")),
        (header::SEC_WEBSOCKET_KEY, value(key)),
        (header::SEC_WEBSOCKET_VERSION, value("13")),
        (header::ORIGIN, config.origin.clone()),
        (header::SEC_WEBSOCKET_PROTOCOL, subprotocols.as_deref().and_then(value)),
        (header::SEC_WEBSOCKET_EXTENSIONS, config.deflate.as_ref().and_then(|offer| value(&offer.header()))),
        (header::USER_AGENT, value(USER_AGENT)),
        (header::AUTHORIZATION, headers::basic_credentials(&config.url)),
    ];
    let mut lines = RequestHeaders::default();
    for (name, value) in own.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        lines.set(name, value);
    }
    lines.replace_with(&config.peer.headers);
    lines
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::net::headers::parse_line;

    fn config(url: &str, custom: &[&str]) -> Config {
        let url = Url::parse(url).expect("a URL");
        let mut config = Config::new(url);
        config.peer.headers = custom.iter().map(|line| parse_line(line).expect("a header")).collect();
        config
    }

    fn head(config: &Config) -> String {
        String::from_utf8(Upgrade::new(config).head.to_vec()).expect("a head in UTF-8")
    }

    #[test]
    fn the_head_says_what_the_url_says_and_no_fragment() {
        let text = head(&config("ws://us:pw@[::1]:81/a%20b?q=1#part", &[]));
        assert!(text.starts_with("GET /a%20b?q=1 HTTP/1.1\r\nHost: [::1]:81\r\n"), "{text}");
        assert!(text.contains("\r\nAuthorization: Basic dXM6cHc=\r\n"), "{text}");
        assert!(!text.contains("Origin") && !text.contains("part"), "{text}");
        assert!(head(&config("wss://h", &[])).starts_with("GET / HTTP/1.1\r\nHost: h\r\n"));
    }

    #[test]
    fn a_header_of_the_user_replaces_ours_in_its_place() {
        let text = head(&config(
            "ws://us:pw@h/",
            &["host: other:9", "user-agent:", "authorization: Bearer x", "x-two: a", "X-Two: b"],
        ));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], "host: other:9");
        assert_eq!(lines[lines.len() - 5..], ["user-agent: ", "authorization: Bearer x", "x-two: a", "X-Two: b", ""]);
        assert_eq!(text.to_lowercase().matches("host:").count(), 1);
    }

    type Change = Box<dyn Fn(String) -> String>;

    fn verify(upgrade: &Upgrade, change: impl Fn(String) -> String) -> Result<Agreed, HandshakeRule> {
        let answer = format!(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\n\
             Sec-WebSocket-Accept: {}\r\n\r\n",
            derive_accept_key(upgrade.key.as_bytes())
        );
        upgrade.verify(&ResponseHead::parse(change(answer).as_bytes()).expect("a head"))
    }

    #[test]
    fn an_answer_is_held_to_every_rule() {
        let plain = Upgrade::new(&config("ws://h/", &[]));
        let offering = Upgrade::new(&Config {
            subprotocols: vec!["chat".to_owned(), "superchat".to_owned()],
            ..config("ws://h/", &[])
        });
        let with =
            |line: &'static str| move |answer: String| answer.replacen("\r\n\r\n", &format!("\r\n{line}\r\n\r\n"), 1);
        assert_eq!(verify(&plain, |answer| answer), Ok(Agreed::default()));
        assert_eq!(
            verify(&offering, with("sec-websocket-protocol: superchat")),
            Ok(Agreed { subprotocol: Some("superchat".to_owned()), deflate: None })
        );
        let broken: [(&Upgrade, Change, &str); 9] = [
            (&plain, Box::new(|a| a.replace("HTTP/1.1", "HTTP/1.0")), "HTTP/1.0"),
            (
                &plain,
                Box::new(|a| a.replace("Upgrade: WebSocket\r\n", "")),
                "the Upgrade header must be websocket, it is missing",
            ),
            (&plain, Box::new(|a| a.replace("keep-alive, upgrade", "close")), "must name Upgrade, it is \"close\""),
            (&plain, Box::new(|a| a.replace("Accept: ", "Accept: x")), "for our key, it is \"x"),
            (&plain, Box::new(with("Sec-WebSocket-Extensions: foo")), "the extension \"foo\""),
            (&plain, Box::new(with("Sec-WebSocket-Protocol: chat")), "the subprotocol \"chat\""),
            (&offering, Box::new(with("Sec-WebSocket-Protocol: Chat")), "the subprotocol \"Chat\""),
            (
                &offering,
                Box::new(with("Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Protocol: superchat")),
                "chat, superchat",
            ),
            (&offering, Box::new(|a| a), "none of the offered"),
        ];
        for (upgrade, change, words) in broken {
            let error = verify(upgrade, change).expect_err("a broken rule").to_string();
            assert!(error.contains(words) && error.contains('§'), "{error}");
        }
    }
}
