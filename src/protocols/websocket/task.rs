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
    lines::LineFeed,
    opening::Opening,
    queue::{Patience, SendQueue},
    queues::QueueSample,
    reconnect::{Ended, Reconnecting},
    repeat::Stage,
    rows::Rows,
    timing::{Buffered, Deadline, TCP_END_TIMEOUT},
    upkeep::Upkeep,
};
use crate::{
    engine::SessionIo,
    net::{
        cookies::{CookieChange, CookieJar},
        kernel_queue::{Endpoints, KernelQueues},
    },
    transcript::{Body, entry::Wait},
};

/// How long a closed tab says goodbye.
const GOODBYE_TIMEOUT: Duration = Duration::from_secs(1);

pub(super) async fn run(mut config: Config, io: SessionIo<WebSocket>) {
    let mut rows = Rows::new(io.clock);
    rows.state(ReadyState::Connecting);
    let mut queue = SendQueue::default();
    queue.withhold_pongs(config.liveness.withholds_pongs);
    let upkeep = Upkeep::new(&config, &mut rows);
    let mut opening = Opening { rows, queue, upkeep };
    let mut task = Task { io, buffered: Buffered::default(), cookies: std::mem::take(&mut config.peer.cookies) };
    let mut attempts = Reconnecting::new(config.reconnect);
    loop {
        let (mut left, ended) = Box::pin(task.connection(&config, opening, &mut attempts)).await;
        let again = attempts.next(&ended, fastrand::f64());
        left.rows.closed(ended.close);
        let Some(wait) = again else { return task.last_rows(left.rows) };
        if !task.wait(wait, &mut left).await {
            left.rows.stopped_waiting();
            return task.last_rows(left.rows);
        }
        left.rows.begin_again();
        opening = left;
    }
}

pub(super) struct Task {
    pub(super) io: SessionIo<WebSocket>,
    buffered: Buffered,
    pub(super) cookies: CookieJar,
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
    /// One connection, or an attempt at one, to its end.
    async fn connection(
        &mut self,
        config: &Config,
        mut opening: Opening,
        attempts: &mut Reconnecting,
    ) -> (Opening, Ended) {
        match Box::pin(self.open(config, &mut opening)).await {
            Ok(tap) => {
                attempts.opened();
                let mut talk = Conversation::new(tap, config, opening).await;
                let stop = self.converse(&mut talk, config.closing_timeout).await;
                self.end(talk, stop).await
            }
            Err(stop) => {
                let ended = Ended::of(&stop, &Ending::default());
                if let Stop::Failed(error) = stop {
                    opening.rows.error(&error);
                }
                (opening, ended)
            }
        }
    }

    /// Waits for the next attempt; false when none is wanted any more.
    async fn wait(&mut self, wait: Wait, opening: &mut Opening) -> bool {
        let over_at = Instant::now() + Duration::from_millis(wait.millis);
        opening.rows.local(Body::Backoff(wait));
        loop {
            self.send_on(&mut opening.rows);
            tokio::select! {
                biased;
                () = self.io.cancel.cancelled() => return false,
                Some(command) = self.io.commands.recv() => match command {
                    Command::Close(_) => return false,
                    Command::Finish(_) if opening.queue.unsent().0 == 0 => return false,
                    Command::ReconnectNow => return true,
                    Command::ChangeCookies(change) => self.change_cookies(change, &mut opening.rows),
                    other => accept(other, &mut opening.queue, &mut opening.rows, &mut opening.upkeep),
                },
                () = self.io.outbox.flush(), if self.io.outbox.has_batch() => {}
                // Not before the rows of the last attempt are taken: attempts must not pile up where nobody reads.
                () = sleep_until(over_at), if !self.io.outbox.has_batch() => return true,
            }
        }
    }

