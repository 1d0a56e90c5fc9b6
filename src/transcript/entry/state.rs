//! The states of a session, of all protocols in one table, and the rows that tell of them and of waits.

use serde::{Deserialize, Serialize};

use crate::transcript::reason::{Code, Explanation, Fields, Reason, Vocabulary, Word};

macro_rules! states {
    ($($variant:ident $name:literal $what:literal,)*) => {
        /// Where a session is. Each protocol has some of these.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum SessionState { $(#[doc = $what] $variant,)* }

        impl Vocabulary for SessionState {
            const ALL: &'static [Self] = &[$(Self::$variant,)*];

            fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

states! {
    Connecting "connecting" "WebSocket and SSE: a connection is being made.",
    Open "open" "WebSocket and SSE: rows can come.",
    Closing "closing" "WebSocket: a close frame has gone one way.",
    Closed "closed" "WebSocket and SSE: it is over.",
    Waiting "waiting" "Long poll: a request is held, or about to leave.",
    Backoff "backoff" "Long poll and upload: between two requests.",
    Stopped "stopped" "Long poll: it is over.",
    Probing "probing" "Upload: asking which byte the server wants.",
    Sending "sending" "Upload: a body is on its way.",
    Paused "paused" "Upload: until somebody decides.",
    Confirming "confirming" "Upload: asking whether all has arrived.",
    Done "done" "Upload: the server has it all.",
    Failed "failed" "Upload: given up.",
}

impl SessionState {
    /// Whether rows of the peer can come.
    pub fn is_open(self) -> bool {
        self == Self::Open
    }

    /// Whether nothing comes after it.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Closed | Self::Stopped | Self::Done | Self::Failed)
    }
}

/// Head of `state`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// Which one.
    pub state: Word<SessionState>,
    /// The DOM's `readyState`, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u8>,
    /// Why, where there is a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The code of the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<Word<Code>>,
    /// What the reason names.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub reason_fields: Fields,
}

impl State {
    /// A state that needs no reason.
    pub fn new(state: impl Into<Word<SessionState>>) -> Self {
        Self { state: state.into(), code: None, reason: None, reason_code: None, reason_fields: Fields::default() }
    }

    /// With the DOM's `readyState`.
    #[must_use]
    pub fn with_code(self, code: u8) -> Self {
        Self { code: Some(code), ..self }
    }

    /// With a reason.
    #[must_use]
    pub fn because(self, why: Explanation) -> Self {
        let Explanation { text, reason: Reason { code, fields } } = why;
        Self { reason: Some(text), reason_code: Some(code.into()), reason_fields: fields, ..self }
    }

    /// Whether rows of the peer can come.
    pub fn is_open(&self) -> bool {
        self.state.known().is_some_and(SessionState::is_open)
    }

    /// Whether nothing comes after it.
    pub fn is_final(&self) -> bool {
        self.state.known().is_some_and(SessionState::is_final)
    }
}

/// Head of `backoff`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wait {
    /// How long the wait is.
    pub millis: u64,
    /// From 1; starts again after a success.
    pub attempt: u32,
    /// What the wait follows, in English or in a word of the record format.
    pub reason: String,
    /// The code of the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<Word<Code>>,
    /// What the reason names.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub reason_fields: Fields,
}

impl Wait {
    /// A wait with its reason.
    pub fn new(millis: u64, attempt: u32, why: Explanation) -> Self {
        let Explanation { text, reason: Reason { code, fields } } = why;
        Self { millis, attempt, reason: text, reason_code: Some(code.into()), reason_fields: fields }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_ends_with_one_of_four_states() {
        let last: Vec<_> =
            SessionState::ALL.iter().filter(|state| state.is_final()).map(|state| state.name()).collect();
        assert_eq!(last, ["closed", "stopped", "done", "failed"]);
        assert!(!State::new("ofTomorrow").is_final());
    }

    #[test]
    fn a_reason_brings_its_code() {
        let state = State::new(SessionState::Failed).because(Explanation::word(Code::Cancelled));
        assert_eq!(
            serde_json::to_string(&state).expect("JSON"),
            r#"{"state":"failed","reason":"cancelled","reasonCode":"cancelled"}"#
        );
    }
}
