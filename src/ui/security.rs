//! How a session checks its peer and proves who it is: the form, its section, and the red banner without a check.

use std::path::PathBuf;

use egui::{RichText, Ui};
use serde::{Deserialize, Serialize};

use super::{
    banner::{Banner, Tone, banner_ui},
    bars::FillRow,
    button::Button,
    chooser::{Chooser, Chosen},
    field::{self, Field},
    icons, reason,
    theme::Tokens,
};
use crate::{
    engine::Spawner,
    i18n::I18n,
    net::tls::{Identity, Pin, PinError, TlsOptions, Verification},
    transcript::entry::Certificate,
};

/// The fields. Skipping the verification is for one session: it is never saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SecurityForm {
    /// Whether the certificate is not verified.
    #[serde(skip)]
    pub skip_verification: bool,
    /// A PEM file with authorities that are trusted too; empty for none.
    pub extra_ca: String,
    /// A PEM file with our own certificate; empty for none.
    pub certificate: String,
    /// A PEM file with its key; empty where it is in the same file.
    pub key: String,
    /// The SHA-256 of the only certificate that is trusted; empty for the usual check.
    pub pin: String,
}

impl SecurityForm {
    /// As the network code takes it.
    ///
    /// # Errors
    /// When the fingerprint is none; its field says so, and no session begins.
    pub fn tls_options(&self) -> Result<TlsOptions, PinError> {
        Ok(TlsOptions {
            verification: self.verification(),
            extra_ca: file(&self.extra_ca),
            pin: self.pin()?,
            identity: file(&self.certificate).map(|certificate| Identity { certificate, key: file(&self.key) }),
        })
    }

    /// The only certificate that is trusted, if there is one.
    ///
    /// # Errors
    /// When it is not empty and is no SHA-256 in hex; its field says so.
    pub fn pin(&self) -> Result<Option<Pin>, PinError> {
        if self.pin.trim().is_empty() { Ok(None) } else { self.pin.parse().map(Some) }
    }

    /// Whether the certificate is checked.
    pub fn verification(&self) -> Verification {
        if self.skip_verification { Verification::Skipped } else { Verification::Platform }
    }
}

fn file(path: &str) -> Option<PathBuf> {
    let path = path.trim();
    (!path.is_empty()).then(|| PathBuf::from(path))
}

/// The file chooser of the section.
#[derive(Debug, Default)]
pub struct SecurityState {
    chooser: Chooser,
    chosen_for: Slot,
    no_dialog: bool,
}

/// The field that a chosen file goes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Slot {
    #[default]
    ExtraCa,
    Certificate,
    Key,
}

impl Slot {
    fn of(self, form: &mut SecurityForm) -> &mut String {
        match self {
            Self::ExtraCa => &mut form.extra_ca,
            Self::Certificate => &mut form.certificate,
            Self::Key => &mut form.key,
        }
    }

    /// Identity, name and tooltip of the field.
    fn keys(self) -> [&'static str; 3] {
        match self {
            Self::ExtraCa => ["extra_ca", "security-ca", "security-ca-hint"],
            Self::Certificate => ["client_certificate", "security-cert", "security-cert-hint"],
            Self::Key => ["client_key", "security-key", "security-key-hint"],
        }
    }
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
        Some(Chosen::Path(path)) => *state.chosen_for.of(form) = path.display().to_string(),
        Some(Chosen::NoDialog) => state.no_dialog = true,
        Some(Chosen::Cancelled) | None => {}
    }
    let tokens = Tokens::of(ui);
    ui.add_enabled_ui(enabled, |ui| {
        field::check_ui(ui, &mut form.skip_verification, &i18n.text("security-skip"), &i18n.text("security-skip-hint"));
    });
    pin_ui(ui, i18n, form, enabled);
    for slot in [Slot::ExtraCa, Slot::Certificate, Slot::Key] {
        file_ui(ui, i18n, spawner, form, state, slot, enabled);
    }
    if state.no_dialog {
        ui.label(RichText::new(i18n.text("no-dialog")).size(12.0).color(tokens.warn));
    }
}

