//! The model of an upload: three positions in the file (handed to the socket, confirmed by the server, the size), each
//! attempt to move them, and each request with its answer.
//!
//! Everything here follows from the first line of its record and from its rows. *Confirmed* is
//! what the server has answered, and never what was sent.

use std::path::PathBuf;

use crate::{
    protocols::countdown::Countdown,
    session::Model,
    transcript::{
        Body, Entry, Traffic, Transcript,
        entry::{Failure, Progress, Request, Response, SessionState, State, Verified},
        reason::{Code, Vocabulary as _},
        record::RecordHeader,
    },
};

use super::{config, event::Event, speed::Speed};

/// Where an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadState {
    /// Asking which byte the server wants.
    Probing,
    /// Sending.
    Sending,
    /// Until somebody decides.
    Paused,
    /// Between two attempts.
    Backoff,
    /// Asking whether all has arrived.
    Confirming,
    /// The server has it all.
    Done,
    /// Given up.
    Failed,
}

impl UploadState {
    const ALL: [Self; 7] =
        [Self::Probing, Self::Sending, Self::Paused, Self::Backoff, Self::Confirming, Self::Done, Self::Failed];

    /// The state in the record.
    pub fn state(self) -> SessionState {
        match self {
            Self::Probing => SessionState::Probing,
            Self::Sending => SessionState::Sending,
            Self::Paused => SessionState::Paused,
            Self::Backoff => SessionState::Backoff,
            Self::Confirming => SessionState::Confirming,
            Self::Done => SessionState::Done,
            Self::Failed => SessionState::Failed,
        }
    }

    /// Whether the task has ended with it.
    pub fn is_over(self) -> bool {
        self.state().is_final()
    }
}

/// What ended an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndedBy {
    /// It runs.
    Running,
    /// The user paused, restarted or cancelled it.
    User,
    /// The server answered with a success.
    Success,
    /// The server answered with this status.
    Status(u16),
    /// The connection or the file failed.
    Error(String),
}

/// One request with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    /// When its request left, in microseconds since the session began.
    pub started_micros: u64,
    /// When it ended.
    pub ended_micros: Option<u64>,
    /// The first byte it sent.
    pub from: u64,
    /// Up to which byte it handed the file to the socket.
    pub sent_to: u64,
    /// Up to which byte the server kept it, once the server has said so.
    pub kept_to: Option<u64>,
    /// What ended it.
    pub ended_by: EndedBy,
    /// The row of its request.
    pub request_row: u64,
}

/// A request and its answer, by their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchanged {
    /// The row of the request.
    pub request_row: u64,
    /// When it left, in microseconds since the session began.
    pub asked_micros: u64,
    /// The row of the answer and when it came, once it has come.
    pub answer: Option<(u64, u64)>,
}

/// An upload as far as its rows go.
#[derive(Debug)]
pub struct UploadSession {
    /// Every row.
    pub transcript: Transcript,
    /// The file, as its record names it.
    pub file_path: PathBuf,
    /// Where it is.
    pub state: UploadState,
    /// The last state, where it says why.
    pub explained: Option<State>,
    /// Handed to the socket, said by the server, and the file's size.
    pub position: Progress,
    /// Whether the server has said yet how much it has; before that, 0 confirmed bytes mean nothing.
    pub offset_known: bool,
    /// How fast it is.
    pub speed: Speed,
    /// KiB handed to the socket in each of the last seconds.
    pub traffic: Traffic,
    /// Every request with a body.
    pub attempts: Vec<Attempt>,
    /// The exact value of `X-File-Id`.
    pub file_id_header: Option<String>,
    /// Every request, oldest first.
    pub exchanges: Vec<Exchanged>,
    /// Waits so far.
    pub retries: u64,
    /// The wait that is under way.
    pub countdown: Option<Countdown>,
    /// The last request.
    pub request: Option<Request>,
    /// The last answer's head.
    pub response: Option<Response>,
    /// The last failure; forgotten when the server answers or bytes move again.
    pub error: Option<Failure>,
    /// Whether it is paused because somebody has to decide, not because somebody wanted it.
    pub needs_decision: bool,
    /// The proof, if the server tells its checksum.
    pub verified: Option<Verified>,
    /// When the last row came, in microseconds since the session began.
    pub last_micros: u64,
}

impl UploadSession {
    /// An upload before its first row.
    pub fn new(total_bytes: u64) -> Self {
        Self {
            transcript: Transcript::default(),
            file_path: PathBuf::new(),
            state: UploadState::Probing,
            explained: None,
            position: Progress { sent: 0, confirmed: 0, total: total_bytes },
            offset_known: false,
            speed: Speed::default(),
            traffic: Traffic::default(),
            attempts: Vec::new(),
            file_id_header: None,
            exchanges: Vec::new(),
            retries: 0,
            countdown: None,
            request: None,
            response: None,
            error: None,
            needs_decision: false,
            verified: None,
            last_micros: 0,
        }
    }

    /// Whether the user gave it up, which is no failure. The word is its own code, also where an older record has no
    /// other.
    pub fn is_cancelled(&self) -> bool {
        let reason = self.explained.as_ref().and_then(|state| state.reason.as_deref());
        self.state == UploadState::Failed && reason == Some(Code::Cancelled.name())
    }

    /// Everything is with the socket, the server has not answered yet: a state of its own.
    pub fn waits_for_server(&self) -> bool {
        self.state == UploadState::Sending && self.position.sent == self.position.total
    }

    /// Bytes that were sent and that the server has not confirmed.
    pub fn in_flight_bytes(&self) -> u64 {
        self.position.sent.saturating_sub(self.position.confirmed)
    }

