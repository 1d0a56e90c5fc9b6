//! A session's fields as a command for another program, for our own command line, and as a page would write it.
//!
//! Written for bash, one option a line. What the program has no option for is listed in [`Written::left_out`]; what a page
//! cannot do stands in the JavaScript as a comment, where it would have been. Secrets stand as they are in the fields:
//! whoever does not want that gives [`masked`] ones.

mod arguments;
mod curl;
mod javascript;
mod websocat;
mod wirelight;

pub use self::arguments::Written;
use crate::{
    settings::connection::{Connection, ConnectionProtocol},
    transcript::secrets::{MASK, Secrets, mask_url},
};

/// Who shall read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandTarget {
    /// `curl`.
    Curl,
    /// `websocat`, for a WebSocket only.
    Websocat,
    /// Our own command line.
    Wirelight,
    /// A page's script.
    JavaScript,
}

impl CommandTarget {
    /// Those that a protocol has.
    pub fn of(protocol: ConnectionProtocol) -> &'static [Self] {
        match protocol {
            ConnectionProtocol::WebSocket => &[Self::Curl, Self::Websocat, Self::Wirelight, Self::JavaScript],
            _ => &[Self::Curl, Self::Wirelight, Self::JavaScript],
        }
    }
}

/// Writes the fields for somebody.
pub fn write_command(connection: &Connection, target: CommandTarget) -> Written {
    match target {
        CommandTarget::Curl => curl::write(connection),
        CommandTarget::Websocat => websocat::write(connection),
        CommandTarget::Wirelight => wirelight::write(connection),
        CommandTarget::JavaScript => javascript::write(connection),
    }
}

/// The same fields with `***` in the place of each secret.
#[must_use]
pub fn masked(mut connection: Connection, secrets: &Secrets) -> Connection {
    secrets.mask_headers(&mut connection.headers);
    connection.url = mask_url(&connection.url).into_owned();
    for flag in ["proxy", "publish-url"] {
        if let Some(address) = connection.text(flag) {
            connection.set(flag, mask_url(&address).into_owned());
        }
    }
    if connection.text("bearer").is_some() {
        connection.set("bearer", MASK);
    }
    if let Some(user) = connection.text("user").filter(|user| user.contains(':')) {
        let name = user.split_once(':').map_or("", |(name, _)| name);
        connection.set("user", format!("{name}:{MASK}"));
    }
    let cookies = connection.texts("cookie");
    if !cookies.is_empty() {
        let masked = cookies.iter().map(|cookie| match cookie.split_once('=') {
            Some((name, _)) => format!("{name}={MASK}"),
            None => MASK.to_owned(),
        });
        connection.settings.insert("cookie".to_owned(), masked.map(toml::Value::from).collect::<Vec<_>>().into());
    }
    connection
}
