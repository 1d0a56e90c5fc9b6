//! The server's side of the opening handshake: what a request has to say and what is answered (RFC 6455 §4.2).

use axum::response::{IntoResponse as _, Response};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header, request::Parts};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::super::server::Refusal;

/// 426 says which protocol would do (RFC 9110 §15.5.22, RFC 6455 §4.4).
const WHAT_WOULD_DO: &[(HeaderName, &str)] =
    &[(header::UPGRADE, "websocket"), (header::CONNECTION, "Upgrade"), (header::SEC_WEBSOCKET_VERSION, "13")];

/// A request that may become a WebSocket.
#[derive(Debug)]
pub(super) struct Handshake {
    accept_key: String,
}

impl Handshake {
    /// Checks the request.
    ///
    /// # Errors
    /// With the answer: 426 says how to upgrade (RFC 6455 §4.2.2), 400 what is wrong with an upgrade.
    pub(super) fn read(parts: &Parts) -> Result<Self, Refusal> {
        let headers = &parts.headers;
        if !has_token(headers, &header::UPGRADE, "websocket") || !has_token(headers, &header::CONNECTION, "upgrade") {
            return Err(upgrade_required("This is a WebSocket: connect with ws:// instead of http://."));
        }
        if parts.version < Version::HTTP_11 {
            return Err(Refusal::bad_request("A WebSocket needs HTTP/1.1."));
        }
        if headers.get(header::SEC_WEBSOCKET_VERSION).is_none_or(|version| version != "13") {
            return Err(upgrade_required("The lab speaks version 13 of the WebSocket protocol only."));
        }
        let mut keys = headers.get_all(header::SEC_WEBSOCKET_KEY).iter();
        match (keys.next(), keys.next()) {
            (Some(key), None) if is_nonce(key) => Ok(Self { accept_key: derive_accept_key(key.as_bytes()) }),
            _ => Err(Refusal::bad_request("Sec-WebSocket-Key is sent once and is 16 bytes in base64.")),
        }
    }

    /// 101, with the subprotocol and the extension that were chosen.
    pub(super) fn accept(self, subprotocol: Option<HeaderValue>, extension: Option<HeaderValue>) -> Response {
        let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
        let headers = response.headers_mut();
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
        if let Ok(key) = HeaderValue::from_str(&self.accept_key) {
            headers.insert(header::SEC_WEBSOCKET_ACCEPT, key);
        }
        if let Some(extension) = extension {
            headers.insert(header::SEC_WEBSOCKET_EXTENSIONS, extension);
        }
        if let Some(subprotocol) = subprotocol {
            headers.insert(header::SEC_WEBSOCKET_PROTOCOL, subprotocol);
        }
        response
    }
}

/// The first subprotocol that the client offers and that is in `known`.
pub(super) fn choose_subprotocol(headers: &HeaderMap, known: &[&str]) -> Option<HeaderValue> {
    let offered = tokens(headers, &header::SEC_WEBSOCKET_PROTOCOL).find(|offered| known.contains(offered))?;
    HeaderValue::from_str(offered).ok()
}

fn has_token(headers: &HeaderMap, name: &HeaderName, wanted: &str) -> bool {
    tokens(headers, name).any(|token| token.eq_ignore_ascii_case(wanted))
}

fn tokens<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

fn is_nonce(key: &HeaderValue) -> bool {
    BASE64_STANDARD.decode(key.as_bytes()).is_ok_and(|nonce| nonce.len() == 16)
}

fn upgrade_required(sentence: &str) -> Refusal {
    Refusal::new(StatusCode::UPGRADE_REQUIRED, sentence).with_headers(WHAT_WOULD_DO)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(change: &str) -> u16 {
        let mut lines = vec![
            ("connection", "keep-alive, Upgrade"),
            ("upgrade", "WebSocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        let (name, value) = change.split_once(':').unwrap_or((change, ""));
        lines.retain(|(other, _)| *other != name || value.is_empty() && name.is_empty());
        if !value.is_empty() {
            lines.push((name, value));
        }
        let mut request = http::Request::builder();
        for (name, value) in lines {
            request = request.header(name, value);
        }
        match Handshake::read(&request.body(()).expect("a request").into_parts().0) {
            Ok(handshake) => handshake.accept(None, None).status().as_u16(),
            Err(refusal) => refusal.into_response().status().as_u16(),
        }
    }

    #[test]
    fn a_complete_handshake_is_accepted_with_the_key_of_the_standard() {
        assert_eq!(answer(""), 101);
        assert_eq!(derive_accept_key(b"dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    #[test]
    fn what_is_missing_or_wrong_is_refused() {
        for change in ["connection", "connection:close", "upgrade", "upgrade:h2c", "sec-websocket-version:8"] {
            assert_eq!(answer(change), 426, "{change}");
        }
        for change in ["sec-websocket-key", "sec-websocket-key:short", "sec-websocket-key:AAAA"] {
            assert_eq!(answer(change), 400, "{change}");
        }
    }

    #[test]
    fn the_first_offered_subprotocol_that_is_known_is_chosen() {
        let mut headers = HeaderMap::new();
        assert_eq!(choose_subprotocol(&headers, &["chat", "superchat"]), None);
        headers.append("sec-websocket-protocol", HeaderValue::from_static("soap, superchat"));
        headers.append("sec-websocket-protocol", HeaderValue::from_static("chat"));
        assert_eq!(choose_subprotocol(&headers, &["chat", "superchat"]).expect("one"), "superchat");
    }
}
