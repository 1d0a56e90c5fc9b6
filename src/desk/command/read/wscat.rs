//! `wscat` as a client: its options by `wscat --help`, version 6.

use super::{
    left_out::{CommandError, LeftOut, WhyLeftOut},
    options::{Argument, Syntax, arguments},
    request::Request,
};
use crate::settings::connection::{Connection, ConnectionProtocol};

static SYNTAX: Syntax = Syntax {
    with_value: "auth ca cert host key proxy connect header listen origin protocol subprotocol wait execute",
    alone: "no-color slash location no-check show-ping-pong version help",
    with_value_or_alone: "max-redirects passphrase",
    short: "V=version h=help c=connect H=header l=listen L=location n=no-check o=origin p=protocol P=show-ping-pong \
        s=subprotocol w=wait x=execute",
    takes_equals: true,
    is_curl: false,
};

/// Reads what stands behind the program's name.
///
/// # Errors
/// When it is a server, or has no address.
pub(super) fn read(words: &[String]) -> Result<(Connection, Vec<LeftOut>), CommandError> {
    let mut request = Request::new();
    for argument in arguments(&SYNTAX, words)? {
        match argument {
            Argument::Operand(word) => request.leave_out(word, WhyLeftOut::MoreAddresses),
            Argument::Unknown(text) => request.leave_out(text, WhyLeftOut::UnknownOption),
            Argument::Option { name: "listen", .. } => return Err(CommandError::Server),
            Argument::Option { name, value, text } => option(&mut request, name, value.unwrap_or_default(), text),
        }
    }
    if request.connection.url.is_empty() {
        return Err(CommandError::NoAddress);
    }
    request.set_protocol(ConnectionProtocol::WebSocket);
    Ok((request.connection, request.left_out))
}

fn option(request: &mut Request, name: &'static str, value: String, text: String) {
    match name {
        "connect" => request.set_url(&value, "ws"),
        "header" if request.add_header_line(&value) => {}
        "auth" => request.connection.set("user", value),
        "origin" => request.add_header("Origin", &value),
        "host" => request.add_header("Host", &value),
        "ca" | "cert" | "key" => request.connection.set(name, value),
        "proxy" => request.set_proxy(&value, "http"),
        "location" => request.connection.set("follow-redirects", true),
        "no-check" => request.connection.set("insecure", true),
        "subprotocol" => request.connection.push("protocol", value),
        "execute" => request.connection.push("send", value),
        // It ends by itself so long after what it sent.
        "wait" => match value.parse::<f64>() {
            Ok(seconds) if seconds > 0.0 => request.set_number("max-time", seconds),
            Ok(seconds) if seconds < 0.0 => {}
            _ => request.leave_out(text, WhyLeftOut::NoField),
        },
        "no-color" | "show-ping-pong" => request.leave_out(text, WhyLeftOut::OutputOnly),
        _ => request.leave_out(text, WhyLeftOut::NoField),
    }
}
