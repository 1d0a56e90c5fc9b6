//! The view of an upload: a stage for it, what it shows by its labels, and a whole upload to the lab.

mod lab;
mod view;

use egui_kittest::Harness;
use wirelight::{
    i18n::Lang,
    protocols::upload::{session::UploadSession, view::UploadFace},
    session::Model as _,
    transcript::{
        Body, Entry,
        entry::{Failure, Offset, Progress, Request, Response, State},
    },
};

use crate::support::stage;

const MIB: u64 = 1024 * 1024;

type Stage = stage::Stage<UploadFace>;

impl Stage {
    /// With 100 MiB, of which the server said it has `confirmed` before the rest was sent up to `sent`.
    fn sending(lang: Lang, confirmed: u64, sent: u64) -> Self {
        let mut stage = Self::new(lang);
        stage.session = Some(UploadSession::new(100 * MIB));
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let request = |method: &str, headers| {
            Request::new(method, "http://127.0.0.1:4460/upload/javascript-info/upload", headers)
        };
        stage.state(100, "probing", None);
        stage.row(&Entry::outgoing(200, Body::from(request("GET", vec![header("x-file-id", "a")]))));
        stage.answer(2_800, 200, "OK");
        stage.row(&Entry::incoming(2_900, Body::Offset(Offset { confirmed })));
        stage.state(3_000, "sending", None);
        let headers = vec![
            header("x-file-id", "a"),
            header("x-start-byte", &confirmed.to_string()),
            header("content-length", &(100 * MIB - confirmed).to_string()),
            header("authorization", "Bearer secret"),
        ];
        stage.row(&Entry::outgoing(3_100, Body::from(request("POST", headers))));
        for second in 1..=4 {
            let sent = confirmed + (sent - confirmed) * second / 4;
            let progress = Progress { sent, confirmed, total: 100 * MIB };
            stage.row(&Entry::local(second * 1_000_000, Body::Progress(progress)));
        }
        stage
    }

    fn row(&mut self, row: &Entry) {
        self.session.as_mut().expect("a session").apply(row.clone().into());
    }

    fn state(&mut self, at_micros: u64, state: &'static str, reason: Option<&str>) {
        let state = State { reason: reason.map(str::to_owned), ..State::new(state) };
        self.row(&Entry::local(at_micros, Body::State(state)));
    }

    fn answer(&mut self, at_micros: u64, status: u16, phrase: &str) {
        let reason_phrase = Some(phrase.to_owned());
        let response = Response::new(status, reason_phrase, Vec::new());
        self.row(&Entry::incoming(at_micros, Body::from(response)));
    }

    fn error(&mut self, message: &str, cause: &str) {
        let failure = Failure { message: message.to_owned(), causes: vec![cause.to_owned()], ..Failure::default() };
        self.row(&Entry::local(4_500_000, Body::from(failure)));
    }
}

fn shown<'a>(width: f32, stage: Stage) -> Harness<'a, Stage> {
    stage.shown([width, 760.0])
}

fn file_of(size: usize) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().prefix("报告 ").suffix(".bin").tempfile().expect("a file");
    let bytes: Vec<u8> = (0..size).map(|n| (n * 31 % 251) as u8).collect();
    std::fs::write(file.path(), bytes).expect("written");
    file
}
