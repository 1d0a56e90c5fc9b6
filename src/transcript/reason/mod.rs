//! Why something happened, as a code with fields: what a record keeps beside its English sentence, and what the window
//! says in its own language. Every error and every reason of a row has one; all codes stand in one table, [`Code`].

mod code;
mod code_table;
mod fields;
mod system;
mod word;

use std::error::Error;

pub use self::{
    code::Code,
    fields::{FieldValue, Fields},
    word::{Vocabulary, Word},
};
use super::secrets::Secrets;

/// A code, and what its sentence names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What happened.
    pub code: Code,
    /// What the sentence names.
    pub fields: Fields,
}

/// An error or a reason that has a code. Its `Display` is the English sentence of the record.
pub trait HasReason: Error {
    /// Its code, and what the sentence names.
    fn reason(&self) -> Reason;

    /// Its code.
    fn code(&self) -> Code {
        self.reason().code
    }
}

impl Reason {
    /// A code whose sentence names nothing.
    pub fn new(code: Code) -> Self {
        Self { code, fields: Fields::default() }
    }

    /// With something that the sentence names.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<FieldValue>) -> Self {
        self.fields.set(name.into(), value.into());
        self
    }

    /// With what is behind it.
    #[must_use]
    pub fn because(self, cause: Code) -> Self {
        self.with(Fields::CAUSE, cause)
    }

    /// With what is behind it, and what the sentence of that names.
    #[must_use]
    pub fn because_of(mut self, cause: Self) -> Self {
        for (name, value) in cause.fields.0.into_iter().flat_map(|list| list.0) {
            self.fields.set(name, value);
        }
        self.because(cause.code)
    }
}

impl From<Code> for Reason {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

/// A reason with the English sentence that a record has beside its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The sentence, without secrets.
    pub text: String,
    /// The code and its fields.
    pub reason: Reason,
}

impl Explanation {
    /// Of an error or a reason; without its causes.
    pub fn of(why: &dyn HasReason) -> Self {
        Self { text: Secrets::masked().mask_message(&why.to_string()).into_owned(), reason: why.reason() }
    }

    /// Of a code that is its own word in a record.
    pub fn word(code: Code) -> Self {
        Self { text: code.name().to_owned(), reason: code.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_behind_a_code_brings_its_fields() {
        let cause = Reason::new(Code::GzipMethod).with("method", 7_u8);
        let reason = Reason::new(Code::CodingDamaged).with("coding", "gzip").because_of(cause);
        assert_eq!(reason.fields.cause(), Some(Code::GzipMethod));
        let written = serde_json::to_string(&reason.fields).expect("JSON");
        assert_eq!(written, r#"{"coding":"gzip","method":7,"cause":"gzipMethod"}"#);
    }
}
