//! The window itself: what it holds, what a frame does, and what is remembered of it.

mod actions;
mod closing;
mod remember;

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use egui::{Context, ThemePreference, Ui};

use super::{
    WindowOptions, about,
    closing::Question,
    commands::{Answering, command_text},
    lab_control::{LabControl, LabState, Order},
    lab_panel,
    open_session::OpenSession,
    palette::{Command, Palette},
    settings_panel, shortcuts_panel,
    tab_bar::{self, BarAction, Shown},
    tabs::Tabs,
};
use crate::{
    engine::Engine,
    i18n::{I18n, Lang},
    protocols::{self, tab::LAB_ADDRESS},
    settings::{Notice, Settings, SettingsFile, ThemeChoice},
    ui::{
        button::Button,
        notice::{Notices, Weight},
        reason, shortcut,
        tab_context::TabContext,
        theme::Tokens,
    },
};

/// How long a frame may take in what sessions reported.
const DRAIN_BUDGET: Duration = Duration::from_millis(4);

/// After a change, the settings are looked at again this much later.
const REMEMBER_AFTER: Duration = Duration::from_millis(500);

/// What the window starts from.
#[derive(Debug)]
pub struct Start {
    /// What the command line said.
    pub options: WindowOptions,
    /// Where settings go.
    pub file: SettingsFile,
    /// The settings as they were read.
    pub settings: Settings,
    /// What there is to say about the file.
    pub notice: Option<Notice>,
    /// Whether the system has fonts for scripts that ours lack.
    pub system_fonts: bool,
}

/// The application.
#[derive(Debug)]
pub struct Wirelight {
    i18n: I18n,
    tabs: Tabs,
    lab: LabControl,
    /// Where fields that point at the lab point now.
    lab_address: Option<SocketAddr>,
    settings: Settings,
    settings_open: bool,
    shortcuts_open: bool,
    about_open: bool,
    palette: Palette,
    /// Whether to close what runs.
    question: Option<Question>,
    open_session: OpenSession,
    file: SettingsFile,
    remember_at: Option<Instant>,
    notices: Notices,
    /// The last to go: everything above uses its tasks.
    engine: Engine,
}

impl Wirelight {
    /// Builds the window's state and, if wanted, starts the lab.
    pub fn new(ctx: &Context, engine: Engine, start: Start) -> Self {
        let Start { options, file, settings, notice, system_fonts } = start;
        // Without fonts for it, Chinese would be nothing but gaps.
        let readable = || if system_fonts { chosen_lang(&settings) } else { Lang::English };
        let lang = options.lang.unwrap_or_else(readable);
        let tabs = if settings.tabs.is_empty() {
            Tabs::first_ones()
        } else {
            Tabs::restored(&settings.tabs, settings.active_tab)
        };
        let lab = LabControl::new(engine.spawner());
        if options.lab && settings.lab_autostart {
            lab.order(Order::Start);
        }
        let mut app = Self {
            i18n: I18n::new(lang),
            tabs,
            lab,
            lab_address: settings.lab_address.or_else(|| LAB_ADDRESS.parse().ok()),
            settings,
            settings_open: false,
            shortcuts_open: false,
            about_open: false,
            palette: Palette::default(),
            question: None,
            open_session: OpenSession::default(),
            file,
            remember_at: None,
            notices: Notices::default(),
            engine,
        };
        if let Some(session) = options.session {
            app.open_session.open(session, app.engine.spawner());
        }
        app.apply_theme(ctx);
        if let Some(notice) = notice {
            app.notices.say(Weight::Bad, app.notice_text(&notice));
        }
        if !system_fonts {
            app.notices.say(Weight::Bad, I18n::new(Lang::English).text("fonts-missing").into_owned());
        }
        app
    }

    /// What the lab is doing.
    pub fn lab_state(&self) -> LabState {
        self.lab.state()
    }

    /// The words of the messages that are shown.
    pub fn notices(&self) -> Vec<String> {
        self.notices.words().map(str::to_owned).collect()
    }

    /// Bytes that the rows of all tabs take.
    pub fn held_bytes(&self) -> usize {
        self.tabs.held_bytes()
    }

    /// The number of the tab in front, from 0.
    pub fn active_tab(&self) -> usize {
        self.tabs.active_number()
    }

