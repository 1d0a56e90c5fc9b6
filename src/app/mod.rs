//! The window: tab bar, lab, settings, shortcuts. Knows protocols by their descriptors alone.

mod about;
mod closing;
#[cfg(all(unix, not(target_os = "macos")))]
mod commands;
mod desktop_theme;
mod end_signals;
mod font_probe;
mod fuzzy;
mod lab_control;
mod lab_panel;
mod lab_words;
mod open_session;
mod palette;
mod settings_panel;
mod shortcuts_panel;
mod tab_bar;
mod tabs;
mod wake;
mod window;

use std::{path::PathBuf, sync::Arc};

use crossbeam_channel::Receiver;
use egui::{IconData, ViewportBuilder, vec2};

pub use self::{
    closing::close_unasked,
    lab_control::LabState,
    window::{Start, Wirelight},
};
use crate::{
    engine::Engine,
    i18n::Lang,
    settings::{Settings, SettingsFile},
    ui::theme,
};

/// What the command line may say about the window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WindowOptions {
    /// The language, instead of the settings' or the system's.
    pub lang: Option<Lang>,
    /// Whether the lab may start with the window.
    pub lab: bool,
    /// A saved session to show.
    pub session: Option<PathBuf>,
}

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Nothing to show it on.
    #[error("there is no display: neither WAYLAND_DISPLAY nor DISPLAY is set. `wirelight demo` needs none")]
    NoDisplay,
    /// The display did not let us in.
    #[error("the display cannot be used: {reason}")]
    Display {
        /// What the library says; its error itself cannot leave this thread.
        reason: String,
    },
    /// The window could not be made or drawn.
    #[error("the window cannot be drawn: {reason}")]
    Graphics {
        /// What the library says.
        reason: String,
    },
}

/// Opens the window and returns when it is closed, by its user or by one of the `signals`.
///
/// # Errors
/// When there is no display, or it cannot be drawn on.
pub fn run(options: WindowOptions, signals: Receiver<()>) -> Result<(), AppError> {
    if !has_display() {
        return Err(AppError::NoDisplay);
    }
    let (file, settings, notice) = SettingsFile::open_default();
    let system_fonts = font_probe::system_has_fonts();
    if !system_fonts {
        tracing::warn!("no system font was found: scripts beyond the shipped fonts are drawn as boxes");
    }
    let native = native_options(&settings, system_fonts);
    let start = Start { options, file, settings, notice, system_fonts };
    let created = eframe::run_native(
        "Wirelight",
        native,
        Box::new(move |creation| {
            theme::install(&creation.egui_ctx);
            end_signals::close_on(signals, &creation.egui_ctx)?;
            let engine = Engine::start(wake::repaint(&creation.egui_ctx))?;
            #[cfg(all(unix, not(target_os = "macos")))]
            desktop_theme::follow(&creation.egui_ctx, engine.spawner());
            Ok(Box::new(Wirelight::new(&creation.egui_ctx, engine, start)))
        }),
    );
    created.map_err(|error| {
        let is_display = matches!(error, eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_));
        let text = error.to_string();
        // The last part says what is wrong; the ones before say where in the library.
        let reason = text.rsplit(": ").next().unwrap_or(&text).to_owned();
        if is_display { AppError::Display { reason } } else { AppError::Graphics { reason } }
    })
}

fn has_display() -> bool {
    if cfg!(not(all(unix, not(target_os = "macos")))) {
        return true;
    }
    ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn native_options(settings: &Settings, system_fonts: bool) -> eframe::NativeOptions {
    let mut viewport = ViewportBuilder::default()
        .with_title("Wirelight")
        .with_app_id("wirelight")
        .with_inner_size(vec2(1280.0, 800.0))
        .with_min_inner_size(vec2(720.0, 480.0));
    if let Some(icon) = icon() {
        viewport = viewport.with_icon(Arc::new(icon));
    }
    if let Some(window) = settings.window {
        viewport = viewport
            .with_inner_size(vec2(window.width.clamp(720.0, 8000.0), window.height.clamp(480.0, 8000.0)))
            .with_maximized(window.maximized);
        if let (Some(x), Some(y)) = (window.x, window.y) {
            viewport = viewport.with_position(egui::pos2(x, y));
        }
    }
    eframe::NativeOptions {
        viewport,
        renderer: eframe::Renderer::Glow,
        persist_window: false,
        system_font_fallback: system_fonts,
        ..eframe::NativeOptions::default()
    }
}

fn icon() -> Option<IconData> {
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png"))
        .map_err(|error| tracing::warn!(%error, "the icon cannot be read"))
        .ok()
}
