//! Bytes of a head as text. RFC 9110 §5.5.

use std::borrow::Cow;

/// UTF-8, or else Latin-1, in which every byte is a character.
pub fn header_text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_utf8_is_latin_1() {
        for (bytes, text) in
            [(&b"caf\xc3\xa9"[..], "café"), (b"caf\xe9", "café"), (b"\xc3\xa9\xff\0", "Ã©ÿ\0"), (b"", "")]
        {
            assert_eq!(header_text(bytes), text);
        }
    }
}
