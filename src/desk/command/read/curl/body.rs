//! The body of a curl command: all `-d` joined by `&`, `--json`, `--data-urlencode`; what comes from files is not read.

use super::{
    super::{left_out::WhyLeftOut, request::Request},
    encoding::encoded_value,
};

/// What the options have said of it so far.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// Each option that is part of it, as it was written.
    written: Vec<String>,
    parts: Vec<String>,
    from_files: Vec<String>,
    queries: Vec<String>,
    /// Joined without `&`.
    is_json: bool,
    /// `-G`: it goes into the address.
    goes_into_query: bool,
    is_there: bool,
}

impl Body {
    /// Takes an option if it is one of a body.
    pub(super) fn takes(&mut self, name: &str, value: &str) -> bool {
        match name {
            "data" | "data-ascii" | "data-binary" => self.data(name, value, value.starts_with('@')),
            "data-raw" => self.data(name, value, false),
            "json" => {
                self.is_json = true;
                self.data(name, value, value.starts_with('@'));
            }
            "data-urlencode" => self.url_encoded(name, value),
            "url-query" => match value.strip_prefix('+') {
                Some(plain) => self.queries.push(plain.to_owned()),
                None => match encoded(value) {
                    Some(part) => self.queries.push(part),
                    None => self.from_files.push(format!("--{name} {value}")),
                },
            },
            "get" => self.goes_into_query = true,
            "form" | "form-string" => {
                self.is_there = true;
                self.from_files.push(format!("--{name} {value}"));
            }
            _ => return false,
        }
        true
    }

    /// Its options as they were written, for a protocol without a body.
    pub(super) fn written(&mut self) -> Vec<String> {
        let mut written = std::mem::take(&mut self.written);
        written.append(&mut self.from_files);
        written
    }

    /// Whether there is one, of which nothing could be taken: it is a POST all the same.
    pub(super) fn was_not_read(&self) -> bool {
        self.is_there && self.parts.is_empty() && !self.goes_into_query
    }

    /// What belongs into the address.
    pub(super) fn take_queries(&mut self) -> Vec<String> {
        let mut queries = std::mem::take(&mut self.queries);
        if self.goes_into_query {
            queries.append(&mut self.parts);
            self.written.clear();
        }
        queries
    }

    /// Puts it into the fields, with the headers that curl sends along.
    pub(super) fn finish(&mut self, request: &mut Request) {
        for text in std::mem::take(&mut self.from_files) {
            let why = if text.starts_with("--form") { WhyLeftOut::NoField } else { WhyLeftOut::FromFile };
            request.leave_out(text, why);
        }
        if self.goes_into_query {
            return;
        }
        if !self.is_there && self.parts.is_empty() {
            return;
        }
        if !self.parts.is_empty() {
            let data = self.parts.join(if self.is_json { "" } else { "&" });
            request.connection.set("data", data);
        }
        if self.is_json {
            request.add_missing("Content-Type", "application/json");
            request.add_missing("Accept", "application/json");
        } else if !self.parts.is_empty() {
            request.add_missing("Content-Type", "application/x-www-form-urlencoded");
        }
    }

    fn data(&mut self, name: &str, value: &str, is_file: bool) {
        let text = format!("--{name} {value}");
        self.is_there = true;
        if is_file {
            self.from_files.push(text);
        } else {
            self.written.push(text);
            self.parts.push(value.to_owned());
        }
    }

    fn url_encoded(&mut self, name: &str, value: &str) {
        let text = format!("--{name} {value}");
        self.is_there = true;
        match encoded(value) {
            Some(part) => {
                self.written.push(text);
                self.parts.push(part);
            }
            None => self.from_files.push(text),
        }
    }
}

/// `content`, `=content`, `name=content`; `None` for `@file` and `name@file`.
fn encoded(value: &str) -> Option<String> {
    match value.find(['=', '@']) {
        Some(at) if value.as_bytes()[at] == b'@' => None,
        Some(0) => Some(encoded_value(&value[1..])),
        Some(at) => Some(format!("{}={}", &value[..at], encoded_value(&value[at + 1..]))),
        None => Some(encoded_value(value)),
    }
}
