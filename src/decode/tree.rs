//! Writes a tree as JSON, never deeper or longer than its limits. What was whole before a fault stays.
//!
//! Each writing function fails with the limit that it meets, or because the result is no longer wanted. Its reader adds the
//! byte and stops; [`TreeWriter::finish`] still gives what was whole.

use std::fmt::Write as _;

use data_encoding::HEXLOWER;

use super::fault::Problem;
use crate::limits::{MAX_TREE_BYTES, MAX_TREE_DEPTH};

/// Values between two questions whether the result is still wanted.
const CANCEL_CHECK_VALUES: u32 = 1024;

/// A JSON text on its way.
pub(super) struct TreeWriter<'a> {
    text: Vec<u8>,
    /// What ends each value that is open.
    open: Vec<u8>,
    /// The key that is being written, if it may be any value.
    key: Option<Key>,
    needs_comma: bool,
    /// Up to here the text is JSON once what is open is ended.
    whole_bytes: usize,
    values: u32,
    cancelled: &'a dyn Fn() -> bool,
}

/// A key that may be any value, while it is written.
#[derive(Clone, Copy)]
struct Key {
    /// Where it begins in the text.
    at: usize,
    /// How many values are open around it.
    open: usize,
}

/// What [`TreeWriter::begin_key`] has begun.
#[derive(Clone, Copy)]
#[must_use]
pub(super) enum KeyBegin {
    /// A key of the tree.
    Outermost,
    /// A key inside of a key.
    Inside,
}

impl<'a> TreeWriter<'a> {
    pub(super) fn new(cancelled: &'a dyn Fn() -> bool) -> Self {
        Self { text: Vec::new(), open: Vec::new(), key: None, needs_comma: false, whole_bytes: 0, values: 0, cancelled }
    }

    /// Begins a key that may be any value: the next value is it. Ended by [`Self::end_key`].
    ///
    /// JSON has text only. A key that is none is written as a text in brackets, and what stands inside of it in the
    /// notation of RFC 8949 §8, in which a map has keys of any kind: `({1:{"a":2}})`. So that a key inside of a key
    /// inside of a key is written once, and made a text once.
    pub(super) fn begin_key(&mut self) -> Result<KeyBegin, Problem> {
        self.begin_value(0)?;
        self.needs_comma = false;
        if self.key.is_some() {
            return Ok(KeyBegin::Inside);
        }
        self.key = Some(Key { at: self.text.len(), open: self.open.len() });
        Ok(KeyBegin::Outermost)
    }

    /// The value that has just been written is a key.
    pub(super) fn end_key(&mut self, begin: KeyBegin) -> Result<(), Problem> {
        if let (KeyBegin::Outermost, Some(Key { at, .. })) = (begin, self.key) {
            if self.text.get(at) != Some(&b'"') {
                let value = String::from_utf8_lossy(&self.text[at..]).into_owned();
                self.text.truncate(at);
                let key = format!("({value})");
                self.check_length(escaped_bytes(&key))?;
                push_string(&mut self.text, &key);
            }
            self.key = None;
        }
        self.text.push(b':');
        self.needs_comma = false;
        Ok(())
    }

    /// The text, `None` when nothing was written. What is still open is ended.
    pub(super) fn finish(mut self) -> Option<Vec<u8>> {
        if let Some(key) = self.key {
            self.open.truncate(key.open);
        }
        self.text.truncate(self.whole_bytes);
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
            self.end_value();
        }
    }

    /// The key of the next value.
    pub(super) fn key(&mut self, key: &str) -> Result<(), Problem> {
        self.begin_value(escaped_bytes(key))?;
        push_string(&mut self.text, key);
        self.text.push(b':');
        self.needs_comma = false;
        Ok(())
    }

    /// A string.
    pub(super) fn string(&mut self, text: &str) -> Result<(), Problem> {
        self.begin_value(escaped_bytes(text))?;
        push_string(&mut self.text, text);
        self.end_value();
        Ok(())
    }

    /// A value that is JSON already.
    pub(super) fn json(&mut self, json: &str) -> Result<(), Problem> {
        self.begin_value(json.len())?;
        self.text.extend_from_slice(json.as_bytes());
        self.end_value();
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
        write!(text, "{{\"bytes\":{},\"hex\":\"{}\"}}", bytes.len(), HEXLOWER.encode(bytes)).ok();
        self.text.extend_from_slice(text.as_bytes());
        self.end_value();
        Ok(())
    }

    fn begin(&mut self, opener: u8, closer: u8) -> Result<(), Problem> {
        if self.open.len() >= MAX_TREE_DEPTH {
            return Err(Problem::TooDeep);
        }
        self.begin_value(2)?;
        self.text.push(opener);
        self.open.push(closer);
        self.end_value();
        self.needs_comma = false;
        Ok(())
    }

    fn begin_value(&mut self, length: usize) -> Result<(), Problem> {
        self.check_length(length)?;
        self.values = self.values.wrapping_add(1);
        if self.values.is_multiple_of(CANCEL_CHECK_VALUES) && (self.cancelled)() {
            return Err(Problem::Cancelled);
        }
        if self.needs_comma {
            self.text.push(b',');
        }
        Ok(())
    }

    fn check_length(&self, more: usize) -> Result<(), Problem> {
        if self.text.len().saturating_add(more) > MAX_TREE_BYTES { Err(Problem::TooLong) } else { Ok(()) }
    }

    /// A value has ended. One that is a key is whole only with what it is the key of.
    fn end_value(&mut self) {
        if self.key.is_none() {
            self.whole_bytes = self.text.len();
        }
        self.needs_comma = true;
    }
}

/// The most bytes that a text has as JSON.
fn escaped_bytes(text: &str) -> usize {
    text.bytes().map(|byte| if byte < 0x20 { 6 } else { 1 + usize::from(matches!(byte, b'"' | b'\\')) }).sum::<usize>()
        + 2
}

fn push_string(text: &mut Vec<u8>, string: &str) {
    // Writing a string to memory has no way to fail.
    serde_json::to_writer(text, string).ok();
}
