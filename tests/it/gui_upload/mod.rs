//! The view of an upload: a stage for it, what it shows by its labels, and a whole upload to the lab.

mod lab;
mod view;

use std::time::{Duration, Instant};

use egui_kittest::{Harness, HarnessBuilder};
use wirelight::{
    engine::{SessionClock, Spawner, Wake},
    i18n::{I18n, Lang},
    protocols::{
        tab::{Face as _, Live},
        upload::{
            session::UploadSession,
            view::{Action, UploadFace, UploadForm, UploadView},
        },
    },
    transcript::{
        Body, Entry,
        entry::{Failure, Offset, Progress, Request, Response, State},
    },
    ui::{notice::Notices, tab_context::TabContext, theme},
};

const MIB: u64 = 1024 * 1024;

/// A view with a session that no network feeds.
struct Stage {
    form: UploadForm,
    view: UploadView,
    session: Option<UploadSession>,
    over: bool,
    actions: Vec<Action>,
    notices: Notices,
    clock: SessionClock,
    i18n: I18n,
    runtime: tokio::runtime::Runtime,
}

impl Stage {
    fn new(lang: Lang) -> Self {
        Self {
            form: UploadForm::default(),
            view: UploadView::default(),
            session: None,
            over: false,
            actions: Vec::new(),
            notices: Notices::default(),
            clock: SessionClock::start(),
            i18n: I18n::new(lang),
            runtime: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .expect("a runtime"),
        }
    }

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
        self.session.as_mut().expect("a session").apply(row);
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

    fn ui(&mut self, ui: &mut egui::Ui) {
        let spawner = Spawner::new(self.runtime.handle().clone(), Wake::none());
        let mut settings = wirelight::settings::Settings::default();
        let mut cx = TabContext::new(&self.i18n, &spawner, &mut self.notices, &mut settings);
        let live =
            self.session.as_ref().map(|session| Live { session, clock: self.clock, over: self.over, saved: false });
        self.actions.extend(UploadFace::show(ui, &mut cx, &mut self.form, &mut self.view, live));
    }
}

fn builder<S>(width: f32) -> HarnessBuilder<S> {
    Harness::builder().with_size([width, 760.0]).allow_missing_glyphs().with_context_setup(theme::install)
}

fn shown<'a>(width: f32, stage: Stage) -> Harness<'a, Stage> {
    let mut harness = builder(width).build_ui_state(|ui, stage: &mut Stage| stage.ui(ui), stage);
    harness.run_steps(3);
    harness
}

/// Draws until something is there; work off the frame takes its time.
fn until<S>(harness: &mut Harness<'_, S>, mut done: impl FnMut(&mut Harness<'_, S>) -> bool) {
    let started = Instant::now();
    while !done(harness) {
        assert!(started.elapsed() < Duration::from_secs(30), "it never came");
        harness.step();
        std::thread::yield_now();
    }
}

fn file_of(size: usize) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().prefix("报告 ").suffix(".bin").tempfile().expect("a file");
    let bytes: Vec<u8> = (0..size).map(|n| (n * 31 % 251) as u8).collect();
    std::fs::write(file.path(), bytes).expect("written");
    file
}
