//! The driver: probe, send, confirm, wait, pause. One step after the other until it is done or given up.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::{
    Upload, UploadConfig, UploadError,
    config::{FileSizeHeader, Start},
    dialect::{self, Refusal},
    driver::{Phase, Raced, UploadDriver},
    event::{Command, Event, UploadNote},
    request::{Probed, Server},
    source::{FileFacts, SourceError},
};
use crate::{
    engine::{Backoff, Protocol, SessionIo, TaskPanicked},
    net::{http::HttpError, retry_after},
    session::rows_after_panic,
    transcript::{
        Body,
        entry::{Progress, Response, SessionState, State, Wait},
        reason::Explanation,
    },
};

const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Two readings this far apart must agree after a pause: the server may still be reading its buffers.
const SETTLE_INTERVAL: Duration = Duration::from_millis(200);
/// A slow server needs a while for the megabytes that the system has buffered for it.
const MAX_SETTLE_READINGS: u32 = 150;

impl Protocol for Upload {
    const ID: &'static str = "upload";
    type Config = UploadConfig;
    type Command = Command;
    type Event = Event;

    async fn run(mut config: UploadConfig, io: SessionIo<Self>) {
        let cookies = std::mem::take(&mut config.peer.cookies);
        let mut driver = UploadDriver::new(io, config.interactive, cookies);
        driver.state(SessionState::Probing);
        match Transfer::prepare(config).await {
            Ok(transfer) => transfer.run(driver).await,
            Err(error) => {
                driver.error(&error);
                driver.failed(Explanation::of(&error));
            }
        }
    }

    fn after_panic(at_micros: u64, panic: &TaskPanicked) -> Vec<Event> {
        let failed = State::new(SessionState::Failed).because(Explanation::of(panic));
        rows_after_panic(at_micros, panic, [Body::State(failed)])
    }
}

/// What comes next.
pub(super) enum Step {
    /// Ask which byte the server wants.
    Probe,
    /// Send from this byte on.
    Send(u64),
    /// Ask whether all has arrived.
    Confirm,
    /// Wait, then ask; as long as the server wants, where it has said so.
    Backoff { why: Explanation, asked: Option<Duration> },
    /// Find out what the server has kept of an aborted request, then do what the window wants.
    Settle(Command),
    /// Stay paused.
    Pause,
    /// Do what the window wants.
    Handle(Command),
    /// Compare checksums if there is something to compare with.
    Verify(Option<UploadNote>),
    /// It is over.
    Done(Option<UploadNote>),
    /// It is over.
    Failed(Explanation),
}

pub(super) struct Transfer {
    pub(super) config: UploadConfig,
    pub(super) facts: FileFacts,
    pub(super) server: Server,
    pub(super) confirmed: Option<u64>,
    pub(super) backoff: Backoff,
    start: Start,
    /// What the server had when it was told to begin at 0, until it has answered that request.
    discarded: Option<u64>,
    /// Whether the server has answered a request with a success.
    is_taken: bool,
}

impl Transfer {
    async fn prepare(config: UploadConfig) -> Result<Self, UploadError> {
        let facts = FileFacts::look(&config.path).await?;
        let server = Server::new(&config, &facts)?;
        let start = config.start;
        let backoff = Backoff::new(FIRST_WAIT, LONGEST_WAIT);
        Ok(Self { config, facts, server, confirmed: None, backoff, start, discarded: None, is_taken: false })
    }

    async fn run(mut self, mut driver: UploadDriver) {
        let mut step = Step::Probe;
        loop {
            step = match step {
                Step::Probe => self.probe(&mut driver).await,
                Step::Send(from) => self.send(&mut driver, from).await,
                Step::Confirm => self.confirm(&mut driver).await,
                Step::Backoff { why, asked } => self.wait(&mut driver, why, asked).await,
                Step::Settle(command) => self.settle(&mut driver, command).await,
                Step::Pause => self.pause(&mut driver).await,
                Step::Handle(command) => self.handle(&mut driver, command).await,
                Step::Verify(note) => self.verify(&mut driver, note).await,
                Step::Done(note) => return self.finish(driver, note).await,
                Step::Failed(why) => return driver.failed(why),
            };
        }
    }

    /// The last look at the file: what was sent must still be what is there.
    async fn finish(&self, mut driver: UploadDriver, note: Option<UploadNote>) {
        match self.facts.check_unchanged().await {
            Ok(()) => driver.done(note),
            Err(error) => {
                let error = changed_while_sent(error);
                driver.error(&error);
                driver.failed(Explanation::of(&error));
            }
        }
    }

