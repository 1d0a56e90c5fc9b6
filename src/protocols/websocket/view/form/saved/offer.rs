//! What compression is offered, as a header writes it, and the largest message, which the form has in MiB.

use crate::{
    net::deflate::NAME,
    protocols::websocket::view::CompressionForm,
    settings::connection::{Connection, FieldReader, flag},
    transcript::parse_bytes,
};

const OFF: &str = "off";
const SERVER_NO_CONTEXT: &str = "server_no_context_takeover";
const CLIENT_NO_CONTEXT: &str = "client_no_context_takeover";
const SERVER_BITS: &str = "server_max_window_bits";
const CLIENT_BITS: &str = "client_max_window_bits";
const MEBIBYTE: u64 = 1024 * 1024;

impl CompressionForm {
    /// Writes it. What a browser offers says nothing; parameters of an offer that is not made neither.
    pub(super) fn write_to(&self, connection: &mut Connection) {
        let default = Self::default();
        let offer = if self.offered { self.offer_text() } else { OFF.to_owned() };
        if offer != default.offer_text() {
            connection.set(flag::DEFLATE, offer);
        }
        if self.max_message_mebibytes == default.max_message_mebibytes {
            return;
        }
        let bytes = self.max_message_bytes().ok().and_then(|bytes| i64::try_from(bytes).ok());
        match bytes {
            Some(bytes) => connection.set(flag::MAX_MESSAGE, bytes),
            None => connection.set_typed(flag::MAX_MESSAGE, &self.max_message_mebibytes, ""),
        }
    }

    /// Reads it.
    pub(super) fn read_from(&mut self, reader: &mut FieldReader<'_>) {
        *self = Self::default();
        if let Some(offer) = reader.text(flag::DEFLATE) {
            match Self::of_offer(&offer) {
                Some(form) => *self = form,
                None => reader.refuse(flag::DEFLATE),
            }
        }
        if let Some(text) = reader.text(flag::MAX_MESSAGE) {
            match parse_bytes(&text).ok().flatten() {
                Some(bytes) if bytes % MEBIBYTE == 0 => self.max_message_mebibytes = (bytes / MEBIBYTE).to_string(),
                // The field has whole MiB only.
                Some(_) => reader.refuse(flag::MAX_MESSAGE),
                None => self.max_message_mebibytes = text,
            }
        }
    }

    /// Without a check: what is wrong in a field is wrong in the text, too.
    fn offer_text(&self) -> String {
        let mut parts = vec![NAME.to_owned()];
        if self.server_no_context_takeover {
            parts.push(SERVER_NO_CONTEXT.to_owned());
        }
        if self.client_no_context_takeover {
            parts.push(CLIENT_NO_CONTEXT.to_owned());
        }
        match self.server_max_window_bits.trim() {
            "" => {}
            bits => parts.push(format!("{SERVER_BITS}={bits}")),
        }
        match self.client_max_window_bits.trim() {
            _ if !self.offers_client_window => {}
            "" => parts.push(CLIENT_BITS.to_owned()),
            bits => parts.push(format!("{CLIENT_BITS}={bits}")),
        }
        parts.join("; ")
    }

    /// `None` where it has a parameter that there is not.
    fn of_offer(text: &str) -> Option<Self> {
        if text.trim() == OFF {
            return Some(Self { offered: false, ..Self::default() });
        }
        let mut form = Self { offers_client_window: false, ..Self::default() };
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty() && *part != NAME) {
            let (name, value) = part.split_once('=').map_or((part, None), |(name, value)| (name, Some(value)));
            match (name.trim(), value.map(|value| value.trim().trim_matches('"').to_owned())) {
                (SERVER_NO_CONTEXT, None) => form.server_no_context_takeover = true,
                (CLIENT_NO_CONTEXT, None) => form.client_no_context_takeover = true,
                (SERVER_BITS, Some(bits)) => form.server_max_window_bits = bits,
                (CLIENT_BITS, bits) => {
                    form.offers_client_window = true;
                    form.client_max_window_bits = bits.unwrap_or_default();
                }
                _ => return None,
            }
        }
        Some(form)
    }
}
