//! The fields that all tabs have as those of a connection, and back: what is sent is kept, what is not in force is not.

use super::{connection::PeerFields, login::LoginForm, method::FormMethod, peer::PeerForm};
use crate::{
    settings::connection::{Connection, FieldReader, flag},
    ui::{
        headers::{HeaderLine, HeaderLines},
        security::SecurityForm,
    },
};

impl PeerForm {
    /// Writes the fields into a connection.
    pub fn write_to(&self, connection: &mut Connection, fields: PeerFields) {
        let lines = self.headers.0.iter().filter(|line| !line.name.trim().is_empty());
        connection.headers.extend(lines.map(|line| (line.name.clone(), line.value.clone())));
        let (form, default) = (&self.connection, Self::default().connection);
        connection.set(flag::PROXY, form.proxy.trim());
        connection.set_typed(flag::CONNECT_TIMEOUT, &form.timeout_seconds, &default.timeout_seconds);
        if fields.answer_timeout {
            connection.set_typed(flag::ANSWER_TIMEOUT, &form.answer_timeout_seconds, "");
        }
        connection.set(flag::FOLLOW_REDIRECTS, fields.chooses_redirects && form.follows_redirects);
        connection.set(flag::NO_COOKIE_JAR, !form.keeps_cookies);
        connection.set(flag::COMPRESSED, self.accepts_codings);
        form.login.write_to(connection);
        for cookie in form.cookies.split(';').map(str::trim).filter(|cookie| !cookie.is_empty()) {
            connection.push(flag::COOKIE, cookie);
        }
        let security = &self.security;
        connection.set(flag::INSECURE, security.skip_verification);
        connection.set(flag::CA, security.extra_ca.trim());
        connection.set(flag::CERT, security.certificate.trim());
        connection.set(flag::KEY, security.key.trim());
        connection.set(flag::PIN, security.pin.trim());
    }

    /// Takes the fields of a connection; those that it does not name are as in a new tab. The cookies of the tab stay.
    pub fn read_from(&mut self, reader: &mut FieldReader<'_>, fields: PeerFields) {
        let headers = reader.connection().headers.iter().cloned();
        let mut form = Self {
            headers: HeaderLines(headers.map(|(name, value)| HeaderLine { name, value }).collect()),
            cookies: std::mem::take(&mut self.cookies),
            accepts_codings: reader.is_on(flag::COMPRESSED),
            ..Self::default()
        };
        let connection = &mut form.connection;
        connection.proxy = reader.typed(flag::PROXY, "");
        connection.timeout_seconds = reader.typed(flag::CONNECT_TIMEOUT, &connection.timeout_seconds);
        if fields.answer_timeout {
            connection.answer_timeout_seconds = reader.typed(flag::ANSWER_TIMEOUT, "");
        }
        // Where there is no choice, they are always followed.
        connection.follows_redirects = reader.is_on(flag::FOLLOW_REDIRECTS) && fields.chooses_redirects;
        connection.keeps_cookies = !reader.is_on(flag::NO_COOKIE_JAR);
        connection.login = LoginForm::read_from(reader);
        connection.cookies = reader.texts(flag::COOKIE).join("; ");
        form.security = SecurityForm {
            skip_verification: reader.is_on(flag::INSECURE),
            extra_ca: reader.typed(flag::CA, ""),
            certificate: reader.typed(flag::CERT, ""),
            key: reader.typed(flag::KEY, ""),
            pin: reader.typed(flag::PIN, ""),
        };
        *self = form;
    }

    /// Takes a header out of the lines: it has a field of its own. The first one of its name.
    pub fn take_header(&mut self, name: &str) -> Option<String> {
        let lines = &mut self.headers.0;
        let at = lines.iter().position(|line| line.name.trim().eq_ignore_ascii_case(name))?;
        Some(lines.remove(at).value)
    }
}

impl LoginForm {
    /// What is sent of it: the token, or else the user.
    fn write_to(&self, connection: &mut Connection) {
        let (bearer, user) = (self.bearer.trim(), self.user.trim());
        if !bearer.is_empty() {
            connection.set(flag::BEARER, bearer);
        } else if !user.is_empty() {
            let colon = if self.password.is_empty() { "" } else { ":" };
            connection.set(flag::USER, format!("{user}{colon}{}", self.password));
        }
    }

    fn read_from(reader: &mut FieldReader<'_>) -> Self {
        let whole = reader.typed(flag::USER, "");
        let (user, password) = whole.split_once(':').unwrap_or((&whole, ""));
        Self { user: user.to_owned(), password: password.to_owned(), bearer: reader.typed(flag::BEARER, "") }
    }
}

impl FormMethod {
    /// Writes a request that may have a body. Without a method, one with a body is a POST. What is typed as a body and is not
    /// sent says nothing.
    pub fn write_to(self, body: &str, connection: &mut Connection) {
        let has_body = self.has_body() && !body.is_empty();
        if has_body {
            connection.set(flag::DATA, body);
        }
        let default = if has_body { Self::Post } else { Self::Get };
        if self != default {
            connection.set(flag::METHOD, self.name());
        }
    }

    /// Reads it. A body that is not sent stays in its field.
    pub fn read_from(reader: &mut FieldReader<'_>, body: &mut String) -> Self {
        let data = reader.text(flag::DATA);
        let default = if data.is_some() { Self::Post } else { Self::Get };
        let method = reader.text(flag::METHOD).map_or(Some(default), |name| Self::of_name(&name));
        let method = method.unwrap_or_else(|| {
            reader.refuse(flag::METHOD);
            default
        });
        if let Some(data) = data {
            if !method.has_body() {
                reader.refuse(flag::DATA);
            }
            *body = data;
        } else if method.has_body() {
            body.clear();
        }
        method
    }
}