fn pin_ui(ui: &mut Ui, i18n: &I18n, form: &mut SecurityForm, enabled: bool) {
    ui.horizontal(|ui| {
        ui.set_max_width(760.0);
        let row = FillRow::begin(ui, "pin");
        let (name, hint) = (i18n.text("security-pin"), i18n.text("security-pin-hint"));
        let problem = form.pin().err().map(|problem| reason::error(i18n, &problem));
        let has_pin = !form.pin.is_empty();
        let field = Field::new(&mut form.pin, &name).show_name().tooltip(&hint).width(row.width);
        field.problem(problem).enabled(enabled && !form.skip_verification).show(ui);
        if Button::plain(&i18n.text("security-pin-forget")).enabled(enabled && has_pin).pressed(ui) {
            form.pin.clear();
        }
        row.end(ui);
    });
}

fn file_ui(
    ui: &mut Ui,
    i18n: &I18n,
    spawner: &Spawner,
    form: &mut SecurityForm,
    state: &mut SecurityState,
    slot: Slot,
    enabled: bool,
) {
    let [id, name, hint] = slot.keys();
    let color = Tokens::of(ui).muted;
    ui.horizontal(|ui| {
        ui.set_max_width(760.0);
        let row = FillRow::begin(ui, id);
        let (name, hint) = (i18n.text(name), i18n.text(hint));
        let field = Field::new(slot.of(form), &name).show_name().tooltip(&hint).width(row.width);
        field.icon(icons::KEY, color).enabled(enabled).show(ui);
        let browse = i18n.text_with("security-browse", &[("name", name.clone().into())]);
        let free = enabled && !state.chooser.is_running();
        if Button::ghost(icons::FOLDER, &browse).enabled(free).pressed(ui) {
            state.chosen_for = slot;
            state.chooser.start(spawner, async {
                let dialog = rfd::AsyncFileDialog::new().add_filter("PEM", &["pem", "crt", "cer", "key"]);
                dialog.pick_file().await
            });
        }
        row.end(ui);
    });
}

/// The banners of a session that is not verified, or whose server was refused. True: what was refused is trusted now,
/// and the session shall be tried again.
pub fn security_banners_ui(ui: &mut Ui, i18n: &I18n, refused: Option<&Certificate>, form: &mut SecurityForm) -> bool {
    unverified_banner_ui(ui, i18n, form);
    trust_banner_ui(ui, i18n, refused, form)
}

/// The red banner of a session without verification; its button verifies again.
fn unverified_banner_ui(ui: &mut Ui, i18n: &I18n, form: &mut SecurityForm) {
    if !form.skip_verification {
        return;
    }
    let (what, why, undo) =
        (i18n.text("security-off-title"), i18n.text("security-off-text"), i18n.text("security-off-undo"));
    let banner = Banner { tone: Tone::Error, light: None, what: &what, when: "", why: &why, buttons: &[&undo] };
    if banner_ui(ui, "security_banner", &banner).is_some() {
        form.skip_verification = false;
    }
}

/// The banner of a session whose server's certificate was refused. Its button pins the certificate for this tab;
/// true: it was pressed, and the session shall be tried again.
fn trust_banner_ui(ui: &mut Ui, i18n: &I18n, refused: Option<&Certificate>, form: &mut SecurityForm) -> bool {
    let Some(certificate) = refused.filter(|refused| refused.sha256 != form.pin && !form.skip_verification) else {
        return false;
    };
    let (what, trust) = (i18n.text("security-refused"), i18n.text("security-trust"));
    // The fingerprint first: it is what is compared, and the end may be cut.
    let why = format!("SHA-256 {} · {certificate}", certificate.sha256);
    let banner = Banner { tone: Tone::Error, light: None, what: &what, when: "", why: &why, buttons: &[&trust] };
    let pressed = banner_ui(ui, "trust_banner", &banner).is_some();
    if pressed {
        form.pin.clone_from(&certificate.sha256);
    }
    pressed
}