    /// Lets messages go both ways until nothing more comes.
    async fn converse(&mut self, talk: &mut Conversation, closing_timeout: Duration) -> Stop {
        let mut deadline = Deadline::default();
        let mut file: Option<FileRead> = None;
        let mut look: Option<Look> = None;
        let mut lines = LineFeed::default();
        loop {
            let now = Instant::now();
            let closes = talk.ending.is_sent() || talk.ending.is_received();
            if let Err(error) = talk.queue.repeat_what_is_due(now, closes) {
                talk.rows.error(&error);
            }
            talk.queue.sending.news(now).for_each(|event| talk.rows.event(event));
            lines.follow(&mut talk.queue.sending.repeat);
            self.send_on(&mut talk.rows);
            self.report_buffered(talk.queue.buffered_bytes());
            deadline.observe(talk, closing_timeout);
            if file.is_none() {
                file = talk.queue.file().map(|path| Box::pin(read_file(path.to_owned())) as FileRead);
            }
            let now = Instant::now();
            let look_at = talk.upkeep.queues.next_at(talk.queue.buffered_bytes(), now).filter(|_| look.is_none());
            if look_at.is_some_and(|at| at <= now) {
                look = Some(Box::pin(look_at_kernel(talk.upkeep.queues.look(now))));
            }
            let credit = Credit { read: !self.io.outbox.has_batch(), send: !self.io.outbox.is_full() };
            tokio::select! {
                biased;
                () = self.io.cancel.cancelled() => return Stop::Cancelled,
                Some(command) = self.io.commands.recv() => match command {
                    Command::ChangeCookies(change) => self.change_cookies(change, &mut talk.rows),
                    other => accept(other, &mut talk.queue, &mut talk.rows, &mut talk.upkeep),
                },
                () = self.io.outbox.flush(), if self.io.outbox.has_batch() => {}
                Some(()) = OptionFuture::from(deadline.at.map(sleep_until)) => {
                    return deadline.passed(talk).map_or(Stop::Over, Stop::Failed);
                }
                Some(()) = OptionFuture::from(self.buffered.report_at.map(sleep_until)) => {}
                Some(()) = OptionFuture::from(talk.upkeep.next_at().map(sleep_until)) => talk.keep_up(Instant::now()),
                Some(()) = OptionFuture::from(look_at.filter(|_| look.is_none()).map(sleep_until)) => {}
                Some(kernel) = OptionFuture::from(look.as_mut()) => {
                    look = None;
                    let (at_micros, buffered_bytes) = (self.io.clock.micros(), talk.queue.buffered_bytes());
                    self.io.outbox.push(Event::Queues(QueueSample { at_micros, buffered_bytes, kernel }));
                }
                Some(()) = OptionFuture::from(talk.queue.sending.tell_at().map(sleep_until)) => {}
                Some(()) = OptionFuture::from(talk.queue.repeat_at().map(sleep_until)) => {}
                read = lines.read(), if lines.is_reading() => {
                    if let Err(error) = talk.queue.lines_read(read) {
                        talk.rows.error(&error);
                    }
                }
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
    async fn end(&mut self, mut talk: Conversation, stop: Stop) -> (Opening, Ended) {
        let wanted = talk.queue.is_closing();
        let mut ended = Ended::of(&stop, &talk.ending);
        ended.wanted |= wanted;
        talk.report_leftovers();
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
        let Conversation { mut rows, mut queue, mut upkeep, ending, .. } = talk;
        if let Some(entry) = queue.unfinished(rows.now_micros()) {
            rows.entry(entry);
        }
        queue.sending.repeat.stop(Stage::Closed);
        queue.sending.news(Instant::now()).for_each(|event| rows.event(event));
        let (messages, bytes) = queue.unsent();
        if messages > 0 {
            rows.error(&WebSocketError::NotSent { messages, bytes });
        }
        ended.close = ending.close_event();
        upkeep.ended(&mut rows);
        queue = queue.begin_again();
        (Opening { rows, queue, upkeep }, ended)
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
    fn last_rows(&mut self, mut rows: Rows) {
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

    /// The next request sends others.
    pub(super) fn change_cookies(&mut self, change: CookieChange, rows: &mut Rows) {
        self.cookies.apply(&change);
        rows.event(Event::Cookies(change));
    }

    fn report_buffered(&mut self, bytes: u64) {
        if let Some(bytes) = self.buffered.due(bytes, Instant::now()) {
            self.io.outbox.push(Event::Buffered(bytes));
        }
    }
}

type Look = Pin<Box<dyn Future<Output = Option<KernelQueues>> + Send>>;

/// Looks into the kernel's tables, on a thread that may wait for it.
async fn look_at_kernel(ends: Option<Endpoints>) -> Option<KernelQueues> {
    let ends = ends?;
    let read = tokio::task::spawn_blocking(move || ends.read_queues()).await.ok()?;
    read.inspect_err(|error| tracing::debug!(%error, "the kernel's tables cannot be read")).ok()?
}

/// Takes a command in.
pub(super) fn accept(command: Command, queue: &mut SendQueue, rows: &mut Rows, upkeep: &mut Upkeep) {
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
        Command::SendDraft(draft) => {
            if let Err(error) = queue.push_draft(draft) {
                rows.error(&error);
            }
        }
        Command::SendFragment(fragment) => {
            if let Err(error) = queue.push_fragment(&fragment) {
                rows.error(&error);
            }
        }
        Command::Repeat(order) => queue.repeat(order),
        Command::StopRepeat => queue.sending.repeat.stop(Stage::Stopped),
        Command::WithholdPongs(withholds) => queue.withhold_pongs(withholds),
        Command::SetLiveness(options) => upkeep.set_liveness(options, Instant::now(), rows),
        Command::SetReplies(replies) => upkeep.set_replies(replies, rows),
        Command::ShowQueues(is_shown) => upkeep.queues.show(is_shown),
        // Only a wait can be cut short; cookies are the task's.
        Command::ReconnectNow | Command::ChangeCookies(_) => {}
        Command::Ping(payload) => queue.ping(payload.into()),
        Command::Close(close) => queue.close(close, Patience::Limited),
        Command::Finish(close) => queue.close(close, Patience::Endless),
    }
}
