//! Waiting for the head of an answer. A server that holds it is no fault, so nothing ends the wait by itself; but
//! whoever watches is told what is waited for, and may have set a limit.

use std::time::Duration;

use tokio::time::Instant;

use crate::transcript::reason::{Code, HasReason, Reason};

/// After this time without a head somebody is told.
pub const NOTICE_AFTER: Duration = Duration::from_secs(5);

/// The head of an answer that has not come yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaited {
    /// Host and port of the server.
    pub host: String,
    /// When the request was begun, in microseconds since the session began.
    pub since_micros: u64,
}

impl Awaited {
    /// What the command line tells.
    pub fn notice(&self) -> String {
        let Self { host, .. } = self;
        let seconds = NOTICE_AFTER.as_secs();
        format!("no answer of {host} after {seconds} s, still waiting for its head (--answer-timeout limits this)")
    }
}

/// When somebody is told, and when the wait is over.
#[derive(Debug)]
pub struct AnswerWait {
    started: Instant,
    limit: Option<Duration>,
    was_noticed: bool,
}

/// What a deadline of [`AnswerWait`] meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elapsed {
    /// Say what is waited for, and go on.
    Notice,
    /// The user's limit: give up.
    GiveUp(Duration),
}

impl AnswerWait {
    /// The wait begins now.
    pub fn new(limit: Option<Duration>) -> Self {
        Self { started: Instant::now(), limit, was_noticed: false }
    }

    /// The same, without telling anybody.
    #[must_use]
    pub fn without_notice(self) -> Self {
        Self { was_noticed: true, ..self }
    }

    /// Until when the next step of the wait lasts; `None`: as long as it wants.
    pub fn deadline(&self) -> Option<Instant> {
        let next = match self.limit {
            _ if self.notice_comes_first() => NOTICE_AFTER,
            Some(limit) => limit,
            None => return None,
        };
        self.started.checked_add(next)
    }

    /// The deadline has passed.
    pub fn elapsed(&mut self) -> Elapsed {
        match self.limit {
            Some(limit) if !self.notice_comes_first() => Elapsed::GiveUp(limit),
            _ => {
                self.was_noticed = true;
                Elapsed::Notice
            }
        }
    }

    fn notice_comes_first(&self) -> bool {
        !self.was_noticed && self.limit.is_none_or(|limit| limit > NOTICE_AFTER)
    }
}

/// No head came in the time that the user gave for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no answer of {host} within {} s: the time of --answer-timeout is over", limit.as_secs_f64())]
pub struct AnswerTimeout {
    /// Host and port of the server.
    pub host: String,
    /// How long was waited.
    pub limit: Duration,
}

impl HasReason for AnswerTimeout {
    fn reason(&self) -> Reason {
        Reason::new(Code::AnswerTimeout).with("host", &self.host).with("seconds", self.limit)
    }
}
