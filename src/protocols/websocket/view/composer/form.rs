//! The fields of the composer besides the message itself, and what they ask for. All of it is kept in the settings.

use std::{num::NonZeroUsize, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    super::{MessageFormat, WebSocketForm},
    expert_form::ExpertForm,
    history::{History, Written},
};
use crate::protocols::websocket::{
    draft::{Content, Draft, DraftProblem, parse_base64},
    fragments::Fragment,
    repeat::{Order, Supply},
    template::Template,
};

/// A repeated send is at most so slow.
const MOST_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// What is typed into the composer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct ComposerForm {
    /// Whether placeholders are filled in.
    pub placeholders: bool,
    /// Whether the ping's payload is written as hexadecimal digits.
    pub ping_is_hex: bool,
    /// What is folded out above the composer.
    pub panel: Option<ComposerPanel>,
    /// Messages with names.
    pub snippets: Vec<Snippet>,
    /// What was sent.
    pub history: History,
    /// The time between two repeated sends, in milliseconds.
    pub every_millis: String,
    /// How often; empty is endless.
    pub times: String,
    /// Whether each waits until nothing is buffered.
    pub waits_until_empty: bool,
    /// The file whose lines are sent.
    pub lines_path: String,
    /// Whether messages are cut into fragments.
    pub splits: bool,
    /// Bytes of such a fragment.
    pub fragment_bytes: String,
    /// A frame against the rules.
    pub expert: ExpertForm,
}

/// A message with a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Snippet {
    /// What it is called.
    pub name: String,
    /// The message.
    #[serde(flatten)]
    pub written: Written,
}

/// What is folded out above the composer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ComposerPanel {
    /// Messages with names.
    Snippets,
    /// Sending again and again, and line by line.
    Repeat,
    /// Sending in pieces.
    Fragments,
    /// Frames against the rules.
    Expert,
}

/// Why a field of the composer makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComposerProblem {
    /// The time between two sends.
    #[error("a time is a number of milliseconds from 0 to {MOST_MILLIS}, not {text:?}")]
    Millis {
        /// What was typed.
        text: String,
    },
    /// How often.
    #[error("a count is a number from 1, or nothing for endless, not {text:?}")]
    Times {
        /// What was typed.
        text: String,
    },
    /// The size of a fragment.
    #[error("a fragment has 1 byte or more, not {text:?}")]
    FragmentBytes {
        /// What was typed.
        text: String,
    },
    /// The message.
    #[error(transparent)]
    Draft(#[from] DraftProblem),
}

impl Default for ComposerForm {
    fn default() -> Self {
        Self {
            placeholders: true,
            ping_is_hex: false,
            panel: None,
            snippets: Vec::new(),
            history: History::default(),
            every_millis: "100".to_owned(),
            times: String::new(),
            waits_until_empty: false,
            lines_path: String::new(),
            splits: false,
            fragment_bytes: "16".to_owned(),
            expert: ExpertForm::default(),
        }
    }
}

impl ComposerForm {
    /// The time between two repeated sends.
    ///
    /// # Errors
    /// When it is none.
    pub fn every(&self) -> Result<Duration, ComposerProblem> {
        let text = self.every_millis.trim();
        let millis = text.parse().ok().filter(|millis| *millis <= MOST_MILLIS);
        millis.map(Duration::from_millis).ok_or_else(|| ComposerProblem::Millis { text: text.to_owned() })
    }

    /// How often; `None` is endless.
    ///
    /// # Errors
    /// When it is no count.
    pub fn times(&self) -> Result<Option<u64>, ComposerProblem> {
        let text = self.times.trim();
        let times = text.parse().ok().filter(|times| *times > 0);
        if text.is_empty() || times.is_some() {
            Ok(times)
        } else {
            Err(ComposerProblem::Times { text: text.to_owned() })
        }
    }

    /// How messages are cut, if they are.
    ///
    /// # Errors
    /// When a fragment would be empty.
    pub fn fragment_bytes(&self) -> Result<Option<NonZeroUsize>, ComposerProblem> {
        let text = self.fragment_bytes.trim();
        match text.parse().ok().and_then(NonZeroUsize::new) {
            _ if !self.splits => Ok(None),
            Some(bytes) => Ok(Some(bytes)),
            None => Err(ComposerProblem::FragmentBytes { text: text.to_owned() }),
        }
    }
}

impl WebSocketForm {
    /// The message as it is written.
    ///
    /// # Errors
    /// When it is not what its format asks for.
    pub fn content(&self) -> Result<Content, DraftProblem> {
        let content = match self.format {
            MessageFormat::Text => Content::Text(self.template(&self.message)),
            MessageFormat::Json => Content::Json(self.template(&self.message)),
            MessageFormat::Hex => Content::Hex(self.template(&self.message)),
            MessageFormat::Base64 => Content::Binary(parse_base64(&self.message)?),
            MessageFormat::File => Content::File(self.message.trim().into()),
        };
        content.check()?;
        Ok(content)
    }

    /// What a ping carries.
    ///
    /// # Errors
    /// When it is too long, or is not hexadecimal where it should be.
    pub fn ping_content(&self) -> Result<Content, DraftProblem> {
        let payload = self.template(&self.ping);
        let content = if self.composer.ping_is_hex { Content::PingHex(payload) } else { Content::Ping(payload) };
        content.check()?;
        Ok(content)
    }

