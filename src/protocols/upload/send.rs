//! The step that sends the rest of the file.

use std::{error::Error, pin::pin, time::Duration};

use futures_util::future::{Either, select};
use http::Method;
use tokio::time::{Instant, MissedTickBehavior};

use super::{
    UploadError,
    body::{FileBody, SentBytes},
    dialect,
    driver::{Phase, Raced, UploadDriver},
    event::{Command, STALL_TIMEOUT, UploadNote},
    request::{Answer, BufferedEvent, BufferedExchange},
    task::{Step, Transfer},
};
use crate::{
    net::{
        http::{HttpError, Prepared, RequestBody},
        redirect::RedirectStep,
    },
    session::When,
    transcript::{
        Body,
        entry::{Progress, SessionState},
        reason::Explanation,
    },
};

/// At most 20 `progress` rows in any second, with the last one, which does not wait.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(54);

/// Of the answer to a finished upload, in bytes; it is empty or a word.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// How a request with a body ended.
enum Sent {
    Answered(Result<Box<Answer>, HttpError>),
    Stalled,
    Asked(Command),
    Gone,
}

impl Transfer {
    pub(super) async fn send(&mut self, driver: &mut UploadDriver, from: u64) -> Step {
        let total = self.facts.size_bytes;
        let mut step = self.server.first_step(dialect::upload_url(&self.config.url), Method::POST);
        let (outcome, sent) = loop {
            let sent = SentBytes::default();
            let prepared = match self.prepare_request(driver, &step, from, &sent).await {
                Ok(prepared) => prepared,
                Err(error) => return Self::needs_decision(driver, &error),
            };
            driver.state(SessionState::Sending);
            let mut outcome = self.drive(driver, prepared, from, &sent).await;
            driver.progress(Progress { sent: from + sent.get(), confirmed: from, total });
            let Sent::Answered(Ok(answer)) = &mut outcome else { break (outcome, sent) };
            match self.server.answered(driver, &step, answer) {
                Ok(Some(next)) => step = next,
                Ok(None) => break (outcome, sent),
                Err(UploadError::Http(error)) => break (Sent::Answered(Err(error)), sent),
                Err(error) => {
                    driver.error(&error);
                    return Step::Failed(Explanation::of(&error));
                }
            }
        };
        match outcome {
            Sent::Answered(Ok(answer)) => {
                if !answer.is_success() {
                    return Self::after_refusal(driver, &answer.head);
                }
                self.note_success();
                if self.success_is_enough() && from + sent.get() == total {
                    return Step::Verify(Some(UploadNote::TakenWhole));
                }
                Step::Confirm
            }
            Sent::Answered(Err(error)) => match file_fault(&error) {
                Some(fault) => Self::needs_decision(driver, &fault),
                None if from + sent.get() < total && matches!(error, HttpError::Exchange { .. }) => {
                    Self::after_failure(driver, &UploadError::CutWhileSending(error))
                }
                None => Self::after_failure(driver, &UploadError::Http(error)),
            },
            Sent::Stalled => Self::after_failure(driver, &UploadError::Stalled),
            Sent::Asked(Command::Cancel) => self.handle(driver, Command::Cancel).await,
            Sent::Asked(command) => Step::Settle(command),
            Sent::Gone => Self::gone(),
        }
    }

    async fn prepare_request(
        &self,
        driver: &mut UploadDriver,
        step: &RedirectStep,
        from: u64,
        sent: &SentBytes,
    ) -> Result<Prepared, UploadError> {
        self.facts.check_unchanged().await?;
        let size_bytes = self.facts.size_bytes;
        let own = dialect::upload_headers(&self.server.file_id, from, size_bytes, self.config.file_size_header);
        // Nothing is left to be sent, and that is said by the length alone.
        let body = if from == size_bytes {
            None
        } else {
            let limit = self.config.limit_bytes_per_sec;
            Some(RequestBody::stream(FileBody::open(&self.facts, from, limit, sent).await?))
        };
        Ok(self.server.prepare(driver, step, own, &self.config.peer.headers, body))
    }

    /// Waits for the answer, shows progress meanwhile, watches for a stall and listens for commands.
    async fn drive(&self, driver: &mut UploadDriver, prepared: Prepared, from: u64, sent: &SentBytes) -> Sent {
        let total = self.facts.size_bytes;
        let mut exchange = BufferedExchange::new(prepared, MAX_ANSWER_BYTES);
        let mut next = Box::pin(exchange.next());
        // Until the row of an interim answer has left, no further one is read.
        let mut when = When::AtOnce;
        let mut tick = tokio::time::interval(PROGRESS_INTERVAL);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut shown, mut last, mut moved_at) = (None, from, Instant::now());
        loop {
            let event_or_tick = async {
                match select(next.as_mut(), pin!(tick.tick())).await {
                    Either::Left((event, _)) => Some(event),
                    Either::Right(_) => None,
                }
            };
            match driver.race_when(Phase::Busy, when, event_or_tick).await {
                Raced::Gone => return Sent::Gone,
                Raced::Asked(command) => return Sent::Asked(command),
                Raced::Done(Some(event)) => {
                    match event {
                        Ok(BufferedEvent::Request(request)) => driver.outgoing(Body::Request(request)),
                        Ok(BufferedEvent::Interim(head)) => {
                            driver.incoming(Body::from(head));
                            when = When::RowsAreTaken;
                        }
                        Ok(BufferedEvent::Answer(answer)) => return Sent::Answered(Ok(answer)),
                        Err(error) => return Sent::Answered(Err(error)),
                    }
                    drop(next);
                    next = Box::pin(exchange.next());
                }
                Raced::Done(None) => {
                    let position = from + sent.get();
                    if position > last {
                        (last, moved_at) = (position, Instant::now());
                    } else if position < total && moved_at.elapsed() >= STALL_TIMEOUT {
                        // Once all is sent the server may take its time: hashing, moving, scanning.
                        return Sent::Stalled;
                    }
                    // A window that does not drain gets the newest number later.
                    if shown != Some(position) && !driver.has_rows() {
                        shown = Some(position);
                        driver.progress(Progress { sent: position, confirmed: from, total });
                    }
                }
            }
        }
    }
}

/// What went wrong with our file, if that is why the request failed.
fn file_fault(error: &HttpError) -> Option<UploadError> {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(inner) = cause {
        match inner.downcast_ref::<UploadError>() {
            Some(UploadError::FileCut { missing_bytes }) => {
                return Some(UploadError::FileCut { missing_bytes: *missing_bytes });
            }
            Some(UploadError::FileRead(error)) => {
                return Some(UploadError::FileRead(std::io::Error::new(error.kind(), error.to_string())));
            }
            _ => cause = inner.source(),
        }
    }
    None
}
