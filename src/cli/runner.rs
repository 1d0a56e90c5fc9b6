//! Runs a session to its end and writes its record: limits, signals, flushing, a reader that goes away.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use crossbeam_channel::{Receiver, select};

use super::{CliError, Resolved, signals::EndSignals};
use crate::{
    engine::{CommandRefused, Protocol, SessionHandle, Spawner},
    protocols::Report,
    transcript::{
        Body, Direction, Entry, Kind,
        entry::{Dropped, Failure},
        record::{RecordHeader, RecordWriter},
    },
};

/// A row waits at most this long for its way out.
const FLUSH_INTERVAL: Duration = Duration::from_millis(100);

const BUFFER_BYTES: usize = 256 * 1024;

/// Why we ended a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndCause {
    /// `--max-events` was reached.
    MaxEvents,
    /// `--max-time` was over.
    MaxTime,
    /// Ctrl-C or SIGTERM.
    Interrupted,
}

/// Records a session until it is over. When a limit or a signal asks for its end, `end` makes the command.
/// Every row is shown to `observe`. Returns why we ended it, if we did.
///
/// # Errors
/// When the record cannot be written. A reader that goes away is no error: see [`RunEnd::ReaderGone`].
pub fn record<P>(
    spawner: &Spawner,
    handle: &SessionHandle<P>,
    header: &RecordHeader,
    options: &Resolved,
    end: impl Fn() -> P::Command,
    observe: impl FnMut(&Entry),
) -> Result<RunEnd, CliError>
where
    P: Protocol,
    P::Event: Report,
{
    let signals = signals(spawner);
    let mut run = Run::start(header, options, observe)?;
    match run.until_over(handle, &signals, end) {
        Ok(()) => Ok(RunEnd::Over(run.cause)),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(RunEnd::ReaderGone),
        Err(error) => {
            let target =
                options.output.as_deref().map_or("standard output".to_owned(), |path| path.display().to_string());
            Err(CliError::Failed(anyhow::Error::new(error).context(format!("cannot write the record to {target}"))))
        }
    }
}

/// How a recording ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunEnd {
    /// The session is over; we ended it if there is a cause.
    Over(Option<EndCause>),
    /// Nobody reads the record any more (`| head`): a quiet success.
    ReaderGone,
}

impl RunEnd {
    /// The exit status: `ok` decides from why we ended it.
    pub fn exit_code(self, ok: impl FnOnce(Option<EndCause>) -> bool) -> ExitCode {
        match self {
            Self::ReaderGone => ExitCode::SUCCESS,
            Self::Over(cause) if ok(cause) => ExitCode::SUCCESS,
            Self::Over(_) => ExitCode::FAILURE,
        }
    }
}

struct Run<F> {
    writer: RecordWriter<Box<dyn Write>>,
    observe: F,
    max_events: Option<u64>,
    deadline: Option<Instant>,
    events: u64,
    dropped: Dropped,
    cause: Option<EndCause>,
    measures: bool,
    end_is_owed: bool,
    flushed_at: Instant,
}

impl<F: FnMut(&Entry)> Run<F> {
    fn start(header: &RecordHeader, options: &Resolved, observe: F) -> Result<Self, CliError> {
        let out = open_output(options.output.as_deref()).map_err(CliError::Failed)?;
        let writer = RecordWriter::start(out, header, options.secrets.clone()).context("cannot write the record");
        let started = Instant::now();
        Ok(Self {
            writer: writer.map_err(CliError::Failed)?.with_frames(options.frames),
            observe,
            max_events: options.max_events,
            deadline: options.max_time.and_then(|limit| started.checked_add(limit)),
            events: 0,
            dropped: Dropped { rows: 0, bytes: 0, reason: "--max-events".to_owned() },
            cause: None,
            measures: options.measures,
            end_is_owed: false,
            flushed_at: started,
        })
    }

