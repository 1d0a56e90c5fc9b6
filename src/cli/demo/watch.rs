//! A session that the demo looks at: it waits for the next row that matters, and keeps none that it has looked at.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use crossbeam_channel::RecvTimeoutError;

use crate::{
    engine::{Protocol, SessionHandle},
    protocols::Report,
    transcript::{Body, Entry, entry::SessionState, reason::Vocabulary as _, secrets::mask_url_passwords},
};

/// A step that takes longer has failed.
const STEP_TIMEOUT: Duration = Duration::from_secs(15);

/// Why a step did not hold.
#[derive(Debug, thiserror::Error)]
pub(super) enum StepFailed {
    /// What was waited for did not happen in time.
    #[error("waited {} s for {what}; the last row was: {last_row}", STEP_TIMEOUT.as_secs())]
    TooLate { what: &'static str, last_row: String },
    /// The session ended before.
    #[error("the session ended before {what}; the last row was: {last_row}")]
    Over { what: &'static str, last_row: String },
    /// The session took no command.
    #[error("the session did not take the command: {what}")]
    Refused { what: &'static str },
    /// What came was not what had to come.
    #[error("expected {expected}, but found {found}")]
    Differs { expected: String, found: String },
    /// The demo could not set something up.
    #[error("{what}")]
    Setup {
        what: &'static str,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl StepFailed {
    /// For `map_err`: something that a step needs could not be had.
    pub(super) fn setup<E>(what: &'static str) -> impl FnOnce(E) -> Self
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        move |source| Self::Setup { what, source: source.into() }
    }
}

/// Fails unless both are the same.
///
/// # Errors
/// When they differ: the step has failed.
pub(super) fn expect_same<T: PartialEq + std::fmt::Debug>(expected: &T, found: &T) -> Result<(), StepFailed> {
    if expected == found {
        return Ok(());
    }
    Err(StepFailed::Differs { expected: format!("{expected:?}"), found: format!("{found:?}") })
}

/// A running session, and those of its rows that have come and were not looked at yet: one batch at most.
pub(super) struct Watched<P: Protocol> {
    handle: SessionHandle<P>,
    unread: VecDeque<Entry>,
    /// The last row that was looked at, for the error of a step that fails.
    last: Option<Entry>,
}

impl<P> Watched<P>
where
    P: Protocol,
    P::Event: Report,
{
    pub(super) fn new(handle: SessionHandle<P>) -> Self {
        Self { handle, unread: VecDeque::new(), last: None }
    }

    /// Asks the session for something; `what` names it.
    ///
    /// # Errors
    /// When the session is over or too busy: the step has failed.
    pub(super) fn command(&self, what: &'static str, command: P::Command) -> Result<(), StepFailed> {
        self.handle.send(command).map_err(|_refused| StepFailed::Refused { what })
    }

    /// Waits for the next row that `wanted` finds something in. Rows before it are passed over.
    ///
    /// # Errors
    /// When no such row came in time, or the session ended before: the step has failed.
    pub(super) fn next<T>(
        &mut self,
        what: &'static str,
        wanted: impl Fn(&Entry) -> Option<T>,
    ) -> Result<T, StepFailed> {
        let started = Instant::now();
        loop {
            while let Some(row) = self.unread.pop_front() {
                let found = wanted(&row);
                self.last = Some(row);
                if let Some(found) = found {
                    return Ok(found);
                }
            }
            match self.handle.inbox.wait_next(STEP_TIMEOUT.saturating_sub(started.elapsed())) {
                Ok(envelope) => self.unread.extend(envelope.events.iter().filter_map(Report::entry).cloned()),
                Err(RecvTimeoutError::Timeout) => return Err(StepFailed::TooLate { what, last_row: self.last_row() }),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(StepFailed::Over { what, last_row: self.last_row() });
                }
            }
        }
    }

    /// Waits for a state.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub(super) fn state(&mut self, wanted: SessionState) -> Result<(), StepFailed> {
        self.next(wanted.name(), |row| matches!(&row.body, Body::State(state) if state.state == wanted).then_some(()))
    }

    fn last_row(&self) -> String {
        self.last.as_ref().map_or_else(
            || "none".to_owned(),
            |row| {
                let mut head = Vec::new();
                row.body.write_head(&mut head);
                let text = format!("{} {}", row.body.kind().name(), String::from_utf8_lossy(&head));
                mask_url_passwords(&text).into_owned()
            },
        )
    }
}
