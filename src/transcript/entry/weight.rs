//! What a row weighs in the credit of its session: all the memory that it holds, whatever its kind.
//!
//! A peer chooses how much of a row is head and how much is payload, so both count alike.

use super::{Body, Certificate, ConnectionFacts, Entry, Failure, Headers, TlsFacts};
use crate::engine::Weigh;

impl Weigh for Entry {
    // Asked for each message, more than once.
    #[inline]
    fn weight_bytes(&self) -> usize {
        let content = match &self.body {
            // These have no head, and come in great number.
            Body::Text(payload) | Body::Binary(payload) | Body::Ping(payload) | Body::Pong(payload) => payload.len(),
            body => head_bytes(body) + body.payload().len(),
        };
        size_of::<Self>() + content + self.frames.bytes().len()
    }
}

/// Bytes on the heap that a row's fields hold, roughly. What several rows share counts in each of them.
fn head_bytes(body: &Body) -> usize {
    match body {
        Body::State(state) => text(state.reason.as_ref()) + state.reason_fields.held_bytes(),
        Body::Request(request) => {
            let connection = request.connection.as_deref().map_or(0, connection_bytes);
            request.method.len() + request.url.len() + headers(&request.headers) + connection
        }
        Body::Response(response) => {
            let texts = text(response.reason_phrase.as_ref()) + text(response.body_preview.as_ref());
            texts + headers(&response.headers)
        }
        Body::Close(close) => close.reason.len(),
        Body::Frame(note, _) => note.illegal.iter().map(|rule| size_of_val(rule) + rule.len()).sum(),
        Body::Event(head, _) => head.event_type.len() + head.last_event_id.len(),
        Body::Id(head) => head.last_event_id.len(),
        Body::Ignored(head, _) => head.reason.len(),
        Body::Message(answer, _) | Body::Empty(answer) => text(answer.cursor.as_ref()),
        Body::Backoff(wait) => wait.reason.len() + wait.reason_fields.held_bytes(),
        Body::Verified(verified) => verified.sha256.len() + verified.against.len(),
        Body::Error(failure) => failure_bytes(failure),
        Body::Partial(head, _) => head.partial_type.as_ref().map_or(0, |name| name.len()),
        Body::Stray(head, _) => head.after.len(),
        Body::Trailers(head) => headers(&head.headers),
        Body::Finding(head) => {
            let source = head.source.as_ref().map_or(0, |source| source.len());
            head.code.len() + head.message.len() + size_of_val(head.rows.as_slice()) + source
        }
        Body::Dropped(dropped) => dropped.reason.len(),
        Body::Mark(mark) => mark.color.len() + mark.note.len(),
        Body::Text(_)
        | Body::Binary(_)
        | Body::Ping(_)
        | Body::Pong(_)
        | Body::Comment(_)
        | Body::Retry(_)
        | Body::Offset(_)
        | Body::Progress(_) => 0,
    }
}

fn text(text: Option<&String>) -> usize {
    text.map_or(0, String::len)
}

fn headers(lines: &Headers) -> usize {
    lines.iter().map(|line| size_of_val(line) + line.0.len() + line.1.len()).sum()
}

fn failure_bytes(failure: &Failure) -> usize {
    let causes: usize = failure.causes.iter().map(|cause| size_of_val(cause) + cause.len()).sum();
    let certificate = failure.certificate.as_deref().map_or(0, certificate_bytes);
    size_of::<Failure>() + failure.message.len() + causes + certificate + failure.fields.held_bytes()
}

fn connection_bytes(facts: &ConnectionFacts) -> usize {
    let texts = [&facts.remote, &facts.local, &facts.proxy];
    let tls = facts.tls.as_ref().map_or(0, tls_bytes);
    size_of::<ConnectionFacts>() + texts.into_iter().map(|one| text(one.as_ref())).sum::<usize>() + tls
}

fn tls_bytes(facts: &TlsFacts) -> usize {
    let certificate = facts.certificate.as_ref().map_or(0, certificate_bytes);
    facts.version.len() + facts.cipher.len() + text(facts.alpn.as_ref()) + certificate
}

fn certificate_bytes(certificate: &Certificate) -> usize {
    let texts = [&certificate.subject, &certificate.issuer, &certificate.valid_from, &certificate.valid_to];
    size_of::<Certificate>() + certificate.sha256.len() + texts.into_iter().map(|one| text(one.as_ref())).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::transcript::{
        entry::{Close, EventHead, Finding, IdHead, Request, Response, State, Stray, Trailers, Wait},
        reason::{Code, Explanation},
    };

    /// A row of each kind whose head a peer can make long, with `length` bytes in it.
    fn rows_with(length: usize) -> Vec<Body> {
        let long = "x".repeat(length);
        let lines = vec![("a".to_owned(), long.clone())];
        let response = |reason_phrase, headers, body_preview| {
            Body::from(Response { reason_phrase, body_preview, ..Response::new(103, None, headers) })
        };
        let request = Request::new("GET", long.clone(), Vec::new());
        vec![
            response(None, lines.clone(), None),
            response(Some(long.clone()), Vec::new(), None),
            response(None, Vec::new(), Some(long.clone())),
            Body::from(request.clone()),
            Body::from(Request { url: String::new(), headers: lines, ..request }),
            Body::State(State { reason: Some(long.clone()), ..State::new("closed") }),
            Body::Close(Close { code: 1000, reason: long.clone(), clean: None }),
            Body::Event(EventHead { event_type: long.clone().into(), ..EventHead::default() }, Bytes::new()),
            Body::Event(EventHead { last_event_id: long.as_str().into(), ..EventHead::default() }, Bytes::new()),
            Body::Id(IdHead { last_event_id: long.as_str().into() }),
            Body::Backoff(Wait { reason: long.clone(), ..Wait::new(1, 1, Explanation::word(Code::AfterError)) }),
            Body::from(Failure { message: long.clone(), ..Failure::default() }),
            Body::from(Failure { causes: vec![long.clone()], ..Failure::default() }),
            Body::Trailers(Trailers { headers: vec![("a".to_owned(), long.clone())] }),
            Body::Finding(Box::new(Finding { message: long.clone(), ..Finding::default() })),
            Body::Finding(Box::new(Finding { rows: vec![1; length / size_of::<u64>()], ..Finding::default() })),
            Body::Partial(Box::default(), long.clone().into_bytes().into()),
            Body::Stray(Stray { after: Stray::CLOSE.into(), bytes: 0 }, long.clone().into_bytes().into()),
            Body::Text(long.into_bytes().into()),
        ]
    }

    #[test]
    fn every_row_weighs_what_it_holds() {
        for (short, long) in rows_with(0).into_iter().zip(rows_with(100_000)) {
            let kind = long.kind();
            let (short, long) = (Entry::incoming(0, short).weight_bytes(), Entry::incoming(0, long).weight_bytes());
            assert!(short >= size_of::<Entry>() && long - short >= 99_990, "{kind:?}: {short} and {long}");
        }
    }
}