    fn until_over<P>(
        &mut self,
        handle: &SessionHandle<P>,
        signals: &Receiver<()>,
        end: impl Fn() -> P::Command,
    ) -> io::Result<()>
    where
        P: Protocol,
        P::Event: Report,
    {
        if self.max_events == Some(0) {
            self.ask_for_end(EndCause::MaxEvents);
        }
        loop {
            if self.end_is_owed {
                self.end_is_owed = matches!(handle.send(end()), Err(CommandRefused::Busy(_)));
            }
            let inbox = handle.inbox.receiver();
            if inbox.is_empty() || self.flushed_at.elapsed() >= FLUSH_INTERVAL {
                self.writer.flush()?;
                self.flushed_at = Instant::now();
            }
            select! {
                recv(inbox) -> envelope => match envelope {
                    Ok(envelope) => {
                        for event in &envelope.events {
                            if let Some(entry) = event.entry() {
                                self.row(entry)?;
                            }
                            let measure = event.measure().filter(|_| self.measures);
                            if let Some(words) = event.notice().or(measure) {
                                super::say(&words);
                            }
                        }
                    }
                    Err(_) => return self.writer.flush(),
                },
                recv(signals) -> _ => {
                    if self.cause == Some(EndCause::Interrupted) {
                        return self.writer.flush();
                    }
                    self.ask_for_end(EndCause::Interrupted);
                },
                default(self.patience()) => {}
            }
            if self.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                self.deadline = None;
                self.ask_for_end(EndCause::MaxTime);
            }
        }
    }

    /// How long the loop may sleep.
    fn patience(&self) -> Duration {
        if self.end_is_owed {
            return Duration::from_millis(10);
        }
        self.deadline.map_or(Duration::from_hours(1), |deadline| deadline.saturating_duration_since(Instant::now()))
    }

    fn ask_for_end(&mut self, cause: EndCause) {
        self.end_is_owed = self.cause.is_none();
        if self.cause.is_none() || cause == EndCause::Interrupted {
            self.cause = Some(cause);
        }
    }

    fn row(&mut self, entry: &Entry) -> io::Result<()> {
        if is_counted(entry) {
            if self.max_events.is_some_and(|limit| self.events >= limit) {
                self.dropped.rows += 1;
                self.dropped.bytes += entry.body.payload().len() as u64;
                return Ok(());
            }
            self.events += 1;
            if self.max_events == Some(self.events) {
                self.ask_for_end(EndCause::MaxEvents);
            }
        }
        (self.observe)(entry);
        if let Body::Error(Failure { certificate: Some(certificate), .. }) = &entry.body {
            super::say(&format!("to trust this certificate, and no other, add --pin {}", certificate.sha256));
        }
        if self.dropped.rows > 0 && is_last(entry) {
            self.writer.entry(&Entry::local(entry.at_micros, Body::Dropped(self.dropped.clone())))?;
        }
        self.writer.entry(entry)
    }
}

/// Whether `--max-events` counts this row.
fn is_counted(entry: &Entry) -> bool {
    entry.direction == Direction::In
        && matches!(entry.body.kind(), Kind::Text | Kind::Binary | Kind::Event | Kind::Message)
}

/// Whether this is the state that ends a record.
fn is_last(entry: &Entry) -> bool {
    matches!(&entry.body, Body::State(state) if matches!(&*state.state, "closed" | "stopped" | "done" | "failed"))
}

fn open_output(path: Option<&Path>) -> anyhow::Result<Box<dyn Write>> {
    Ok(match path {
        None => Box::new(BufWriter::with_capacity(BUFFER_BYTES, io::stdout())),
        Some(path) => {
            let file = File::create(path).with_context(|| format!("cannot create {}", path.display()))?;
            Box::new(BufWriter::with_capacity(BUFFER_BYTES, file))
        }
    })
}

/// One message for each Ctrl-C and SIGTERM.
fn signals(spawner: &Spawner) -> Receiver<()> {
    let (sender, receiver) = crossbeam_channel::bounded(4);
    spawner.spawn(async move {
        let mut signals = match EndSignals::listen() {
            Ok(signals) => signals,
            Err(error) => return tracing::error!(%error, "signals cannot be listened for"),
        };
        loop {
            signals.next().await;
            if sender.try_send(()).is_err() {
                return;
            }
        }
    });
    receiver
}
