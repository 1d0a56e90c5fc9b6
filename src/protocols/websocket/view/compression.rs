//! The Compression section: what of permessage-deflate is offered, and how large a message may be.

use egui::{RichText, Ui};
use serde::{Deserialize, Serialize};

use crate::{
    i18n::I18n,
    limits::MAX_MESSAGE_BYTES,
    net::deflate::Offer,
    transcript::reason::{Code, HasReason, Reason},
    ui::{
        field::{self, Field},
        fonts,
        menu::note_ui,
        reason,
        theme::Tokens,
    },
};

const MEBIBYTE: usize = 1024 * 1024;

/// The largest message that can be asked for, in MiB: a row's payload has a 32-bit length.
const MAX_MEBIBYTES: usize = 4095;

/// What is typed there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct CompressionForm {
    /// Whether compression is offered.
    pub offered: bool,
    /// The server shall squeeze each message by itself.
    pub server_no_context_takeover: bool,
    /// We do.
    pub client_no_context_takeover: bool,
    /// The server's largest window: 8 to 15, or nothing.
    pub server_max_window_bits: String,
    /// Whether the server may ask us for a smaller window.
    pub offers_client_window: bool,
    /// Our own largest one: 8 to 15, or nothing.
    pub client_max_window_bits: String,
    /// The largest message that is taken, in MiB.
    pub max_message_mebibytes: String,
}

/// Why the section describes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompressionProblem {
    /// A window of no size that there is.
    #[error("a window has 8 to 15 bits, or nothing stands here: not {text:?}")]
    Bits {
        /// What was typed.
        text: String,
    },
    /// No size of a message.
    #[error("the largest message is a number of MiB from 1 to {MAX_MEBIBYTES}, not {text:?}")]
    MaxMessage {
        /// What was typed.
        text: String,
    },
}

impl HasReason for CompressionProblem {
    fn reason(&self) -> Reason {
        match self {
            Self::Bits { text } => Reason::new(Code::WindowBitsInvalid).with("text", text),
            Self::MaxMessage { text } => {
                Reason::new(Code::MessageLimitInvalid).with("text", text).with("limit", MAX_MEBIBYTES)
            }
        }
    }
}

impl Default for CompressionForm {
    fn default() -> Self {
        Self {
            offered: true,
            server_no_context_takeover: false,
            client_no_context_takeover: false,
            server_max_window_bits: String::new(),
            offers_client_window: true,
            client_max_window_bits: String::new(),
            max_message_mebibytes: (MAX_MESSAGE_BYTES / MEBIBYTE).to_string(),
        }
    }
}

impl CompressionForm {
    /// What is offered, if anything.
    ///
    /// # Errors
    /// When a window is none.
    pub fn offer(&self) -> Result<Option<Offer>, CompressionProblem> {
        if !self.offered {
            return Ok(None);
        }
        let client_bits = bits(&self.client_max_window_bits)?;
        Ok(Some(Offer {
            server_no_context_takeover: self.server_no_context_takeover,
            client_no_context_takeover: self.client_no_context_takeover,
            server_max_window_bits: bits(&self.server_max_window_bits)?,
            client_max_window_bits: self.offers_client_window.then_some(client_bits),
        }))
    }

    /// The largest message that is taken, in bytes.
    ///
    /// # Errors
    /// When it is no size.
    pub fn max_message_bytes(&self) -> Result<usize, CompressionProblem> {
        let text = self.max_message_mebibytes.trim();
        let mebibytes = text.parse().ok().filter(|mebibytes| (1..=MAX_MEBIBYTES).contains(mebibytes));
        mebibytes
            .map(|mebibytes| mebibytes * MEBIBYTE)
            .ok_or_else(|| CompressionProblem::MaxMessage { text: text.to_owned() })
    }
}

fn bits(text: &str) -> Result<Option<u8>, CompressionProblem> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse() {
            Ok(bits @ 8..=15) => Ok(Some(bits)),
            _ => Err(CompressionProblem::Bits { text: text.to_owned() }),
        },
    }
}

