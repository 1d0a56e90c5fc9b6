//! What must not leave the program by accident: secret header values and passwords in URLs.

use std::{borrow::Cow, sync::Arc};

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

    /// The same, with more header names whose values are secrets.
    #[must_use]
    pub fn with_names(self, names: Arc<[String]>) -> Self {
        Self { names, ..self }
    }

    /// The same, but written as they are.
    #[must_use]
    pub fn include(self) -> Self {
        Self { included: true, ..self }
    }

    /// Whether they are masked.
    pub fn are_masked(&self) -> bool {
        !self.included
    }

    /// Whether the value of a header with this name is a secret.
    pub fn is_secret_header(&self, name: &str) -> bool {
        is_secret_header(name) || self.names.iter().any(|secret| name.trim().eq_ignore_ascii_case(secret.trim()))
    }

    /// Header lines with secret values replaced, and passwords of URLs in the others. Does nothing when they
    /// are included.
    pub fn mask_headers(&self, headers: &mut [(String, String)]) {
        if self.included {
            return;
        }
        for (name, value) in headers {
            if self.is_secret_header(name) {
                MASK.clone_into(value);
            } else if let Cow::Owned(masked) = mask_url_passwords(value) {
                *value = masked;
            }
        }
    }
}

/// Whether the value of a header with this name is a secret whatever the user says.
pub fn is_secret_header(name: &str) -> bool {
    const ALWAYS: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "set-cookie"];
    ALWAYS.iter().any(|secret| name.trim().eq_ignore_ascii_case(secret))
}

/// Replaces the password of every URL in a text.
pub fn mask_url_passwords(text: &str) -> Cow<'_, str> {
    let mut masked = String::new();
    let mut copied = 0;
    let mut from = 0;
    while let Some(found) = text[from..].find("://") {
        let authority = from + found + 3;
        let end = text[authority..]
            .find(|c: char| matches!(c, '/' | '?' | '#' | '"' | '\\' | '<' | '>') || c.is_whitespace())
            .map_or(text.len(), |length| authority + length);
        if let Some(at) = text[authority..end].rfind('@')
            && let Some(colon) = text[authority..authority + at].find(':')
        {
            masked.push_str(&text[copied..=authority + colon]);
            masked.push_str(MASK);
            copied = authority + at;
        }
        from = end.max(authority);
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(&text[copied..]);
    Cow::Owned(masked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_of_a_url_is_masked() {
        for (text, masked) in [
            ("http://user:pw@host/", "http://user:***@host/"),
            ("http://user:p@w@host:80/x?a=b:c@d", "http://user:***@host:80/x?a=b:c@d"),
            ("http://user@host/", "http://user@host/"),
            ("http://:pw@host", "http://:***@host"),
            ("http://host/a:b@c", "http://host/a:b@c"),
            ("ws://a:b@h wss://c:d@h/", "ws://a:***@h wss://c:***@h/"),
            ("{\"url\":\"http://u:p@h\"}", "{\"url\":\"http://u:***@h\"}"),
            ("no url: at@all", "no url: at@all"),
            ("ends with ://", "ends with ://"),
        ] {
            assert_eq!(mask_url_passwords(text), masked);
        }
    }

    #[test]
    fn secret_headers_are_known_in_any_case() {
        for name in ["Authorization", "COOKIE", "set-Cookie", "Proxy-authorization"] {
            assert!(is_secret_header(name), "{name}");
        }
        assert!(!is_secret_header("X-Cookie"));
    }

    #[test]
    fn the_users_names_are_masked_as_well_unless_secrets_are_included() {
        let names: Arc<[String]> = ["x-api-key".to_owned()].into();
        let headers = || vec![("X-API-Key".to_owned(), "hush".to_owned()), ("x-a".to_owned(), "1".to_owned())];
        let masked = Secrets::masked().with_names(names);
        let mut lines = headers();
        masked.mask_headers(&mut lines);
        assert_eq!(lines, [("X-API-Key".to_owned(), MASK.to_owned()), ("x-a".to_owned(), "1".to_owned())]);
        let mut lines = headers();
        masked.include().mask_headers(&mut lines);
        assert_eq!(lines, headers());
    }
}
