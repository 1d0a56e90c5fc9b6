//! The driver of a session: connects, lets messages go both ways, and ends it. The rules are elsewhere.

use std::{future::poll_fn, pin::Pin, time::Duration};

use bytes::Bytes;
use futures_util::future::OptionFuture;
use tokio::time::{Instant, sleep_until, timeout};

use super::{
    WebSocket,
    close::CloseCode,
    config::Config,
    conversation::{Conversation, Credit, Turn, read_file},
    ending::Ending,
    error::WebSocketError,
    event::{Command, Event, ReadyState},
    opening::Opening,
    queue::{Patience, SendQueue},
    rows::Rows,
    timing::{Buffered, Deadline, TCP_END_TIMEOUT},
};
use crate::engine::SessionIo;

/// How long a closed tab says goodbye.
const GOODBYE_TIMEOUT: Duration = Duration::from_secs(1);

pub(super) async fn run(config: Config, io: SessionIo<WebSocket>) {
    let rows = Rows::new(io.clock);
    let mut task = Task { io, buffered: Buffered::default() };
    let mut opening = Opening { rows, queue: SendQueue::default() };
    opening.rows.state(ReadyState::Connecting);
    match Box::pin(task.open(&config, &mut opening)).await {
        Ok(tap) => {
            let Opening { rows, queue } = opening;
            let mut conversation = Conversation::new(tap, &config, rows, queue).await;
            let end = task.converse(&mut conversation, config.closing_timeout).await;
            task.end(conversation, end).await;
        }
        Err(stop) => {
            if let Stop::Failed(error) = stop {
                opening.rows.error(&error);
            }
            task.last_rows(opening.rows, &Ending::default());
        }
    }
}

pub(super) struct Task {
    pub(super) io: SessionIo<WebSocket>,
    buffered: Buffered,
}

/// Why nothing more is done.
pub(super) enum Stop {
    /// The tab is closed.
    Cancelled,
    /// The connection failed.
    Failed(WebSocketError),
    /// The peer ended TCP after the closing handshake, or did not end it in time.
    Over,
}

impl From<WebSocketError> for Stop {
    fn from(error: WebSocketError) -> Self {
        Self::Failed(error)
    }
}

type FileRead = Pin<Box<dyn Future<Output = Result<Bytes, WebSocketError>> + Send>>;

impl Task {
    /// Lets messages go both ways until nothing more comes.
    async fn converse(&mut self, talk: &mut Conversation, closing_timeout: Duration) -> Stop {
        let mut deadline = Deadline::default();
        let mut file: Option<FileRead> = None;
        loop {
            self.send_on(&mut talk.rows);
            self.report_buffered(talk.queue.buffered_bytes());
            deadline.observe(talk, closing_timeout);
            if file.is_none() {
                file = talk.queue.file().map(|path| Box::pin(read_file(path.to_owned())) as FileRead);
            }
            let credit = Credit { read: !self.io.outbox.has_batch(), send: !self.io.outbox.is_full() };
            tokio::select! {
                biased;
                () = self.io.cancel.cancelled() => return Stop::Cancelled,
                Some(command) = self.io.commands.recv() => accept(command, &mut talk.queue, &mut talk.rows),
                () = self.io.outbox.flush(), if self.io.outbox.has_batch() => {}
                Some(()) = OptionFuture::from(deadline.at.map(sleep_until)) => {
                    return deadline.passed(talk).map_or(Stop::Over, Stop::Failed);
                }
                Some(()) = OptionFuture::from(self.buffered.report_at.map(sleep_until)) => {}
                Some(content) = OptionFuture::from(file.as_mut()) => {
                    file = None;
                    talk.queue.file_read(content.map_err(|error| talk.rows.error(&error)).ok());
                }
                turn = poll_fn(|cx| talk.poll_turn(cx, credit)) => match turn {
                    Turn::Progress => {}
                    Turn::Over(None) => return Stop::Over,
                    Turn::Over(Some(error)) => return error.into(),
                },
            }
        }
    }

    /// Says goodbye as far as the peer still listens, and reports the end.
    async fn end(&mut self, mut talk: Conversation, stop: Stop) {
        match stop {
            Stop::Cancelled => {
                let goodbye = async {
                    talk.close_now(&CloseCode::GOING_AWAY.into()).await;
                    talk.discard_rest().await;
                };
                timeout(GOODBYE_TIMEOUT, goodbye).await.ok();
            }
            Stop::Failed(error) => {
                talk.rows.error(&error);
                self.send_on(&mut talk.rows);
                if let Some(code) = error.close_code() {
                    talk.ending.failed();
                    let limit = Instant::now() + TCP_END_TIMEOUT;
                    self.outlast(limit, talk.close_now(&code.into())).await;
                    self.send_on(&mut talk.rows);
                    self.outlast(limit, talk.discard_rest()).await;
                }
            }
            Stop::Over => self.outlast(Instant::now() + GOODBYE_TIMEOUT, talk.shutdown()).await,
        }
        self.report_buffered(talk.queue.buffered_bytes());
        let Conversation { mut rows, mut queue, ending, .. } = talk;
        if let Some(entry) = queue.unfinished(rows.clock().micros()) {
            rows.entry(entry);
        }
        let (messages, bytes) = queue.unsent();
        if messages > 0 {
            rows.error(&WebSocketError::NotSent { messages, bytes });
        }
        self.last_rows(rows, &ending);
    }

    /// Waits for some last work, but not longer than the window wants or `limit`.
    async fn outlast(&mut self, limit: Instant, work: impl Future<Output = ()>) {
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                biased;
                () = self.io.cancel.cancelled() => return,
                () = self.io.outbox.flush(), if self.io.outbox.has_batch() => {}
                () = &mut work => return,
                () = sleep_until(limit) => return,
            }
        }
    }

    /// The rows that end a record. They need no credit.
    fn last_rows(&mut self, mut rows: Rows, ending: &Ending) {
        rows.closed(ending.close_event());
        let mut events: Vec<Event> = rows.take().collect();
        let Some(last) = events.pop() else { return };
        for event in events {
            self.io.outbox.push(event);
        }
        self.io.outbox.send_urgent(last);
    }

    pub(super) fn send_on(&mut self, rows: &mut Rows) {
        rows.take().for_each(|event| self.io.outbox.push(event));
    }

    fn report_buffered(&mut self, bytes: u64) {
        if let Some(bytes) = self.buffered.due(bytes, Instant::now()) {
            self.io.outbox.push(Event::Buffered(bytes));
        }
    }
}

/// Takes a command in.
pub(super) fn accept(command: Command, queue: &mut SendQueue, rows: &mut Rows) {
    match command {
        Command::Send(message) => {
            if let Err(error) = queue.push(message) {
                rows.error(&error);
            }
        }
        Command::SendFrame(frame) => {
            if let Err(error) = queue.push_frame(frame) {
                rows.error(&error);
            }
        }
        Command::WithholdPongs(withholds) => queue.withhold_pongs(withholds),
        Command::Ping(payload) => queue.ping(payload.into()),
        Command::Close(close) => queue.close(close, Patience::Limited),
        Command::Finish(close) => queue.close(close, Patience::Endless),
    }
}
