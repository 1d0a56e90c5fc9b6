//! `websocat` 1.x as a client: its options by `websocat --help=full`.

use super::{
    left_out::{CommandError, LeftOut, WhyLeftOut},
    options::{Argument, Syntax, arguments},
    request::Request,
};
use crate::settings::connection::{Connection, ConnectionProtocol};

static SYNTAX: Syntax = Syntax {
    with_value: "protocol server-protocol udp-ttl udp-multicast udp-multicast-iface-v4 udp-multicast-iface-v6 exec-args \
        ws-c-uri origin header server-header header-to-env websocket-version buffer-size queue-len restrict-uri \
        static-file socks5-destination socks5 socks5-bind-script socks5-user-pass tls-domain ssl-domain pkcs12-der \
        pkcs12-passwd client-pkcs12-der client-pkcs12-passwd conncap ping-interval ping-timeout just-generate-accept \
        request-uri request-method request-header max-messages max-messages-rev autoreconnect-delay-millis text-prefix \
        binary-prefix close-status-code close-reason basic-auth basic-auth-file crypto-key prometheus byte-to-exit-on \
        max-ws-message-length max-ws-frame-length preamble preamble-reverse inhibit-pongs max-sent-pings \
        lengthprefixed-nbytes ua",
    alone: "unidirectional unidirectional-reverse exit-on-eof text binary oneshot dump-spec udp-oneshot udp-broadcast \
        udp-multicast-loop udp-reuseaddr unlink accept-from-fd linemode-strip-newlines no-line no-close one-message \
        server-mode no-fixups verbose quiet strict null-terminated set-environment reuser-send-zero-msg-on-disconnect \
        exec-sighup-on-zero-msg exec-sighup-on-stdin-close exec-exit-on-disconnect jsonrpc insecure just-generate-key \
        no-exit-on-zeromsg websocket-ignore-zeromsg base64 base64-text async-stdio no-async-stdio foreachmsg-wait-read \
        stdout-announce-listening-ports timestamp-monotonic print-ping-rtts crypto-reverse compress-deflate \
        compress-zlib compress-gzip uncompress-deflate uncompress-zlib uncompress-gzip jsonrpc-omit-jsonrpc \
        lengthprefixed-little-endian lengthprefixed-skip-read-direction lengthprefixed-skip-write-direction version",
    with_value_or_alone: "help",
    short: "u=unidirectional U=unidirectional-reverse E=exit-on-eof t=text b=binary h=help H=header n=no-close \
        1=one-message s=server-mode B=buffer-size v=verbose q=quiet S=strict 0=null-terminated F=static-file \
        e=set-environment k=insecure X=request-method p=preamble P=preamble-reverse V=version",
    takes_equals: true,
    is_curl: false,
};

/// Reads what stands behind the program's name.
///
/// # Errors
/// When it is a server, or has no address.
pub(super) fn read(words: &[String]) -> Result<(Connection, Vec<LeftOut>), CommandError> {
    let mut request = Request::new();
    let mut close = (None, String::new());
    let mut operands = Vec::new();
    for argument in arguments(&SYNTAX, words)? {
        match argument {
            Argument::Operand(word) => operands.push(word),
            Argument::Unknown(text) => request.leave_out(text, WhyLeftOut::UnknownOption),
            Argument::Option { name: "server-mode" | "restrict-uri" | "static-file", .. } => {
                return Err(CommandError::Server);
            }
            Argument::Option { name: "close-status-code", value, .. } => close.0 = value,
            Argument::Option { name: "close-reason", value, .. } => close.1 = value.unwrap_or_default(),
            Argument::Option { name, value, text } => option(&mut request, name, value.unwrap_or_default(), text),
        }
    }
    match close {
        (Some(code), reason) if reason.is_empty() => request.connection.set("close", code),
        (Some(code), reason) => request.connection.set("close", format!("{code}:{reason}")),
        (None, reason) if reason.is_empty() => {}
        // It has no effect alone.
        (None, reason) => request.leave_out(format!("--close-reason {reason}"), WhyLeftOut::NoField),
    }
    address(&mut request, operands)?;
    request.set_protocol(ConnectionProtocol::WebSocket);
    Ok((request.connection, request.left_out))
}

fn option(request: &mut Request, name: &'static str, value: String, text: String) {
    match name {
        "header" if request.add_header_line(&value) => {}
        "origin" => request.add_header("Origin", &value),
        "ua" => request.add_header("User-Agent", &value),
        "protocol" => {
            for subprotocol in value.split(',').map(str::trim) {
                request.connection.push("protocol", subprotocol);
            }
        }
        "basic-auth" => request.connection.set("user", value),
        "basic-auth-file" => request.leave_out(text, WhyLeftOut::FromFile),
        "insecure" => request.connection.set("insecure", true),
        "socks5" => request.set_proxy(&value, "socks5h"),
        "preamble" => request.connection.push("send", value),
        "ping-interval" => match value.parse::<u32>() {
            Ok(seconds) => request.connection.set("ping-every", i64::from(seconds) * 1000),
            Err(_) => request.leave_out(text, WhyLeftOut::NoField),
        },
        "max-ws-message-length" => match value.parse::<i64>() {
            Ok(bytes) => request.connection.set("max-message", bytes),
            Err(_) => request.leave_out(text, WhyLeftOut::NoField),
        },
        "print-ping-rtts" | "verbose" | "quiet" | "base64" | "base64-text" | "async-stdio" | "no-async-stdio" => {
            request.leave_out(text, WhyLeftOut::OutputOnly);
        }
        _ => request.leave_out(text, WhyLeftOut::NoField),
    }
}

/// Two addresses are joined; the one that is a WebSocket is meant, where the other is the terminal.
fn address(request: &mut Request, operands: Vec<String>) -> Result<(), CommandError> {
    let overlays = ["autoreconnect:", "ws-c:", "reuse-raw:", "reuse:", "log:", "timestamp:"];
    let is_listening = |word: &str| {
        ["ws-l:", "ws-listen:", "l-ws:", "ws-u:", "inetd-ws:"].iter().any(|prefix| word.starts_with(prefix))
    };
    if operands.iter().any(|word| is_listening(word)) {
        return Err(CommandError::Server);
    }
    for word in operands {
        let mut url = word.as_str();
        while let Some((overlay, inner)) =
            overlays.iter().find_map(|overlay| Some((*overlay, url.strip_prefix(overlay)?)))
        {
            match overlay {
                "autoreconnect:" => request.connection.set("reconnect", true),
                _ => request.leave_out(overlay, WhyLeftOut::NoField),
            }
            url = inner;
        }
        if !request.connection.url.is_empty() {
            request.leave_out(word, WhyLeftOut::MoreAddresses);
        } else if url.starts_with("ws://") || url.starts_with("wss://") {
            request.set_url(url, "ws");
        } else if matches!(url, "-" | "stdio:" | "inetd:") {
            request.leave_out(word, WhyLeftOut::OutputOnly);
        } else {
            request.leave_out(word, WhyLeftOut::NoField);
        }
    }
    if request.connection.url.is_empty() { Err(CommandError::NoAddress) } else { Ok(()) }
}
