//! `curl`: its options by `curl --help all`, up to version 8.

mod body;
mod encoding;
mod syntax;
mod url;

use self::{body::Body, syntax::SYNTAX};
use super::{
    left_out::{CommandError, LeftOut, WhyLeftOut},
    options::{Argument, NEGATED, arguments},
    request::Request,
};
use crate::settings::connection::{Connection, ConnectionProtocol};

/// Reads what stands behind the program's name.
///
/// # Errors
/// When a value is missing, or there is no address.
pub(super) fn read(words: &[String]) -> Result<(Connection, Vec<LeftOut>), CommandError> {
    let mut curl = Curl::default();
    let mut arguments = arguments(&SYNTAX, words)?.into_iter();
    while let Some(argument) = arguments.next() {
        match argument {
            Argument::Operand(url) => curl.address(url),
            Argument::Unknown(text) => curl.request.leave_out(text, WhyLeftOut::UnknownOption),
            Argument::Option { name: "next", .. } => {
                // Another request of its own, all of it.
                for argument in arguments.by_ref() {
                    let (Argument::Operand(text) | Argument::Unknown(text) | Argument::Option { text, .. }) = argument;
                    curl.request.leave_out(text, WhyLeftOut::MoreAddresses);
                }
            }
            Argument::Option { name, value, text } => curl.option(name, value.unwrap_or_default(), text),
        }
    }
    curl.finish()
}

/// What the options have said so far.
#[derive(Debug)]
struct Curl {
    request: Request,
    method: Option<String>,
    body: Body,
    upload: Option<String>,
    /// `-N`, or a header that says so.
    is_stream: bool,
    has_proxy_user: Option<String>,
    /// What is only known to have a field once the protocol is.
    limit_rate: Option<(String, String)>,
}

impl Default for Curl {
    fn default() -> Self {
        Self {
            request: Request::new(),
            method: None,
            body: Body::default(),
            upload: None,
            is_stream: false,
            has_proxy_user: None,
            limit_rate: None,
        }
    }
}

impl Curl {
    fn address(&mut self, url: String) {
        if self.request.connection.url.is_empty() {
            self.request.set_url(&url, "http");
        } else {
            self.request.leave_out(url, WhyLeftOut::MoreAddresses);
        }
    }

    fn option(&mut self, name: &'static str, value: String, text: String) {
        if self.body.takes(name, &value) {
            return;
        }
        let connection = &mut self.request.connection;
        match name {
            "url" => self.address(value),
            "header" => self.header(&value, text),
            "user-agent" => self.request.add_header("User-Agent", &value),
            "referer" => {
                let (url, automatic) =
                    value.split_once(";auto").map_or((value.as_str(), false), |(url, _)| (url, true));
                if !url.is_empty() {
                    self.request.add_header("Referer", url);
                }
                if automatic {
                    self.request.leave_out(text, WhyLeftOut::NoField);
                }
            }
            "range" => self.request.add_header("Range", &format!("bytes={value}")),
            "request" => self.method = Some(value),
            "head" => self.method = Some("HEAD".to_owned()),
            "upload-file" => self.upload = Some(value),
            "user" => connection.set("user", value),
            "oauth2-bearer" => connection.set("bearer", value),
            "cookie" if value.contains('=') => {
                for cookie in value.split(';').map(str::trim).filter(|cookie| !cookie.is_empty()) {
                    connection.push("cookie", cookie);
                }
            }
            "cookie" => self.request.leave_out(text, WhyLeftOut::FromFile),
            "insecure" | "compressed" => connection.set(name, true),
            "location" => connection.set("follow-redirects", true),
            "location-trusted" => {
                // The login stays at its origin.
                connection.set("follow-redirects", true);
                self.request.leave_out(text, WhyLeftOut::NoField);
            }
            "cacert" => connection.set("ca", value),
            "key" => connection.set("key", value),
            "cert" => self.certificate(value, text),
            "connect-timeout" | "max-time" => self.seconds(name, &value, text),
            "limit-rate" => self.limit_rate = Some((value, text)),
            "no-buffer" => self.is_stream = true,
            "proxy" | "proxy1.0" => self.request.set_proxy(&value, "http"),
            "socks5" => self.request.set_proxy(&value, "socks5"),
            "socks5-hostname" => self.request.set_proxy(&value, "socks5h"),
            "proxy-user" => self.has_proxy_user = Some(value),
            // What we do in any case.
            "http1.1" | "basic" | "proxy-basic" | "globoff" | NEGATED => {}
            _ if syntax::is_about_output(name) => self.request.leave_out(text, WhyLeftOut::OutputOnly),
            _ => self.request.leave_out(text, WhyLeftOut::NoField),
        }
    }

