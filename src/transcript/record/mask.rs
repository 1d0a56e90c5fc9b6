//! Heads and settings of a record without their secrets. Payloads are not its business: they stay as they came.

use std::borrow::Cow;

use serde_json::Value;

use crate::transcript::{
    entry::{Kind, Request, Response, Trailers},
    secrets::{MASK, Secrets, mask_url, mask_url_passwords, mask_url_passwords_in_json},
};

/// A head without secrets, unless they are included. Peer data (an event's type and ID, a body preview) stays as it came.
pub fn masked_head<'a>(kind: Kind, head: &'a [u8], secrets: &Secrets) -> Cow<'a, str> {
    if !secrets.are_masked() || matches!(kind, Kind::Event | Kind::Id) {
        return String::from_utf8_lossy(head);
    }
    let masked = match kind {
        Kind::Request => serde_json::from_slice(head).ok().and_then(|mut request: Request| {
            request.url = mask_url(&request.url).into_owned();
            secrets.mask_headers(&mut request.headers);
            serde_json::to_string(&request).ok()
        }),
        Kind::Response => serde_json::from_slice(head).ok().and_then(|mut response: Response| {
            response.reason_phrase = response.reason_phrase.map(|phrase| mask_url_passwords(&phrase).into_owned());
            secrets.mask_headers(&mut response.headers);
            serde_json::to_string(&response).ok()
        }),
        Kind::Trailers => serde_json::from_slice(head).ok().and_then(|mut trailers: Trailers| {
            secrets.mask_headers(&mut trailers.headers);
            serde_json::to_string(&trailers).ok()
        }),
        _ => None,
    };
    match (masked, String::from_utf8_lossy(head)) {
        (Some(masked), _) => Cow::Owned(masked),
        (None, Cow::Borrowed(head)) => mask_fields(kind, head, secrets),
        (None, Cow::Owned(head)) => Cow::Owned(mask_fields(kind, &head, secrets).into_owned()),
    }
}

/// Heads of which no more is known than that they are JSON.
fn mask_fields<'a>(kind: Kind, head: &'a str, secrets: &Secrets) -> Cow<'a, str> {
    match kind {
        // An exchange that this version cannot read.
        Kind::Request | Kind::Response | Kind::Trailers => match serde_json::from_str(head) {
            Ok(mut fields) => {
                mask_settings(&mut fields, secrets);
                Cow::Owned(fields.to_string())
            }
            Err(_) => secrets.mask_messages_in_json(head),
        },
        Kind::Error | Kind::State | Kind::Backoff | Kind::Finding => secrets.mask_messages_in_json(head),
        _ => mask_url_passwords_in_json(head),
    }
}

/// Settings are no contract: a secret is looked for wherever a header's name can stand beside its value.
pub(super) fn mask_settings(value: &mut Value, secrets: &Secrets) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(masked) = mask_url_passwords(text) {
                *text = masked;
            }
        }
        Value::Array(items) => {
            if let [Value::String(name), Value::String(value)] = items.as_mut_slice()
                && secrets.is_secret_header(name)
            {
                MASK.clone_into(value);
            }
            for item in items {
                mask_settings(item, secrets);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    _ if secrets.is_secret_header(header_of_setting(name)) => mask_all(value),
                    Value::String(text) if name == "url" || name.ends_with("Url") => {
                        *text = mask_url(text).into_owned();
                    }
                    _ => mask_settings(value, secrets),
                }
            }
        }
        _ => {}
    }
}

/// The header whose value an option has.
fn header_of_setting(name: &str) -> &str {
    match name {
        "subprotocols" => "sec-websocket-protocol",
        "lastEventId" => "last-event-id",
        name => name,
    }
}

fn mask_all(value: &mut Value) {
    match value {
        Value::String(text) if !text.is_empty() => MASK.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(mask_all),
        Value::Object(fields) => fields.values_mut().for_each(mask_all),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(kind: Kind, head: &str) -> String {
        masked_head(kind, head.as_bytes(), &Secrets::masked().with_names(["x-key".to_owned()].into())).into_owned()
    }

    #[test]
    fn what_an_error_quotes_is_masked() {
        let error = r#"{"message":"no header line: \"X-Key hush \\\"\\\" x\" (RFC)","causes":["u:p@h","a@b"]}"#;
        let shown = r#"{"message":"no header line: \"X-Key ***\" (RFC)","causes":["u:***@h","a@b"]}"#;
        assert_eq!(masked(Kind::Error, error), shown);
        assert_eq!(masked(Kind::Finding, error), shown);
    }

    #[test]
    fn trailers_are_header_lines() {
        let trailers = r#"{"headers":[["Set-Cookie","hush"],["x-key","hush"],["ETag","\"1\""]]}"#;
        let shown = r#"{"headers":[["Set-Cookie","***"],["x-key","***"],["ETag","\"1\""]]}"#;
        assert_eq!(masked(Kind::Trailers, trailers), shown);
    }

    #[test]
    fn an_exchange_that_cannot_be_read_keeps_its_secrets_as_well() {
        let request = r#"{"url":"ws://u:p w@h","headers":[["Cookie","hush"],["x-key","hush"],["x","y"]],"method":1}"#;
        let shown = r#"{"url":"ws://u:***@h","headers":[["Cookie","***"],["x-key","***"],["x","y"]],"method":1}"#;
        let as_value = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        assert_eq!(as_value(&masked(Kind::Request, request)), as_value(shown));
        assert_eq!(masked(Kind::Response, r#"{"status":"#), r#"{"status":"#);
    }

    #[test]
    fn options_that_become_secret_headers_are_masked_in_the_settings() {
        let secrets = Secrets::masked().with_names(["Sec-WebSocket-Protocol".to_owned()].into());
        let mut settings =
            serde_json::json!({"subprotocols": ["chat", "hush"], "publishUrl": "u:p q@h", "n": ["a", 1]});
        mask_settings(&mut settings, &secrets);
        assert_eq!(
            settings,
            serde_json::json!({"subprotocols": ["***", "***"], "publishUrl": "u:***@h", "n": ["a", 1]})
        );
    }
}
