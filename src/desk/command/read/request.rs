//! What a command says of its request, before it is known whose session it is.

use super::left_out::{LeftOut, WhyLeftOut};
use crate::settings::connection::{Connection, ConnectionProtocol};

/// Names of handshake headers that a WebSocket makes by itself. RFC 6455 §4.1.
const MADE_BY_HANDSHAKE: [&str; 5] =
    ["Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Extensions"];

/// The fields so far, and what has none.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) connection: Connection,
    pub(super) left_out: Vec<LeftOut>,
}

impl Request {
    pub(super) fn new() -> Self {
        Self { connection: Connection::new(ConnectionProtocol::LongPoll, ""), left_out: Vec::new() }
    }

    /// Something has no field.
    pub(super) fn leave_out(&mut self, text: impl Into<String>, why: WhyLeftOut) {
        self.left_out.push(LeftOut { text: text.into(), why });
    }

    /// Adds a header line as it was written, `Name: value`. False where it is none.
    pub(super) fn add_header_line(&mut self, line: &str) -> bool {
        let Some((name, value)) = line.split_once(':') else { return false };
        self.add_header(name.trim(), value.trim());
        true
    }

    /// Adds a header.
    pub(super) fn add_header(&mut self, name: &str, value: &str) {
        self.connection.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Adds a header unless the command has one of this name.
    pub(super) fn add_missing(&mut self, name: &str, value: &str) {
        if self.connection.header(name).is_none() {
            self.add_header(name, value);
        }
    }

    /// The address, with the scheme that these programs take when there is none.
    pub(super) fn set_url(&mut self, url: &str, scheme: &str) {
        self.connection.url =
            if url.contains("://") || url.is_empty() { url.to_owned() } else { format!("{scheme}://{url}") };
    }

    /// Sets a number, a whole one without a point.
    pub(super) fn set_number(&mut self, flag: &str, number: f64) {
        if number.fract() == 0.0 {
            self.connection.set(flag, number as i64);
        } else {
            self.connection.set(flag, number);
        }
    }

    /// Whose session it is; what a WebSocket's handshake says by itself is taken out of the headers.
    pub(super) fn set_protocol(&mut self, protocol: ConnectionProtocol) {
        self.connection.protocol = protocol;
        if protocol != ConnectionProtocol::WebSocket {
            return;
        }
        for (name, value) in std::mem::take(&mut self.connection.headers) {
            if name.eq_ignore_ascii_case("Sec-WebSocket-Protocol") {
                for subprotocol in value.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                    self.connection.push("protocol", subprotocol);
                }
            } else if MADE_BY_HANDSHAKE.iter().any(|made| made.eq_ignore_ascii_case(&name)) {
                self.leave_out(format!("{name}: {value}"), WhyLeftOut::MadeAnew);
            } else {
                self.connection.headers.push((name, value));
            }
        }
    }

    /// A proxy, with the scheme that these programs take when there is none.
    pub(super) fn set_proxy(&mut self, address: &str, scheme: &str) {
        let whole = if address.contains("://") { address.to_owned() } else { format!("{scheme}://{address}") };
        self.connection.set("proxy", whole);
    }
}
