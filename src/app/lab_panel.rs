//! The lab's popup: its switch, its addresses, what its uploads take.

use egui::{Label, RichText, ScrollArea, Ui, vec2};

use super::{
    lab_control::{LabState, Order},
    lab_words,
};
use crate::{
    i18n::I18n,
    lab,
    ui::{button::Button, fonts, format, icons, light::Light, reason, theme::Tokens},
};

/// Draws the panel; returns an order for the lab.
pub(super) fn lab_panel_ui(ui: &mut Ui, i18n: &I18n, state: &LabState) -> Option<Order> {
    ui.set_width(520.0);
    ui.spacing_mut().item_spacing.y = 8.0;
    ui.heading(i18n.text("lab-title"));
    let muted = Tokens::of(ui).muted;
    ui.add(Label::new(RichText::new(i18n.text("lab-what")).color(muted)).wrap());
    let order = switch_ui(ui, i18n, state);
    if let LabState::Failed(failure) = state {
        let words = RichText::new(reason::failure(i18n, failure)).color(Tokens::of(ui).error);
        ui.add(Label::new(words).wrap());
    }
    let Some(address) = state.address() else { return order };
    ui.separator();
    endpoints_ui(ui, i18n, &address.to_string());
    ui.separator();
    order.or(uploads_ui(ui, i18n, state))
}

fn switch_ui(ui: &mut Ui, i18n: &I18n, state: &LabState) -> Option<Order> {
    let tokens = Tokens::of(ui);
    let mut order = None;
    ui.horizontal(|ui| {
        let (_, rect) = ui.allocate_space(vec2(14.0, 28.0));
        let (light, key) = match state {
            LabState::Off => (Light::Closed, "lab-off"),
            LabState::Changing => (Light::Connecting, "lab-changing"),
            LabState::Running { .. } => (Light::Open, "lab-running"),
            LabState::Failed(_) => (Light::Failed, "lab-failed"),
        };
        light.paint(ui.painter(), rect.center(), 4.5, &tokens);
        ui.label(RichText::new(i18n.text(key)).font(fonts::medium(13.0)));
        if let Some(address) = state.address() {
            ui.label(RichText::new(address.to_string()).font(fonts::mono(12.5)));
        }
        match state {
            LabState::Off | LabState::Failed(_) => {
                let start = i18n.text("lab-start");
                if Button::primary(&start).icon(icons::PLAY).pressed(ui) {
                    order = Some(Order::Start);
                }
            }
            LabState::Running { .. } => {
                if Button::secondary(&i18n.text("lab-stop")).icon(icons::STOP).pressed(ui) {
                    order = Some(Order::Stop);
                }
                if Button::secondary(&i18n.text("lab-restart")).icon(icons::REFRESH).pressed(ui) {
                    order = Some(Order::Restart);
                }
            }
            LabState::Changing => {}
        }
    });
    order
}

fn endpoints_ui(ui: &mut Ui, i18n: &I18n, address: &str) {
    let tokens = Tokens::of(ui);
    ui.label(RichText::new(i18n.text("lab-endpoints")).font(fonts::semibold(12.5)));
    ScrollArea::vertical().max_height(260.0).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        for endpoint in lab::endpoints() {
            let query = if endpoint.query.is_empty() { String::new() } else { format!("?{}", endpoint.query) };
            let scheme = if endpoint.path.starts_with("/ws") { "ws" } else { "http" };
            let url = format!("{scheme}://{address}{}", endpoint.path);
            ui.push_id(url.as_str(), |ui| {
                ui.horizontal(|ui| {
                    let copy = i18n.text_with("lab-copy", &[("address", url.as_str().into())]);
                    if Button::ghost(icons::COPY, &copy).pressed(ui) {
                        ui.ctx().copy_text(format!("{url}{query}"));
                    }
                    ui.vertical(|ui| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        let path = format!("{} {}{query}", endpoint.method, endpoint.path);
                        ui.add(Label::new(RichText::new(path).font(fonts::mono(12.0))).truncate());
                        let about = lab_words::about(i18n, endpoint);
                        let shown = RichText::new(about.as_ref()).size(12.0).color(tokens.muted);
                        ui.add(Label::new(shown).truncate()).on_hover_text(about.as_ref());
                    });
                });
            });
        }
    });
}

fn uploads_ui(ui: &mut Ui, i18n: &I18n, state: &LabState) -> Option<Order> {
    let kept = state.stats()?;
    let mut order = None;
    ui.horizontal(|ui| {
        let args = [
            ("files", (kept.files as u64).into()),
            ("size", format::bytes(kept.bytes).into()),
            ("limit", format::bytes(kept.limit_bytes).into()),
        ];
        ui.label(i18n.text_with("lab-uploads", &args));
        let empty = i18n.text("lab-empty");
        let hint = i18n.text("lab-empty-hint");
        if Button::danger(&empty).icon(icons::DELETE).hint(&hint).enabled(kept.files > 0).pressed(ui) {
            order = Some(Order::Empty);
        }
    });
    // Uploads of other programs come without a word.
    ui.ctx().request_repaint_after(std::time::Duration::from_secs(1));
    order
}
