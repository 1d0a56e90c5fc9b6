//! What must not leave the program by accident: secret header values and passwords in URLs.

mod header_line;
mod json;
mod url_password;

use std::{borrow::Cow, ops::Range, sync::Arc};

use self::url_password::UrlPasswords;

/// What stands in the place of a secret.
pub const MASK: &str = "***";

/// Whether secrets are written or masked, and what is one.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    included: bool,
    names: Arc<[String]>,
}

impl Secrets {
    /// As [`MASK`].
    pub fn masked() -> Self {
        Self::default()
    }

    /// As they are: the user asked for it.
    pub fn included() -> Self {
        Self { included: true, ..Self::default() }
    }

    /// Masks also the values of these headers: more names whose values are secrets.
    #[must_use]
    pub fn with_names(self, names: Arc<[String]>) -> Self {
        Self { names, ..self }
    }

    /// Writes the values as they are: the user asked for it.
    #[must_use]
    pub fn include(self) -> Self {
        Self { included: true, ..self }
    }

    /// Whether they are masked.
    pub fn are_masked(&self) -> bool {
        !self.included
    }

    /// The names whose values are secrets besides those that always are.
    pub fn names(&self) -> &Arc<[String]> {
        &self.names
    }

    /// Whether the value of a header with this name is a secret. What cannot stand in a name is passed over: a peer's
    /// `Set-Cookie\0` is one.
    pub fn is_secret_header(&self, name: &str) -> bool {
        self.is_secret_name(header_line::name(name.as_bytes()))
    }

    fn is_secret_name(&self, name: &[u8]) -> bool {
        is_secret_name(name) || is_one_of(name, &self.names)
    }

    /// Header lines with secret values replaced, and passwords of URLs in the others. Does nothing when they
    /// are included.
    pub fn mask_headers(&self, headers: &mut [(String, String)]) {
        if self.included {
            return;
        }
        for (name, value) in headers {
            let (masked_name, masked_value) = self.mask_header(name, value);
            let changed_name = (masked_name != *name).then(|| masked_name.into_owned());
            if masked_value != *value {
                *value = masked_value.into_owned();
            }
            if let Some(masked) = changed_name {
                *name = masked;
            }
        }
    }

    /// Name and value of one header line as [`Self::mask_headers`] leaves them.
    pub fn mask_header<'a>(&self, name: &'a str, value: &'a str) -> (Cow<'a, str>, Cow<'a, str>) {
        if self.included {
            (name.into(), value.into())
        } else if self.is_secret_header(name) {
            // Of a line that lacks its colon, a part of the value looks like the name.
            (self.mask_head(name), MASK.into())
        } else if is_url_header(name) {
            (name.into(), mask_url(value))
        } else {
            (name.into(), self.mask_value(value))
        }
    }

    /// The value of a header that is none of the secret ones. A line end that is no `\n` is a part of the value, and what
    /// stands behind it is a line to whoever reads it so.
    fn mask_value<'a>(&self, value: &'a str) -> Cow<'a, str> {
        let Some((first, lines)) = value.split_once('\r') else { return mask_url_passwords(value) };
        match (mask_url_passwords(first), self.mask_head(lines)) {
            (Cow::Borrowed(_), Cow::Borrowed(_)) => Cow::Borrowed(value),
            (first, lines) => Cow::Owned(format!("{first}\r{lines}")),
        }
    }

    /// Where secrets stand in a head as it came, or in a part of one: values of secret headers, also of lines that lack
    /// their colon or their end, and passwords of URLs. In order; nothing when they are included.
    pub fn places_in_head<'a>(&'a self, head: &'a [u8]) -> impl Iterator<Item = Range<usize>> + 'a {
        let head = if self.included { &[] } else { head };
        header_line::lines(head, |name| self.is_secret_name(name)).flat_map(|(line, value)| {
            let rest = if value.is_some() { &[] } else { &head[line.clone()] };
            let passwords = UrlPasswords::of(rest).map(move |place| line.start + place.start..line.start + place.end);
            value.filter(|value| !value.is_empty()).into_iter().chain(passwords)
        })
    }

    /// A head, or a part of one, without its secrets.
    pub fn mask_head<'a>(&self, head: &'a str) -> Cow<'a, str> {
        replaced(head, self.places_in_head(head.as_bytes()))
    }

    /// A sentence of ours without the secrets of what it quotes: passwords of URLs, and values of secret headers in a
    /// peer's lines.
    pub fn mask_message<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.included {
            return Cow::Borrowed(text);
        }
        let values = header_line::values_in_message(text.as_bytes(), |name| self.is_secret_name(name));
        match replaced(text, values.into_iter().filter(|value| !value.is_empty())) {
            Cow::Borrowed(text) => mask_url_passwords(text),
            Cow::Owned(text) => Cow::Owned(mask_url_passwords(&text).into_owned()),
        }
    }

    /// The text of a JSON value with the messages in it masked, each string for itself.
    pub fn mask_messages_in_json<'a>(&self, json: &'a str) -> Cow<'a, str> {
        if self.included { Cow::Borrowed(json) } else { json::map_strings(json, |text| self.mask_message(text)) }
    }
}

