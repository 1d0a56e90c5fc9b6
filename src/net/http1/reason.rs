//! The codes of answers that cannot be read.

use super::{
    decoder::{BodyFault, Missing},
    exchange::{CutBy, NoAnswer},
    framing::FramingFault,
    head::HeadSyntax,
    reader::{HeadFault, Speaks},
};
use crate::transcript::reason::{Code, HasReason, Reason};

impl HasReason for NoAnswer {
    fn reason(&self) -> Reason {
        match self {
            Self::Ended => Code::ConnectionEnded.into(),
            Self::EndedInHead { bytes, first } => {
                Reason::new(Code::EndedInHead).with("bytes", *bytes).with("first", first.to_string())
            }
            Self::Lost(error) => Reason::new(Code::ConnectionLost).because(Code::of_io(error)),
            Self::RequestLost(error) => Reason::new(Code::RequestLost).because(Code::of_io(error)),
            Self::RequestBody(_) => Code::RequestBodyUnreadable.into(),
        }
    }
}

impl HasReason for HeadFault {
    fn reason(&self) -> Reason {
        match self {
            Self::NotHttp { first, speaks } => {
                let code = match speaks {
                    None => Code::NotHttp,
                    Some(Speaks::Tls) => Code::NotHttpButTls,
                    Some(Speaks::Ssh) => Code::NotHttpButSsh,
                    Some(Speaks::Http2) => Code::NotHttpButHttp2,
                };
                Reason::new(code).with("first", first.to_string())
            }
            Self::LineTooLong { name, limit_bytes } => {
                let reason = Reason::new(Code::HeaderLineTooLong).with("limit", limit_bytes / 1024);
                match name {
                    Some(name) => reason.with("name", name.to_string()),
                    None => reason,
                }
            }
            Self::TooLong { limit_bytes } => Reason::new(Code::HeadTooLong).with("limit", limit_bytes / 1024),
            Self::Syntax(syntax) => syntax.reason(),
        }
    }
}

impl HasReason for HeadSyntax {
    fn reason(&self) -> Reason {
        match self {
            Self::StatusLine { line } => Reason::new(Code::StatusLineInvalid).with("line", line.to_string()),
            Self::HeaderLine { line } => Reason::new(Code::HeaderLineInvalid).with("line", line.to_string()),
            Self::TooManyLines { limit } => Reason::new(Code::TooManyHeaderLines).with("limit", *limit),
        }
    }
}

impl HasReason for CutBy {
    fn reason(&self) -> Reason {
        match self {
            Self::End(missing) => missing.reason(),
            Self::Lost(error) => Reason::new(Code::BodyLost).because(Code::of_io(error)),
        }
    }
}

impl HasReason for Missing {
    fn reason(&self) -> Reason {
        match self {
            Self::Length { bytes } => Reason::new(Code::BodyCut).with("missing", *bytes),
            Self::Chunk { bytes } => Reason::new(Code::ChunkCut).with("missing", *bytes),
            Self::LastChunk => Code::LastChunkMissing.into(),
        }
    }
}

impl HasReason for BodyFault {
    fn reason(&self) -> Reason {
        match self {
            Self::Framing(fault) => fault.reason(),
            Self::ChunkSize { line } => Reason::new(Code::ChunkSizeInvalid).with("line", line.to_string()),
            Self::ChunkEnd { found } => Reason::new(Code::ChunkEndInvalid).with("found", found.to_string()),
            Self::ChunkLineTooLong { limit_bytes } => {
                Reason::new(Code::ChunkLineTooLong).with("limit", limit_bytes / 1024)
            }
            Self::TrailersTooLong { limit_bytes } => {
                Reason::new(Code::TrailersTooLong).with("limit", limit_bytes / 1024)
            }
        }
    }
}

impl HasReason for FramingFault {
    fn reason(&self) -> Reason {
        match self {
            Self::NotANumber { value } => Reason::new(Code::ContentLengthInvalid).with("value", value.to_string()),
            Self::Conflicting { one, other } => {
                Reason::new(Code::ContentLengthConflict).with("one", *one).with("other", *other)
            }
        }
    }
}
