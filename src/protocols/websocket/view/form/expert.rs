//! The fields of a frame that is sent exactly as described, and the presets that break one rule each.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{
    protocols::websocket::{
        RawFrame,
        send::{
            draft::{DraftProblem, parse_hex},
            fragments::OpenMessage,
        },
    },
    transcript::reason::{Code, HasReason, Reason},
};

/// A frame as it is described.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct ExpertForm {
    /// Whether it ends its message.
    pub fin: bool,
    /// The first reserved bit.
    pub rsv1: bool,
    /// The second.
    pub rsv2: bool,
    /// The third.
    pub rsv3: bool,
    /// 0 to 15.
    pub opcode: u8,
    /// Whether it is masked.
    pub masked: bool,
    /// How the payload is written.
    pub payload_format: FramePayload,
    /// The payload, or the reason of a close.
    pub payload: String,
    /// The code of a close.
    pub close_code: String,
}

/// How the payload of such a frame is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FramePayload {
    /// As it is sent.
    #[default]
    Text,
    /// Two hexadecimal digits a byte.
    Hex,
    /// A close code, and a reason as text.
    Close,
}

/// Why a described frame cannot be sent at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpertProblem {
    /// The payload.
    #[error(transparent)]
    Payload(#[from] DraftProblem),
    /// The close code.
    #[error("a close code is a number from 0 to 65535, not {text:?}")]
    CloseCode {
        /// What was typed.
        text: String,
    },
}

impl HasReason for ExpertProblem {
    fn reason(&self) -> Reason {
        match self {
            Self::Payload(problem) => problem.reason(),
            Self::CloseCode { text } => Reason::new(Code::RawCloseCodeInvalid).with("text", text),
        }
    }
}

impl Default for ExpertForm {
    fn default() -> Self {
        Self {
            fin: true,
            rsv1: false,
            rsv2: false,
            rsv3: false,
            opcode: 1,
            masked: true,
            payload_format: FramePayload::Text,
            payload: String::new(),
            close_code: "1005".to_owned(),
        }
    }
}

/// A preset: the key of its name, and the frame.
pub(in super::super) type Preset = (&'static str, fn() -> ExpertForm);

/// Each breaks one rule.
pub(in super::super) const PRESETS: [Preset; 8] = [
    ("ws-expert-unmasked", || ExpertForm { masked: false, ..text("Hello") }),
    ("ws-expert-rsv1", || ExpertForm { rsv1: true, ..text("Hello") }),
    ("ws-expert-utf8", || ExpertForm { payload_format: FramePayload::Hex, ..text("c3 28") }),
    ("ws-expert-long-ping", || ExpertForm { opcode: 9, ..text(&"x".repeat(126)) }),
    ("ws-expert-close-1005", || ExpertForm { opcode: 8, payload_format: FramePayload::Close, ..text("") }),
    ("ws-expert-half-code", || ExpertForm { opcode: 8, payload_format: FramePayload::Hex, ..text("03") }),
    ("ws-expert-opcode-3", || ExpertForm { opcode: 3, ..text("Hello") }),
    ("ws-expert-continuation", || ExpertForm { opcode: 0, ..text("Hello") }),
];

fn text(payload: &str) -> ExpertForm {
    ExpertForm { payload: payload.to_owned(), ..ExpertForm::default() }
}

impl ExpertForm {
    /// The frame.
    ///
    /// # Errors
    /// When the payload is not what its format asks for.
    pub fn frame(&self) -> Result<RawFrame, ExpertProblem> {
        let payload = match self.payload_format {
            FramePayload::Text => Bytes::from(self.payload.clone()),
            FramePayload::Hex => parse_hex(&self.payload)?,
            FramePayload::Close => {
                let text = self.close_code.trim();
                let code: u16 = text.parse().map_err(|_error| ExpertProblem::CloseCode { text: text.to_owned() })?;
                Bytes::from([&code.to_be_bytes(), self.payload.as_bytes()].concat())
            }
        };
        let rsv = u8::from(self.rsv1) << 2 | u8::from(self.rsv2) << 1 | u8::from(self.rsv3);
        Ok(RawFrame { fin: self.fin, rsv, opcode: self.opcode.min(15), masked: self.masked, payload })
    }
}

/// The rules that a frame breaks, also together with the message that is open.
pub(in super::super) fn broken_rules(frame: &RawFrame, open: Option<OpenMessage>) -> Vec<&'static str> {
    let mut rules = frame.illegal();
    match (frame.opcode, open) {
        (0, None) => rules.push("unexpectedContinuation"),
        (1 | 2, Some(_)) => rules.push("unfinishedMessage"),
        _ => {}
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_preset_breaks_the_rule_that_it_is_called_after() {
        let broken = |(_, preset): &Preset| broken_rules(&preset().frame().expect("a frame"), None);
        assert_eq!(
            PRESETS.iter().map(broken).collect::<Vec<_>>(),
            [
                ["unmasked"],
                ["reservedBits"],
                ["invalidUtf8"],
                ["controlTooLong"],
                ["closeCode"],
                ["closePayload"],
                ["reservedOpcode"],
                ["unexpectedContinuation"]
            ]
        );
    }

    #[test]
    fn an_open_message_decides_what_may_follow() {
        let open = Some(OpenMessage { is_text: true, fragments: 1, bytes: 1 });
        let frame = |opcode| RawFrame { fin: true, opcode, masked: true, ..RawFrame::default() };
        assert_eq!(broken_rules(&frame(0), open), [""; 0]);
        assert_eq!(broken_rules(&frame(1), open), ["unfinishedMessage"]);
    }

    #[test]
    fn a_close_has_any_code_and_any_reason() {
        let close = |code: &str| ExpertForm {
            opcode: 8,
            payload_format: FramePayload::Close,
            close_code: code.to_owned(),
            payload: "r".repeat(200),
            ..ExpertForm::default()
        };
        assert_eq!(close("65535").frame().map(|frame| frame.payload.len()), Ok(202));
        assert!(matches!(close("65536").frame(), Err(ExpertProblem::CloseCode { .. })));
    }
}