    async fn probe(&mut self, driver: &mut UploadDriver) -> Step {
        if let Err(error) = self.facts.check_unchanged().await {
            return Self::source_failed(driver, error);
        }
        driver.state(SessionState::Probing);
        let raced = self.server.probe(driver, &self.config, self.facts.size_bytes, Phase::Busy).await;
        let confirmed = match self.offset_of(driver, raced) {
            Ok(confirmed) => confirmed,
            Err(step) => return step,
        };
        let is_whole = confirmed == self.facts.size_bytes;
        // The number of before means that the request from 0 was lost on its way.
        let start = if self.discarded.take() == Some(confirmed) { Start::FromZero } else { self.start };
        self.start = Start::AtServersByte;
        match start {
            Start::FromZero => {
                self.confirmed = Some(0);
                self.discarded = Some(confirmed).filter(|&bytes| bytes > 0);
                Step::Send(0)
            }
            // The server says 0 of a file it has never seen, too.
            Start::AtServersByte if is_whole && (self.facts.size_bytes > 0 || self.is_taken) => {
                Step::Verify(Some(UploadNote::AlreadyComplete))
            }
            Start::AtServersByte => Step::Send(confirmed),
        }
    }

    async fn confirm(&mut self, driver: &mut UploadDriver) -> Step {
        driver.state(SessionState::Confirming);
        let raced = self.server.probe(driver, &self.config, self.facts.size_bytes, Phase::Busy).await;
        match self.offset_of(driver, raced) {
            Ok(confirmed) if confirmed == self.facts.size_bytes => Step::Verify(None),
            Ok(confirmed) => Step::Backoff {
                why: Explanation::of(&UploadNote::Incomplete { confirmed, size_bytes: self.facts.size_bytes }),
                asked: None,
            },
            Err(step) => step,
        }
    }

    async fn wait(&mut self, driver: &mut UploadDriver, why: Explanation, asked: Option<Duration>) -> Step {
        let delay = self.backoff.next_delay(fastrand::f64());
        let delay = asked.unwrap_or(delay);
        let until = Instant::now() + delay;
        driver.backoff(Wait::new(delay.as_millis() as u64, self.backoff.attempt(), why));
        match driver.sleep_until(Phase::Waiting, until).await {
            Raced::Done(()) => Step::Probe,
            Raced::Asked(command) => self.handle(driver, command).await,
            Raced::Gone => Self::gone(),
        }
    }

    /// After an aborted request the server still reads what was under way: ask until its number stands.
    async fn settle(&mut self, driver: &mut UploadDriver, mut asked: Command) -> Step {
        let mut last = None;
        for _ in 0..MAX_SETTLE_READINGS {
            let (state, phase) = if asked == Command::Pause {
                (SessionState::Paused, Phase::Paused)
            } else {
                (SessionState::Probing, Phase::Busy)
            };
            driver.state(state);
            let raced = match self.server.probe(driver, &self.config, self.facts.size_bytes, phase).await {
                Raced::Done(Ok(Probed::At(now))) => match self.take_note(now) {
                    Ok(now) if last.replace(now) == Some(now) => break,
                    Ok(_) => driver.sleep_until(phase, Instant::now() + SETTLE_INTERVAL).await,
                    Err(error) => {
                        driver.error(&error);
                        if asked != Command::Restart {
                            return Step::Pause;
                        }
                        break;
                    }
                },
                Raced::Done(Ok(Probed::Refused(head))) => {
                    driver.error(&refused(&head));
                    break;
                }
                Raced::Done(Err(error)) => {
                    driver.error(&error);
                    break;
                }
                Raced::Asked(command) => Raced::Asked(command),
                Raced::Gone => Raced::Gone,
            };
            match raced {
                Raced::Done(()) => {}
                Raced::Asked(Command::Cancel) => return self.handle(driver, Command::Cancel).await,
                Raced::Asked(command) => asked = command,
                Raced::Gone => return Self::gone(),
            }
        }
        if asked != Command::Pause {
            return self.handle(driver, asked).await;
        }
        if let Some(confirmed) = last {
            driver.progress(Progress { sent: confirmed, confirmed, total: self.facts.size_bytes });
        }
        Step::Pause
    }

    async fn pause(&mut self, driver: &mut UploadDriver) -> Step {
        driver.state(SessionState::Paused);
        match driver.race(Phase::Paused, std::future::pending::<()>()).await {
            Raced::Done(()) | Raced::Gone => Self::gone(),
            Raced::Asked(command) => self.handle(driver, command).await,
        }
    }

    /// What a command means when the work before it has been dropped.
    pub(super) async fn handle(&mut self, driver: &mut UploadDriver, command: Command) -> Step {
        match command {
            Command::Pause => Step::Pause,
            // Cookies change where the session waits, and interrupt nothing.
            Command::Resume | Command::RetryNow | Command::ChangeCookies(_) => Step::Probe,
            Command::Cancel => Step::Failed(Explanation::of(&UploadNote::Cancelled)),
            Command::Restart => {
                // The file may be another one by now: it starts afresh.
                let config = UploadConfig { start: Start::FromZero, ..self.config.clone() };
                match Self::prepare(config).await {
                    Ok(transfer) => {
                        *self = transfer;
                        Step::Probe
                    }
                    Err(error) => Self::needs_decision(driver, &error),
                }
            }
        }
    }

