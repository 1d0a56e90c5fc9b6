//! The fields of a WebSocket's tab as a connection, and back. Messages, pings and what else the composer has are drafts:
//! they are no fields of a session, and stay. Snippets go along.

mod liveness;
mod offer;
mod rules;

use super::{FIELDS, MessageFormat, Snippet, WebSocketForm, Written};
use crate::settings::connection::{Connection, ConnectionProtocol, FieldReader, SavedSnippet, flag};

/// The header that has a field of its own.
const ORIGIN: &str = "Origin";

/// What stands between offered subprotocols.
const COMMA: &str = ", ";

/// So many characters of a message name it.
const MOST_NAME_CHARS: usize = 32;

impl WebSocketForm {
    /// What is sent and kept.
    pub fn connection(&self) -> Connection {
        let mut connection = Connection::new(ConnectionProtocol::WebSocket, self.url.trim());
        if !self.origin.trim().is_empty() {
            connection.headers.push((ORIGIN.to_owned(), self.origin.trim().to_owned()));
        }
        self.peer.write_to(&mut connection, FIELDS);
        for name in self.subprotocols.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            connection.push(flag::PROTOCOL, name);
        }
        let default = Self::default();
        self.compression.write_to(&mut connection);
        connection.set_typed(flag::CLOSING_TIMEOUT, &self.closing_seconds, &default.closing_seconds);
        connection.set(flag::ECHO, self.echoes);
        self.replies.write_to(&mut connection);
        self.liveness.write_to(&mut connection);
        let (code, reason) = (self.close_code.trim(), self.close_reason.as_str());
        if !reason.is_empty() {
            connection.set(flag::CLOSE, format!("{code}:{reason}"));
        } else if code != default.close_code {
            connection.set(flag::CLOSE, code);
        }
        connection.snippets = self.composer.snippets.iter().map(Snippet::saved).collect();
        connection
    }

    /// Takes the fields of a connection. Returns the flags that have none here. Rules of before that it does not replace are
    /// switched off; snippets of before stay.
    pub fn fill(&mut self, connection: &Connection) -> Vec<String> {
        let mut reader = FieldReader::new(connection);
        let default = Self::default();
        self.url.clone_from(&connection.url);
        self.peer.read_from(&mut reader, FIELDS);
        self.origin = self.peer.take_header(ORIGIN).unwrap_or_default();
        self.subprotocols = reader.texts(flag::PROTOCOL).join(COMMA);
        self.compression.read_from(&mut reader);
        self.closing_seconds = reader.typed(flag::CLOSING_TIMEOUT, &default.closing_seconds);
        self.echoes = reader.is_on(flag::ECHO);
        self.replies.read_from(&mut reader);
        self.liveness.read_from(&mut reader);
        let close = reader.typed(flag::CLOSE, &default.close_code);
        let (code, reason) = close.split_once(':').unwrap_or((&close, ""));
        (self.close_code, self.close_reason) = (code.to_owned(), reason.to_owned());
        for snippet in connection.snippets.iter().map(Snippet::of_saved) {
            self.add_snippet(snippet);
        }
        self.take_messages(reader.texts(flag::SEND));
        reader.left_over()
    }

    /// The first message goes into its field, where arrow up still has the one of before; more are snippets.
    fn take_messages(&mut self, messages: Vec<String>) {
        let mut messages = messages.into_iter().map(|text| Written { format: MessageFormat::Text, text });
        let Some(first) = messages.next() else { return };
        let before = self.written();
        self.composer.history.keep(before);
        self.write(first);
        for written in messages {
            self.add_snippet(Snippet { name: written.text.chars().take(MOST_NAME_CHARS).collect(), written });
        }
    }

    fn add_snippet(&mut self, snippet: Snippet) {
        if !self.composer.snippets.contains(&snippet) {
            self.composer.snippets.push(snippet);
        }
    }
}

impl Snippet {
    fn saved(&self) -> SavedSnippet {
        let Written { format, text } = &self.written;
        SavedSnippet { name: self.name.clone(), format: format.name().to_owned(), text: text.clone() }
    }

    /// One of a format that is not known is text.
    fn of_saved(saved: &SavedSnippet) -> Self {
        let format = MessageFormat::of_name(&saved.format).unwrap_or_default();
        Self { name: saved.name.clone(), written: Written { format, text: saved.text.clone() } }
    }
}
