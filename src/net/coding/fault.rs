//! Why the codings of a body cannot be taken off.

use flate2::DecompressError;

use super::ContentCoding;
use crate::{
    limits::{FREE_DECODED_BYTES, MAX_DECODED_FACTOR},
    transcript::reason::{Code, HasReason, Reason},
};

/// Why a body cannot be decoded, or not to its end; said of the answer. What came out before is right as far as one
/// can know.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CodingFault {
    /// The data breaks the coding's rules.
    #[error(
        "has {coding} data that is damaged near byte {coded_bytes}: {problem}; {decoded_bytes} bytes could be decoded before"
    )]
    Damaged {
        /// Which coding it is.
        coding: ContentCoding,
        /// What is wrong.
        problem: CodingProblem,
        /// Coded bytes that were taken up to there.
        coded_bytes: u64,
        /// Bytes that came out of them.
        decoded_bytes: u64,
    },
    /// The body is whole by its framing, but what is in it is not.
    #[error(
        "ends inside its {coding} data, after {coded_bytes} bytes of it; {decoded_bytes} bytes of it could be decoded"
    )]
    Unfinished {
        /// Which coding it is.
        coding: ContentCoding,
        /// Coded bytes that came.
        coded_bytes: u64,
        /// Bytes that came out of them.
        decoded_bytes: u64,
    },
    /// It holds more than a body may: 1,000 times its bytes, and 1 MiB.
    #[error(
        "is larger than {MAX_DECODED_FACTOR} times its bytes once its {coding} data is decoded, which is the limit from {} MiB on: {coded_bytes} bytes became {decoded_bytes}, and the rest is left out",
        FREE_DECODED_BYTES / 1024 / 1024
    )]
    TooLarge {
        /// Which coding it is.
        coding: ContentCoding,
        /// Coded bytes that were taken.
        coded_bytes: u64,
        /// Bytes that were handed on.
        decoded_bytes: u64,
    },
}

impl HasReason for CodingFault {
    fn reason(&self) -> Reason {
        let reason = |code: Code, coding: ContentCoding, at: u64, decoded: u64| {
            Reason::new(code).with("coding", coding.name()).with("at", at).with("decoded", decoded)
        };
        match self {
            Self::Damaged { coding, problem, coded_bytes, decoded_bytes } => {
                reason(Code::CodingDamaged, *coding, *coded_bytes, *decoded_bytes).because_of(problem.reason())
            }
            Self::Unfinished { coding, coded_bytes, decoded_bytes } => {
                reason(Code::CodingUnfinished, *coding, *coded_bytes, *decoded_bytes)
            }
            Self::TooLarge { coding, coded_bytes, decoded_bytes } => {
                reason(Code::CodingTooLarge, *coding, *coded_bytes, *decoded_bytes).with("factor", MAX_DECODED_FACTOR)
            }
        }
    }
}

/// Which rule of a coding is broken.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CodingProblem {
    /// It begins with something else.
    #[error("it does not begin with 1f 8b (RFC 1952 §2.3.1)")]
    Magic,
    /// Only deflate is defined.
    #[error("its compression method is {method}, and only 8 is known (RFC 1952 §2.3.1)")]
    Method {
        /// The number that stands there.
        method: u8,
    },
    /// Flags are set that mean nothing yet.
    #[error("reserved flags are set: {flags:#04x} (RFC 1952 §2.3.1.2)")]
    ReservedFlags {
        /// All of them.
        flags: u8,
    },
    /// The head of a member is not what its checksum says.
    #[error("the checksum of its head is wrong (RFC 1952 §2.3.1)")]
    HeadChecksum,
    /// The content is not what its checksum says.
    #[error("its checksum is {stated:08x}, that of its content {counted:08x} (RFC 1952 §2.3.1)")]
    Checksum {
        /// What it says.
        stated: u32,
        /// What it should say.
        counted: u32,
    },
    /// The content has another length than it says.
    #[error("its length is {stated}, that of its content {counted} (modulo 2^32, RFC 1952 §2.3.1)")]
    Length {
        /// What it says.
        stated: u32,
        /// What it should say.
        counted: u32,
    },
    /// It begins with text that only the two sides of some other protocol know.
    #[error("it needs a preset dictionary, which no header names (RFC 1950 §2.2)")]
    Dictionary,
    /// The blocks, or the checksum behind them.
    #[error("{0} (RFC 1951 §3.2)")]
    Deflate(DecompressError),
    /// The stream.
    #[error("the brotli decoder reports error {code} (RFC 7932 §9)")]
    Brotli {
        /// The reference decoder's number for it.
        code: i32,
    },
}

impl HasReason for CodingProblem {
    fn reason(&self) -> Reason {
        match self {
            Self::Magic => Code::GzipMagic.into(),
            Self::Method { method } => Reason::new(Code::GzipMethod).with("method", *method),
            Self::ReservedFlags { flags } => Reason::new(Code::GzipFlags).with("flags", format!("{flags:#04x}")),
            Self::HeadChecksum => Code::GzipHeadChecksum.into(),
            Self::Checksum { stated, counted } => Reason::new(Code::GzipChecksum)
                .with("stated", format!("{stated:08x}"))
                .with("counted", format!("{counted:08x}")),
            Self::Length { stated, counted } => {
                Reason::new(Code::GzipLength).with("stated", *stated).with("counted", *counted)
            }
            Self::Dictionary => Code::ZlibDictionary.into(),
            Self::Deflate(_) => Code::DeflateInvalid.into(),
            Self::Brotli { code } => Reason::new(Code::BrotliInvalid).with("number", code.to_string()),
        }
    }
}
