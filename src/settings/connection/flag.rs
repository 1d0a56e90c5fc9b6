//! The keys of a connection's settings: the long flags of the command line, in the order of its help, and a few that only
//! the window has.

use super::ConnectionProtocol;

/// No certificate is verified.
pub const INSECURE: &str = "insecure";
/// A PEM file with authorities that are trusted too.
pub const CA: &str = "ca";
/// Redirects are followed.
pub const FOLLOW_REDIRECTS: &str = "follow-redirects";
/// The SHA-256 of the only certificate that is trusted.
pub const PIN: &str = "pin";
/// A PEM file with our own certificate.
pub const CERT: &str = "cert";
/// A PEM file with its key.
pub const KEY: &str = "key";
/// The URL of a proxy.
pub const PROXY: &str = "proxy";
/// How long the way to the server may take, in seconds.
pub const CONNECT_TIMEOUT: &str = "connect-timeout";
/// How long an answer's head may take, in seconds.
pub const ANSWER_TIMEOUT: &str = "answer-timeout";
/// The login of HTTP Basic, `NAME:PASSWORD`.
pub const USER: &str = "user";
/// A bearer token.
pub const BEARER: &str = "bearer";
/// Cookies, `NAME=VALUE`.
pub const COOKIE: &str = "cookie";
/// Compressed answers are asked for.
pub const COMPRESSED: &str = "compressed";
/// How a request is made.
pub const METHOD: &str = "method";
/// A request's body.
pub const DATA: &str = "data";
/// The last event ID to begin with.
pub const LAST_EVENT_ID: &str = "last-event-id";
/// The reconnection time, in milliseconds.
pub const RETRY: &str = "retry";
/// A source does not come back.
pub const NO_RECONNECT: &str = "no-reconnect";
/// Requests that may start in a second, or `off`.
pub const MAX_RATE: &str = "max-rate";
/// Where messages are posted.
pub const PUBLISH_URL: &str = "publish-url";
/// The message that is posted.
pub const PUBLISH: &str = "publish";
/// The file that is sent: on the command line it is no flag but stands before the address.
pub const FILE: &str = "file";
/// The dialect of an upload.
pub const DIALECT: &str = "dialect";
/// The only dialect that there is so far.
pub const DIALECT_JAVASCRIPT_INFO: &str = "javascript-info";
/// Bytes a second.
pub const LIMIT_RATE: &str = "limit-rate";
/// The ID of a file.
pub const FILE_ID: &str = "file-id";
/// How that ID becomes a header value.
pub const FILE_ID_ENCODING: &str = "file-id-encoding";
/// `X-File-Size` is sent.
pub const X_FILE_SIZE: &str = "x-file-size";
/// Every message is sent back.
pub const ECHO: &str = "echo";
/// Subprotocols.
pub const PROTOCOL: &str = "protocol";
/// How to close, `CODE`, `CODE:REASON` or `none`.
pub const CLOSE: &str = "close";
/// Text messages.
pub const SEND: &str = "send";
/// What compression is offered, or `off`.
pub const DEFLATE: &str = "deflate";
/// The largest message, in bytes.
pub const MAX_MESSAGE: &str = "max-message";
/// The time between two pings, in milliseconds.
pub const PING_EVERY: &str = "ping-every";
/// Pings stay without an answer.
pub const NO_PONG: &str = "no-pong";
/// After how many seconds without anything that is said.
pub const IDLE_ALARM: &str = "idle-alarm";
/// The kernel's send buffer is small.
pub const SMALL_SEND_BUFFER: &str = "small-send-buffer";
/// A lost connection is opened again: `true`, or so many attempts in a row.
pub const RECONNECT: &str = "reconnect";
/// The first wait, in milliseconds.
pub const RECONNECT_DELAY: &str = "reconnect-delay";
/// The longest wait, in milliseconds.
pub const RECONNECT_CAP: &str = "reconnect-cap";
/// Also after a close frame of the server.
pub const RECONNECT_AFTER_CLOSE: &str = "reconnect-after-close";
/// Patterns of reply rules; a form writes [`super::SavedRule`]s instead.
pub const REPLY_WHEN: &str = "reply-when";
/// Their answers.
pub const REPLY_WITH: &str = "reply-with";
/// How much later they come, in milliseconds.
pub const REPLY_AFTER: &str = "reply-after";
/// Every rule that matches answers.
pub const REPLY_ALL: &str = "reply-all";
/// Cookies that servers set are not kept. The window's only.
pub const NO_COOKIE_JAR: &str = "no-cookie-jar";
/// How long the peer may take to finish a close, in seconds. The window's only.
pub const CLOSING_TIMEOUT: &str = "closing-timeout";

/// Another key without which the command line refuses this one. The window keeps it all the same.
pub fn needs(flag: &str) -> Option<&'static str> {
    match flag {
        PUBLISH_URL => Some(PUBLISH),
        KEY => Some(CERT),
        _ => None,
    }
}

/// Keys of a protocol that only the window has: its command line does not take them.
pub fn only_in_window(protocol: ConnectionProtocol) -> &'static [&'static str] {
    match protocol {
        ConnectionProtocol::WebSocket => &[NO_COOKIE_JAR, CLOSING_TIMEOUT],
        ConnectionProtocol::LongPoll | ConnectionProtocol::Sse | ConnectionProtocol::Upload => &[NO_COOKIE_JAR],
    }
}