    /// The server's byte, checked against what it said before; or what to do without one.
    fn offset_of(&mut self, driver: &mut UploadDriver, raced: Raced<Result<Probed, UploadError>>) -> Result<u64, Step> {
        match raced {
            Raced::Done(Ok(Probed::At(now))) => {
                self.take_note(now).map_err(|error| Self::needs_decision(driver, &error))
            }
            // What there is of another file under this ID is what a restart replaces.
            Raced::Done(Err(UploadError::BeyondTheFile { .. })) if self.start == Start::FromZero => {
                self.start = Start::AtServersByte;
                self.confirmed = Some(0);
                Err(Step::Send(0))
            }
            Raced::Done(Ok(Probed::Refused(head))) => Err(Self::after_refusal(driver, &head)),
            Raced::Done(Err(error @ (UploadError::Http(_) | UploadError::NoAnswer))) => {
                Err(Self::after_failure(driver, &error))
            }
            Raced::Done(Err(error)) => Err(Self::needs_decision(driver, &error)),
            // Nothing was sent, so there is nothing to settle.
            Raced::Asked(command) => Err(Step::Handle(command)),
            Raced::Gone => Err(Self::gone()),
        }
    }

    /// Keeps the server's byte, if it has not gone back.
    fn take_note(&mut self, now: u64) -> Result<u64, UploadError> {
        // As long as a restart may not have got through, the number of the old upload comes and goes.
        let before = self.confirmed.filter(|_| self.start == Start::AtServersByte && self.discarded.is_none());
        match before {
            Some(before) if now < before => return Err(UploadError::WentBack { before, now }),
            Some(before) if now > before => self.backoff.reset(),
            _ => {}
        }
        self.confirmed = Some(now);
        Ok(now)
    }

    /// The server has answered a request with a success.
    pub(super) fn note_success(&mut self) {
        self.is_taken = true;
        self.discarded = None;
    }

    /// After an answer that is no success.
    pub(super) fn after_refusal(driver: &mut UploadDriver, head: &Response) -> Step {
        let error = refused(head);
        match dialect::refusal(head) {
            Refusal::TryAgain => {
                let asked = head.header("retry-after").and_then(|value| retry_after::parse(value, SystemTime::now()));
                Step::Backoff { why: Explanation::of(&error), asked }
            }
            Refusal::Final => {
                driver.error(&error);
                Step::Failed(Explanation::of(&error))
            }
        }
    }

    /// After a request without an answer.
    pub(super) fn after_failure(driver: &mut UploadDriver, error: &UploadError) -> Step {
        driver.error(error);
        match error {
            // It would fail in the same way again.
            UploadError::Http(HttpError::Tls(_) | HttpError::Untrusted { .. }) => Step::Failed(Explanation::of(error)),
            _ => Step::Backoff { why: Explanation::of(error), asked: None },
        }
    }

    pub(super) fn source_failed(driver: &mut UploadDriver, error: SourceError) -> Step {
        Self::needs_decision(driver, &UploadError::Source(error))
    }

    /// Pauses where somebody can restart it, fails where nobody can.
    pub(super) fn needs_decision(driver: &mut UploadDriver, error: &UploadError) -> Step {
        driver.error(error);
        if driver.interactive { Step::Pause } else { Step::Failed(Explanation::of(error)) }
    }

    pub(super) fn gone() -> Step {
        Step::Failed(Explanation::of(&UploadNote::ProgramEnded))
    }

    /// Whether a 2xx is enough: with `X-File-Size` the server forgets what it has stored.
    pub(super) fn success_is_enough(&self) -> bool {
        self.config.file_size_header == FileSizeHeader::Sent
    }
}

/// What it means for an upload that has sent everything.
pub(super) fn changed_while_sent(error: SourceError) -> UploadError {
    match error {
        SourceError::Changed { change, .. } => UploadError::ChangedWhileSent { change },
        other => other.into(),
    }
}

fn refused(head: &Response) -> UploadError {
    UploadError::Refused { status: head.status, reason_phrase: head.reason_phrase.clone().unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn after_a_restart_the_old_number_neither_counts_as_progress_nor_as_a_way_back() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let url = "http://127.0.0.1:9/".parse().expect("a URL");
        let config = UploadConfig::new(file.path().to_owned(), url);
        let mut transfer = Transfer::prepare(config).await.expect("a transfer");
        transfer.confirmed = Some(0);
        transfer.discarded = Some(300);
        transfer.backoff.next_delay(0.0);
        assert_eq!(transfer.take_note(300).expect("the old number"), 300);
        assert_eq!(transfer.backoff.attempt(), 1, "nothing has moved");
        assert_eq!(transfer.take_note(0).expect("the restart has arrived"), 0);
        transfer.discarded = None;
        assert_eq!(transfer.take_note(10).expect("it moves"), 10);
        assert_eq!(transfer.backoff.attempt(), 0);
        assert!(matches!(transfer.take_note(9), Err(UploadError::WentBack { before: 10, now: 9 })));
    }
}
