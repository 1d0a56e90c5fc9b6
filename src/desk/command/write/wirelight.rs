//! The fields as our own command line takes them: every flag by its name, but those that only the window has.

use toml::Value;

use super::arguments::{Arguments, Written};
use crate::settings::connection::{Connection, ConnectionProtocol, flag};

/// Writes it.
pub(super) fn write(connection: &Connection) -> Written {
    let mut wirelight = Arguments::new(&format!("wirelight {}", connection.protocol.subcommand()), connection);
    if connection.protocol == ConnectionProtocol::Upload
        && let Some(file) = wirelight.take("file")
    {
        wirelight.word(&file);
    }
    wirelight.word(&connection.url);
    wirelight.headers("-H", |name, value| format!("{name}: {value}"));
    let mut left_out = Vec::new();
    for (flag, value) in connection.settings.iter().filter(|(flag, _)| *flag != flag::FILE) {
        if !is_taken(connection, flag) {
            left_out.push(format!("--{flag}"));
            continue;
        }
        match value {
            Value::Boolean(true) => wirelight.flag(&format!("--{flag}")),
            Value::Boolean(false) | Value::Table(_) => {}
            _ => {
                for text in connection.texts(flag) {
                    wirelight.flag(&format!("--{flag}={}", crate::desk::command::quoting::quoted(&text)));
                }
            }
        }
    }
    for rule in connection.rules.iter().filter(|rule| rule.on) {
        wirelight.option("--reply-when", &rule.when);
        wirelight.option("--reply-with", &rule.with);
        if connection.rules.iter().any(|rule| rule.on && rule.after > 0) {
            wirelight.option("--reply-after", &rule.after.to_string());
        }
    }
    Written { left_out, ..wirelight.finish() }
}

/// Whether the command line takes it; it refuses an address to publish to without a message, and a key without a certificate.
fn is_taken(connection: &Connection, flag: &str) -> bool {
    let has_its_other = flag::needs(flag).is_none_or(|other| connection.settings.contains_key(other));
    has_its_other && !flag::only_in_window(connection.protocol).contains(&flag)
}
