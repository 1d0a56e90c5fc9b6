//! A protocol's view with a session that no network feeds.

use egui_kittest::Harness;
use wirelight::{
    engine::{SessionClock, Spawner, Wake},
    i18n::{I18n, Lang},
    protocols::tab::{Face, Live},
    settings::Settings,
    ui::{notice::Notices, tab_context::TabContext},
};

use super::window::builder;

/// A view, its session, and what its controls have asked for. Each protocol adds how a session of it comes about.
pub(crate) struct Stage<F: Face> {
    pub(crate) form: F::Form,
    pub(crate) view: F::View,
    pub(crate) session: Option<F::Session>,
    pub(crate) over: bool,
    pub(crate) actions: Vec<F::Action>,
    pub(crate) notices: Notices,
    pub(crate) clock: SessionClock,
    i18n: I18n,
    spawner: Spawner,
    _runtime: tokio::runtime::Runtime,
}

impl<F: Face> Stage<F> {
    /// With no session yet.
    pub(crate) fn new(lang: Lang) -> Self {
        let builder = &mut tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(1).enable_all().build().expect("a runtime");
        Self {
            form: F::Form::default(),
            view: F::View::default(),
            session: None,
            over: false,
            actions: Vec::new(),
            notices: Notices::default(),
            clock: SessionClock::start(),
            i18n: I18n::new(lang),
            spawner: Spawner::new(runtime.handle().clone(), Wake::none()),
            _runtime: runtime,
        }
    }

    pub(crate) fn ui(&mut self, ui: &mut egui::Ui) {
        let Self { form, view, session, over, actions, notices, clock, i18n, spawner, .. } = self;
        let mut settings = Settings::default();
        let mut cx = TabContext::new(i18n, spawner, notices, &mut settings);
        let live = session.as_ref().map(|session| Live { session, clock: *clock, over: *over, saved: false });
        actions.extend(F::show(ui, &mut cx, form, view, live));
    }

    /// Draws it; some frames have passed already.
    pub(crate) fn shown<'a>(self, size: [f32; 2]) -> Harness<'a, Self> {
        let mut harness = builder(size).build_ui_state(|ui, stage: &mut Self| stage.ui(ui), self);
        harness.run_steps(3);
        harness
    }
}
