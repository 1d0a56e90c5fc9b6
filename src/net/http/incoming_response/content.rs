//! The content of an answer while it comes: pieces without their codings, and what is to be said of them.

use std::task::{Context, Poll, ready};

use bytes::Bytes;
use tokio::task::coop::poll_proceed;

use super::{HttpError, IncomingResponse, host_header};
use crate::{
    limits::MAX_BODY_PREVIEW_BYTES,
    net::coding::CodingFault,
    transcript::{
        Charset,
        entry::{Finding, Response},
    },
};

impl IncomingResponse {
    /// What is to be said of the body's codings since this was last asked: after the head, and after the body.
    pub fn take_findings(&mut self) -> Vec<Finding> {
        self.content.take_findings()
    }

    /// The charset of a body that begins so, where it is not UTF-8.
    pub fn charset(&self, begin: &[u8]) -> Option<Charset> {
        self.content.charset(begin)
    }

    /// The head with the text of the first 4096 bytes of the body, of which this has been read.
    pub fn head_with_begin(&self, body: &[u8]) -> Response {
        self.content.preview(self.head(), body, self.announced_bytes)
    }

    pub(super) fn poll_content(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, HttpError>> {
        // Much can come out of what is here already, without a look at the socket.
        ready!(poll_proceed(cx)).made_progress();
        loop {
            match self.content.next_piece() {
                Ok(None) => {}
                Ok(piece) => return Poll::Ready(Ok(piece)),
                Err(fault) => return Poll::Ready(Err(self.undecodable(fault))),
            }
            if let Some(coded) = ready!(self.poll_coded(cx))? {
                self.content.push(coded);
            } else {
                let ended = self.content.end().map(|()| None);
                return Poll::Ready(ended.map_err(|fault| self.undecodable(fault)));
            }
        }
    }

    /// Reads what a preview shows. That it cannot be decoded is a finding: the answer is an error anyway.
    pub(super) async fn read_begin(&mut self, body: &mut Vec<u8>) {
        while body.len() < MAX_BODY_PREVIEW_BYTES {
            match self.chunk().await {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Err(HttpError::Coding { fault, .. }) => return self.content.add_fault(&fault),
                Ok(None) | Err(_) => return,
            }
        }
    }

    fn undecodable(&self, fault: CodingFault) -> HttpError {
        HttpError::Coding { host: host_header(&self.url), fault }
    }
}
