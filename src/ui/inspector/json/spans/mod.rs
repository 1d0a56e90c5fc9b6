//! A JSON text as places in its bytes: nothing is converted, so numbers and the order of keys stay as written.

use std::ops::Range;

/// What is parsed at most.
pub(crate) const MAX_BYTES: usize = 64 * 1024 * 1024;
/// And so many values.
pub(crate) const MAX_VALUES: usize = 4_000_000;
/// Bytes between two reports of how far it is.
const REPORT_EVERY: usize = 1024 * 1024;

/// The values of a text in the order of their beginnings; the first is the root.
#[derive(Debug, Default)]
pub(crate) struct Spans {
    values: Vec<Value>,
}

/// A value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value {
    start: u32,
    end: u32,
    /// Of a member: where its key begins. Of an element: its number. See [`Spans::place`].
    place: u32,
    parent: u32,
    after: u32,
    /// How many values it holds directly.
    pub(crate) children: u32,
    /// How many values it is inside of.
    pub(crate) depth: u32,
}

/// Where a value stands in the one that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is the whole text.
    Root,
    /// The key of a member, where it begins with its quote.
    Key(usize),
    /// The number of an element, from 0.
    Index(u32),
}

/// Why a text is no JSON, or is not parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// Bytes that are no UTF-8.
    #[error("bytes that are not UTF-8")]
    NotUtf8(usize),
    /// A value should begin here.
    #[error("a value is missing")]
    Value(usize),
    /// A key should begin here.
    #[error("a key in quotes is missing")]
    Key(usize),
    /// A colon should be here.
    #[error("a colon is missing")]
    Colon(usize),
    /// A comma or the end of the array or object should be here.
    #[error("a comma or the end of an array or object is missing")]
    Comma(usize),
    /// Nothing should be here.
    #[error("text behind the value")]
    Behind(usize),
    /// A string has no end, a bad escape or a control character.
    #[error("a string that is not written as JSON wants")]
    String(usize),
    /// A number is not written as JSON wants.
    #[error("a number that is not written as JSON wants")]
    Number(usize),
    /// It has more values than are shown.
    #[error("too many values")]
    TooMany,
    /// Nobody waits for the result.
    #[error("not wanted any more")]
    Cancelled,
}

impl Fault {
    /// The byte it is at.
    pub(crate) fn at(self) -> usize {
        match self {
            Self::NotUtf8(at)
            | Self::Value(at)
            | Self::Key(at)
            | Self::Colon(at)
            | Self::Comma(at)
            | Self::Behind(at)
            | Self::String(at)
            | Self::Number(at) => at,
            Self::TooMany | Self::Cancelled => 0,
        }
    }
}

impl Spans {
    /// Parses a text; `report` is given the byte it is at and returns whether to go on.
    pub(crate) fn parse(text: &[u8], report: impl FnMut(usize) -> bool) -> Result<Self, Fault> {
        if let Err(error) = std::str::from_utf8(text) {
            return Err(Fault::NotUtf8(error.valid_up_to()));
        }
        let mut parser = Parser { text, at: 0, values: Vec::new(), report, reported: 0 };
        parser.document()?;
        parser.values.shrink_to_fit();
        Ok(Self { values: parser.values })
    }

    /// How many values there are.
    pub(crate) fn len(&self) -> u32 {
        self.values.len() as u32
    }

    /// A value.
    pub(crate) fn value(&self, number: u32) -> Option<&Value> {
        self.values.get(number as usize)
    }

    /// The value that holds this one.
    pub(crate) fn parent(&self, number: u32) -> Option<u32> {
        self.value(number).map(|value| value.parent).filter(|&parent| parent != NONE)
    }

    /// The value that follows this one and all inside of it.
    pub(crate) fn after(&self, number: u32) -> u32 {
        self.value(number).map_or(number + 1, |value| value.after)
    }

    /// The bytes of a value.
    pub(crate) fn bytes<'t>(&self, text: &'t [u8], number: u32) -> &'t [u8] {
        self.value(number).and_then(|value| text.get(value.range())).unwrap_or_default()
    }

    /// Where a value stands in the one that holds it.
    pub(crate) fn place(&self, text: &[u8], number: u32) -> Place {
        let Some(value) = self.value(number) else { return Place::Root };
        match self.value(value.parent).and_then(|parent| text.get(parent.start as usize)) {
            Some(b'{') => Place::Key(value.place as usize),
            Some(_) => Place::Index(value.place),
            None => Place::Root,
        }
    }

    /// The key of a member with its quotes, as written.
    pub(crate) fn key<'t>(&self, text: &'t [u8], number: u32) -> Option<&'t [u8]> {
        let Place::Key(start) = self.place(text, number) else { return None };
        let end = string_end(text, start).ok()?;
        text.get(start..end)
    }
}

