//! How a session checks its peer: the form, its section, and the red banner when it does not.

use std::path::PathBuf;

use egui::{RichText, Ui};
use serde::{Deserialize, Serialize};

use super::{
    banner::{Banner, Tone, banner_ui},
    bars::FillRow,
    button::Button,
    chooser::{Chooser, Chosen},
    field::{self, Field},
    icons,
    theme::Tokens,
};
use crate::{
    engine::Spawner,
    i18n::I18n,
    net::tls::{TlsOptions, Verification},
};

/// The fields. Skipping the verification is for one session: it is never saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityForm {
    /// Whether the certificate is not verified.
    #[serde(skip)]
    pub skip_verification: bool,
    /// A PEM file with authorities that are trusted too; empty for none.
    #[serde(default)]
    pub extra_ca: String,
}

impl SecurityForm {
    /// As the network code takes it.
    pub fn tls_options(&self) -> TlsOptions {
        let path = self.extra_ca.trim();
        TlsOptions {
            verification: self.verification(),
            extra_ca: (!path.is_empty()).then(|| PathBuf::from(path)),
            ..TlsOptions::default()
        }
    }

    /// Whether the certificate is checked.
    pub fn verification(&self) -> Verification {
        if self.skip_verification { Verification::Skipped } else { Verification::Platform }
    }
}

/// The file chooser of the section.
#[derive(Debug, Default)]
pub struct SecurityState {
    chooser: Chooser,
    no_dialog: bool,
}

/// Draws the section's content.
pub fn security_ui(
    ui: &mut Ui,
    i18n: &I18n,
    spawner: &Spawner,
    form: &mut SecurityForm,
    state: &mut SecurityState,
    enabled: bool,
) {
    match state.chooser.take() {
        Some(Chosen::Path(path)) => form.extra_ca = path.display().to_string(),
        Some(Chosen::NoDialog) => state.no_dialog = true,
        Some(Chosen::Cancelled) | None => {}
    }
    let tokens = Tokens::of(ui);
    ui.add_enabled_ui(enabled, |ui| {
        field::check_ui(ui, &mut form.skip_verification, &i18n.text("security-skip"), &i18n.text("security-skip-hint"));
    });
    ui.horizontal(|ui| {
        ui.set_max_width(760.0);
        let row = FillRow::begin(ui, "extra-ca");
        let name = i18n.text("security-ca");
        let hint = i18n.text("security-ca-hint");
        let field = Field::new(&mut form.extra_ca, &name).show_name().tooltip(&hint).width(row.width);
        field.icon(icons::KEY, tokens.muted).enabled(enabled).show(ui);
        let browse = i18n.text("security-browse");
        let free = enabled && !state.chooser.is_running();
        if Button::ghost(icons::FOLDER, &browse).enabled(free).pressed(ui) {
            state.chooser.start(spawner, async {
                let dialog = rfd::AsyncFileDialog::new().add_filter("PEM", &["pem", "crt", "cer"]);
                dialog.pick_file().await
            });
        }
        row.end(ui);
    });
    if state.no_dialog {
        ui.label(RichText::new(i18n.text("no-dialog")).size(12.0).color(tokens.warn));
    }
}

/// The red banner of a session without verification; its button verifies again.
pub fn security_banner_ui(ui: &mut Ui, i18n: &I18n, form: &mut SecurityForm) {
    if !form.skip_verification {
        return;
    }
    let (what, why, undo) =
        (i18n.text("security-off-title"), i18n.text("security-off-text"), i18n.text("security-off-undo"));
    let banner = Banner { tone: Tone::Error, light: None, what: &what, when: "", why: &why, buttons: &[&undo] };
    if banner_ui(ui, "security-banner", &banner).is_some() {
        form.skip_verification = false;
    }
}
