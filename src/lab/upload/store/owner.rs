//! The task that knows all uploads: it begins uploads one after the other for each file, and knows how far each has come.

use std::{
    collections::BTreeMap,
    io,
    ops::Bound,
    sync::{Arc, atomic::Ordering},
};

use tokio::{
    sync::{mpsc, oneshot, watch},
    task::{Id, JoinError, JoinSet},
};
use tokio_util::sync::CancellationToken;

use super::{
    Begin, BeginError, Command, Listed,
    entry::{Entry, Found},
    file_id::FileId,
    folder::Folder,
    progress::{Progress, Usage},
    upload::{Received, Upload, WriteError},
    writer::{Ended, Job},
};

/// Pieces of a body that may wait for the disk.
const QUEUE: usize = 16;

/// Everything about the uploads of one folder.
#[derive(Debug)]
pub(super) struct Owner {
    folder: Folder,
    records: BTreeMap<FileId, Record>,
    writers: JoinSet<Ended>,
    usage: Arc<Usage>,
}

#[derive(Debug)]
struct Record {
    entry: Entry,
    progress: watch::Sender<Progress>,
    active: Option<Active>,
    /// Waits until the writer before it has closed the file.
    next: Option<Pending>,
}

#[derive(Debug)]
struct Active {
    writer: Id,
    total: Option<u64>,
    cut: CancellationToken,
    outcome: oneshot::Sender<Result<Received, WriteError>>,
}

#[derive(Debug)]
struct Pending {
    begin: Begin,
    reply: oneshot::Sender<Result<Upload, BeginError>>,
}

impl Record {
    fn new(entry: Entry, progress: Progress) -> Self {
        Self { entry, progress: watch::Sender::new(progress), active: None, next: None }
    }

    fn confirmed(&self) -> u64 {
        if self.entry.complete() { 0 } else { self.progress.borrow().size }
    }

    fn cut_off(&mut self) {
        if let Some(active) = &self.active {
            active.cut.cancel();
        }
        if let Some(Pending { begin, reply }) = self.next.take() {
            begin.cut.cancel();
            // Its connection is gone already if nobody listens.
            reply.send(Err(BeginError::TakenOver)).ok();
        }
    }
}

impl Owner {
    pub(super) fn new(folder: Folder, found: Vec<Found>, usage: Arc<Usage>) -> Self {
        let mut records = BTreeMap::new();
        for Found { id, entry, size, identity } in found {
            usage.used_bytes.fetch_add(size, Ordering::Relaxed);
            records.insert(id, Record::new(entry, Progress { size, identity, ..Progress::default() }));
        }
        usage.files.store(records.len(), Ordering::Relaxed);
        Self { folder, records, writers: JoinSet::new(), usage }
    }

