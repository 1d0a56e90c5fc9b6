//! The codes of what can go wrong with a WebSocket.

use std::path::Path;

use super::{
    config::MAX_MESSAGE_BYTES,
    draft::DraftProblem,
    error::WebSocketError,
    fragments::{FragmentProblem, NoFragment},
    handshake::HandshakeRule,
    redirects::{MAX_REDIRECTS, RedirectError},
};
use crate::{
    limits::MAX_INTERIM_ANSWERS,
    net::tap::MAX_CONTROL_PAYLOAD,
    transcript::reason::{Code, HasReason, Reason},
};

impl HasReason for WebSocketError {
    fn reason(&self) -> Reason {
        match self {
            Self::Connect(error) => error.reason(),
            Self::RequestLost(error) => Reason::new(Code::RequestLost).because(Code::of_io(error)),
            Self::NoAnswer(error) => error.reason(),
            Self::BadHead(fault) => fault.reason(),
            Self::AnswerTimeout { limit } => Reason::new(Code::HandshakeTimeout).with("seconds", *limit),
            Self::TooManyInterim => Reason::new(Code::TooManyInterim).with("limit", MAX_INTERIM_ANSWERS),
            Self::Refused { status, reason_phrase, .. } => {
                self.refusal_reason(*status).with("status", *status).with("phrase", reason_phrase)
            }
            Self::Redirected { status, reason_phrase, to } => Reason::new(Code::UpgradeRedirected)
                .with("status", *status)
                .with("phrase", reason_phrase)
                .with("location", to),
            Self::Redirect(error) => error.reason(),
            Self::Handshake(rule) => rule.reason(),
            Self::ClosedWhileConnecting => Code::ClosedWhileConnecting.into(),
            Self::Frame(rule) => rule.reason(),
            Self::NotUtf8 => Code::TextNotUtf8.into(),
            Self::MessageTooBig { bytes, limit } => {
                Reason::new(Code::MessageTooBig).with("bytes", *bytes).with("limit", *limit)
            }
            Self::NoCloseFrame => Code::CloseFrameMissing.into(),
            Self::Lost(error) => Reason::new(Code::ConnectionLost).because(Code::of_io(error)),
            Self::CloseTimeout { limit } => Reason::new(Code::CloseTimeout).with("seconds", *limit),
            Self::Draft(problem) => problem.reason(),
            Self::Fragment(problem) => problem.reason(),
            Self::QueueFull { waiting } => Reason::new(Code::SendQueueFull).with("waiting", *waiting),
            Self::ReplyRule(problem) => Reason::new(Code::ReplyRuleInvalid).with("column", problem.column),
            Self::NotSent { messages, bytes } => {
                Reason::new(Code::NotSent).with("messages", *messages).with("bytes", *bytes)
            }
            Self::Library(_) => Code::LibraryFault.into(),
            Self::File { path, source } | Self::Lines { path, source } => not_sent(path, Code::of_io(source).into()),
            Self::FileTooBig { path } => {
                not_sent(path, Reason::new(Code::FileTooBig).with("limit", MAX_MESSAGE_BYTES / 1024 / 1024))
            }
            Self::LineNotUtf8 { path, line, .. } => not_sent(path, Reason::new(Code::LineNotUtf8).with("line", *line)),
            Self::LineTooLong { path, line } => {
                let cause = Reason::new(Code::LineTooLong).with("line", *line);
                not_sent(path, cause.with("limit", MAX_MESSAGE_BYTES / 1024 / 1024))
            }
        }
    }
}

/// Something of a file was to be sent and was not.
fn not_sent(path: &Path, cause: Reason) -> Reason {
    Reason::new(Code::CannotSend).with("path", path.display().to_string()).because_of(cause)
}

impl WebSocketError {
    fn refusal_reason(&self, status: u16) -> Reason {
        match (status, self.retry_after()) {
            (401, _) => Code::UpgradeWantsLogin.into(),
            (403, _) => Code::UpgradeForbidden.into(),
            (404, _) => Code::UpgradeNotFound.into(),
            (407, _) => Code::UpgradeWantsProxyLogin.into(),
            (426, _) => Code::UpgradeWantsOther.into(),
            (_, Some(wait)) => Reason::new(Code::UpgradeRetryLater).with("seconds", wait.as_secs()),
            (_, None) => Code::UpgradeRefused.into(),
        }
    }
}

impl HasReason for HandshakeRule {
    fn reason(&self) -> Reason {
        let found_or = |invalid: Code, missing: Code, found: &Option<String>| match found {
            Some(found) => Reason::new(invalid).with("found", found),
            None => missing.into(),
        };
        match self {
            Self::HttpVersion => Code::UpgradeHttpVersion.into(),
            Self::Upgrade { found } => found_or(Code::UpgradeHeaderInvalid, Code::UpgradeHeaderMissing, found),
            Self::Connection { found } => found_or(Code::ConnectionHeaderInvalid, Code::ConnectionHeaderMissing, found),
            Self::Accept { expected, found } => {
                found_or(Code::AcceptInvalid, Code::AcceptMissing, found).with("expected", expected)
            }
            Self::Extension { found } => Reason::new(Code::ExtensionNotOffered).with("found", found),
            Self::Deflate(rule) => rule.reason(),
            Self::Subprotocol { found } => Reason::new(Code::SubprotocolNotOffered).with("found", found),
            Self::NoSubprotocol { offered } => {
                Reason::new(Code::SubprotocolMissing).with("offered", offered.join(", "))
            }
        }
    }
}

impl HasReason for RedirectError {
    fn reason(&self) -> Reason {
        match self {
            Self::NoLocation { status } => Reason::new(Code::RedirectWithoutLocation).with("status", *status),
            Self::NotAUrl { location, .. } => Reason::new(Code::RedirectTargetInvalid).with("location", location),
            Self::Scheme { location } => Reason::new(Code::RedirectScheme).with("location", location),
            Self::Fragment { location } => Reason::new(Code::RedirectFragment).with("location", location),
            Self::Loop { url } => Reason::new(Code::RedirectLoop).with("url", url),
            Self::TooMany => Reason::new(Code::TooManyRedirects).with("limit", MAX_REDIRECTS),
        }
    }
}

impl HasReason for NoFragment {
    fn reason(&self) -> Reason {
        match self {
            Self::Draft(problem) => problem.reason(),
            Self::Fragment(problem) => problem.reason(),
        }
    }
}

impl HasReason for FragmentProblem {
    fn reason(&self) -> Reason {
        match self {
            Self::TextIsOpen => Code::FragmentTextOpen.into(),
            Self::File => Code::FragmentFile.into(),
            Self::Ping => Code::FragmentPing.into(),
        }
    }
}

impl HasReason for DraftProblem {
    fn reason(&self) -> Reason {
        match self {
            Self::NoHexDigit { found } => Reason::new(Code::HexDigitInvalid).with("found", found.to_string()),
            Self::HalfByte => Code::HexHalfByte.into(),
            Self::NoBase64(_) => Code::Base64Invalid.into(),
            Self::NotJson(problem) => {
                Reason::new(Code::JsonInvalid).with("line", problem.line).with("column", problem.column)
            }
            Self::NoFile => Code::FileNotNamed.into(),
            Self::Ping(problem) => {
                Reason::new(Code::PingTooLong).with("bytes", problem.bytes).with("limit", MAX_CONTROL_PAYLOAD)
            }
        }
    }
}
