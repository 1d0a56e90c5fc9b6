//! The fields of a WebSocket as `websocat` 1.x takes them.

use super::arguments::{Arguments, Written};
use crate::settings::connection::Connection;

/// Writes it.
pub(super) fn write(connection: &Connection) -> Written {
    let mut websocat = Arguments::new("websocat", connection);
    if connection.is_on("reconnect") {
        websocat.word(&format!("autoreconnect:{}", connection.url));
        websocat.passed_over(&["reconnect"]);
    } else {
        websocat.word(&connection.url);
    }
    websocat.headers("-H", |name, value| format!("{name}: {value}"));
    let subprotocols = websocat.take_all("protocol");
    if !subprotocols.is_empty() {
        websocat.option("--protocol", &subprotocols.join(","));
    }
    let cookies = websocat.take_all("cookie");
    if !cookies.is_empty() && connection.header("Cookie").is_none() {
        websocat.option("-H", &format!("Cookie: {}", cookies.join("; ")));
    }
    websocat.value("user", "--basic-auth");
    if let Some(token) = websocat.take("bearer") {
        websocat.option("-H", &format!("Authorization: Bearer {token}"));
    }
    for message in websocat.take_all("send") {
        websocat.option("--preamble", &message);
    }
    websocat.switch("insecure", "-k");
    // It knows whole seconds only.
    if let Some(seconds) =
        connection.text("ping-every").and_then(|millis| millis.parse::<u64>().ok()).map(|millis| millis / 1000)
        && seconds > 0
    {
        websocat.option("--ping-interval", &seconds.to_string());
        websocat.passed_over(&["ping-every"]);
    }
    if let Some(close) = websocat.take("close").filter(|close| close != "none") {
        let (code, reason) = close.split_once(':').unwrap_or((&close, ""));
        websocat.option("--close-status-code", code);
        if !reason.is_empty() {
            websocat.option("--close-reason", reason);
        }
    }
    if let Some(address) = connection.text("proxy").as_deref().and_then(|proxy| proxy.strip_prefix("socks5h://")) {
        websocat.option("--socks5", address);
        websocat.passed_over(&["proxy"]);
    }
    websocat.value("max-message", "--max-ws-message-length");
    websocat.finish()
}
