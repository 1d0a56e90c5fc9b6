//! Pings, the idle alarm and reconnecting: the fields have seconds where the flags have milliseconds.

use toml::Value;

use crate::{
    protocols::websocket::view::LivenessForm,
    settings::connection::{Connection, FieldReader, flag},
};

const MILLIS: f64 = 1000.0;

impl LivenessForm {
    /// Writes them. What is only set for reconnecting says nothing without it.
    pub(super) fn write_to(&self, connection: &mut Connection) {
        let default = Self::default();
        set_millis(connection, flag::PING_EVERY, &self.ping_seconds, &default.ping_seconds);
        connection.set(flag::NO_PONG, self.withholds_pongs);
        connection.set_typed(flag::IDLE_ALARM, &self.idle_seconds, &default.idle_seconds);
        connection.set(flag::SMALL_SEND_BUFFER, self.small_send_buffer);
        if !self.reconnects {
            return;
        }
        match self.attempts.trim() {
            "" => connection.set(flag::RECONNECT, true),
            attempts => connection.set_typed(flag::RECONNECT, attempts, ""),
        }
        set_millis(connection, flag::RECONNECT_DELAY, &self.first_seconds, &default.first_seconds);
        set_millis(connection, flag::RECONNECT_CAP, &self.cap_seconds, &default.cap_seconds);
        connection.set(flag::RECONNECT_AFTER_CLOSE, self.after_close);
    }

    /// Reads them.
    pub(super) fn read_from(&mut self, reader: &mut FieldReader<'_>) {
        let default = Self::default();
        // Without a number it goes on for ever, as with 0.
        let attempts = reader.text(flag::RECONNECT);
        let reconnects = attempts.is_some() || reader.is_on(flag::RECONNECT);
        *self = Self {
            ping_seconds: seconds(reader, flag::PING_EVERY, default.ping_seconds),
            withholds_pongs: reader.is_on(flag::NO_PONG),
            idle_seconds: reader.typed(flag::IDLE_ALARM, &default.idle_seconds),
            small_send_buffer: reader.is_on(flag::SMALL_SEND_BUFFER),
            reconnects,
            first_seconds: seconds(reader, flag::RECONNECT_DELAY, default.first_seconds),
            cap_seconds: seconds(reader, flag::RECONNECT_CAP, default.cap_seconds),
            attempts: attempts.filter(|attempts| attempts != "0").unwrap_or_default(),
            after_close: reader.is_on(flag::RECONNECT_AFTER_CLOSE),
        };
    }
}

/// What is no number stands as it was typed: its field says what is wrong.
fn set_millis(connection: &mut Connection, flag: &str, typed: &str, default: &str) {
    let millis = typed.trim().parse::<f64>().ok().map(|seconds| seconds * MILLIS).filter(|millis| millis.is_finite());
    match millis {
        Some(_) if typed == default => {
            connection.settings.remove(flag);
        }
        // 0.07 times 1000 is a little more than 70.
        Some(millis) if (millis - millis.round()).abs() < 1e-6 => connection.set(flag, millis.round() as i64),
        Some(millis) => connection.set(flag, Value::Float(millis)),
        None => connection.set_typed(flag, typed, default),
    }
}

fn seconds(reader: &mut FieldReader<'_>, flag: &'static str, default: String) -> String {
    match reader.text(flag) {
        Some(text) => text.parse::<f64>().map_or(text, |millis| (millis / MILLIS).to_string()),
        None => default,
    }
}
