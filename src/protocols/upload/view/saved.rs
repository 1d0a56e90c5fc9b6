//! The fields of an upload's tab as a connection, and back.

use super::{UploadForm, form::FIELDS};
use crate::{
    protocols::upload::file_id::FileIdEncoding,
    settings::connection::{Connection, ConnectionProtocol, FieldReader, flag},
};

/// Each way to send an ID.
const ENCODINGS: [FileIdEncoding; 3] = [FileIdEncoding::Percent, FileIdEncoding::Utf8, FileIdEncoding::Latin1];

impl UploadForm {
    /// What is sent and kept. The file is named as a program takes it, not as it was pasted.
    pub fn connection(&self) -> Connection {
        let mut connection = Connection::new(ConnectionProtocol::Upload, self.url.trim());
        self.peer.write_to(&mut connection, FIELDS);
        if let Some(path) = self.file_path() {
            connection.set(flag::FILE, path.display().to_string());
        }
        connection.set(flag::FILE_ID, self.file_id.as_str());
        if self.file_id_encoding != FileIdEncoding::default() {
            connection.set(flag::FILE_ID_ENCODING, self.file_id_encoding.name());
        }
        connection.set(flag::X_FILE_SIZE, self.sends_file_size);
        connection.set_typed(flag::LIMIT_RATE, &self.rate_limit, "");
        connection
    }

    /// Takes the fields of a connection. Returns the flags that have none here.
    pub fn fill(&mut self, connection: &Connection) -> Vec<String> {
        let mut reader = FieldReader::new(connection);
        self.url.clone_from(&connection.url);
        self.peer.read_from(&mut reader, FIELDS);
        let path = reader.typed(flag::FILE, "");
        if path != self.path {
            self.set_path(path);
        }
        self.file_id = reader.typed(flag::FILE_ID, "");
        let encoding = reader.text(flag::FILE_ID_ENCODING);
        let known = encoding.as_deref().map(|name| ENCODINGS.into_iter().find(|encoding| encoding.name() == name));
        self.file_id_encoding = known.unwrap_or_default().unwrap_or_default();
        if known == Some(None) {
            reader.refuse(flag::FILE_ID_ENCODING);
        }
        self.sends_file_size = reader.is_on(flag::X_FILE_SIZE);
        self.rate_limit = reader.typed(flag::LIMIT_RATE, "");
        if reader.text(flag::DIALECT).is_some_and(|dialect| dialect != flag::DIALECT_JAVASCRIPT_INFO) {
            reader.refuse(flag::DIALECT);
        }
        reader.left_over()
    }
}