    /// Handles commands until the lab stops; then every writer closes its file before the folder is let go.
    pub(super) async fn run(mut self, mut commands: mpsc::Receiver<Command>, stop: CancellationToken) {
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                Some(joined) = self.writers.join_next_with_id() => self.writer_ended(joined).await,
                Some(command) = commands.recv() => self.handle(command).await,
                else => break,
            }
        }
        self.end_writers().await;
        self.folder.close().await;
    }

    async fn handle(&mut self, command: Command) {
        // Whoever asked may have gone; then nobody needs the answer.
        match command {
            Command::Status(id, reply) => {
                reply.send(self.records.get(&id).map_or(0, Record::confirmed)).ok();
            }
            Command::Begin(begin, reply) => self.begin(Pending { begin, reply }).await,
            Command::Next(after, reply) => {
                reply.send(self.next(after)).ok();
            }
            Command::Hashed(id, hashed) => self.remember_hash(&id, hashed),
            Command::Empty(reply) => {
                reply.send(self.empty().await).ok();
            }
        }
    }

    async fn begin(&mut self, waiting: Pending) {
        if let Some(record) = self.records.get_mut(&waiting.begin.id)
            && record.active.is_some()
        {
            record.cut_off();
            record.next = Some(waiting);
            return;
        }
        let Pending { begin, reply } = waiting;
        let upload = self.start_writer(begin).await;
        // If nobody takes the upload, its sender drops and the writer ends.
        reply.send(upload).ok();
    }

    async fn start_writer(&mut self, begin: Begin) -> Result<Upload, BeginError> {
        let known = self.records.get(&begin.id);
        let confirmed = known.map_or(0, Record::confirmed);
        let truncate = begin.start == 0;
        if !truncate && begin.start != confirmed {
            return Err(BeginError::WrongStart { confirmed });
        }
        let given_back = known.filter(|_| truncate).map_or(0, |record| record.progress.borrow().size);
        if begin.body_bytes.is_some_and(|bytes| bytes > self.usage.free_bytes() + given_back) {
            return Err(BeginError::Full { limit_bytes: self.usage.limit_bytes });
        }
        if known.is_none() && self.records.len() >= self.usage.max_uploads {
            return Err(BeginError::TooMany { max_uploads: self.usage.max_uploads });
        }
        if known.is_none_or(|record| record.entry.complete()) {
            self.enter(&begin.id).await.map_err(BeginError::Entry)?;
        }
        let Some(record) = self.records.get_mut(&begin.id) else { return Err(BeginError::Closed) };
        let (chunks, queue) = mpsc::channel(QUEUE);
        let (outcome, answer) = oneshot::channel();
        let job = Job {
            path: self.folder.path().join(record.entry.data_name()),
            truncate,
            progress: record.progress.clone(),
            chunks: queue,
            cut: begin.cut.clone(),
            usage: self.usage.clone(),
        };
        let writer = self.writers.spawn(job.run()).id();
        record.active = Some(Active { writer, total: begin.total, cut: begin.cut, outcome });
        Ok(Upload { chunks, outcome: answer })
    }

    /// Writes an upload down, on disk before any byte of it is: a new one, or one that is no longer complete.
    async fn enter(&mut self, id: &FileId) -> io::Result<()> {
        if let Some(record) = self.records.get_mut(id) {
            record.entry = self.folder.change(id, record.entry.clone(), false).await?;
        } else {
            let entry = self.folder.add(id).await?;
            self.records.insert(id.clone(), Record::new(entry, Progress::default()));
            self.usage.files.store(self.records.len(), Ordering::Relaxed);
        }
        Ok(())
    }

    async fn writer_ended(&mut self, joined: Result<(Id, Ended), JoinError>) {
        let (writer, ended) = match joined {
            Ok(ended) => ended,
            Err(error) => (error.id(), Ended::Failed(WriteError::File(io::Error::other(error)))),
        };
        let is_writer = |record: &Record| record.active.as_ref().is_some_and(|active| active.writer == writer);
        let Some((id, record)) = self.records.iter_mut().find(|(_, record)| is_writer(record)) else { return };
        let Some(active) = record.active.take() else { return };
        let next = record.next.take();
        let size = record.progress.borrow().size;
        let complete = matches!(ended, Ended::Whole) && active.total == Some(size);
        let outcome = match ended {
            Ended::Whole => Ok(Received { size, complete }),
            Ended::Abandoned => Err(WriteError::Closed),
            Ended::Failed(error) => Err(error),
        };
        if complete {
            match self.folder.change(id, record.entry.clone(), true).await {
                Ok(entry) => record.entry = entry,
                Err(error) => tracing::warn!(%error, "it cannot be written down that an upload is complete"),
            }
        }
        active.outcome.send(outcome).ok();
        if let Some(next) = next {
            self.begin(next).await;
        }
    }

    fn next(&self, after: Option<FileId>) -> Option<Listed> {
        let begin = after.map_or(Bound::Unbounded, Bound::Excluded);
        let (id, record) = self.records.range((begin, Bound::Unbounded)).next()?;
        Some(Listed {
            id: id.clone(),
            path: self.folder.path().join(record.entry.data_name()),
            progress: record.progress.borrow().clone(),
        })
    }

    fn remember_hash(&mut self, id: &FileId, hashed: Progress) {
        let Some(record) = self.records.get(id).filter(|record| record.active.is_none()) else { return };
        record.progress.send_if_modified(|progress| {
            let same = progress.size == hashed.size && progress.generation == hashed.generation;
            if same && progress.hash.is_none() {
                progress.hash = hashed.hash;
            }
            same
        });
    }

    async fn empty(&mut self) -> io::Result<()> {
        self.end_writers().await;
        let records = std::mem::take(&mut self.records).into_values();
        let uploads = records.map(|record| (record.entry, record.progress.borrow().identity)).collect();
        self.usage.used_bytes.store(0, Ordering::Relaxed);
        self.usage.files.store(0, Ordering::Relaxed);
        self.folder.delete(uploads).await
    }

    /// Cuts every upload off and waits until its file is closed.
    async fn end_writers(&mut self) {
        for record in self.records.values_mut() {
            record.cut_off();
        }
        while let Some(joined) = self.writers.join_next_with_id().await {
            self.writer_ended(joined).await;
        }
    }
}
