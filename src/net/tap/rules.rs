//! The rules that a frame's header must keep, given the frames before it. Sans-IO. RFC 6455 §5.

use tokio_tungstenite::tungstenite::error::ProtocolError;

use crate::transcript::{
    FrameHead,
    reason::{Code, HasReason, Reason},
};

/// Bytes that a control frame may carry. RFC 6455 §5.5.
pub const MAX_CONTROL_PAYLOAD: usize = 125;

/// Bytes that the reason of a close frame may have: what its code leaves of a control payload. RFC 6455 §5.5.1.
pub const MAX_CLOSE_REASON_BYTES: usize = MAX_CONTROL_PAYLOAD - 2;

/// The rule of the framing that a peer broke.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameRule {
    /// RSV1 to RSV3.
    #[error("a frame has a reserved bit set that no extension in use gives a meaning (RFC 6455 §5.2)")]
    ReservedBits,
    /// A server's frame is masked.
    #[error("the server masked a frame (RFC 6455 §5.1)")]
    Masked,
    /// A client's frame is not.
    #[error("the client did not mask a frame (RFC 6455 §5.1)")]
    Unmasked,
    /// A control frame came in pieces.
    #[error("a control frame is fragmented (RFC 6455 §5.5)")]
    FragmentedControl,
    /// A control frame is too long.
    #[error("a control frame has more than 125 bytes (RFC 6455 §5.5)")]
    ControlTooLong,
    /// Nobody defined this opcode.
    #[error("a frame has the reserved opcode {opcode} (RFC 6455 §5.2)")]
    Opcode {
        /// The opcode.
        opcode: u8,
    },
    /// Nothing is there to be continued.
    #[error("a continuation frame came, but no message is open (RFC 6455 §5.4)")]
    UnexpectedContinuation,
    /// A message begins inside another.
    #[error("a new message began before the last one ended (RFC 6455 §5.4)")]
    UnfinishedMessage,
    /// The length has more bytes than it needs, or its highest bit set.
    #[error("a frame's length of {payload_bytes} is not written in as few bytes as it can be (RFC 6455 §5.2)")]
    Length {
        /// The length that was announced.
        payload_bytes: u64,
    },
    /// What should be compressed is not.
    #[error("a compressed message cannot be restored (RFC 7692 §7.2.2)")]
    BadDeflate,
    /// A close frame has half a code.
    #[error("a close frame carries one byte, which is no close code (RFC 6455 §5.5.1)")]
    ClosePayload,
    /// A close frame has a code that must not be sent.
    #[error("a close frame carries the code {code}, which must not be sent (RFC 6455 §7.4)")]
    CloseCode {
        /// The code.
        code: u16,
    },
    /// Another one.
    #[error("{rule}")]
    Other {
        /// In the library's words.
        rule: ProtocolError,
    },
}

impl FrameRule {
    /// Its name in the record.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ReservedBits => "reservedBits",
            Self::Masked => "masked",
            Self::Unmasked => "unmasked",
            Self::FragmentedControl => "fragmentedControl",
            Self::ControlTooLong => "controlTooLong",
            Self::Opcode { .. } => "reservedOpcode",
            Self::UnexpectedContinuation => "unexpectedContinuation",
            Self::UnfinishedMessage => "unfinishedMessage",
            Self::Length { .. } => "lengthNotMinimal",
            Self::BadDeflate => "badDeflate",
            Self::ClosePayload => "closePayload",
            Self::CloseCode { .. } => "closeCode",
            Self::Other { .. } => "other",
        }
    }
}

impl HasReason for FrameRule {
    fn reason(&self) -> Reason {
        match self {
            Self::ReservedBits => Code::FrameReservedBits.into(),
            Self::Masked => Code::FrameMasked.into(),
            Self::Unmasked => Code::FrameUnmasked.into(),
            Self::FragmentedControl => Code::FrameFragmentedControl.into(),
            Self::ControlTooLong => Code::FrameControlTooLong.into(),
            Self::Opcode { opcode } => Reason::new(Code::FrameReservedOpcode).with("opcode", *opcode),
            Self::UnexpectedContinuation => Code::FrameUnexpectedContinuation.into(),
            Self::UnfinishedMessage => Code::FrameUnfinishedMessage.into(),
            Self::Length { payload_bytes } => Reason::new(Code::FrameLengthNotMinimal).with("bytes", *payload_bytes),
            Self::BadDeflate => Code::FrameBadDeflate.into(),
            Self::ClosePayload => Code::FrameClosePayload.into(),
            Self::CloseCode { code } => Reason::new(Code::FrameCloseCode).with("code", *code),
            Self::Other { .. } => Code::FrameOther.into(),
        }
    }
}

