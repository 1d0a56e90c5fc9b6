//! What was read of the heads of the rows that the inspector is about: a head of a thousand header lines is parsed when
//! its row is chosen, not in each frame.

use std::{rc::Rc, sync::Arc};

use crate::{
    transcript::{
        RowRef, Transcript,
        entry::{Request, Response},
    },
    ui::{row_memo::RowMemo, tab_context::TabContext},
};

/// Heads of the rows that the last frame was about.
#[derive(Debug, Default)]
pub struct Heads {
    requests: RowMemo<Option<Arc<Request>>>,
    responses: RowMemo<Option<Arc<Response>>>,
    explained: RowMemo<Rc<[(String, String)]>>,
}

impl Heads {
    /// To be called in each frame before the first row.
    pub fn begin_frame(&mut self, cx: &TabContext<'_>, transcript: &Transcript) {
        self.requests.begin_frame(cx, transcript);
        self.responses.begin_frame(cx, transcript);
        self.explained.begin_frame(cx, transcript);
    }

    /// The head of a `request`; `None` when the row is something else.
    pub fn request(&mut self, row: &RowRef<'_>) -> Option<Arc<Request>> {
        self.requests.of(row.number, || row.fields().map(Arc::new)).clone()
    }

    /// The head of a `response`; `None` when the row is something else.
    pub fn response(&mut self, row: &RowRef<'_>) -> Option<Arc<Response>> {
        self.responses.of(row.number, || row.fields().map(Arc::new)).clone()
    }

    /// Keys and values that a protocol reads of a row and that stay the same.
    pub fn explained(&mut self, row: u64, read: impl FnOnce() -> Vec<(String, String)>) -> Rc<[(String, String)]> {
        Rc::clone(self.explained.of(row, || read().into()))
    }
}
