//! An answer whose body is still to be read, and the bytes that come behind it on its connection.
//!
//! Its head is known, and its body comes piece by piece, without framing and content codings. Nothing is read before it is
//! asked for. Once the body is over, the connection can be had again with [`IncomingResponse::into_idle`].

mod content;

use std::{
    borrow::Cow,
    future::poll_fn,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use url::Url;

use super::{
    super::{
        coding::AskedCodings,
        content::Content,
        headers::host_header,
        http1::{
            decoder::BodyDecoder,
            exchange::{PieceError, Wire},
            framing::{Framing, may_be_reused},
            head::ResponseHead,
        },
    },
    error::HttpError,
    idle_connection::IdleConnection,
};
use crate::transcript::{
    Body as TranscriptBody,
    entry::{FirstBytes, Response, Stray, Trailers},
};

/// How long an error's body may take; a stream that calls itself an error must not hold a session.
const BODY_PREVIEW_TIMEOUT: Duration = Duration::from_secs(2);

/// An answer whose body is still to be read.
#[derive(Debug)]
pub struct IncomingResponse {
    head: ResponseHead,
    body: BodyDecoder,
    content: Content,
    /// What the head said of the body's length.
    announced_bytes: Option<u64>,
    wire: Wire,
    may_be_kept: bool,
    url: Url,
}

impl IncomingResponse {
    /// `asked` is what its request said of codings.
    pub(super) fn new(head: ResponseHead, wire: Wire, is_of_head: bool, asked: &AskedCodings, url: Url) -> Self {
        let framing = Framing::of(&head, is_of_head);
        let may_be_kept = framing.as_ref().is_ok_and(|&framing| may_be_reused(&head, framing));
        let announced_bytes = framing.as_ref().ok().and_then(|framing| framing.length());
        let body = BodyDecoder::new(framing);
        let content = Content::of(&head, asked, !body.is_over());
        Self { head, body, content, announced_bytes, wire, may_be_kept, url }
    }

    /// The status code.
    pub fn status(&self) -> StatusCode {
        // Every head has a code of three digits, from 100 on.
        StatusCode::from_u16(self.head.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The header lines by name; those that are no header by its rules are only in [`IncomingResponse::head`].
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.head.headers {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_bytes(value.as_bytes())) {
                // Full at 32,768 lines.
                headers.try_append(name, value).ok();
            }
        }
        headers
    }

    /// Where a redirect leads, as a URL can be joined with it.
    pub fn location(&self) -> Option<Cow<'_, str>> {
        self.head.location()
    }

    /// The head as it came.
    pub fn response_head(&self) -> &ResponseHead {
        &self.head
    }

    /// The head for the record.
    pub fn head(&self) -> Response {
        self.head.to_record()
    }

    /// The next piece of the body without its content codings, at most 64 KiB; `None` at its end. Nothing is read before
    /// it is asked for. Cancel-safe.
    ///
    /// # Errors
    /// When the connection ends inside the body, or the body is not what its framing or its codings say.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, HttpError> {
        poll_fn(|cx| self.poll_content(cx)).await
    }

    fn poll_coded(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, HttpError>> {
        Poll::Ready(ready!(self.wire.poll_piece(&mut self.body, cx)).map_err(|error| {
            let host = host_header(&self.url);
            match error {
                PieceError::Cut(source) => HttpError::Body { host, source },
                PieceError::Fault(fault) => HttpError::Framing { host, fault },
            }
        }))
    }

    /// Bytes of the body that were announced and have not come, where the head announced them. How many a coding would
    /// have made of them is not known.
    pub fn missing_bytes(&self) -> Option<u64> {
        self.body.missing_bytes().filter(|_| !self.content.is_coded())
    }

    /// The rows of what came behind the body: the fields behind one in chunks (RFC 9112 §7.1.2), and bytes that belong to
    /// nothing, as far as they are there already. Mostly none. Nothing is waited for.
    pub async fn rows_behind(&mut self) -> Vec<TranscriptBody> {
        let mut rows = Vec::new();
        let headers = self.body.trailers();
        if !headers.is_empty() {
            rows.push(TranscriptBody::Trailers(Trailers { headers: headers.clone() }));
        }
        if self.body.is_over() {
            let stray = poll_fn(|cx| Poll::Ready(self.wire.poll_stray(cx))).await;
            self.may_be_kept &= stray.is_empty();
            rows.extend(stray_row(&stray));
        }
        rows
    }

    /// The head with the begin of the body, for an answer that is an error.
    pub async fn into_head_with_preview(mut self) -> Response {
        self.head_with_preview().await
    }

    /// As [`Self::into_head_with_preview`], for a caller that wants the connection for its next request.
    pub async fn head_with_preview(&mut self) -> Response {
        let mut body = Vec::new();
        // What came in time is shown, cut off or not.
        tokio::time::timeout(BODY_PREVIEW_TIMEOUT, self.read_begin(&mut body)).await.ok();
        self.head_with_begin(&body)
    }

    /// The connection for the next request, if this one and its answer are whole and the server wants one.
    pub fn into_idle(self) -> Option<IdleConnection> {
        (self.may_be_kept && self.body.is_over() && self.wire.is_clean())
            .then(|| IdleConnection::new(self.wire.into_stream(), self.url))
    }
}

/// The row of bytes that came on a connection and belong to no answer; `None` where there are none.
pub fn stray_row(bytes: &[u8]) -> Option<TranscriptBody> {
    let mut stray = FirstBytes::of_stray();
    stray.push(bytes);
    stray.stray(Stray::BODY)
}
