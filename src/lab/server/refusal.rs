//! How the lab says no: a status and a sentence that a person can act on.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use hyper::ext::ReasonPhrase;

/// Plain text in UTF-8, as every sentence of the lab is sent.
pub(in crate::lab) const PLAIN_TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// An answer that explains why there is no better one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lab) struct Refusal {
    status: StatusCode,
    reason_phrase: Option<&'static str>,
    headers: &'static [(HeaderName, &'static str)],
    body: String,
}

impl Refusal {
    /// A refusal whose body is `sentence` and a line end.
    pub(in crate::lab) fn new(status: StatusCode, sentence: impl Into<String>) -> Self {
        let mut body = sentence.into();
        body.push('\n');
        Self { status, reason_phrase: None, headers: &[], body }
    }

    /// 400: the request itself is wrong.
    pub(in crate::lab) fn bad_request(sentence: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, sentence)
    }

    /// 503: the lab ends.
    pub(in crate::lab) fn stopping() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "The lab is stopping.")
    }

    /// A refusal whose body is data, with no line end.
    pub(in crate::lab) fn exact(status: StatusCode, body: String) -> Self {
        Self { status, reason_phrase: None, headers: &[], body }
    }

    /// Says it in the status line, too (RFC 9112 §4).
    pub(in crate::lab) fn with_reason_phrase(mut self, phrase: &'static str) -> Self {
        self.reason_phrase = Some(phrase);
        self
    }

    /// Says in headers what would do.
    pub(in crate::lab) fn with_headers(mut self, headers: &'static [(HeaderName, &'static str)]) -> Self {
        self.headers = headers;
        self
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, [(header::CONTENT_TYPE, PLAIN_TEXT)], self.body).into_response();
        for (name, value) in self.headers {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        if let Some(phrase) = self.reason_phrase {
            response.extensions_mut().insert(ReasonPhrase::from_static(phrase.as_bytes()));
        }
        response
    }
}

/// An empty answer with any status that a caller asked for.
pub(in crate::lab) fn bare_status(status: StatusCode) -> Response {
    let mut response = status.into_response();
    if status.canonical_reason().is_none() {
        response.extensions_mut().insert(ReasonPhrase::from_static(b"Unassigned"));
    }
    response
}
