//! What the fields of the composer ask for: messages, whole, in pieces or again and again.

use super::{ComposerProblem, MessageFormat, WebSocketForm, Written};
use crate::protocols::websocket::send::{
    draft::{Content, Draft, DraftProblem, parse_base64},
    fragments::Fragment,
    repeat::{Order, Supply},
    template::Template,
};

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
    use std::time::Duration;

    use bytes::Bytes;
    use jiff::Timestamp;

    use super::*;
    use crate::protocols::websocket::Payload;

    fn payload(format: MessageFormat, message: &str) -> Result<Payload, DraftProblem> {
        let form = WebSocketForm { format, message: message.to_owned(), ..WebSocketForm::default() };
        form.content()?.make(1, Timestamp::UNIX_EPOCH)
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