    /// The message, whole or in pieces.
    ///
    /// # Errors
    /// When it cannot be sent.
    pub fn draft(&self) -> Result<Draft, ComposerProblem> {
        let fragment_bytes = self.composer.fragment_bytes()?;
        Ok(Draft { content: self.content()?, fragment_bytes, slot: None })
    }

    /// The message as a piece of a larger one.
    ///
    /// # Errors
    /// When it cannot be sent.
    pub fn fragment(&self, is_last: bool) -> Result<Fragment, ComposerProblem> {
        Ok(Fragment { content: self.content()?, is_last })
    }

    /// The message, again and again.
    ///
    /// # Errors
    /// When it cannot be sent, or not so.
    pub fn repeat(&self) -> Result<Order, ComposerProblem> {
        Ok(Order {
            what: Supply::Draft(self.draft()?),
            every: self.composer.every()?,
            times: self.composer.times()?,
            waits_until_empty: self.composer.waits_until_empty,
            slot: None,
        })
    }

    /// The lines of a file.
    ///
    /// # Errors
    /// When no file is named, or the time is none.
    pub fn lines(&self) -> Result<Order, ComposerProblem> {
        let path = self.composer.lines_path.trim();
        if path.is_empty() {
            return Err(DraftProblem::NoFile.into());
        }
        let what = Supply::Lines { path: path.into(), fragment_bytes: self.composer.fragment_bytes()? };
        let waits_until_empty = self.composer.waits_until_empty;
        Ok(Order { what, every: self.composer.every()?, times: None, waits_until_empty, slot: None })
    }

    /// The message as it stands in its field.
    pub(in super::super) fn written(&self) -> Written {
        Written { format: self.format, text: self.message.clone() }
    }

    /// Puts a message into the field.
    pub(in super::super) fn write(&mut self, written: Written) {
        self.format = written.format;
        self.message = written.text;
    }

    /// Empties the message's field, but remembers what stood there. A path stays.
    pub(in super::super) fn message_sent(&mut self) {
        self.composer.history.push(self.written());
        if self.format != MessageFormat::File {
            self.message.clear();
        }
    }

    /// The message was not sent after all.
    pub(in super::super) fn message_refused(&mut self) {
        if self.message.is_empty()
            && let Some(written) = self.composer.history.last().cloned()
        {
            self.write(written);
        }
    }

    fn template(&self, text: &str) -> Template {
        if self.composer.placeholders { Template::parse(text) } else { Template::literal_of(text) }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use jiff::Timestamp;

    use super::*;
    use crate::protocols::websocket::{Payload, draft::Made};

    fn payload(format: MessageFormat, message: &str) -> Result<Payload, DraftProblem> {
        let form = WebSocketForm { format, message: message.to_owned(), ..WebSocketForm::default() };
        match form.content()?.make(1, Timestamp::UNIX_EPOCH)? {
            Made::Message(payload) => Ok(payload),
            Made::Ping(_) => panic!("a ping"),
        }
    }

    #[test]
    fn a_message_is_read_as_it_is_written() {
        let binary = |bytes: &'static [u8]| Ok(Payload::Binary(Bytes::from_static(bytes)));
        assert_eq!(payload(MessageFormat::Text, "a\nb {{n}}"), Ok(Payload::Text("a\nb 1".into())));
        assert_eq!(payload(MessageFormat::Json, "[{{n}}]"), Ok(Payload::Text("[1]".into())));
        assert!(matches!(payload(MessageFormat::Json, "["), Err(DraftProblem::NotJson(_))));
        assert_eq!(payload(MessageFormat::Hex, "89 50 4e47\n0x0D,0a"), binary(b"\x89PNG\r\n"));
        assert_eq!(payload(MessageFormat::Hex, ""), binary(b""));
        assert_eq!(payload(MessageFormat::Hex, "8"), Err(DraftProblem::HalfByte));
        assert_eq!(payload(MessageFormat::Hex, "8g"), Err(DraftProblem::NoHexDigit { found: 'g' }));
        assert_eq!(payload(MessageFormat::Base64, "AAEC\n/w=="), binary(b"\x00\x01\x02\xff"));
        assert!(matches!(payload(MessageFormat::Base64, "A"), Err(DraftProblem::NoBase64(_))));
        assert_eq!(payload(MessageFormat::File, " /a b "), Ok(Payload::File("/a b".into())));
        assert_eq!(payload(MessageFormat::File, " "), Err(DraftProblem::NoFile));
    }

    #[test]
    fn a_repeated_send_is_as_the_fields_say_or_they_say_why_not() {
        let mut form = WebSocketForm::default();
        let order = form.repeat().expect("an order");
        assert_eq!((order.every, order.times), (Duration::from_millis(100), None));
        form.composer.times = " 3 ".to_owned();
        assert_eq!(form.composer.times(), Ok(Some(3)));
        form.composer.times = "0".to_owned();
        assert!(matches!(form.repeat(), Err(ComposerProblem::Times { .. })));
        form.composer.every_millis = "1.5".to_owned();
        assert!(matches!(form.repeat(), Err(ComposerProblem::Millis { .. })));
        form.composer.splits = true;
        form.composer.fragment_bytes = "0".to_owned();
        assert!(matches!(form.draft(), Err(ComposerProblem::FragmentBytes { .. })));
        assert!(matches!(form.lines(), Err(ComposerProblem::Draft(DraftProblem::NoFile))));
    }
}
