//! What each protocol is put to: a list of the lab's endpoints, one a session, and what a tab does meanwhile.

use std::{io::Write as _, sync::OnceLock};

use tempfile::NamedTempFile;
use wirelight::{
    lab::Lab,
    net::tap::Keep,
    protocols::{
        long_poll::{self, LongPoll, MaxRate, PollConfig},
        sse::{self, Sse, SseConfig, SseSession},
        upload::{self, Upload, UploadConfig, session::UploadSession},
        websocket::{self, Outgoing, Payload, WebSocket, replies::Replies},
    },
    session::Model as _,
};

use super::tab::Face;

/// What the transcript of a tab keeps.
const TRANSCRIPT_BYTES: usize = 16 * 1024 * 1024;

/// What is uploaded.
const FILE_BYTES: usize = 8 * 1024 * 1024;

const SOCKETS: [&str; 12] = [
    "/ws/flood?count=10000000&size=1",
    "/ws/flood?count=4000&size=65536&binary=true&deflate=on",
    "/ws/fragments?count=5000&size=100",
    "/ws/echo",
    "/ws/ping?every=10",
    "/ws/chat",
    "/ws/illegal?kind=reservedBits",
    "/ws/bad-handshake?kind=accept",
    "/ws/close?code=3000&reason=soak",
    "/ws/drop?after=100",
    "/ws/clock?every=1&deflate=on",
    "/ws/echo?deflate=off",
];

const STREAMS: [&str; 7] = [
    "/sse/flood?count=10000000&size=1",
    "/sse/flood?count=4000&size=65536",
    "/sse/digits",
    "/sse/clock?every=1",
    "/sse/typed",
    "/sse/status?code=500",
    "/sse/wrong-type",
];

const POLLS: [&str; 3] = ["/poll/subscribe", "/poll/timeout?status=204&after=1", "/poll/timeout?status=502&after=1"];

/// The first round of a tab whose sessions last.
pub(super) const STEADY: u64 = 1 << 40;

/// The endpoint of a round; that of a tab whose sessions last is the first.
fn pick(list: &[&'static str], round: u64) -> &'static str {
    if round >= STEADY { list[0] } else { list[round as usize % list.len()] }
}

pub(super) struct WebSocketFace(websocket::Session);

impl Face for WebSocketFace {
    type Protocol = WebSocket;

    const NAME: &'static str = "ws";

    fn begin(lab: &Lab, round: u64) -> (websocket::Config, Self) {
        let url = lab.ws(pick(&SOCKETS, round)).parse().expect("a URL");
        let replies = if round.is_multiple_of(3) { Replies::echo() } else { Replies::default() };
        let config = websocket::Config { keep: Keep::Frames, replies, ..websocket::Config::new(url) };
        (config, Self(websocket::Session::with_limit(TRANSCRIPT_BYTES)))
    }

    fn apply(&mut self, event: websocket::Event) {
        self.0.apply(event);
    }

    fn act(&mut self) -> Option<websocket::Command> {
        let payload = Payload::Text("x".repeat(20_000).into());
        Some(websocket::Command::Send(Outgoing { payload, slot: None, fragment_bytes: None }))
    }

    fn end() -> websocket::Command {
        websocket::Command::Close(websocket::close::CloseRequest::default())
    }
}

pub(super) struct SseFace(SseSession);

impl Face for SseFace {
    type Protocol = Sse;

    const NAME: &'static str = "sse";

    fn begin(lab: &Lab, round: u64) -> (SseConfig, Self) {
        let url = lab.http(pick(&STREAMS, round)).parse().expect("a URL");
        let config = SseConfig { retry_millis: 1, ..SseConfig::new(url) };
        (config, Self(SseSession::new(1, String::new(), TRANSCRIPT_BYTES)))
    }

    fn apply(&mut self, event: sse::Event) {
        self.0.apply(event);
    }

    fn act(&mut self) -> Option<sse::Command> {
        None
    }

    fn end() -> sse::Command {
        sse::Command::Close
    }
}

pub(super) struct PollFace(long_poll::Session);

impl Face for PollFace {
    type Protocol = LongPoll;

    const NAME: &'static str = "poll";

    fn begin(lab: &Lab, round: u64) -> (PollConfig, Self) {
        let mut config = PollConfig::get(&lab.http(pick(&POLLS, round)))
            .and_then(|config| config.publishing_to(&lab.http("/poll/publish")))
            .expect("a URL");
        config.max_rate = MaxRate::Off;
        (config, Self(long_poll::Session::with_limit(TRANSCRIPT_BYTES)))
    }

    fn apply(&mut self, event: long_poll::Event) {
        self.0.apply(event);
    }

    fn act(&mut self) -> Option<long_poll::Command> {
        Some(long_poll::Command::Publish { text: "m".repeat(1_000) })
    }

    fn end() -> long_poll::Command {
        long_poll::Command::Stop
    }
}

pub(super) struct UploadFace(UploadSession);

impl Face for UploadFace {
    type Protocol = Upload;

    const NAME: &'static str = "upload";

    fn begin(lab: &Lab, round: u64) -> (UploadConfig, Self) {
        static FILE: OnceLock<NamedTempFile> = OnceLock::new();
        static FRESH: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let file = FILE.get_or_init(|| {
            let mut file = NamedTempFile::new().expect("a file");
            file.write_all(&vec![b'u'; FILE_BYTES]).expect("written");
            file
        });
        let number = FRESH.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let url = lab.http("/upload/javascript-info").parse().expect("a URL");
        let config = UploadConfig {
            file_id: Some(format!("soak-{number}")),
            // Some are ended on their way.
            limit_bytes_per_sec: round.is_multiple_of(4).then_some(1024 * 1024),
            stored_url: Some(lab.http("/upload/stored").parse().expect("a URL")),
            ..UploadConfig::new(file.path().to_owned(), url)
        };
        let mut session = UploadSession::new(FILE_BYTES as u64);
        session.transcript.set_limit(TRANSCRIPT_BYTES);
        (config, Self(session))
    }

    fn apply(&mut self, event: upload::Event) {
        self.0.apply(event);
    }

    fn act(&mut self) -> Option<upload::Command> {
        None
    }

    fn end() -> upload::Command {
        upload::Command::Cancel
    }
}
