//! The quoting of bash: Bash Reference Manual §3.1.2, and the operators that end a simple command (§3.2).

use std::{iter::Peekable, str::Chars};

use super::{CommandLine, QuotingError};

/// Takes a line apart.
pub(super) fn split(text: &str) -> Result<CommandLine, QuotingError> {
    let mut reader = Reader { rest: text.chars().peekable(), at: 0, line: CommandLine::default() };
    reader.read()?;
    Ok(reader.line)
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    /// How many characters have been taken.
    at: usize,
    line: CommandLine,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), QuotingError> {
        while let Some(&next) = self.rest.peek() {
            match next {
                ' ' | '\t' => {
                    self.take();
                }
                // An empty line before the command.
                '\n' | '\r' if self.line.words.is_empty() => {
                    self.take();
                }
                '\n' | '\r' | '|' | ';' | '&' => {
                    self.rest_is_another();
                    return Ok(());
                }
                '#' => self.skip_comment(),
                '<' | '>' => self.redirection(String::new())?,
                _ => self.word()?,
            }
        }
        Ok(())
    }

    fn word(&mut self) -> Result<(), QuotingError> {
        let (word, was_quoted) = self.read_word()?;
        let is_descriptor = !was_quoted && !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        if is_descriptor && matches!(self.rest.peek(), Some('<' | '>')) {
            return self.redirection(word);
        }
        // A backslash before the end of a line makes no word of its own.
        if was_quoted || !word.is_empty() {
            self.line.words.push(word);
        }
        Ok(())
    }

    /// `> file`, `2>&1`: no part of the command's words.
    fn redirection(&mut self, descriptor: String) -> Result<(), QuotingError> {
        let mut text = descriptor;
        while let Some(&operator) = self.rest.peek()
            && matches!(operator, '<' | '>' | '&' | '|')
        {
            text.extend(self.take());
        }
        while matches!(self.rest.peek(), Some(' ' | '\t')) {
            self.take();
        }
        let (target, _) = self.read_word()?;
        text.push_str(&target);
        self.line.rest.push(text);
        Ok(())
    }

    fn read_word(&mut self) -> Result<(String, bool), QuotingError> {
        let mut word = String::new();
        let mut was_quoted = false;
        while let Some(&next) = self.rest.peek() {
            match next {
                ' ' | '\t' | '\n' | '\r' | '|' | ';' | '&' | '<' | '>' => break,
                '\'' => {
                    was_quoted = true;
                    self.take();
                    self.single_quoted(&mut word)?;
                }
                '"' => {
                    was_quoted = true;
                    self.take();
                    self.double_quoted(&mut word)?;
                }
                '\\' => {
                    self.take();
                    self.escaped(&mut word);
                }
                '$' => was_quoted |= self.dollar(&mut word)?,
                '`' => self.command_substitution(&mut word)?,
                _ => word.extend(self.take()),
            }
        }
        Ok((word, was_quoted))
    }

    fn single_quoted(&mut self, word: &mut String) -> Result<(), QuotingError> {
        let at = self.at;
        loop {
            match self.take() {
                Some('\'') => return Ok(()),
                Some(character) => word.push(character),
                None => return Err(QuotingError::Unclosed { at }),
            }
        }
    }

    fn double_quoted(&mut self, word: &mut String) -> Result<(), QuotingError> {
        let at = self.at;
        loop {
            match self.rest.peek() {
                Some('"') => {
                    self.take();
                    return Ok(());
                }
                Some('\\') => {
                    self.take();
                    match self.take() {
                        Some(character @ ('$' | '`' | '"' | '\\')) => word.push(character),
                        Some('\n') => {}
                        Some(character) => word.extend(['\\', character]),
                        None => return Err(QuotingError::Unclosed { at }),
                    }
                }
                Some('$') => self.variable(word),
                Some('`') => self.command_substitution(word)?,
                Some(_) => word.extend(self.take()),
                None => return Err(QuotingError::Unclosed { at }),
            }
        }
    }

    /// A backslash outside of quotes: the next character as it is; the end of a line goes with it.
    fn escaped(&mut self, word: &mut String) {
        match self.take() {
            Some('\r') if self.rest.peek() == Some(&'\n') => {
                self.take();
            }
            Some('\n') => {}
            Some(character) => word.push(character),
            None => word.push('\\'),
        }
    }

    /// `$'…'` and `$"…"` are quotes; true for them. Anything else is a variable or a plain `$`.
    fn dollar(&mut self, word: &mut String) -> Result<bool, QuotingError> {
        let mut ahead = self.rest.clone();
        ahead.next();
        match ahead.peek() {
            Some('\'') => {
                self.take();
                self.take();
                self.ansi_quoted(word)?;
                Ok(true)
            }
            Some('"') => {
                self.take();
                self.take();
                self.double_quoted(word)?;
                Ok(true)
            }
            _ => {
                self.variable(word);
                Ok(false)
            }
        }
    }

    /// `$NAME`, `${…}`, `$(…)`: it stays as it is written, and is named.
    fn variable(&mut self, word: &mut String) {
        let mut text = String::from("$");
        self.take();
        match self.rest.peek() {
            Some(&open @ ('{' | '(')) => {
                let close = if open == '{' { '}' } else { ')' };
                let mut depth = 0_usize;
                while let Some(character) = self.take() {
                    text.push(character);
                    depth += usize::from(character == open);
                    if character == close {
                        depth -= 1;
                        if depth == 0 {
                            break;
                        }
                    }
                }
            }
            _ => {
                while let Some(&character) = self.rest.peek()
                    && (character.is_ascii_alphanumeric() || character == '_')
                {
                    text.extend(self.take());
                }
            }
        }
        word.push_str(&text);
        if text.len() > 1 {
            self.line.variables.push(text);
        }
    }

    fn command_substitution(&mut self, word: &mut String) -> Result<(), QuotingError> {
        self.take();
        let at = self.at;
        let mut text = String::from("`");
        loop {
            let character = self.take().ok_or(QuotingError::Unclosed { at })?;
            text.push(character);
            if character == '`' {
                break;
            }
        }
        word.push_str(&text);
        self.line.variables.push(text);
        Ok(())
    }

    /// ANSI-C quoting, Bash Reference Manual §3.1.2.4. Numbers stand for bytes: together they are read as UTF-8.
    fn ansi_quoted(&mut self, word: &mut String) -> Result<(), QuotingError> {
        let at = self.at;
        let mut bytes = Vec::new();
        loop {
            match self.take().ok_or(QuotingError::Unclosed { at })? {
                '\'' => break,
                '\\' => self.ansi_escape(&mut bytes, at)?,
                character => push_char(&mut bytes, character),
            }
        }
        word.push_str(&String::from_utf8_lossy(&bytes));
        Ok(())
    }

    fn ansi_escape(&mut self, bytes: &mut Vec<u8>, at: usize) -> Result<(), QuotingError> {
        let escape = self.take().ok_or(QuotingError::Unclosed { at })?;
        match escape {
            'a' => bytes.push(7),
            'b' => bytes.push(8),
            'e' | 'E' => bytes.push(27),
            'f' => bytes.push(12),
            'n' => bytes.push(b'\n'),
            'r' => bytes.push(b'\r'),
            't' => bytes.push(b'\t'),
            'v' => bytes.push(11),
            'x' => match self.number(16, 2, String::new()) {
                Some(byte) => bytes.push(byte as u8),
                None => bytes.extend(b"\\x"),
            },
            'u' => self.code_point(bytes, 'u', 4),
            'U' => self.code_point(bytes, 'U', 8),
            'c' => {
                let control = self.take().ok_or(QuotingError::Unclosed { at })?;
                bytes.push(control.to_ascii_uppercase() as u8 & 0x1f);
            }
            '0'..='7' => bytes.extend(self.number(8, 2, escape.to_string()).map(|byte| byte as u8)),
            '\\' | '\'' | '"' | '?' => push_char(bytes, escape),
            other => {
                bytes.push(b'\\');
                push_char(bytes, other);
            }
        }
        Ok(())
    }

    fn code_point(&mut self, bytes: &mut Vec<u8>, escape: char, most_digits: usize) {
        match self.number(16, most_digits, String::new()) {
            Some(number) => push_char(bytes, char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER)),
            None => bytes.extend([b'\\', escape as u8]),
        }
    }

    /// Up to so many digits more behind those that are known.
    fn number(&mut self, radix: u32, most_digits: usize, mut digits: String) -> Option<u32> {
        for _ in 0..most_digits {
            match self.rest.peek() {
                Some(digit) if digit.is_digit(radix) => digits.extend(self.take()),
                _ => break,
            }
        }
        u32::from_str_radix(&digits, radix).ok()
    }

    fn skip_comment(&mut self) {
        while self.rest.peek().is_some_and(|&character| character != '\n') {
            self.take();
        }
    }

    fn rest_is_another(&mut self) {
        let rest: String = self.rest.by_ref().collect();
        if !rest.trim().is_empty() {
            self.line.rest.push(rest.trim().to_owned());
        }
    }

    fn take(&mut self) -> Option<char> {
        self.at += 1;
        self.rest.next()
    }
}

fn push_char(bytes: &mut Vec<u8>, character: char) {
    bytes.extend(character.encode_utf8(&mut [0; 4]).as_bytes());
}
