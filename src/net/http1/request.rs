//! A request as it leaves: its head in bytes, and its body piece by piece. Sans-IO.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{BufMut as _, Bytes, BytesMut};
use http::{HeaderValue, Method, header};
use http_body::Body as _;
use http_body_util::{BodyExt as _, combinators::UnsyncBoxBody};
use url::{Position, Url};

use super::super::headers::RequestHeaders;

/// Why a body could not be read any further.
pub type BodyError = Box<dyn std::error::Error + Send + Sync>;

/// Up to here a body leaves in one piece with its head.
const JOINED_BYTES: usize = 64 * 1024;

/// The body of a request.
#[derive(Debug)]
pub enum RequestBody {
    /// All of it.
    Whole(Bytes),
    /// As it is asked for.
    Stream(UnsyncBoxBody<Bytes, BodyError>),
}

impl RequestBody {
    /// A body that is asked for piece by piece, while the socket takes them.
    pub fn stream<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BodyError>,
    {
        Self::Stream(body.map_err(Into::into).boxed_unsync())
    }

    fn exact_bytes(&self) -> Option<u64> {
        match self {
            Self::Whole(bytes) => Some(bytes.len() as u64),
            Self::Stream(body) => body.size_hint().exact(),
        }
    }
}

impl From<Bytes> for RequestBody {
    fn from(bytes: Bytes) -> Self {
        Self::Whole(bytes)
    }
}

impl From<String> for RequestBody {
    fn from(text: String) -> Self {
        Self::Whole(text.into())
    }
}

/// What the request line says of where a request goes. RFC 9112 §3.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetForm {
    /// Path and query.
    Origin,
    /// The whole URL, for a proxy that passes the request on.
    Absolute,
}

/// The bytes of a request that have not left yet.
#[derive(Debug)]
pub struct Outgoing {
    ready: Bytes,
    rest: Rest,
    is_chunked: bool,
    has_begun: bool,
}

/// The part of a body that is not ready.
#[derive(Debug)]
enum Rest {
    Nothing,
    Whole(Bytes),
    Stream(UnsyncBoxBody<Bytes, BodyError>),
}

/// Adds the header that says where a body ends, if none does yet. RFC 9110 §8.6.
pub fn frame(headers: &mut RequestHeaders, body: Option<&RequestBody>) {
    let Some(body) = body else { return };
    if headers.contains("content-length") || headers.contains("transfer-encoding") {
        return;
    }
    match body.exact_bytes() {
        Some(bytes) => headers.set(header::CONTENT_LENGTH, HeaderValue::from(bytes)),
        None => headers.set(header::TRANSFER_ENCODING, HeaderValue::from_static("chunked")),
    }
}

impl Outgoing {
    /// Writes the head; `headers` is all of them, with what [`frame`] adds.
    pub fn new(
        method: &Method,
        url: &Url,
        form: TargetForm,
        headers: &RequestHeaders,
        body: Option<RequestBody>,
    ) -> Self {
        let mut head = BytesMut::with_capacity(1024);
        write_head(&mut head, method, url, form, headers);
        let codings = headers.values("transfer-encoding").filter_map(|value| value.to_str().ok());
        let last_coding = codings.flat_map(|line| line.split(',')).map(str::trim).last();
        let is_chunked = last_coding.is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
        let rest = match body {
            Some(RequestBody::Whole(bytes)) if !is_chunked && bytes.len() <= JOINED_BYTES => {
                head.extend_from_slice(&bytes);
                Rest::Nothing
            }
            Some(RequestBody::Whole(bytes)) => Rest::Whole(bytes),
            Some(RequestBody::Stream(body)) => Rest::Stream(body),
            None => Rest::Nothing,
        };
        Self { ready: head.freeze(), rest, is_chunked, has_begun: false }
    }

    /// The same request once more, before any of it was taken; `None` when its body can be read only once.
    pub fn copy(&self) -> Option<Self> {
        let rest = match &self.rest {
            Rest::Nothing => Rest::Nothing,
            Rest::Whole(bytes) => Rest::Whole(bytes.clone()),
            Rest::Stream(_) => return None,
        };
        (!self.has_begun).then(|| Self { ready: self.ready.clone(), rest, ..*self })
    }

    /// Whether some of it was taken.
    pub fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// The next bytes for the socket; [`Outgoing::taken`] says how many it took. `None` when all have left.
    pub fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<&[u8]>, BodyError>> {
        while self.ready.is_empty() {
            let data = match &mut self.rest {
                Rest::Nothing => return Poll::Ready(Ok(None)),
                Rest::Whole(bytes) => Some(std::mem::take(bytes)).filter(|bytes| !bytes.is_empty()),
                Rest::Stream(body) => match ready!(Pin::new(body).poll_frame(cx)) {
                    Some(frame) => Some(frame?.into_data().unwrap_or_default()),
                    None => None,
                },
            };
            self.ready = match data {
                // An empty chunk would be the last one.
                Some(data) if self.is_chunked && !data.is_empty() => chunk(&data),
                Some(data) => data,
                None => {
                    self.rest = Rest::Nothing;
                    if self.is_chunked { Bytes::from_static(b"0\r\n\r\n") } else { Bytes::new() }
                }
            };
        }
        Poll::Ready(Ok(Some(&self.ready)))
    }