impl Value {
    /// Where it is in the text.
    pub(crate) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// No value.
const NONE: u32 = u32::MAX;

struct Parser<'t, R> {
    text: &'t [u8],
    at: usize,
    values: Vec<Value>,
    report: R,
    reported: usize,
}

impl<R: FnMut(usize) -> bool> Parser<'_, R> {
    fn document(&mut self) -> Result<(), Fault> {
        let (mut parent, mut place) = (NONE, 0);
        loop {
            // A value begins.
            self.skip_space();
            let number = self.begin(parent, place)?;
            match self.byte() {
                Some(open @ (b'{' | b'[')) => {
                    self.at += 1;
                    self.skip_space();
                    if self.byte() == Some(open + 2) {
                        self.at += 1;
                    } else {
                        parent = number;
                        place = if open == b'{' { self.key()? } else { 0 };
                        continue;
                    }
                }
                Some(b'"') => self.at = string_end(self.text, self.at)?,
                Some(b'-' | b'0'..=b'9') => self.number()?,
                _ => self.word()?,
            }
            self.end(number);
            // It has ended, and so may those around it.
            loop {
                self.skip_space();
                let Some(around) = self.values.get_mut(parent as usize) else {
                    return if self.at == self.text.len() { Ok(()) } else { Err(Fault::Behind(self.at)) };
                };
                let open = self.text.get(around.start as usize).copied().unwrap_or_default();
                match self.text.get(self.at) {
                    Some(b',') => {
                        let count = around.children;
                        self.at += 1;
                        self.skip_space();
                        place = if open == b'{' { self.key()? } else { count };
                        break;
                    }
                    Some(&close) if close == open + 2 => {
                        self.at += 1;
                        let above = around.parent;
                        self.end(parent);
                        parent = above;
                    }
                    _ => return Err(Fault::Comma(self.at)),
                }
            }
        }
    }

    fn begin(&mut self, parent: u32, place: u32) -> Result<u32, Fault> {
        if self.at >= self.reported + REPORT_EVERY {
            self.reported = self.at;
            if !(self.report)(self.at) {
                return Err(Fault::Cancelled);
            }
        }
        if self.values.len() >= MAX_VALUES || self.text.len() >= NONE as usize {
            return Err(Fault::TooMany);
        }
        let depth = match self.values.get_mut(parent as usize) {
            Some(around) => {
                around.children += 1;
                around.depth + 1
            }
            None => 0,
        };
        let start = self.at as u32;
        let number = self.values.len() as u32;
        self.values.push(Value { start, end: start, place, parent, after: number + 1, children: 0, depth });
        Ok(number)
    }

    fn end(&mut self, number: u32) {
        let after = self.values.len() as u32;
        if let Some(value) = self.values.get_mut(number as usize) {
            value.end = self.at as u32;
            value.after = after;
        }
    }

    /// Takes a key and its colon; returns where the key begins.
    fn key(&mut self) -> Result<u32, Fault> {
        if self.byte() != Some(b'"') {
            return Err(Fault::Key(self.at));
        }
        let start = self.at as u32;
        self.at = string_end(self.text, self.at)?;
        self.skip_space();
        if self.byte() != Some(b':') {
            return Err(Fault::Colon(self.at));
        }
        self.at += 1;
        Ok(start)
    }

    fn number(&mut self) -> Result<(), Fault> {
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        if self.byte() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let digits = self.text[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += digits;
        if digits == 0 { Err(Fault::Number(self.at)) } else { Ok(()) }
    }

    fn word(&mut self) -> Result<(), Fault> {
        let rest = &self.text[self.at..];
        let word = ["true", "false", "null"].into_iter().find(|word| rest.starts_with(word.as_bytes()));
        self.at += word.ok_or(Fault::Value(self.at))?.len();
        Ok(())
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.byte() {
            self.at += 1;
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }
}

/// Where the string that begins with the quote at `start` ends.
fn string_end(text: &[u8], start: usize) -> Result<usize, Fault> {
    let mut at = start + 1;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let plain = rest.iter().position(|&byte| byte == b'"' || byte == b'\\' || byte < 0x20);
        at += plain.ok_or(Fault::String(start))?;
        match text[at] {
            b'"' => return Ok(at + 1),
            b'\\' => {
                let length = match text.get(at + 1) {
                    Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
                    Some(b'u') if text.get(at + 2..at + 6).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) => {
                        6
                    }
                    _ => return Err(Fault::String(at)),
                };
                at += length;
            }
            _ => return Err(Fault::String(at)),
        }
    }
}

#[cfg(test)]
mod tests;
