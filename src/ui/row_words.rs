//! Rows in words, for the kinds that every protocol has: one word a kind, one line a row, and the fields of its record. What
//! only one protocol can say of its rows stands in its own view.

use std::time::Duration;

use serde_json::{Map, Value};

use super::{format, leftovers, reason};
use crate::{
    i18n::I18n,
    transcript::{
        Kind, RowRef,
        entry::{Dropped, Failure, Request, Response, State, Wait},
        secrets::{mask_url, mask_url_passwords},
    },
};

/// The word for a kind of row, by its key among a protocol's words. What every protocol can have has one word for all;
/// a record can have kinds that its protocol has not: these keep the word of the record.
pub fn kind_word(i18n: &I18n, kind: Kind, own_key: Option<&'static str>) -> String {
    shared_kind_key(kind).or(own_key).map_or_else(|| kind.name().to_owned(), |key| i18n.text(key).into_owned())
}

/// What a row says beside its kind: a state with its number and reason, a request's address, why something failed.
/// A kind that only some protocols have gives the fields of its record.
pub fn line(i18n: &I18n, row: &RowRef<'_>) -> String {
    let words = match row.kind {
        Kind::State => row.fields().map(|head: State| state_line(i18n, &head)),
        Kind::Request => row.fields().map(|head: Request| format!("{} {}", head.method, mask_url(&head.url))),
        Kind::Response => row.fields().map(|head: Response| status_line(&head)),
        Kind::Error => row.fields().map(|head: Failure| reason::failure(i18n, &head)),
        Kind::Backoff => row.fields().map(|head: Wait| wait_line(i18n, &head)),
        Kind::Dropped => row.fields().map(|head: Dropped| reason::dropped(i18n, &head)),
        _ => return leftovers::line(i18n, row).unwrap_or_else(|| String::from_utf8_lossy(row.head).into_owned()),
    };
    words.unwrap_or_default()
}

/// Status and reason phrase: `404 Not Found`.
pub fn status_line(head: &Response) -> String {
    format!("{} {}", head.status, head.reason_phrase.as_deref().unwrap_or_default()).trim_end().to_owned()
}

/// A wait before the next attempt: `1.00 s · attempt 2 · the connection was lost`.
pub fn wait_line(i18n: &I18n, wait: &Wait) -> String {
    format!("{} · {}", format::span(Duration::from_millis(wait.millis)), wait_cause(i18n, wait))
}

/// As [`wait_line`], where the length stands in a column of its own.
pub fn wait_cause(i18n: &I18n, wait: &Wait) -> String {
    let args = [("attempt", u64::from(wait.attempt).into()), ("reason", reason::wait(i18n, wait).into())];
    i18n.text_with("list-wait-cause", &args).into_owned()
}

/// The fields of a row as its record names them, but for header lines, which the HTTP tab shows. Passwords in URLs are masked.
pub fn record_fields(row: &RowRef<'_>) -> Vec<(String, String)> {
    let fields: Map<String, Value> = serde_json::from_slice(row.head).unwrap_or_default();
    let shown = fields.into_iter().filter(|(name, _)| name != "headers");
    shown.map(|(name, value)| (name, value_words(&value))).collect()
}

fn shared_kind_key(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::State => "list-kind-state",
        Kind::Request => "list-kind-request",
        Kind::Response => "list-kind-response",
        Kind::Error => "list-kind-error",
        Kind::Backoff => "list-kind-backoff",
        Kind::Dropped => "list-kind-dropped",
        _ => return leftovers::kind_key(kind),
    })
}

fn state_line(i18n: &I18n, head: &State) -> String {
    let code = head.code.map_or_else(String::new, |code| format!(" {code}"));
    let why = reason::state(i18n, head).map_or_else(String::new, |reason| format!("   {reason}"));
    format!("{}{code}{why}", head.state)
}

fn value_words(value: &Value) -> String {
    match value {
        Value::String(text) => mask_url_passwords(text).into_owned(),
        Value::Array(parts) => parts.iter().map(value_words).collect::<Vec<_>>().join("\n"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        i18n::Lang,
        transcript::{Body, Entry, Transcript},
    };

    #[test]
    fn a_row_that_every_protocol_has_is_said_in_one_way() {
        let request = Request::new("GET", "http://u:secret@h/p", Vec::new());
        let response = Response::new(404, Some("Not Found".to_owned()), Vec::new());
        let state = State { reason: Some("the stream ended".to_owned()), ..State::new("connecting").with_code(0) };
        let failure = Failure { message: "lost".to_owned(), causes: vec!["reset".to_owned()], ..Failure::default() };
        let wait = Wait { millis: 1_500, attempt: 2, reason: "error".to_owned(), ..Wait::default() };
        let rows = [
            (Body::from(request), "request", "请求", "GET http://u:***@h/p"),
            (Body::from(response), "response", "响应", "404 Not Found"),
            (Body::State(state), "state", "状态", "connecting 0   the stream ended"),
            (Body::from(failure), "error", "错误", "lost: reset"),
            (Body::Backoff(wait), "backoff", "退避", "1.50 s · attempt 2 · after an error"),
        ];
        let (english, chinese) = (I18n::new(Lang::English), I18n::new(Lang::Chinese));
        let mut transcript = Transcript::default();
        for (body, word, chinese_word, words) in rows {
            transcript.push(&Entry::local(0, body));
            let row = transcript.row(transcript.end_row() - 1).expect("a row");
            assert_eq!(line(&english, &row), words);
            // The word of the protocol does not count.
            assert_eq!(kind_word(&english, row.kind, Some("list-kind-stray")), word);
            assert_eq!(kind_word(&chinese, row.kind, None), chinese_word);
        }
    }

    #[test]
    fn fields_are_shown_as_the_record_names_them_without_headers_and_passwords() {
        let headers = vec![("cookie".to_owned(), "id=1".to_owned())];
        let mut transcript = Transcript::default();
        transcript.push(&Entry::outgoing(0, Body::from(Request::new("GET", "http://u:secret@h/", headers))));
        let fields = record_fields(&transcript.row(0).expect("a row"));
        let expected = [("method", "GET"), ("url", "http://u:***@h/")];
        assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
