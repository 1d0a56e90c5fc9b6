//! `/sse/flood`: numbered events of an exact size, made as they leave.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use futures_util::stream::unfold;
use http::{HeaderMap, StatusCode, Uri};

use super::{
    super::server::{Flood, Numbered, Pace, Params, Refusal, ServerState},
    event_stream::event_stream,
};
use crate::limits::LAB_PIECE_BYTES;

/// Numbered events of an exact size, as fast as the query says.
pub(super) async fn flood(
    State(server): State<Arc<ServerState>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let flood = Flood::from_params(&Params::of(&uri))?;
    if headers.get("last-event-id").is_some_and(|id| id == "end") {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let batches = unfold((Pace::new(flood.per_second), Events::new(flood)), move |(mut pace, mut events)| async move {
        if events.is_over() {
            return None;
        }
        let due = if events.is_between() { pace.due(flood.batch().min(events.left())).await } else { 1 };
        Some((events.next_piece(due), (pace, events)))
    });
    Ok(event_stream(&server, batches))
}

/// The events of a flood, made in pieces.
struct Events {
    flood: Flood,
    number: u64,
    open: Option<Numbered>,
}

impl Events {
    fn new(flood: Flood) -> Self {
        Self { flood, number: 0, open: None }
    }

    fn is_over(&self) -> bool {
        self.number == self.flood.count
    }

    fn is_between(&self) -> bool {
        self.open.is_none()
    }

    fn left(&self) -> u64 {
        self.flood.count - self.number
    }

    /// Up to `due` events, or the next piece of one that is larger than a piece.
    fn next_piece(&mut self, due: u64) -> Bytes {
        let mut piece = Vec::with_capacity(LAB_PIECE_BYTES + 64);
        for _ in 0..due {
            let mut event = self.open.take().unwrap_or_else(|| {
                if self.number + 1 == self.flood.count {
                    piece.extend_from_slice(b"id: end\n");
                }
                piece.extend_from_slice(b"data: ");
                Numbered::new(self.number, self.flood.size_bytes)
            });
            event.append(&mut piece, LAB_PIECE_BYTES);
            if event.left_bytes() > 0 {
                self.open = Some(event);
                break;
            }
            piece.extend_from_slice(b"\n\n");
            self.number += 1;
        }
        Bytes::from(piece)
    }
}
