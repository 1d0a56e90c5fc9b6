//! What the window remembers: collected a moment after the last input, and handed to the settings file.

use std::time::Instant;

use egui::Context;

use super::{REMEMBER_AFTER, Wirelight};
use crate::settings::WindowGeometry;

impl Wirelight {
    /// Collects what is to be remembered, a moment after the last input.
    pub(super) fn remember(&mut self, ctx: &Context) {
        let now = Instant::now();
        let window = geometry(ctx).or(self.settings.window);
        let changed = window != self.settings.window || ctx.input(|input| !input.events.is_empty());
        self.settings.window = window;
        if changed && self.remember_at.is_none() {
            self.remember_at = Some(now + REMEMBER_AFTER);
        }
        let Some(at) = self.remember_at else { return };
        if now < at {
            ctx.request_repaint_after(at - now);
            return;
        }
        self.remember_at = None;
        self.save_settings();
    }

    pub(super) fn save_settings(&mut self) {
        self.settings.tabs = self.tabs.saved(&self.settings);
        self.settings.active_tab = self.tabs.active_number();
        self.settings.lab_address = self.lab_address;
        self.file.save_later(&self.settings);
    }
}

fn geometry(ctx: &Context) -> Option<WindowGeometry> {
    ctx.input(|input| {
        let viewport = input.viewport();
        // A minimised window is nowhere.
        let inner = viewport.inner_rect.filter(|_| viewport.minimized != Some(true))?;
        let outer = viewport.outer_rect;
        Some(WindowGeometry {
            x: outer.map(|rect| rect.left()),
            y: outer.map(|rect| rect.top()),
            width: inner.width(),
            height: inner.height(),
            maximized: viewport.maximized.unwrap_or(false),
        })
    })
}
