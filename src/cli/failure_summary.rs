//! Why a session did not end well, in one sentence for standard error: from its rows, and from what we ended it for.

use super::{say, shutdown::EndCause};
use crate::transcript::{
    Body, Direction, Entry,
    entry::{Close, SessionState},
};

/// What its rows tell of the end so far.
#[derive(Clone, Debug, Default)]
pub struct FailureSummary {
    /// Whether errors are said as they come: the session may go on after them.
    prints_errors: bool,
    /// The last error, unless an answer came behind it.
    error: Option<String>,
    /// Whether that has been said.
    is_printed: bool,
    /// Whether it came when we had ended the session already, so that it may come of that.
    is_late: bool,
    /// What the last state gives as its reason.
    reason: Option<String>,
    /// How a WebSocket was closed that was not closed cleanly.
    close: Option<Close>,
}

impl FailureSummary {
    pub(super) fn new(prints_errors: bool) -> Self {
        Self { prints_errors, ..Self::default() }
    }

    /// Looks at the next row; `ended` is whether we have ended the session.
    pub(super) fn observe(&mut self, row: &Entry, ended: bool) {
        match &row.body {
            Body::Error(failure) => {
                let words = failure.chain();
                (self.is_printed, self.is_late) = (self.prints_errors && !ended, ended);
                if self.is_printed {
                    say(&words);
                }
                self.error = Some(words);
            }
            Body::Response(_) => self.error = None,
            Body::State(state) => {
                self.reason.clone_from(&state.reason);
                if state.is_open() || state.state == SessionState::Connecting {
                    self.close = None;
                }
                if state.is_open() {
                    self.error = None;
                }
            }
            Body::Close(close) if row.direction == Direction::Local && close.clean == Some(false) => {
                self.close = Some(close.clone());
            }
            _ => {}
        }
    }

    /// What is still to be said of a session that ended well.
    pub(super) fn unprinted(self) -> Option<String> {
        self.error.filter(|_| self.prints_errors && !self.is_printed)
    }

    /// What is to be said of one that did not, unless it has been said: why we ended it, before `missing` had happened,
    /// or what ended it.
    pub(super) fn sentence(self, cause: Option<EndCause>, missing: Option<&str>) -> Option<String> {
        let ours = cause.zip(missing).map(|(cause, missing)| format!("{} before {missing}", ended_by(cause)));
        let error = self.error.filter(|_| !self.is_printed);
        match (ours, error) {
            (Some(ours), Some(error)) if !self.is_late => Some(format!("{ours}: {error}")),
            (Some(ours), Some(_)) => Some(ours),
            (Some(words), None) | (None, Some(words)) => Some(words),
            (None, None) if self.is_printed => None,
            (None, None) => self
                .reason
                .or_else(|| self.close.as_ref().map(close_words))
                .or_else(|| missing.map(|missing| format!("the session ended before {missing}"))),
        }
    }
}

fn ended_by(cause: EndCause) -> &'static str {
    match cause {
        EndCause::MaxEvents => "--max-events was reached",
        EndCause::MaxTime => "--max-time was over",
        EndCause::Interrupted => "a signal ended the session",
    }
}

/// RFC 6455 §7.1.5: 1006 stands for no close frame at all.
fn close_words(Close { code, reason, .. }: &Close) -> String {
    match (code, reason.as_str()) {
        (1006, _) => "the connection ended without a close frame (1006)".to_owned(),
        (code, "") => format!("the connection ended in the middle of the closing handshake ({code})"),
        (code, reason) => format!("the connection ended in the middle of the closing handshake ({code}: {reason})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::entry::{Failure, Response, State};

    fn error(message: &str) -> Body {
        Body::from(Failure { message: message.to_owned(), causes: vec!["why".to_owned()], ..Failure::default() })
    }

    fn state(state: &'static str, reason: Option<&str>) -> Body {
        Body::State(State { reason: reason.map(ToOwned::to_owned), ..State::new(state) })
    }

    fn why(rows: Vec<Body>) -> FailureSummary {
        let mut why = FailureSummary::new(false);
        for body in rows {
            why.observe(&Entry::local(0, body), false);
        }
        why
    }

    #[test]
    fn the_last_fault_is_said_with_its_causes_and_what_we_ended_it_for() {
        let answer = || Body::Response(Response::new(500, None, Vec::new()).into());
        let close = Body::Close(Close { code: 1006, reason: String::new(), clean: Some(false) });
        for (rows, cause, missing, sentence) in [
            (vec![error("no")], None, None, Some("no: why")),
            (vec![error("no"), state("closed", Some("it failed"))], None, None, Some("no: why")),
            (vec![error("no"), answer(), state("closed", Some("500"))], None, None, Some("500")),
            (vec![answer(), error("no")], None, Some("it opened"), Some("no: why")),
            (vec![], Some(EndCause::MaxTime), Some("it opened"), Some("--max-time was over before it opened")),
            (vec![error("no")], Some(EndCause::MaxTime), Some("x"), Some("--max-time was over before x: no: why")),
            (vec![error("no"), state("open", None)], Some(EndCause::MaxTime), None, None),
            (vec![state("open", None), close], None, None, Some("the connection ended without a close frame (1006)")),
            (vec![], None, Some("it opened"), Some("the session ended before it opened")),
        ] {
            assert_eq!(why(rows).sentence(cause, missing).as_deref(), sentence, "{cause:?} {missing:?}");
        }
    }

    #[test]
    fn what_was_said_is_not_said_again() {
        let mut summary = FailureSummary::new(true);
        summary.observe(&Entry::local(0, error("no")), false);
        assert_eq!((summary.clone().sentence(None, Some("it opened")), summary.clone().unprinted()), (None, None));
        let ended = summary.sentence(Some(EndCause::Interrupted), Some("it opened"));
        assert_eq!(ended.as_deref(), Some("a signal ended the session before it opened"));
    }

    #[test]
    fn an_error_that_comes_of_our_own_end_is_said_where_nothing_else_explains_it() {
        let mut late = FailureSummary::new(true);
        late.observe(&Entry::local(0, error("no")), true);
        let cause = Some(EndCause::MaxTime);
        let sentence = late.clone().sentence(cause, Some("it opened"));
        assert_eq!(sentence.as_deref(), Some("--max-time was over before it opened"));
        assert_eq!(late.clone().sentence(cause, None).as_deref(), Some("no: why"));
        assert_eq!(late.unprinted().as_deref(), Some("no: why"));
    }
}
