//! What must not leave the program by accident: secret header values and passwords in URLs.

use std::borrow::Cow;

/// What stands in the place of a secret.
pub const MASK: &str = "***";

/// Whether secrets are written or masked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrets {
    /// As [`MASK`].
    #[default]
    Masked,
    /// As they are: the user asked for it.
    Included,
}

/// Whether the value of a header with this name is a secret.
pub fn is_secret_header(name: &str) -> bool {
    const SECRET: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "set-cookie"];
    SECRET.iter().any(|secret| name.trim().eq_ignore_ascii_case(secret))
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

/// Header lines with secret values replaced, and passwords of URLs in the others.
pub fn mask_headers(headers: &mut [(String, String)]) {
    for (name, value) in headers {
        if is_secret_header(name) {
            MASK.clone_into(value);
        } else if let Cow::Owned(masked) = mask_url_passwords(value) {
            *value = masked;
        }
    }
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
}