/// Whether the value of a header with this name is a secret whatever the user says.
pub fn is_secret_header(name: &str) -> bool {
    is_secret_name(header_line::name(name.as_bytes()))
}

/// Whether a name is one of those that a user named.
pub fn is_named(name: &str, names: &[String]) -> bool {
    is_one_of(header_line::name(name.as_bytes()), names)
}

/// The name that a header line begins with, whatever is wrong with the line: all of it that may be shown.
pub fn name_of_line(line: &str) -> &str {
    let name = header_line::name(line.as_bytes());
    std::str::from_utf8(name).unwrap_or_default()
}

fn is_secret_name(name: &[u8]) -> bool {
    // The last two are those of RFC 2965, which some servers still send.
    const ALWAYS: [&str; 6] =
        ["authorization", "proxy-authorization", "cookie", "set-cookie", "cookie2", "set-cookie2"];
    ALWAYS.iter().any(|secret| name.eq_ignore_ascii_case(secret.as_bytes()))
}

fn is_one_of(name: &[u8], names: &[String]) -> bool {
    !name.is_empty() && names.iter().any(|one| name.eq_ignore_ascii_case(header_line::name(one.as_bytes())))
}

/// Whether the whole value is a URL.
fn is_url_header(name: &str) -> bool {
    const URLS: [&str; 4] = ["location", "content-location", "referer", "origin"];
    URLS.iter().any(|url| name.trim().eq_ignore_ascii_case(url))
}

/// The text of a JSON value without passwords of URLs, each string for itself.
pub fn mask_url_passwords_in_json(json: &str) -> Cow<'_, str> {
    if memchr::memchr(b'@', json.as_bytes()).is_none() {
        return Cow::Borrowed(json);
    }
    json::map_strings(json, mask_url_passwords)
}

/// Replaces the password of every address in a text; `url_password` has the rule.
pub fn mask_url_passwords(text: &str) -> Cow<'_, str> {
    replaced(text, UrlPasswords::of(text.as_bytes()))
}

/// Masks the password of a text that is one URL as a whole: nothing but its own end ends it.
pub fn mask_url(text: &str) -> Cow<'_, str> {
    replaced(text, url_password::password(text.as_bytes()).into_iter())
}

/// Puts [`MASK`] in the place of what was found.
fn replaced(text: &str, found: impl Iterator<Item = Range<usize>>) -> Cow<'_, str> {
    let mut masked = String::new();
    let mut copied = 0;
    for secret in found.filter(|secret| text[secret.clone()] != *MASK) {
        masked.push_str(&text[copied..secret.start]);
        masked.push_str(MASK);
        copied = secret.end;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(&text[copied..]);
    Cow::Owned(masked)
}

#[cfg(test)]
mod tests;