    /// So many of the ready bytes have left.
    pub fn taken(&mut self, bytes: usize) {
        self.has_begun |= bytes > 0;
        let _ = self.ready.split_to(bytes);
    }
}

fn write_head(head: &mut BytesMut, method: &Method, url: &Url, form: TargetForm, headers: &RequestHeaders) {
    let from = match form {
        TargetForm::Origin => Position::BeforePath,
        TargetForm::Absolute => {
            // Without user and password: they are in a header.
            head.put_slice(url.scheme().as_bytes());
            head.put_slice(b"://");
            Position::BeforeHost
        }
    };
    let mut line = BytesMut::from(method.as_str().as_bytes());
    line.put_u8(b' ');
    line.put_slice(&head.split());
    line.put_slice(url[from..Position::AfterQuery].as_bytes());
    if line.ends_with(b" ") {
        line.put_u8(b'/');
    }
    line.put_slice(b" HTTP/1.1\r\n");
    headers.write(&mut line);
    line.put_slice(b"\r\n");
    *head = line;
}

fn chunk(data: &[u8]) -> Bytes {
    let mut chunk = BytesMut::from(format!("{:x}\r\n", data.len()).as_bytes());
    chunk.reserve(data.len() + 2);
    chunk.put_slice(data);
    chunk.put_slice(b"\r\n");
    chunk.freeze()
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, task::Waker};

    use futures_util::stream;
    use http_body::Frame;
    use http_body_util::StreamBody;

    use super::*;
    use crate::net::headers::parse_pair;

    /// All bytes of a request, taken three at a time.
    fn bytes(url: &str, form: TargetForm, lines: &[(&'static str, &'static str)], body: Option<RequestBody>) -> String {
        let mut headers = RequestHeaders::default();
        let lines: Vec<_> = lines.iter().map(|(name, value)| parse_pair(name, value).expect("a header")).collect();
        headers.replace_with(&lines);
        frame(&mut headers, body.as_ref());
        let url = Url::parse(url).expect("a URL");
        let mut outgoing = Outgoing::new(&Method::POST, &url, form, &headers, body);
        let mut all = Vec::new();
        let mut cx = Context::from_waker(Waker::noop());
        while let Poll::Ready(Ok(Some(ready))) = outgoing.poll_ready(&mut cx) {
            let count = ready.len().min(3);
            all.extend_from_slice(&ready[..count]);
            outgoing.taken(count);
        }
        assert!(outgoing.has_begun());
        String::from_utf8(all).expect("text")
    }

    fn streamed(pieces: &'static [&'static str]) -> RequestBody {
        let frames = pieces.iter().map(|piece| Ok::<_, Infallible>(Frame::data(Bytes::from_static(piece.as_bytes()))));
        RequestBody::stream(StreamBody::new(stream::iter(frames)))
    }

    #[test]
    fn the_target_has_the_form_that_is_asked_for() {
        for (url, origin, absolute) in [
            ("http://u:p@h:81/a/b?c=d#e", "/a/b?c=d", "http://h:81/a/b?c=d"),
            ("http://h", "/", "http://h/"),
            ("http://[::1]/?", "/?", "http://[::1]/?"),
        ] {
            let request = |form| bytes(url, form, &[], None);
            assert_eq!(request(TargetForm::Origin), format!("POST {origin} HTTP/1.1\r\n\r\n"));
            assert_eq!(request(TargetForm::Absolute), format!("POST {absolute} HTTP/1.1\r\n\r\n"));
        }
    }

    #[test]
    fn a_body_says_where_it_ends() {
        let post = |lines: &[(&'static str, &'static str)], body| {
            let all = bytes("http://h/", TargetForm::Origin, lines, body);
            all.strip_prefix("POST / HTTP/1.1\r\n").expect("a request line").to_owned()
        };
        let whole = |text: &str| Some(RequestBody::from(text.to_owned()));
        assert_eq!(post(&[("host", "h")], whole("hello")), "host: h\r\nContent-Length: 5\r\n\r\nhello");
        assert_eq!(post(&[], whole("")), "Content-Length: 0\r\n\r\n");
        assert_eq!(post(&[("content-length", "9")], whole("hello")), "content-length: 9\r\n\r\nhello");
        let large = "x".repeat(JOINED_BYTES + 1);
        assert_eq!(post(&[], whole(&large)), format!("Content-Length: 65537\r\n\r\n{large}"));
        let chunked = "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";
        assert_eq!(post(&[], Some(streamed(&["hel", "", "lo"]))), chunked);
        let sized = post(&[("content-length", "5")], Some(streamed(&["hel", "lo"])));
        assert_eq!(sized, "content-length: 5\r\n\r\nhello");
        assert_eq!(
            post(&[("transfer-encoding", "gzip, Chunked")], whole("hello")),
            "transfer-encoding: gzip, Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        );
    }
}