    /// `Name: value`; `Name;` is sent empty; `Name:` would take one of curl's own away; `@file` is a file of lines.
    fn header(&mut self, line: &str, text: String) {
        if line.starts_with('@') {
            return self.request.leave_out(text, WhyLeftOut::FromFile);
        }
        match line.split_once(':') {
            Some((_, value)) if value.trim().is_empty() => self.request.leave_out(text, WhyLeftOut::NoField),
            Some((name, value)) => self.request.add_header(name.trim(), value.trim()),
            None => match line.trim_end().strip_suffix(';') {
                Some(name) if !name.is_empty() => self.request.add_header(name.trim(), ""),
                _ => self.request.leave_out(text, WhyLeftOut::NoField),
            },
        }
    }

    /// A file, with its password behind a colon; a drive letter's colon is none.
    fn certificate(&mut self, value: String, text: String) {
        let has_drive = value.as_bytes().get(1) == Some(&b':');
        match value.rsplit_once(':') {
            Some((file, _password)) if !(has_drive && file.len() == 1) => {
                self.request.connection.set("cert", file);
                self.request.leave_out(text, WhyLeftOut::NoField);
            }
            _ => self.request.connection.set("cert", value),
        }
    }

    fn seconds(&mut self, name: &'static str, value: &str, text: String) {
        match value.parse() {
            // None at all.
            Ok(0.0) => {}
            Ok(seconds) => self.request.set_number(name, seconds),
            Err(_) => self.request.leave_out(text, WhyLeftOut::NoField),
        }
    }

    fn finish(mut self) -> Result<(Connection, Vec<LeftOut>), CommandError> {
        if self.request.connection.url.is_empty() {
            return Err(CommandError::NoAddress);
        }
        self.add_proxy_user();
        let protocol = self.protocol();
        url::finish(&mut self.request, &mut self.body, protocol);
        match protocol {
            ConnectionProtocol::WebSocket => self.finish_websocket(),
            ConnectionProtocol::Upload => self.finish_upload(),
            ConnectionProtocol::Sse | ConnectionProtocol::LongPoll => self.finish_request(),
        }
        if let Some((value, text)) = self.limit_rate.take() {
            if protocol == ConnectionProtocol::Upload {
                self.request.connection.set("limit-rate", value.to_ascii_uppercase());
            } else {
                self.request.leave_out(text, WhyLeftOut::NoField);
            }
        }
        self.request.set_protocol(protocol);
        Ok((self.request.connection, self.request.left_out))
    }

    /// `-T` is an upload, `ws:` or a handshake's headers a WebSocket, `-N` or the type's name an event stream.
    fn protocol(&self) -> ConnectionProtocol {
        let connection = &self.request.connection;
        let is = |name: &str, word: &str| {
            connection.header(name).is_some_and(|value| value.to_ascii_lowercase().contains(word))
        };
        let scheme =
            connection.url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase()).unwrap_or_default();
        if matches!(scheme.as_str(), "ws" | "wss") || is("Upgrade", "websocket") {
            ConnectionProtocol::WebSocket
        } else if self.upload.is_some() {
            ConnectionProtocol::Upload
        } else if is("Accept", "text/event-stream") || self.is_stream {
            ConnectionProtocol::Sse
        } else {
            ConnectionProtocol::LongPoll
        }
    }

    fn finish_websocket(&mut self) {
        self.leave_out_method();
        for text in self.body.written() {
            self.request.leave_out(text, WhyLeftOut::NoField);
        }
        if let Some(file) = self.upload.take() {
            self.request.leave_out(format!("-T {file}"), WhyLeftOut::NoField);
        }
    }

    fn finish_upload(&mut self) {
        self.leave_out_method();
        for text in self.body.written() {
            self.request.leave_out(text, WhyLeftOut::NoField);
        }
        match self.upload.take() {
            Some(file) if !matches!(file.as_str(), "-" | ".") => self.request.connection.set("file", file),
            file => self.request.leave_out(format!("-T {}", file.unwrap_or_default()), WhyLeftOut::NoField),
        }
    }

    fn finish_request(&mut self) {
        self.body.finish(&mut self.request);
        if let Some(method) = self.method.take() {
            let default = if self.request.connection.settings.contains_key("data") { "POST" } else { "GET" };
            if method != default {
                self.request.connection.set("method", method);
            }
        } else if self.body.was_not_read() {
            self.request.connection.set("method", "POST");
        }
        let wants_stream = self.request.connection.header("Accept").is_some_and(|value| value == "text/event-stream");
        if wants_stream {
            // An event stream's request says so by itself.
            self.request.connection.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("Accept"));
        }
    }

    fn leave_out_method(&mut self) {
        if let Some(method) = self.method.take().filter(|method| method != "GET") {
            self.request.leave_out(format!("-X {method}"), WhyLeftOut::NoField);
        }
    }

    fn add_proxy_user(&mut self) {
        let Some(user) = self.has_proxy_user.take() else { return };
        match self.request.connection.text("proxy") {
            Some(proxy) if !proxy.contains('@') => {
                let with_user = proxy.replacen("://", &format!("://{}@", encoding::encoded_user(&user)), 1);
                self.request.connection.set("proxy", with_user);
            }
            Some(_) => {}
            None => self.request.leave_out(format!("-U {user}"), WhyLeftOut::NoField),
        }
    }
}
