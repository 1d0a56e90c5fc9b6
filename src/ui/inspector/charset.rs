//! The text of a payload that is in another charset than UTF-8, for the tabs that show text: decoded once, in the frame where
//! it is short, else on a worker. The tabs that show bytes have the payload as it came.

use super::{
    Payload,
    subject::{AT_ONCE_BYTES, RowKey, Subject},
};
use crate::{
    engine::{JobSlot, Spawner},
    transcript::{Charset, SharedPayload, charset},
};

/// The text of the row that is shown.
#[derive(Debug, Default)]
pub(super) struct DecodedText {
    key: Option<RowKey>,
    /// A number for each reading, so that no two are taken for the same.
    reading: u64,
    job: JobSlot<SharedPayload>,
    text: Option<SharedPayload>,
}

impl DecodedText {
    /// Follows the row that is shown.
    pub(super) fn follow(&mut self, spawner: &Spawner, subject: &Subject<'_>, charset: Option<Charset>) {
        if self.key != Some(subject.key) {
            *self = Self { key: Some(subject.key), reading: self.reading + 1, ..Self::default() };
            if subject.bytes.len() <= AT_ONCE_BYTES {
                self.text = Some(text_of(subject.bytes, charset));
            } else {
                let payload = subject.shared();
                self.job.block(spawner, move |_| text_of(&payload, charset));
            }
        }
        match self.job.take() {
            Some(Ok(text)) => self.text = Some(text),
            // What cannot be decoded is shown as it came.
            Some(Err(_lost)) => self.text = Some(subject.shared()),
            None => {}
        }
    }

    /// What the tabs for text show of the payload that is followed; `None` while a worker reads it.
    pub(super) fn readable<'a>(&'a self, payload: Payload<'_>, subject: &Subject<'a>) -> Option<Subject<'a>> {
        match payload {
            Payload::Coded(..) => self.text.as_ref().map(|text| Subject::made(self.reading, text)),
            _ => Some(*subject),
        }
    }
}

/// The text of a payload in UTF-8.
pub(super) fn text_of(payload: &[u8], charset: Option<Charset>) -> SharedPayload {
    charset::decode(payload, charset).into_owned().into_bytes().into()
}
