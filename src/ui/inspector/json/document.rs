//! A payload as JSON: parsed at once when it is short, else on a worker, and not at all when it is too long.

use std::task::Poll;

use super::{
    pretty::Pretty,
    spans::{self, Fault, Spans},
    tree::Tree,
};
use crate::{
    engine::{Job, Spawner},
    ui::inspector::subject::{AT_ONCE_BYTES, RowKey, Subject},
};

/// What became of a payload.
#[derive(Debug, Default)]
pub(super) enum Document {
    /// No payload was shown yet.
    #[default]
    None,
    /// It is longer than what is parsed.
    TooLong,
    /// A worker parses it.
    Parsing(Job<Result<Box<Parsed>, Fault>>),
    /// It is no JSON.
    Faulty(Fault),
    /// It can be drawn.
    Ready(Box<Parsed>),
}

/// Values and lines.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) spans: Spans,
    pub(super) tree: Tree,
    pub(super) pretty: Pretty,
}

/// The document of the row that is shown.
#[derive(Debug, Default)]
pub(super) struct DocumentSlot {
    key: Option<RowKey>,
    pub(super) document: Document,
}

impl DocumentSlot {
    /// Follows the row that is shown. True when it is another one than before.
    pub(super) fn follow(&mut self, spawner: &Spawner, subject: &Subject<'_>) -> bool {
        let is_new = self.key != Some(subject.key);
        if is_new {
            self.key = Some(subject.key);
            self.document = begin(spawner, subject);
        }
        if let Document::Parsing(job) = &mut self.document {
            match job.poll() {
                Poll::Pending => {}
                Poll::Ready(Ok(parsed)) => self.document = done(parsed),
                Poll::Ready(Err(_)) => self.document = Document::Faulty(Fault::Cancelled),
            }
        }
        is_new
    }

    /// Whether the shown row is certainly no JSON.
    pub(super) fn is_faulty(&self) -> bool {
        matches!(self.document, Document::Faulty(_) | Document::TooLong)
    }
}

fn begin(spawner: &Spawner, subject: &Subject<'_>) -> Document {
    match subject.bytes.len() {
        0..=AT_ONCE_BYTES => done(parse(subject.bytes, |_| true)),
        length if length > spans::MAX_BYTES => Document::TooLong,
        length => {
            let payload = subject.shared();
            Document::Parsing(Job::blocking(spawner, move |control| parse(&payload, |at| control.at(at, length))))
        }
    }
}

fn done(parsed: Result<Box<Parsed>, Fault>) -> Document {
    match parsed {
        Ok(parsed) => Document::Ready(parsed),
        Err(fault) => Document::Faulty(fault),
    }
}

fn parse(text: &[u8], report: impl FnMut(usize) -> bool) -> Result<Box<Parsed>, Fault> {
    let spans = Spans::parse(text, report)?;
    let (tree, pretty) = (Tree::new(&spans), Pretty::new(&spans));
    Ok(Box::new(Parsed { spans, tree, pretty }))
}
