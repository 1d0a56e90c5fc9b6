//! The name of a new file, by the name of the connection in it.

use url::Url;

use crate::settings::connection::Connection;

/// Bytes of the part that comes from a connection's name. Most systems take 255 with the number and the ending.
const MAX_STEM_BYTES: usize = 64;

/// Names that Windows keeps for devices, whatever the ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Without its number and its ending: the name in small letters and digits, or else the host.
pub(super) fn stem(connection: &Connection) -> String {
    let of_name = slug(&connection.name);
    if !of_name.is_empty() {
        return of_name;
    }
    let host = Url::parse(&connection.url).ok().and_then(|url| url.host_str().map(slug)).unwrap_or_default();
    if host.is_empty() { "connection".to_owned() } else { host }
}

/// The file of a stem: `echo.toml`, then `echo-2.toml`.
pub(super) fn numbered(stem: &str, number: usize) -> String {
    if number == 1 { format!("{stem}.toml") } else { format!("{stem}-{number}.toml") }
}

/// Letters and digits of any script, and one `-` for everything between them.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        let c = if c.is_alphanumeric() { c } else { '-' };
        if slug.len() + c.len_utf8() > MAX_STEM_BYTES {
            break;
        }
        if c != '-' || !slug.is_empty() && !slug.ends_with('-') {
            slug.push(c);
        }
    }
    let slug = slug.trim_end_matches('-');
    if is_device(slug) { format!("{slug}-connection") } else { slug.to_owned() }
}

fn is_device(name: &str) -> bool {
    let port = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt"));
    DEVICES.contains(&name) || port.is_some_and(|number| number.chars().count() == 1 && number != "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::connection::ConnectionProtocol;

    #[test]
    fn a_name_becomes_one_that_every_system_takes() {
        for (name, url, file) in [
            ("Echo", "ws://h/", "echo"),
            ("  My  Echo / prod! ", "ws://h/", "my-echo-prod"),
            ("../../etc/passwd", "ws://h/", "etc-passwd"),
            ("聊天 1", "ws://h/", "聊天-1"),
            ("CON", "ws://h/", "con-connection"),
            ("COM1", "ws://h/", "com1-connection"),
            ("common", "ws://h/", "common"),
            ("…", "ws://Example.com:81/", "example-com"),
            ("", "{{base}}/a", "connection"),
            (&"é".repeat(100), "ws://h/", &"é".repeat(32)),
        ] {
            let connection = Connection { name: name.to_owned(), ..Connection::new(ConnectionProtocol::Sse, url) };
            assert_eq!(stem(&connection), file);
        }
        assert_eq!((numbered("a", 1).as_str(), numbered("a", 2).as_str()), ("a.toml", "a-2.toml"));
    }
}
