//! The codes of what can go wrong with a connection.

use super::error::WebSocketError;
use crate::{
    limits::MAX_INTERIM_ANSWERS,
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
            Self::ReplyRule(problem) => Reason::new(Code::ReplyRuleInvalid).with("column", problem.column),
            Self::Library(_) => Code::LibraryFault.into(),
        }
    }
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
