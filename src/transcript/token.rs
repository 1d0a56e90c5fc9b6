//! What HTTP takes for a name: a token. RFC 9110 §5.6.2.

/// Whether a text can be a name in HTTP: of a header, a method, a media type, a subprotocol.
pub fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_token_byte)
}

/// Whether a byte can stand in such a name.
pub fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_letters_digits_and_some_marks() {
        for (text, is_one) in [
            ("Sec-WebSocket-Key", true),
            ("chat.v2", true),
            ("!#$%&'*+-.^_`|~09", true),
            ("", false),
            ("a b", false),
            ("a/b", false),
            ("a,b", false),
            ("é", false),
            ("\t", false),
        ] {
            assert_eq!(is_token(text), is_one, "{text:?}");
        }
    }
}