/// Which end of a connection sends frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It masks its frames.
    Client,
    /// It does not.
    Server,
}

/// Follows the frames of one direction.
#[derive(Debug)]
pub struct FrameRules {
    sender: Side,
    deflates: bool,
    message_is_open: bool,
}

impl FrameRules {
    /// For the frames that `sender` sends.
    pub fn of(sender: Side) -> Self {
        Self { sender, deflates: false, message_is_open: false }
    }

    /// From now on RSV1 of a message's first frame says that it is compressed.
    pub fn with_deflate(&mut self) {
        self.deflates = true;
    }

    /// Whether messages may be compressed.
    pub fn deflates(&self) -> bool {
        self.deflates
    }

    /// Whether a message has begun and not ended.
    pub fn message_is_open(&self) -> bool {
        self.message_is_open
    }

    /// Looks at the next header.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn check(&mut self, head: &FrameHead) -> Result<(), FrameRule> {
        let opcode = head.opcode();
        let may_be_deflated = self.deflates && matches!(opcode, 1 | 2);
        if head.rsv2() || head.rsv3() || head.rsv1() && !may_be_deflated {
            return Err(FrameRule::ReservedBits);
        }
        match (self.sender, head.mask()) {
            (Side::Server, Some(_)) => return Err(FrameRule::Masked),
            (Side::Client, None) => return Err(FrameRule::Unmasked),
            _ => {}
        }
        let payload_bytes = head.payload_bytes();
        if !matches!(opcode, 0..=2 | 8..=10) {
            return Err(FrameRule::Opcode { opcode });
        }
        if head.is_control() {
            if !head.fin() {
                return Err(FrameRule::FragmentedControl);
            }
            if payload_bytes > MAX_CONTROL_PAYLOAD as u64 {
                return Err(FrameRule::ControlTooLong);
            }
        } else {
            match (opcode, self.message_is_open) {
                (0, false) => return Err(FrameRule::UnexpectedContinuation),
                (1 | 2, true) => return Err(FrameRule::UnfinishedMessage),
                _ => {}
            }
        }
        if !head.is_minimal() || payload_bytes >> 63 != 0 {
            return Err(FrameRule::Length { payload_bytes });
        }
        if !head.is_control() {
            self.message_is_open = !head.fin();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(deflates: bool, headers: &[&[u8]]) -> Result<(), &'static str> {
        let mut rules = FrameRules::of(Side::Server);
        if deflates {
            rules.with_deflate();
        }
        for header in headers {
            rules.check(&FrameHead::new(header).expect("a header")).map_err(|rule| rule.name())?;
        }
        Ok(())
    }

    #[test]
    fn a_legal_stream_breaks_no_rule() {
        let stream: [&[u8]; 7] =
            [&[0x81, 5], &[0x02, 0], &[0x89, 125], &[0x00, 126, 0, 126], &[0x8a, 0], &[0x80, 1], &[0x88, 2]];
        assert_eq!(check(false, &stream), Ok(()));
        assert_eq!(check(true, &[&[0x41, 1], &[0x00, 1], &[0x80, 1], &[0xc2, 3], &[0x81, 1]]), Ok(()));
    }

    #[test]
    fn each_broken_rule_is_found_where_it_is_broken() {
        let cases: [(bool, &[&[u8]], &str); 14] = [
            (false, &[&[0xc1, 1]], "reservedBits"),
            (true, &[&[0xa1, 1]], "reservedBits"),
            (true, &[&[0x41, 1], &[0xc0, 1]], "reservedBits"),
            (true, &[&[0xc9, 1]], "reservedBits"),
            (false, &[&[0x81, 0x81, 1, 2, 3, 4]], "masked"),
            (false, &[&[0x09, 1]], "fragmentedControl"),
            (false, &[&[0x89, 126, 0, 126]], "controlTooLong"),
            (false, &[&[0x83, 1]], "reservedOpcode"),
            (false, &[&[0x8b, 1]], "reservedOpcode"),
            (false, &[&[0x80, 1]], "unexpectedContinuation"),
            (false, &[&[0x01, 1], &[0x81, 1]], "unfinishedMessage"),
            (false, &[&[0x81, 126, 0, 125]], "lengthNotMinimal"),
            (false, &[&[0x82, 127, 0, 0, 0, 0, 0, 0, 0xff, 0xff]], "lengthNotMinimal"),
            (false, &[&[0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0]], "lengthNotMinimal"),
        ];
        for (deflates, headers, rule) in cases {
            assert_eq!(check(deflates, headers), Err(rule), "{headers:?}");
        }
        let mut client = FrameRules::of(Side::Client);
        assert_eq!(client.check(&FrameHead::new(&[0x81, 1]).expect("a header")), Err(FrameRule::Unmasked));
    }
}
