//! The *Copy as* menu behind the address: as what the fields are copied, and whether with their secrets. The window writes it.

use egui::{Id, Popup, PopupCloseBehavior, Ui};

use super::{
    button::Button,
    command::CopyTarget,
    field, icons,
    menu::item_ui,
    tab_context::{CopyRequest, TabContext},
};
use crate::net::Schemes;

/// Draws the button, and its menu while that is open.
pub(super) fn copy_as_ui(ui: &mut Ui, cx: &mut TabContext<'_>, schemes: Schemes) {
    let i18n = cx.i18n;
    let name = i18n.text("copy-as");
    let button = Button::ghost(icons::COPY, &name).show(ui);
    let with_secrets = button.id.with("with_secrets");
    let popup = Popup::menu(&button).gap(4.0).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let shown = popup.show(|ui| {
        let mut secrets = is_ticked(ui, with_secrets);
        for target in CopyTarget::of(schemes) {
            if item_ui(ui, None, &i18n.text(target.name_key()), "", false) {
                cx.window.copy = Some(CopyRequest { target: *target, with_secrets: secrets });
                ui.close();
            }
        }
        ui.separator();
        // In a menu, controls have no border; a box is nothing without one.
        ui.reset_style();
        let (words, hint) = (i18n.text("copy-as-secrets"), i18n.text("copy-as-secrets-hint"));
        field::check_ui(ui, &mut secrets, &words, &hint);
        ui.data_mut(|data| data.insert_temp(with_secrets, secrets));
    });
    // It is asked for with each copy.
    if shown.is_none() || cx.window.copy.is_some() {
        ui.data_mut(|data| data.remove::<bool>(with_secrets));
    }
}

fn is_ticked(ui: &Ui, id: Id) -> bool {
    ui.data(|data| data.get_temp(id)).unwrap_or(false)
}
