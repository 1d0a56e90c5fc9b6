//! The fields as a page would write them: `new WebSocket`, `new EventSource`, a long-poll loop, an upload in slices. What a
//! page cannot do stands as a comment.

use serde_json::Value;

use super::arguments::{Written, left_out};
use crate::settings::connection::{Connection, ConnectionProtocol};

/// Writes it.
pub(super) fn write(connection: &Connection) -> Written {
    let mut script = Script { connection, lines: Vec::new() };
    match connection.protocol {
        ConnectionProtocol::WebSocket => script.websocket(),
        ConnectionProtocol::Sse => script.event_source(),
        ConnectionProtocol::LongPoll => script.long_poll(),
        ConnectionProtocol::Upload => script.upload(),
    }
    let said = ["protocol", "send", "close", "method", "data", "file", "cookie", "user", "bearer", "follow-redirects"];
    Written { text: script.lines.join("\n"), left_out: left_out(connection, &said.into()) }
}

struct Script<'c> {
    connection: &'c Connection,
    lines: Vec<String>,
}

impl Script<'_> {
    fn line(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    fn websocket(&mut self) {
        self.headers_are_not_sent("a page cannot set headers of a WebSocket");
        let subprotocols = self.connection.texts("protocol");
        let more = if subprotocols.is_empty() { String::new() } else { format!(", {}", literal(&subprotocols.into())) };
        self.line(format!("const socket = new WebSocket({}{more});", self.url()));
        self.line("socket.binaryType = \"arraybuffer\";");
        let sends = self.connection.texts("send");
        if sends.is_empty() {
            self.line("socket.onopen = () => console.log(\"open\", socket.protocol);");
        } else {
            self.line("socket.onopen = () => {");
            for message in sends {
                self.line(format!("  socket.send({});", text(&message)));
            }
            self.line("};");
        }
        self.line("socket.onmessage = (event) => console.log(event.data);");
        self.line("socket.onerror = () => console.log(\"error\");");
        self.line("socket.onclose = (event) => console.log(event.code, event.reason, event.wasClean);");
        if let Some(close) = self.connection.text("close").filter(|close| close != "none") {
            let (code, reason) = close.split_once(':').unwrap_or((&close, ""));
            self.line(format!("// Later: socket.close({code}, {});", text(reason)));
        }
    }

    fn event_source(&mut self) {
        let method = self.connection.text("method");
        let data = self.connection.text("data");
        if method.as_deref().is_some_and(|method| method != "GET") || data.is_some() {
            self.line("// EventSource sends a GET without a body: this reads the same stream with fetch, and does not reconnect.");
            return self.fetched_stream(method.as_deref().unwrap_or("POST"), data.as_deref());
        }
        self.headers_are_not_sent("EventSource cannot set headers");
        if let Some(id) = self.connection.text("last-event-id") {
            self.line(format!("// EventSource begins without an ID; not sent: Last-Event-ID: {}", one_line(&id)));
        }
        self.line(format!(
            "const source = new EventSource({}{});",
            self.url(),
            self.with_credentials(", { withCredentials: true }")
        ));
        self.line("source.onopen = () => console.log(\"open\");");
        self.line("source.onmessage = (event) => console.log(event.lastEventId, event.data);");
        self.line("source.onerror = () => console.log(\"error\", source.readyState);");
        self.line("// Events of another type: source.addEventListener(\"name\", (event) => console.log(event.data));");
    }

    fn fetched_stream(&mut self, method: &str, data: Option<&str>) {
        self.forbidden_headers();
        self.line(format!("const response = await fetch({}, {{", self.url()));
        self.request_init(method, data, "  ");
        self.line("});");
        self.line("const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();");
        self.line("for (let part = await reader.read(); !part.done; part = await reader.read()) {");
        self.line("  console.log(part.value);");
        self.line("}");
    }

    fn long_poll(&mut self) {
        self.forbidden_headers();
        let data = self.connection.text("data");
        let method =
            self.connection.text("method").unwrap_or_else(|| if data.is_some() { "POST" } else { "GET" }.to_owned());
        self.line("async function poll() {");
        self.line("  for (;;) {");
        self.line("    try {");
        self.line(format!("      const response = await fetch({}, {{", self.url()));
        self.request_init(&method, data.as_deref(), "        ");
        self.line("      });");
        self.line("      if (response.ok) {");
        self.line("        console.log(await response.text());");
        self.line("        continue;");
        self.line("      }");
        self.line("      // The server, or a proxy before it, has waited long enough: ask again at once.");
        self.line("      if ([304, 408, 504].includes(response.status)) continue;");
        self.line("      console.log(response.status, response.statusText);");
        self.line("    } catch (error) {");
        self.line("      console.log(error);");
        self.line("    }");
        self.line("    await new Promise((resolve) => setTimeout(resolve, 1000));");
        self.line("  }");
        self.line("}");
        self.line("poll();");
    }

    fn upload(&mut self) {
        self.forbidden_headers();
        let file = self.connection.text("file").unwrap_or_default();
        self.line("// A page opens no file by its path: the user chooses it.");
        if !file.is_empty() {
            self.line(format!("// Here it was {}", one_line(&file)));
        }
        self.line("const input = document.createElement(\"input\");");
        self.line("input.type = \"file\";");
        self.line("document.body.append(input);");
        self.line("input.onchange = () => upload(input.files[0]);");
        self.line("");
        self.line("async function upload(file) {");
        self.line(format!("  const base = {}.replace(/\\/+$/, \"\");", self.url()));
        let id = self.connection.text("file-id").map_or_else(
            || "encodeURIComponent(`${file.name}-${file.size}-${file.lastModified}`)".to_owned(),
            |id| format!("encodeURIComponent({})", text(&id)),
        );
        self.line(format!("  const headers = {{ ...{}, \"X-File-Id\": {id} }};", self.headers_object()));
        self.line("  const status = await fetch(`${base}/status`, { headers });");
        self.line("  if (!status.ok) throw new Error(`status ${status.status}`);");
        self.line("  const start = Number(await status.text());");
        self.line("  const response = await fetch(`${base}/upload`, {");
        self.line("    method: \"POST\",");
        self.line("    headers: { ...headers, \"X-Start-Byte\": String(start) },");
        self.line("    body: file.slice(start),");
        self.line("  });");
        self.line("  console.log(response.status, await response.text());");
        self.line("}");
    }

    fn request_init(&mut self, method: &str, data: Option<&str>, indent: &str) {
        if method != "GET" {
            self.line(format!("{indent}method: {},", text(method)));
        }
        let headers = self.headers_object();
        if headers != "{}" {
            self.line(format!("{indent}headers: {headers},"));
        }
        if let Some(data) = data {
            self.line(format!("{indent}body: {},", text(data)));
        }
        let credentials = self.with_credentials("credentials: \"include\",");
        if !credentials.is_empty() {
            self.line(format!("{indent}{credentials}"));
        }
        self.line(format!("{indent}cache: \"no-store\","));
    }

    /// The headers of `fetch`, with the login; a browser sends its own cookies.
    fn headers_object(&self) -> String {
        let mut headers = serde_json::Map::new();
        for (name, value) in self.connection.headers.iter().filter(|(name, _)| !is_forbidden(name)) {
            let value = match headers.get(name).and_then(Value::as_str) {
                Some(before) => format!("{before}, {value}"),
                None => value.clone(),
            };
            headers.insert(name.clone(), value.into());
        }
        let mut object = Value::Object(headers).to_string();
        if let Some(login) = self.login() {
            object.pop();
            let comma = if object.len() > 1 { ", " } else { "" };
            object = format!("{object}{comma}\"Authorization\": {login}}}");
        }
        object
    }

    fn login(&self) -> Option<String> {
        if self.connection.header("Authorization").is_some() {
            return None;
        }
        if let Some(token) = self.connection.text("bearer") {
            return Some(text(&format!("Bearer {token}")));
        }
        // As UTF-8, which btoa alone does not take.
        let user = self.connection.text("user")?;
        Some(format!("\"Basic \" + btoa(String.fromCharCode(...new TextEncoder().encode({})))", text(&user)))
    }

    /// What `fetch` passes over in silence.
    fn forbidden_headers(&mut self) {
        for (name, value) in self.connection.headers.iter().filter(|(name, _)| is_forbidden(name)) {
            self.lines
                .push(format!("// Not sent, since a page may not set it: {}", one_line(&format!("{name}: {value}"))));
        }
    }

    fn headers_are_not_sent(&mut self, why: &str) {
        let mut lines: Vec<String> =
            self.connection.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        if let Some(user) = self.connection.text("user") {
            lines.push(format!("Authorization: Basic (of {user})"));
        }
        if let Some(token) = self.connection.text("bearer") {
            lines.push(format!("Authorization: Bearer {token}"));
        }
        if !self.connection.texts("cookie").is_empty() {
            lines.push(format!("Cookie: {}", self.connection.texts("cookie").join("; ")));
        }
        for line in lines {
            self.line(format!("// Not sent, since {why}: {}", one_line(&line)));
        }
    }

    /// Cookies go along to another origin only when it is asked for.
    fn with_credentials(&self, words: &'static str) -> &'static str {
        if self.connection.texts("cookie").is_empty() { "" } else { words }
    }

    fn url(&self) -> String {
        text(&self.connection.url)
    }
}

/// Names that a page may not set. Fetch Standard §2.2.2.
fn is_forbidden(name: &str) -> bool {
    const NAMES: [&str; 20] = [
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || name == "via" || name.starts_with("proxy-") || name.starts_with("sec-")
}

/// A string as JavaScript writes it, also inside of a `<script>`.
fn text(text: &str) -> String {
    literal(&Value::from(text))
}

fn literal(value: &Value) -> String {
    value.to_string().replace("</", "<\\/").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// A comment ends with its line.
fn one_line(text: &str) -> String {
    text.chars()
        .map(
            |character| {
                if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') { ' ' } else { character }
            },
        )
        .collect()
}
