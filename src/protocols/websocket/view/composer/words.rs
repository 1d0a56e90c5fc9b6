//! What the composer says in more than one place.

use crate::{i18n::I18n, protocols::websocket::send::fragments::OpenMessage, ui::format};

/// `message open, 3 fragments, 17 B`.
pub(super) fn open_words(i18n: &I18n, open: OpenMessage) -> String {
    let args = [("fragments", open.fragments.into()), ("bytes", format::bytes(open.bytes).into())];
    i18n.text_with("ws-message-open", &args).into_owned()
}