    /// The exchange that a row belongs to: the last request at or before it.
    pub fn exchange_of(&self, row: u64) -> Option<&Exchanged> {
        let after = self.exchanges.partition_point(|exchange| exchange.request_row <= row);
        after.checked_sub(1).and_then(|index| self.exchanges.get(index))
    }

    /// The attempt that runs.
    pub fn running_attempt(&self) -> Option<&Attempt> {
        self.attempts.last().filter(|attempt| attempt.ended_by == EndedBy::Running)
    }

    fn row(&mut self, entry: &Entry) {
        self.last_micros = entry.at_micros;
        match &entry.body {
            Body::State(state) => {
                if let Some(known) = UploadState::ALL.into_iter().find(|known| state.state == known.state()) {
                    self.enter(known, entry.at_micros);
                }
                self.explained = Some(state.clone()).filter(|state| state.reason.is_some());
            }
            Body::Request(request) => self.asked(entry.at_micros, request),
            Body::Response(response) if !response.is_interim() => self.answered(entry.at_micros, response),
            Body::Offset(offset) => {
                self.offset_known = true;
                self.position.confirmed = offset.confirmed;
                if self.running_attempt().is_none() {
                    self.position.sent = offset.confirmed;
                }
                if let Some(last) = self.attempts.last_mut() {
                    last.kept_to = Some(offset.confirmed);
                }
            }
            Body::Progress(progress) => {
                self.position = *progress;
                let number = self.attempts.last().map_or(0, |attempt| attempt.number);
                if let Some(last) = self.attempts.last_mut().filter(|attempt| attempt.ended_by == EndedBy::Running) {
                    let moved_bytes = progress.sent.saturating_sub(last.sent_to);
                    last.sent_to = progress.sent;
                    self.traffic.moved(entry.at_micros, u32::try_from(moved_bytes / 1024).unwrap_or(u32::MAX));
                    self.speed.moved(entry.at_micros, progress.sent, number);
                }
            }
            Body::Backoff(wait) => {
                self.retries += 1;
                self.countdown = Some(Countdown::new(entry.at_micros, wait.clone()));
            }
            Body::Error(failure) => {
                self.end_attempt(entry.at_micros, EndedBy::Error(failure.message.clone()));
                self.error = Some(Failure::clone(failure));
            }
            Body::Verified(verified) => self.verified = Some(verified.clone()),
            _ => {}
        }
        self.transcript.push(entry);
    }

    fn enter(&mut self, state: UploadState, at_micros: u64) {
        // Who pauses while it waits for the next attempt has not been asked to decide.
        let was_waiting = self.state == UploadState::Backoff;
        self.needs_decision = state == UploadState::Paused && self.error.is_some() && !was_waiting;
        self.state = state;
        if state != UploadState::Backoff {
            self.countdown = None;
        }
        // Pausing, cancelling and restarting leave the request without an answer.
        if !matches!(state, UploadState::Sending) {
            self.end_attempt(at_micros, EndedBy::User);
        }
    }

    fn asked(&mut self, at_micros: u64, request: &Request) {
        let request_row = self.transcript.end_row();
        if !self.transcript.keeps_rows() {
            self.exchanges.clear();
            self.attempts.drain(..self.attempts.len().saturating_sub(1));
        }
        self.exchanges.push(Exchanged { request_row, asked_micros: at_micros, answer: None });
        let header = |name| request.header(name);
        self.file_id_header = header("x-file-id").map(str::to_owned).or(self.file_id_header.take());
        if let Some(from) = header("x-start-byte").and_then(|value| value.parse::<u64>().ok()) {
            // After a restart the file may be another one than at first.
            if let Some(rest) = header("content-length").and_then(|value| value.parse::<u64>().ok()) {
                self.position.total = from.saturating_add(rest);
            }
            self.speed.begin(at_micros, from);
            self.error = None;
            self.attempts.push(Attempt {
                number: self.attempts.last().map_or(0, |last| last.number) + 1,
                started_micros: at_micros,
                ended_micros: None,
                from,
                sent_to: from,
                kept_to: None,
                ended_by: EndedBy::Running,
                request_row,
            });
        }
        self.request = Some(request.clone());
    }

    fn answered(&mut self, at_micros: u64, response: &Response) {
        let ended_by = match response.status {
            200..300 => EndedBy::Success,
            status => EndedBy::Status(status),
        };
        if ended_by == EndedBy::Success {
            self.error = None;
        }
        self.end_attempt(at_micros, ended_by);
        if let Some(last) = self.exchanges.last_mut() {
            last.answer = Some((self.transcript.end_row(), at_micros));
        }
        self.response = Some(response.clone());
    }

    fn end_attempt(&mut self, at_micros: u64, ended_by: EndedBy) {
        if let Some(last) = self.attempts.last_mut().filter(|attempt| attempt.ended_by == EndedBy::Running) {
            last.ended_micros = Some(at_micros);
            last.ended_by = ended_by;
            self.speed.end();
        }
    }
}

impl Model for UploadSession {
    type Event = Event;

    // Without a transcript that keeps rows, of its requests the last one is known.
    fn begin(header: &RecordHeader, transcript: Transcript) -> Self {
        let (file_path, size_bytes) = config::file_of(&header.settings);
        Self { transcript, file_path, ..Self::new(size_bytes) }
    }

    fn apply(&mut self, event: Event) {
        match event {
            Event::Row(row) => self.row(&row),
            // They are the tab's.
            Event::Cookies(_) => {}
        }
    }

    fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    fn transcript_mut(&mut self) -> &mut Transcript {
        &mut self.transcript
    }
}
