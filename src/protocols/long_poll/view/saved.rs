//! The fields of a long poll's tab as a connection, and back.

use super::{PollForm, form::FIELDS};
use crate::{
    settings::connection::{Connection, ConnectionProtocol, FieldReader, flag},
    ui::form::FormMethod,
};

impl PollForm {
    /// What is sent and kept. The message in the publish box is a draft.
    pub fn connection(&self) -> Connection {
        let mut connection = Connection::new(ConnectionProtocol::LongPoll, self.url.trim());
        self.peer.write_to(&mut connection, FIELDS);
        self.method.write_to(&self.body, &mut connection);
        connection.set_typed(flag::MAX_RATE, &self.max_rate, &Self::default().max_rate);
        connection.set(flag::PUBLISH_URL, self.publish_url.trim());
        connection
    }

    /// Takes the fields of a connection. Returns the flags that have none here. A draft that stands already stays.
    pub fn fill(&mut self, connection: &Connection) -> Vec<String> {
        let mut reader = FieldReader::new(connection);
        self.url.clone_from(&connection.url);
        self.peer.read_from(&mut reader, FIELDS);
        self.method = FormMethod::read_from(&mut reader, &mut self.body);
        self.max_rate = reader.typed(flag::MAX_RATE, &Self::default().max_rate);
        self.publish_url = reader.typed(flag::PUBLISH_URL, "");
        if self.publish_text.is_empty() {
            self.publish_text = reader.typed(flag::PUBLISH, "");
        }
        reader.left_over()
    }
}