    /// Ids of the open tabs' protocols, from left to right.
    pub fn open_tabs(&self) -> Vec<&'static str> {
        self.tabs.iter().map(|open| open.tab.descriptor().id).collect()
    }

    fn notice_text(&self, notice: &Notice) -> String {
        let i18n = &self.i18n;
        match notice {
            Notice::BrokenSetAside { path } => {
                i18n.text_with("settings-broken", &[("path", path.display().to_string().into())])
            }
            Notice::NewerVersion { version } => i18n.text_with("settings-newer", &[("version", (*version).into())]),
            Notice::Unusable { path, reason } => {
                let args = [("path", path.display().to_string().into()), ("reason", reason::of(i18n, reason).into())];
                i18n.text_with("settings-unusable", &args)
            }
        }
        .into_owned()
    }

    fn apply_theme(&self, ctx: &Context) {
        ctx.set_theme(match self.settings.theme {
            ThemeChoice::System => ThemePreference::System,
            ThemeChoice::Light => ThemePreference::Light,
            ThemeChoice::Dark => ThemePreference::Dark,
        });
    }

    fn follow_lab(&mut self) {
        let Some(address) = self.lab.state().address() else { return };
        if let Some(before) = self.lab_address.filter(|&before| before != address) {
            self.tabs.lab_moved(before, address);
        }
        self.lab_address = Some(address);
    }

    fn apply(&mut self, action: BarAction, ctx: &Context) {
        match action {
            BarAction::Activate(number) => self.tabs.activate(number),
            BarAction::Close(closed) => self.close_tabs(|number| number == closed),
            BarAction::Duplicate(number) => {
                self.tabs.activate(number);
                if let Some(open) = self.tabs.active() {
                    open.tab.duplicate();
                }
            }
            BarAction::Copy(number) => self.tabs.copy(number),
            BarAction::CloseOthers(kept) => self.close_tabs(|number| number != kept),
            BarAction::CloseRight(kept) => self.close_tabs(|number| number > kept),
            BarAction::Rename(number) => self.tabs.begin_rename(number),
            BarAction::Renamed(number, name) => {
                self.tabs.leave_rename();
                if name.is_some() {
                    self.tabs.rename(number, name);
                }
            }
            BarAction::Move { from, to } => self.tabs.move_to(from, to),
            BarAction::Reopen => self.tabs.reopen(),
            BarAction::Open(descriptor) => {
                self.tabs.add(descriptor);
                self.point_new_tab_at_lab();
            }
            BarAction::CopyLab => {
                if let Some(address) = self.lab_address {
                    ctx.copy_text(format!("http://{address}"));
                    self.notices.say(Weight::Good, self.i18n.text("lab-copied").into_owned());
                }
            }
            BarAction::Lang(lang) => {
                self.settings.language = Some(lang.tag().to_owned());
                self.i18n = I18n::new(lang);
            }
            BarAction::Theme(theme) => {
                self.settings.theme = theme;
                self.apply_theme(ctx);
            }
            BarAction::Settings => self.settings_open = true,
            BarAction::OpenSession => self.open_session.ask(),
        }
    }

    /// A new tab points at the preferred address; the lab may be elsewhere.
    fn point_new_tab_at_lab(&mut self) {
        if let (Ok(preferred), Some(address), Some(open)) = (LAB_ADDRESS.parse(), self.lab_address, self.tabs.active())
        {
            open.tab.lab_moved(preferred, address);
        }
    }

    fn tab_ui(&mut self, ui: &mut Ui) {
        let mut cx = TabContext::new(&self.i18n, self.engine.spawner(), &mut self.notices, &mut self.settings)
            .with_lab(self.lab.state().address())
            .with_commands(command_text);
        if let Some(open) = self.tabs.active() {
            ui.push_id(("tab", open.key), |ui| open.tab.ui(ui, &mut cx));
            let asked = cx.window;
            let Self { i18n, tabs, settings, notices, .. } = self;
            Answering { i18n, tabs, settings, notices }.answer(asked, ui.ctx());
        } else {
            no_tab_ui(ui, &self.i18n, &mut self.tabs);
            self.point_new_tab_at_lab();
        }
    }

    fn open_session_ui(&mut self, ui: &mut Ui) {
        let Some(saved) = self.open_session.ui(ui, &self.i18n, self.engine.spawner()) else { return };
        let known = protocols::ALL.iter().find(|descriptor| saved.header.protocol == descriptor.id);
        if let Some(descriptor) = known {
            let limit_bytes = self.settings.memory_limit_bytes();
            self.tabs.add(*descriptor).open_record(saved, self.engine.spawner(), limit_bytes);
        } else {
            let args = [("protocol", saved.header.protocol.as_ref().into())];
            self.notices.say(Weight::Bad, self.i18n.text_with("open-unknown-protocol", &args));
        }
    }

    fn settings_ui(&mut self, ui: &mut Ui) {
        if !self.settings_open {
            return;
        }
        let before = (self.settings.theme, self.settings.language.clone());
        self.settings_open = settings_panel::settings_ui(ui, &self.i18n, &mut self.settings);
        if before.0 != self.settings.theme {
            self.apply_theme(ui.ctx());
        }
        if before.1 != self.settings.language {
            self.i18n = I18n::new(chosen_lang(&self.settings));
        }
    }

    /// Palette, shortcuts and *About*: after everything that offers actions.
    fn help_ui(&mut self, ui: &Ui) {
        if self.shortcuts_open {
            self.shortcuts_open = shortcuts_panel::shortcuts_ui(ui, &self.i18n);
        }
        if self.about_open {
            let folders = directories::ProjectDirs::from("", "", "wirelight");
            let data = folders.as_ref().map(directories::ProjectDirs::data_dir);
            self.about_open = about::about_ui(ui, &self.i18n, about::Places { settings: self.file.path(), data });
        }
        let names: Vec<String> = tab_bar::names(&self.tabs, &self.i18n).into_iter().map(|name| name.full).collect();
        match self.palette.ui(ui, &self.i18n, &names) {
            Some(Command::Do(action)) => shortcut::ask_next(ui.ctx(), action),
            Some(Command::Open(descriptor)) => self.apply(BarAction::Open(descriptor), ui.ctx()),
            Some(Command::GoToTab(number)) => self.tabs.activate(number),
            None => {}
        }
    }
}

