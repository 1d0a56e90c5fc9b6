//! `/upload/stored`: the list of what is there, made as it leaves.

use std::future::ready;

use axum::{
    Extension,
    body::Body,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use futures_util::{
    StreamExt as _,
    stream::{once, unfold},
};
use http::header;

use super::store::{FileId, Uploads};
use crate::limits::LAB_FREE_BYTES;

/// Every file with its id, size and checksum, as JSON.
pub(super) async fn stored(Extension(uploads): Extension<Uploads>) -> Response {
    let (mut begin, mut row) = (Vec::new(), Row::First);
    let body = loop {
        let Some((piece, next)) = row.next(&uploads).await else { break Body::from(begin) };
        begin.extend_from_slice(&piece);
        row = next;
        if begin.len() > LAB_FREE_BYTES {
            // The rest is made as it leaves.
            let rest = unfold((row, uploads), async |(row, uploads)| {
                let (piece, next) = row.next(&uploads).await?;
                Some((piece, (next, uploads)))
            });
            let pieces = once(ready(Bytes::from(begin))).chain(rest);
            break Body::from_stream(pieces.map(Ok::<_, std::convert::Infallible>));
        }
    };
    ([(header::CACHE_CONTROL, "no-store")], body).into_response()
}

/// Where a list in JSON is.
enum Row {
    First,
    Behind(FileId),
    End,
}

impl Row {
    /// The next piece of the list: a row with what stands before it, or the end.
    async fn next(self, uploads: &Uploads) -> Option<(Bytes, Self)> {
        let (before, after) = match self {
            Self::First => ("[", None),
            Self::Behind(id) => (",", Some(id)),
            Self::End => return None,
        };
        let is_first = after.is_none();
        let Some((id, stored)) = uploads.next_stored(after).await else {
            return Some((Bytes::from_static(if is_first { b"[]" } else { b"]" }), Self::End));
        };
        let row = serde_json::to_string(&stored).unwrap_or_default();
        Some((Bytes::from(format!("{before}{row}")), Self::Behind(id)))
    }
}
