//! Runs a session to its end and writes its record: limits, signals, flushing, a reader that goes away.
//!
//! A subcommand opens its session with [`open`] and hands it to [`record`]. One thread does everything: it takes batches of
//! events, writes their rows, lets the session's model follow, and listens to signals and to the clock meanwhile. It never
//! blocks on its output for longer than [`Shutdown`] allows: `output` has a thread for that.

use std::{
    fs::File,
    io,
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use crossbeam_channel::{RecvTimeoutError, select};
use serde_json::{Map, Value};
use tokio::sync::mpsc::error::TrySendError;

use super::{
    CliError, FailureSummary, Resolved,
    output::Output,
    say,
    shutdown::{EndCause, Shutdown},
    signals,
};
use crate::{
    engine::{Engine, Envelope, Protocol, SessionHandle},
    protocols::Report,
    session::Model,
    transcript::{
        Body, Direction, Entry,
        entry::{DropReason, Dropped},
        record::{RecordHeader, RecordWriter},
    },
};

/// A row waits at most this long for its way out.
const FLUSH_INTERVAL: Duration = Duration::from_millis(100);

/// Rows that could not be handed on at once are tried again so often.
const RETRY_FLUSH: Duration = Duration::from_millis(20);

/// How long a cancelled task may take for its last rows.
const CANCEL_GRACE: Duration = Duration::from_millis(300);

/// Opens a session, and makes the first line of its record.
pub(super) fn open<P: Protocol>(
    engine: &Engine,
    config: P::Config,
    url: String,
    settings: Map<String, Value>,
) -> (SessionHandle<P>, RecordHeader) {
    let handle = engine.spawner().open::<P>(config);
    let header = RecordHeader { protocol: P::ID.into(), url, started_at: handle.clock.started_at(), settings };
    (handle, header)
}

/// Records a session until it is over. When a limit or a signal asks for its end, `end` makes the command.
/// `model` follows what is written. Returns why we ended it, if we did, and what its rows tell of the end.
///
/// # Errors
/// When the record cannot be written. A reader that goes away is no error: see [`RunEnd::ReaderGone`].
///
/// After a signal nothing that blocks is waited for: the process ends here, with status 1 and a sentence that counts
/// the rows that are missing.
pub fn record<P>(
    handle: &SessionHandle<P>,
    header: &RecordHeader,
    options: &Resolved,
    end: impl Fn() -> P::Command + 'static,
    model: &mut impl Model<Event = P::Event>,
) -> Result<RunEnd, CliError>
where
    P: Protocol,
    P::Event: Report,
{
    let signals = signals::receive().context("cannot listen to signals").map_err(CliError::Failed)?;
    let commands = handle.command_sender();
    let request_end = move || !matches!(commands.try_send(end()), Err(TrySendError::Full(_)));
    let shutdown = Shutdown::new(signals, options.max_time, request_end);
    let mut run = Run::start(header, options, shutdown, model)?;
    match run.until_over(handle) {
        Ok(()) => Ok(RunEnd::Over(run.shutdown().cause(), run.why)),
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(RunEnd::ReaderGone),
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::TimedOut => {
            handle.cancel();
            let rows = match run.missing_rows(handle) {
                1 => "1 row is".to_owned(),
                rows => format!("{rows} rows are"),
            };
            abandon(&format!("{} takes nothing any more: {rows} missing from the record", options.target()))
        }
        Err(Stop::Output(error)) => {
            let context = format!("cannot write the record to {}", options.target());
            Err(CliError::Failed(anyhow::Error::new(error).context(context)))
        }
        Err(Stop::Session) => abandon("the session does not end: its last rows are missing from the record"),
    }
}

/// Ends the process with status 1, without waiting for a task or a thread that is blocked.
fn abandon(why: &str) -> ! {
    say(why);
    std::process::exit(1);
}

/// Why a recording stops before its session is over.
enum Stop {
    /// The record cannot be written.
    Output(io::Error),
    /// The task does not end.
    Session,
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// How a recording ended.
#[derive(Clone, Debug)]
pub enum RunEnd {
    /// The session is over; we ended it if there is a cause.
    Over(Option<EndCause>, FailureSummary),
    /// Nobody reads the record any more (`| head`): a quiet success.
    ReaderGone,
}

impl RunEnd {
    /// The exit status: `ok` decides from why we ended it. A failure is said on standard error, unless it has been
    /// said; `missing` is what should have happened before the end and has not.
    pub fn exit_code(self, missing: Option<&str>, ok: impl FnOnce(Option<EndCause>) -> bool) -> ExitCode {
        match self {
            Self::ReaderGone => ExitCode::SUCCESS,
            Self::Over(cause, why) => {
                let is_ok = ok(cause);
                let words = if is_ok { why.unprinted() } else { why.sentence(cause, missing) };
                if let Some(words) = words {
                    say(&words);
                }
                if is_ok { ExitCode::SUCCESS } else { ExitCode::FAILURE }
            }
        }
    }
}

struct Run<'m, M> {
    writer: RecordWriter<Output>,
    model: &'m mut M,
    max_events: Option<u64>,
    events: u64,
    dropped: Dropped,
    measures: bool,
    why: FailureSummary,
    /// Rows that came, and rows that were written.
    seen_rows: u64,
    written_rows: u64,
    /// The first row that a limit left out: the record counts those behind it otherwise than the session.
    first_left_out: Option<u64>,
    flushed_at: Instant,
}

impl<'m, M: Model> Run<'m, M>
where
    M::Event: Report,
{
    fn start(
        header: &RecordHeader,
        options: &Resolved,
        shutdown: Shutdown,
        model: &'m mut M,
    ) -> Result<Self, CliError> {
        let out = open_output(options.output.as_deref(), shutdown).map_err(CliError::Failed)?;
        let writer = RecordWriter::start(out, header, options.secrets.clone()).context("cannot write the record");
        Ok(Self {
            writer: writer.map_err(CliError::Failed)?.with_frames(options.frames),
            model,
            max_events: options.max_events,
            events: 0,
            dropped: Dropped::by(DropReason::MaxEvents),
            measures: options.measures,
            why: FailureSummary::new(options.prints_errors),
            seen_rows: 0,
            written_rows: 0,
            first_left_out: None,
            flushed_at: Instant::now(),
        })
    }

    fn shutdown(&mut self) -> &mut Shutdown {
        &mut self.writer.get_mut().shutdown
    }

    fn until_over<P: Protocol<Event = M::Event>>(&mut self, handle: &SessionHandle<P>) -> Result<(), Stop> {
        if self.max_events == Some(0) {
            self.shutdown().end(EndCause::MaxEvents);
        }
        loop {
            let inbox = handle.inbox.receiver();
            if inbox.is_empty() || self.flushed_at.elapsed() >= FLUSH_INTERVAL {
                self.writer.flush()?;
                self.flushed_at = Instant::now();
            }
            let has_rest = self.writer.get_mut().has_rest();
            let wait = self.shutdown().check_deadlines().min(if has_rest { RETRY_FLUSH } else { Duration::MAX });
            if self.shutdown().is_over() {
                // A task that does not end by itself may still answer this, with its last rows.
                handle.cancel();
                return self.last_rows(handle);
            }
            let over = self.writer.get_mut().over().clone();
            let signals = self.shutdown().signals().clone();
            select! {
                recv(inbox) -> envelope => match envelope {
                    Ok(envelope) => self.events(envelope)?,
                    Err(_) => return Ok(self.writer.get_mut().finish()?),
                },
                recv(over) -> outcome => return Ok(outcome.unwrap_or_else(|_| Err(io::ErrorKind::BrokenPipe.into()))?),
                recv(signals) -> _ => self.shutdown().interrupt(),
                default(wait) => {}
            }
        }
    }

    /// What a cancelled session reports in the moment that is left for it.
    fn last_rows<P: Protocol<Event = M::Event>>(&mut self, handle: &SessionHandle<P>) -> Result<(), Stop> {
        let until = Instant::now() + CANCEL_GRACE;
        loop {
            match handle.inbox.wait_next(until.saturating_duration_since(Instant::now())) {
                Ok(envelope) => self.events(envelope)?,
                Err(RecvTimeoutError::Disconnected) => return Ok(self.writer.get_mut().finish()?),
                Err(RecvTimeoutError::Timeout) => return Err(Stop::Session),
            }
        }
    }

    fn events(&mut self, envelope: Envelope<M::Event>) -> io::Result<()> {
        // The credit goes back with the rest of the envelope.
        let Envelope { events, .. } = envelope;
        self.seen_rows += events.iter().filter(|event| event.entry().is_some()).count() as u64;
        for event in events {
            let is_written = match event.entry() {
                Some(entry) => self.row(entry)?,
                None => true,
            };
            self.written_rows += u64::from(event.entry().is_some());
            let measure = event.measure().filter(|_| self.measures);
            if let Some(words) = event.notice().or(measure) {
                say(&words);
            }
            if is_written {
                self.model.apply(event);
            }
        }
        Ok(())
    }

    /// Writes a row; false where a limit leaves it out.
    fn row(&mut self, entry: &Entry) -> io::Result<bool> {
        if is_counted(entry) {
            if self.max_events.is_some_and(|limit| self.events >= limit) {
                self.first_left_out.get_or_insert(self.written_rows);
                self.dropped.rows += 1;
                self.dropped.bytes += entry.body.payload().len() as u64;
                return Ok(false);
            }
            self.events += 1;
            if self.max_events == Some(self.events) {
                self.shutdown().end(EndCause::MaxEvents);
            }
        }
        let ended = self.shutdown().cause().is_some();
        self.why.observe(entry, ended);
        if let Body::Error(failure) = &entry.body
            && let Some(certificate) = &failure.certificate
        {
            say(&format!("to trust this certificate, and no other, add --pin {}", certificate.sha256));
        }
        if self.dropped.rows > 0 && is_last(entry) {
            let dropped = Entry::local(entry.at_micros, Body::Dropped(self.dropped.clone()));
            self.write(&dropped)?;
        }
        match (&entry.body, self.first_left_out) {
            (Body::Finding(finding), Some(first)) if finding.rows.iter().any(|&row| row >= first) => {
                let mut finding = finding.clone();
                finding.rows.retain(|&row| row < first);
                self.write(&Entry::local(entry.at_micros, Body::Finding(finding)))?;
            }
            _ => self.write(entry)?,
        }
        Ok(true)
    }

    fn write(&mut self, entry: &Entry) -> io::Result<()> {
        self.writer.entry(entry)?;
        self.writer.get_mut().end_row();
        Ok(())
    }

    /// Rows that the session has reported and the reader has not got.
    fn missing_rows<P: Protocol<Event = M::Event>>(&mut self, handle: &SessionHandle<P>) -> u64 {
        let mut unread = 0;
        let until = Instant::now() + CANCEL_GRACE;
        // What the task still reports counts, as long as it may.
        while let Ok(envelope) = handle.inbox.wait_next(until.saturating_duration_since(Instant::now())) {
            unread += envelope.events.iter().filter(|event| event.entry().is_some()).count() as u64;
        }
        unread + (self.seen_rows - self.written_rows) + self.writer.get_mut().waiting_rows()
    }
}

/// Whether `--max-events` counts this row.
fn is_counted(entry: &Entry) -> bool {
    entry.direction == Direction::In && entry.body.kind().is_message()
}

/// Whether this is the state that ends a record.
fn is_last(entry: &Entry) -> bool {
    matches!(&entry.body, Body::State(state) if state.is_final())
}

fn open_output(path: Option<&Path>, shutdown: Shutdown) -> anyhow::Result<Output> {
    let Some(path) = path else { return Ok(Output::start(|| Ok(io::stdout()), shutdown)?) };
    let file = path.to_owned();
    Output::start(move || File::create(file), shutdown).with_context(|| format!("cannot create {}", path.display()))
}