/// Draws the section.
pub(super) fn compression_section_ui(ui: &mut Ui, i18n: &I18n, compression: &mut CompressionForm, enabled: bool) {
    ui.horizontal_wrapped(|ui| {
        ui.add_enabled_ui(enabled, |ui| {
            let (words, hint) = (i18n.text("ws-deflate"), i18n.text("ws-deflate-hint"));
            field::check_ui(ui, &mut compression.offered, &words, &hint);
        });
        let text = match compression.offer() {
            Ok(Some(offer)) => offer.header(),
            Ok(None) => String::new(),
            Err(problem) => reason::error(i18n, &problem),
        };
        let color = Tokens::of(ui).muted;
        ui.add(egui::Label::new(RichText::new(text).font(fonts::mono(12.0)).color(color)).wrap().selectable(true));
    });
    let can_edit = enabled && compression.offered;
    ui.horizontal_wrapped(|ui| {
        ui.add_enabled_ui(can_edit, |ui| {
            let (words, hint) = (i18n.text("ws-deflate-server-alone"), i18n.text("ws-deflate-server-alone-hint"));
            field::check_ui(ui, &mut compression.server_no_context_takeover, &words, &hint);
            let (words, hint) = (i18n.text("ws-deflate-client-alone"), i18n.text("ws-deflate-client-alone-hint"));
            field::check_ui(ui, &mut compression.client_no_context_takeover, &words, &hint);
            let (words, hint) = (i18n.text("ws-deflate-client-window"), i18n.text("ws-deflate-client-window-hint"));
            field::check_ui(ui, &mut compression.offers_client_window, &words, &hint);
        });
    });
    ui.horizontal_wrapped(|ui| {
        let hint = i18n.text("ws-deflate-bits-hint");
        let name = i18n.text("ws-deflate-server-bits");
        bits_ui(ui, i18n, &mut compression.server_max_window_bits, &name, &hint, can_edit);
        let name = i18n.text("ws-deflate-client-bits");
        let has_window = can_edit && compression.offers_client_window;
        bits_ui(ui, i18n, &mut compression.client_max_window_bits, &name, &hint, has_window);
        let problem = compression.max_message_bytes().err().map(|problem| reason::error(i18n, &problem));
        let (name, hint) = (i18n.text("ws-max-message"), i18n.text("ws-max-message-hint"));
        let field = Field::new(&mut compression.max_message_mebibytes, &name).show_name().tooltip(&hint);
        field.width(250.0).problem(problem).enabled(enabled).show(ui);
    });
    note_ui(ui, &i18n.text("ws-deflate-note"));
}

fn bits_ui(ui: &mut Ui, i18n: &I18n, text: &mut String, name: &str, hint: &str, enabled: bool) {
    let problem = bits(text).err().map(|problem| reason::error(i18n, &problem));
    Field::new(text, name).show_name().hint("15").tooltip(hint).width(220.0).problem(problem).enabled(enabled).show(ui);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_describes_an_offer_or_says_why_not() {
        let offer = |form: CompressionForm| form.offer().map(|offer| offer.map(|offer| offer.header()));
        let browser = "permessage-deflate; client_max_window_bits".to_owned();
        assert_eq!(offer(CompressionForm::default()), Ok(Some(browser)));
        assert_eq!(offer(CompressionForm { offered: false, ..CompressionForm::default() }), Ok(None));
        let small = CompressionForm { server_max_window_bits: " 9 ".to_owned(), ..CompressionForm::default() };
        let text = "permessage-deflate; server_max_window_bits=9; client_max_window_bits".to_owned();
        assert_eq!(offer(small), Ok(Some(text)));
        let wrong = CompressionForm { client_max_window_bits: "7".to_owned(), ..CompressionForm::default() };
        assert_eq!(wrong.offer(), Err(CompressionProblem::Bits { text: "7".to_owned() }));
        let size = |text: &str| {
            CompressionForm { max_message_mebibytes: text.to_owned(), ..CompressionForm::default() }.max_message_bytes()
        };
        assert_eq!(size("1"), Ok(MEBIBYTE));
        assert_eq!(size("4096"), Err(CompressionProblem::MaxMessage { text: "4096".to_owned() }));
    }
}
