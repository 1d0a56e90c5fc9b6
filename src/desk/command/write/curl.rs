//! The fields as `curl` takes them.

use super::arguments::{Arguments, Written};
use crate::settings::connection::{Connection, ConnectionProtocol};

/// Writes it.
pub(super) fn write(connection: &Connection) -> Written {
    let mut curl = Arguments::new("curl", connection);
    curl.word(&connection.url);
    match connection.protocol {
        ConnectionProtocol::Upload => {
            // Without a file it sends what it is handed.
            let file = curl.take("file").unwrap_or_else(|| "-".to_owned());
            curl.option("-T", &file);
            curl.value("limit-rate", "--limit-rate");
        }
        ConnectionProtocol::WebSocket => {
            curl.flag("-N");
            let subprotocols = curl.take_all("protocol");
            if !subprotocols.is_empty() {
                curl.option("-H", &format!("Sec-WebSocket-Protocol: {}", subprotocols.join(", ")));
            }
        }
        ConnectionProtocol::Sse => {
            curl.flag("-N");
            if connection.header("Accept").is_none() {
                curl.option("-H", "Accept: text/event-stream");
            }
            if let Some(id) = curl.take("last-event-id") {
                curl.option("-H", &header("Last-Event-ID", &id));
            }
            request(&mut curl);
        }
        ConnectionProtocol::LongPoll => request(&mut curl),
    }
    curl.headers("-H", header);
    peer(&mut curl, connection);
    curl.finish()
}

fn request(curl: &mut Arguments<'_>) {
    curl.value("method", "-X");
    curl.value("data", "--data-raw");
}

fn peer(curl: &mut Arguments<'_>, connection: &Connection) {
    curl.value("user", "-u");
    curl.value("bearer", "--oauth2-bearer");
    let cookies = curl.take_all("cookie");
    if !cookies.is_empty() {
        curl.option("-b", &cookies.join("; "));
    }
    if connection.protocol == ConnectionProtocol::Sse {
        // A source follows redirects whatever is said.
        curl.flag("-L");
        curl.passed_over(&["follow-redirects"]);
    } else {
        curl.switch("follow-redirects", "-L");
    }
    curl.switch("compressed", "--compressed");
    curl.switch("insecure", "-k");
    curl.value("ca", "--cacert");
    curl.value("cert", "--cert");
    curl.value("key", "--key");
    curl.value("proxy", "-x");
    curl.value("connect-timeout", "--connect-timeout");
    curl.value("max-time", "-m");
}

/// curl takes `Name:` as a wish to leave that header away; `Name;` sends it empty.
fn header(name: &str, value: &str) -> String {
    if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") }
}
