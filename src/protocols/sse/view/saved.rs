//! The fields of a source's tab as a connection, and back.

use super::{SseForm, form::FIELDS};
use crate::{
    settings::connection::{Connection, ConnectionProtocol, FieldReader, flag},
    ui::form::FormMethod,
};

/// The header that has a field of its own.
const LAST_EVENT_ID: &str = "Last-Event-ID";

impl SseForm {
    /// What is sent and kept.
    pub fn connection(&self) -> Connection {
        let mut connection = Connection::new(ConnectionProtocol::Sse, self.url.trim());
        self.peer.write_to(&mut connection, FIELDS);
        self.method.write_to(&self.data, &mut connection);
        connection.set(flag::LAST_EVENT_ID, self.last_event_id.as_str());
        connection.set_typed(flag::RETRY, &self.retry_millis, &Self::default().retry_millis);
        connection.set(flag::NO_RECONNECT, !self.reconnects);
        connection
    }

    /// Takes the fields of a connection. Returns the flags that have none here.
    pub fn fill(&mut self, connection: &Connection) -> Vec<String> {
        let mut reader = FieldReader::new(connection);
        self.url.clone_from(&connection.url);
        self.peer.read_from(&mut reader, FIELDS);
        self.method = FormMethod::read_from(&mut reader, &mut self.data);
        let header = self.peer.take_header(LAST_EVENT_ID);
        self.last_event_id = reader.text(flag::LAST_EVENT_ID).or(header).unwrap_or_default();
        self.retry_millis = reader.typed(flag::RETRY, &Self::default().retry_millis);
        self.reconnects = !reader.is_on(flag::NO_RECONNECT);
        reader.left_over()
    }
}
