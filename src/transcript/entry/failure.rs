//! The row of something that failed.

use serde::{Deserialize, Serialize};

use super::{Certificate, RefusedCertificate};
use crate::transcript::{
    reason::{Code, Fields, HasReason, Reason, Word},
    secrets::Secrets,
};

/// Head of `error`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The stable code; a record of an older version has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Word<Code>>,
    /// What happened.
    pub message: String,
    /// Why, outermost first.
    #[serde(default)]
    pub causes: Vec<String>,
    /// The certificate that was refused, where that is the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Box<Certificate>>,
    /// What the sentence of the code names.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
}

impl Failure {
    /// An error and its chain of sources, without the secrets of what they quote; a cause that repeats the one before it
    /// is left out.
    pub fn of(error: &dyn HasReason) -> Self {
        let secrets = Secrets::masked();
        let words = |text: String| secrets.mask_message(&text).into_owned();
        let message = words(error.to_string());
        let mut causes: Vec<String> = Vec::new();
        let mut certificate = None;
        let mut source = error.source();
        while let Some(cause) = source {
            if let Some(refused) = cause.downcast_ref::<RefusedCertificate>() {
                certificate = Some(refused.certificate.clone());
            }
            let text = words(cause.to_string());
            if causes.last().unwrap_or(&message) != &text {
                causes.push(text);
            }
            source = cause.source();
        }
        let Reason { code, fields } = error.reason();
        Self { code: Some(code.into()), message, causes, certificate, fields }
    }

    /// The message and its causes in one line, the outermost first.
    pub fn chain(&self) -> String {
        std::iter::once(&self.message).chain(&self.causes).map(String::as_str).collect::<Vec<_>>().join(": ")
    }

    /// The code, where this version knows it.
    pub fn known_code(&self) -> Option<Code> {
        self.code.as_ref().and_then(Word::known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_written_with_its_code_and_what_its_sentence_names() {
        let error = std::io::Error::from(std::io::ErrorKind::NotFound);
        let failure =
            Failure { fields: Reason::new(Code::FileUnreadable).with("path", "/x").fields, ..Failure::of(&error) };
        let written = serde_json::to_string(&failure).expect("JSON");
        assert_eq!(written, r#"{"code":"osNotFound","message":"entity not found","causes":[],"fields":{"path":"/x"}}"#);
        assert_eq!(serde_json::from_str::<Failure>(&written).expect("a head"), failure);
    }
}
