//! Writes a tree as JSON, never deeper or longer than its limits. What was whole before a fault stays.

use std::fmt::Write as _;

use super::fault::{MAX_DEPTH, Problem};

/// Bytes that a tree has at most as JSON.
pub const MAX_TREE_BYTES: usize = 64 * 1024 * 1024;

/// Values between two looks at whether somebody waits.
const LOOK_EVERY: u32 = 1024;

/// A JSON text on its way.
pub(super) struct TreeWriter<'a> {
    text: Vec<u8>,
    /// What ends each value that is open.
    open: Vec<u8>,
    /// Levels around this text.
    around: usize,
    needs_comma: bool,
    /// How much of the text is whole once what is open is ended.
    whole: usize,
    written: u32,
    cancelled: &'a dyn Fn() -> bool,
}

impl<'a> TreeWriter<'a> {
    pub(super) fn new(cancelled: &'a dyn Fn() -> bool) -> Self {
        Self { text: Vec::new(), open: Vec::new(), around: 0, needs_comma: false, whole: 0, written: 0, cancelled }
    }

    /// For a key that may be any value.
    pub(super) fn for_key(&self) -> Self {
        Self { around: self.around + self.open.len() + 1, ..Self::new(self.cancelled) }
    }

    /// The value as a key: text as it is, anything else in brackets.
    pub(super) fn into_key(self) -> String {
        let json = self.finish().unwrap_or_default();
        let text = json.starts_with(b"\"").then(|| serde_json::from_slice(&json).ok()).flatten();
        text.unwrap_or_else(|| format!("({})", String::from_utf8_lossy(&json)))
    }

    /// The text, `None` when nothing was written. What is still open is ended.
    pub(super) fn finish(mut self) -> Option<Vec<u8>> {
        self.text.truncate(self.whole);
        self.text.extend(self.open.iter().rev());
        Some(self.text).filter(|text| !text.is_empty())
    }

    pub(super) fn begin_object(&mut self) -> Result<(), Problem> {
        self.begin(b'{', b'}')
    }

    pub(super) fn begin_array(&mut self) -> Result<(), Problem> {
        self.begin(b'[', b']')
    }

    /// Ends the innermost object or array.
    pub(super) fn end(&mut self) {
        if let Some(closer) = self.open.pop() {
            self.text.push(closer);
            self.is_whole();
        }
    }

    /// The key of the next value.
    pub(super) fn key(&mut self, key: &str) -> Result<(), Problem> {
        self.begin_value(key.len())?;
        push_string(&mut self.text, key);
        self.text.push(b':');
        self.needs_comma = false;
        Ok(())
    }

    /// A string.
    pub(super) fn string(&mut self, text: &str) -> Result<(), Problem> {
        self.begin_value(text.len())?;
        push_string(&mut self.text, text);
        self.is_whole();
        Ok(())
    }

    /// A value that is JSON already.
    pub(super) fn json(&mut self, json: &str) -> Result<(), Problem> {
        self.begin_value(json.len())?;
        self.text.extend_from_slice(json.as_bytes());
        self.is_whole();
        Ok(())
    }

    /// A whole number.
    pub(super) fn number(&mut self, number: impl std::fmt::Display) -> Result<(), Problem> {
        self.json(&number.to_string())
    }

    /// A number that JSON may have no word for.
    pub(super) fn float<F: Into<f64> + std::fmt::Debug + Copy>(&mut self, number: F) -> Result<(), Problem> {
        let wide: f64 = number.into();
        // The shortest text that gives the number again, in the width that it came in.
        if wide.is_finite() { self.json(&format!("{number:?}")) } else { self.string(&wide.to_string()) }
    }

    /// Bytes: how many, and which.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.begin_value(bytes.len().saturating_mul(2))?;
        let mut text = String::with_capacity(bytes.len() * 2 + 32);
        write!(text, "{{\"bytes\":{},\"hex\":\"{}\"}}", bytes.len(), hex(bytes)).ok();
        self.text.extend_from_slice(text.as_bytes());
        self.is_whole();
        Ok(())
    }

    fn begin(&mut self, opener: u8, closer: u8) -> Result<(), Problem> {
        if self.around + self.open.len() >= MAX_DEPTH {
            return Err(Problem::TooDeep);
        }
        self.begin_value(2)?;
        self.text.push(opener);
        self.open.push(closer);
        self.is_whole();
        self.needs_comma = false;
        Ok(())
    }

    fn begin_value(&mut self, length: usize) -> Result<(), Problem> {
        if self.text.len().saturating_add(length) > MAX_TREE_BYTES {
            return Err(Problem::TooLong);
        }
        self.written = self.written.wrapping_add(1);
        if self.written.is_multiple_of(LOOK_EVERY) && (self.cancelled)() {
            return Err(Problem::Cancelled);
        }
        if self.needs_comma {
            self.text.push(b',');
        }
        Ok(())
    }

    fn is_whole(&mut self) {
        self.whole = self.text.len();
        self.needs_comma = true;
    }
}

/// Bytes as hex digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").ok();
    }
    text
}

fn push_string(text: &mut Vec<u8>, string: &str) {
    // Writing a string to memory has no way to fail.
    serde_json::to_writer(text, string).ok();
}
