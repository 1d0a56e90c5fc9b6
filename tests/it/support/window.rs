//! As much of a window as one tab needs, with its engine and a lab.

use std::time::{Duration, Instant};

use egui_kittest::{Harness, HarnessBuilder};
use wirelight::{
    engine::{Engine, Wake},
    i18n::{I18n, Lang},
    lab::Lab,
    protocols::tab::{LAB_ADDRESS, Tab},
    settings::Settings,
    ui::{notice::Notices, tab_context::TabContext, theme},
};

use crate::lab::client;

/// A tab and what it needs of a window.
pub(crate) struct Window<T> {
    pub(crate) tab: T,
    pub(crate) notices: Notices,
    pub(crate) settings: Settings,
    pub(crate) engine: Engine,
    i18n: I18n,
    lab: Option<Lab>,
}

impl<T: Tab> Window<T> {
    pub(crate) fn new(tab: T, lang: Lang) -> Self {
        Self {
            tab,
            notices: Notices::default(),
            settings: Settings::default(),
            engine: Engine::start(Wake::none()).expect("a runtime"),
            i18n: I18n::new(lang),
            lab: None,
        }
    }

    /// With a lab of its own, at which the tab points.
    pub(crate) fn with_lab(tab: T, lang: Lang) -> Self {
        let mut window = Self::new(tab, lang);
        let lab = window.engine.runtime().block_on(client::start());
        window.tab.lab_moved(LAB_ADDRESS.parse().expect("an address"), lab.addr());
        Self { lab: Some(lab), ..window }
    }

    pub(crate) fn lab(&self) -> &Lab {
        self.lab.as_ref().expect("a lab")
    }

    /// Does something with the tab between two frames.
    pub(crate) fn act(&mut self, act: impl FnOnce(&mut T, &mut TabContext<'_>)) {
        let mut cx = TabContext::new(&self.i18n, self.engine.spawner(), &mut self.notices, &mut self.settings);
        act(&mut self.tab, &mut cx);
    }

    fn ui(&mut self, ui: &mut egui::Ui) {
        self.tab.drain(Duration::from_millis(4));
        self.act(|tab, cx| tab.ui(ui, cx));
    }

    /// Draws it from now on.
    pub(crate) fn shown<'a>(self, size: [f32; 2]) -> Harness<'a, Self>
    where
        T: 'a,
    {
        builder(size).build_ui_state(|ui, window: &mut Self| window.ui(ui), self)
    }
}

/// What draws with the theme of the program.
pub(crate) fn builder<S>(size: [f32; 2]) -> HarnessBuilder<S> {
    Harness::builder().with_size(size).allow_missing_glyphs().with_context_setup(theme::install)
}

/// Draws frames until something is there; work off the frame takes its time.
pub(crate) fn until<S>(harness: &mut Harness<'_, S>, what: &str, mut there: impl FnMut(&mut Harness<'_, S>) -> bool) {
    let started = Instant::now();
    while !there(harness) {
        assert!(started.elapsed() < Duration::from_secs(30), "{what} never came");
        harness.step();
        std::thread::yield_now();
    }
}
