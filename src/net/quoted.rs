//! What a peer sent, as an error repeats it: never at full length, and never as it came.

use std::fmt;

use crate::limits::MAX_QUOTED_BYTES;

/// The begin of what a peer sent, in quotes and with its control characters escaped, so that neither a terminal nor a
/// record has to take it as it came. What is left out is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    shown: String,
    left_out_bytes: usize,
}

impl Quoted {
    /// Keeps at most [`MAX_QUOTED_BYTES`]; bytes beyond UTF-8 are replaced.
    pub fn new(sent: impl AsRef<[u8]>) -> Self {
        let sent = sent.as_ref();
        let mut end = sent.len().min(MAX_QUOTED_BYTES);
        if end < sent.len() {
            // Not inside a character, where there are characters.
            end = (end.saturating_sub(3)..=end).rev().find(|&at| sent[at] & 0xC0 != 0x80).unwrap_or(end);
        }
        Self { shown: String::from_utf8_lossy(&sent[..end]).into_owned(), left_out_bytes: sent.len() - end }
    }
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
        let told = Quoted::new(format!("x{long}")).to_string();
        assert!(told.ends_with("é\" and 258 bytes more") && !told.contains('\u{fffd}'), "{told}");
        assert!(Quoted::new(vec![0xBF; MAX_QUOTED_BYTES + 9]).to_string().ends_with(" and 9 bytes more"));
    }
}
