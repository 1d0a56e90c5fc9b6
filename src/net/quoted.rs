//! What a peer sent, as an error repeats it: never at full length, and never as it came.

use std::fmt;

use crate::{
    limits::MAX_QUOTED_BYTES,
    transcript::secrets::{MASK, Secrets, mask_url},
};

/// The begin of what a peer sent, in quotes and with its control characters escaped, so that neither a terminal nor a
/// record has to take it as it came. What is left out is counted. Values of secret headers and passwords of URLs are
/// masked before anything is cut, so that half of one is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    shown: String,
    left_out_bytes: usize,
}

impl Quoted {
    /// Keeps at most [`MAX_QUOTED_BYTES`]; bytes beyond UTF-8 are replaced.
    pub fn new(sent: impl AsRef<[u8]>) -> Self {
        Self::masked_by(&Secrets::masked(), sent)
    }

    /// As [`Self::new`], for a text that is one URL as a whole: no space and no quote in it ends its password.
    pub fn url(sent: &str) -> Self {
        Self::new(mask_url(sent).as_bytes())
    }

    /// As [`Self::new`], where the headers that the user called secret are known as well.
    pub fn masked_by(secrets: &Secrets, sent: impl AsRef<[u8]>) -> Self {
        let sent = sent.as_ref();
        let mut shown = Vec::new();
        let mut at = 0;
        let mut secrets = secrets.places_in_head(sent);
        loop {
            let secret = secrets.next();
            let end = secret.as_ref().map_or(sent.len(), |secret| secret.start);
            at += push_begin(&mut shown, &sent[at..end]);
            match secret {
                Some(secret) if at == end && shown.len() + MASK.len() <= MAX_QUOTED_BYTES => {
                    shown.extend_from_slice(MASK.as_bytes());
                    at = secret.end;
                }
                _ => break,
            }
        }
        Self { shown: String::from_utf8_lossy(&shown).into_owned(), left_out_bytes: sent.len() - at }
    }
}

/// Adds as much of a text as there is room for. Returns how much that was.
fn push_begin(shown: &mut Vec<u8>, text: &[u8]) -> usize {
    let mut end = text.len().min(MAX_QUOTED_BYTES.saturating_sub(shown.len()));
    if end < text.len() {
        // Not inside a character, where there are characters.
        end = (end.saturating_sub(3)..=end).rev().find(|&at| text[at] & 0xC0 != 0x80).unwrap_or(end);
    }
    shown.extend_from_slice(&text[..end]);
    end
}

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.shown)?;
        if self.left_out_bytes > 0 {
            write!(f, " and {} bytes more", self.left_out_bytes)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_whole_and_a_long_one_is_cut_between_characters() {
        assert_eq!(Quoted::new("a\x1b[1m\"é").to_string(), r#""a\u{1b}[1m\"é""#);
        assert_eq!(Quoted::new(b"\xff").to_string(), "\"\u{fffd}\"");
        let long = "é".repeat(MAX_QUOTED_BYTES);
        let message = Quoted::new(format!("x{long}")).to_string();
        assert!(message.ends_with("é\" and 258 bytes more") && !message.contains('\u{fffd}'), "{message}");
        assert!(Quoted::new(vec![0xBF; MAX_QUOTED_BYTES + 9]).to_string().ends_with(" and 9 bytes more"));
    }

    #[test]
    fn secrets_are_masked_before_anything_is_cut() {
        let head = b"HTTP/1.1 101 X\r\nSET-cookie id=hush\r\nX-A: ws://u:hush@h";
        assert_eq!(Quoted::new(head).to_string(), r#""HTTP/1.1 101 X\r\nSET-cookie ***\r\nX-A: ws://u:***@h""#);
        for before in 0..MAX_QUOTED_BYTES + 2 {
            for secret in ["Cookie: hush", "Cookie: #", "ws://u:#@h"] {
                let long = format!("{}\n{}", "x".repeat(before), secret.replace('#', &"hush".repeat(99)));
                let message = Quoted::new(&long).to_string();
                assert!(!message.contains("hu"), "{message}");
                assert!(message.len() < MAX_QUOTED_BYTES + 40, "{message}");
            }
        }
        let secrets = Secrets::masked().with_names(["x-key".to_owned()].into());
        assert_eq!(Quoted::masked_by(&secrets, "x-KEY hush").to_string(), r#""x-KEY ***""#);
    }
}
