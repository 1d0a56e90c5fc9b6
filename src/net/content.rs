//! The content of an answer: its body without the codings, its charset, and what is to be said of both in rows. Sans-IO.

use std::borrow::Cow;

use bytes::Bytes;

use super::{
    coding::{AskedCodings, CodingFault, ContentDecoder, codings_of},
    http1::head::ResponseHead,
    media_type::declared_charset,
};
use crate::{
    limits::MAX_BODY_PREVIEW_BYTES,
    transcript::{
        Charset,
        charset::decode_begin,
        entry::{Finding, Response},
        reason::{Code, HasReason as _, Vocabulary as _},
    },
};

/// Takes the codings off while the body comes.
#[derive(Debug)]
pub struct Content {
    decoder: ContentDecoder,
    declared: Option<Charset>,
    findings: Vec<Finding>,
    has_ended: bool,
}

impl Content {
    /// For the body behind a head, where there can be one. Codings are taken off whether they were asked for or not, as
    /// browsers do.
    pub fn of(head: &ResponseHead, asked: &AskedCodings, has_body: bool) -> Self {
        let decoder = ContentDecoder::default();
        let declared = declared_charset(head);
        let mut content = Self { decoder, declared, findings: Vec::new(), has_ended: !has_body };
        if !has_body {
            return content;
        }
        let unasked = asked.missing_of(head);
        if !unasked.is_empty() {
            let codings: Vec<_> = unasked.iter().map(ToString::to_string).collect();
            let message = format!("the answer has the content coding {}, which was not asked for", codings.join(", "));
            content.add_finding(Code::UnaskedCoding, message, "RFC 9110 §12.5.3");
        }
        match codings_of(head) {
            Ok(codings) => content.decoder = ContentDecoder::new(&codings),
            Err(not_decoded) => {
                content.add_finding(not_decoded.code(), format!("the answer {not_decoded}"), "RFC 9110 §8.4");
            }
        }
        content
    }

    /// Whether it is another one than the body.
    pub fn is_coded(&self) -> bool {
        self.decoder.is_coded()
    }

    /// Hands over the next bytes of the body.
    pub fn push(&mut self, coded: Bytes) {
        self.decoder.push(coded);
    }

    /// The next piece of the content, at most 64 KiB and never none. `None`: more of the body must come first.
    ///
    /// # Errors
    /// When the codings cannot be taken off any further. What came out before is right; nothing more comes.
    pub fn next_piece(&mut self) -> Result<Option<Bytes>, CodingFault> {
        self.decoder.next_piece()
    }

    /// The body is over.
    ///
    /// # Errors
    /// When the body is whole by its framing, but its coded data is not.
    pub fn end(&mut self) -> Result<(), CodingFault> {
        if std::mem::replace(&mut self.has_ended, true) {
            return Ok(());
        }
        if let Some((coding, bytes)) = self.decoder.trailing_bytes() {
            let message = format!("{bytes} bytes stand behind the end of the answer's {coding} data and are left out");
            self.add_finding(Code::TrailingBytes, message, "RFC 9110 §8.4.1");
        }
        self.decoder.end()
    }

    /// Adds a fault as a finding: for a body that is shown as far as it could be decoded.
    pub fn add_fault(&mut self, fault: &CodingFault) {
        self.add_finding(fault.code(), format!("the answer {fault}"), "RFC 9110 §8.4");
    }

    /// The findings since this was last asked; each is to be a row.
    pub fn take_findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.findings)
    }

    /// The charset of a content that begins so, where it is not UTF-8.
    pub fn charset(&self, begin: &[u8]) -> Option<Charset> {
        Charset::of(begin, self.declared)
    }

    /// The first bytes of a content as text.
    pub fn text(&self, content: &[u8], limit_bytes: usize) -> String {
        decode_begin(content, self.charset(content), limit_bytes)
    }

    /// A head with the text of the first 4096 bytes of the content, of which this has been read. `announced_bytes` is what
    /// the head said of the body's length.
    pub fn preview(&self, head: Response, content: &[u8], announced_bytes: Option<u64>) -> Response {
        // How much the codings make of it nobody knows before its end.
        let announced_bytes = announced_bytes.filter(|_| !self.is_coded());
        let whole_bytes = if self.has_ended { Some(content.len() as u64) } else { announced_bytes };
        let shown_bytes = content.len().min(MAX_BODY_PREVIEW_BYTES);
        head.with_preview(self.text(content, MAX_BODY_PREVIEW_BYTES), shown_bytes, whole_bytes)
    }

    fn add_finding(&mut self, code: Code, message: String, source: &'static str) {
        let (code, source) = (Cow::Borrowed(code.name()), Some(Cow::Borrowed(source)));
        self.findings.push(Finding { code, message, rows: Vec::new(), source });
    }
}