impl eframe::App for Wirelight {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.tabs.drain(DRAIN_BUDGET);
        self.tabs.keep_within(self.settings.memory_limit_bytes());
        self.follow_lab();
        self.hold_window(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        ui.painter().rect_filled(ui.max_rect(), 0.0, Tokens::of(ui).surface);
        self.actions(ui);
        let state = self.lab.state();
        let mut order = None;
        let shown = Shown { i18n: &self.i18n, lab: &state, theme: self.settings.theme };
        let action = tab_bar::tab_bar_ui(ui, &self.tabs, &shown, |ui| {
            order = lab_panel::lab_panel_ui(ui, &self.i18n, &state);
        });
        if let Some(order) = order {
            self.lab.order(order);
        }
        if let Some(action) = action {
            self.apply(action, ui.ctx());
        }
        self.tab_ui(ui);
        if let Some(open) = self.tabs.active() {
            // Frames a second, and how far behind the last row they are: `WIRELIGHT_LOG=wirelight::app=trace`.
            tracing::trace!(rows = open.tab.row_count(), "frame");
        }
        self.settings_ui(ui);
        self.open_session_ui(ui);
        self.notices.ui(ui, &self.i18n);
        self.question_ui(ui);
        self.help_ui(ui);
        self.remember(ui.ctx());
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

impl Drop for Wirelight {
    fn drop(&mut self) {
        self.save_settings();
        self.file.flush();
    }
}

fn no_tab_ui(ui: &mut Ui, i18n: &I18n, tabs: &mut Tabs) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.3);
        ui.heading(i18n.text("tabs-none"));
        ui.add_space(8.0);
        for descriptor in protocols::ALL {
            let name = i18n.text(descriptor.name_key);
            if Button::secondary(&name).icon(descriptor.icon).pressed(ui) {
                tabs.add(*descriptor);
            }
        }
    });
}

fn chosen_lang(settings: &Settings) -> Lang {
    let chosen = settings.language.as_deref().and_then(Lang::from_tag);
    chosen.or_else(|| Lang::from_tag(&sys_locale::get_locale()?)).unwrap_or_default()
}
