//! The fields as our own command line takes them: every flag by its name.

use toml::Value;

use super::arguments::{Arguments, Written};
use crate::settings::connection::{Connection, ConnectionProtocol};

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
    for (flag, value) in connection.settings.iter().filter(|(flag, _)| *flag != "file") {
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
    // All is said.
    Written { left_out: Vec::new(), ..wirelight.finish() }
}
