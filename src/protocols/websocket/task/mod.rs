//! The driver of a session: connects, lets messages go both ways, ends it, and begins again. The rules are elsewhere.

mod attempts;
mod commands;
mod opening;

use std::{
    mem,
    pin::pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, sleep_until, timeout_at};

use self::attempts::{Ended, Reconnecting};
use super::{
    WebSocket,
    close::{CloseCode, ClosingHandshake},
    config::Config,
    connection::{Automation, Beside, Buffered, Deadline, OpenConnection, Ready, SessionParts, TCP_END_TIMEOUT, Turn},
    error::WebSocketError,
    event::{Command, Event, ReadyState},
    lifecycle::{self, Lifecycle},
    liveness::queues::QueueSample,
    send::{SendError, SendQueue, repeat::Stage},
};
use crate::{
    engine::SessionIo,
    net::cookies::CookieJar,
    session::{Driver, Input, Rows, When, until},
    transcript::{Body, entry::Wait},
};

/// How long the close frame of a closed tab may take, and the end of TCP.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(1);

pub(super) async fn run(mut config: Config, io: SessionIo<WebSocket>) {
    let mut driver = Driver::new(io);
    let mut lifecycle = Lifecycle::default();
    lifecycle.reach(ReadyState::Connecting, &mut driver.rows);
    let mut queue = SendQueue::default();
    queue.withhold_pongs(config.liveness.withholds_pongs);
    let automation = Automation::new(&config, &mut driver.rows);
    let mut parts = SessionParts { lifecycle, queue, automation };
    let mut task = Task { driver, buffered: Buffered::default(), cookies: mem::take(&mut config.peer.cookies) };
    let mut attempts = Reconnecting::new(config.reconnect);
    loop {
        let (mut left, ended) = Box::pin(task.connection(&config, parts, &mut attempts)).await;
        let Some(wait) = attempts.next(&ended, fastrand::f64()) else {
            return lifecycle::end(ended.close, &mut task.driver.rows);
        };
        left.lifecycle.closed(ended.close, &mut task.driver.rows);
        if !task.wait(wait, &mut left).await {
            return lifecycle::end_waiting(&mut task.driver.rows);
        }
        left.lifecycle.begin_again(&mut task.driver.rows);
        parts = left;
    }
}

struct Task {
    driver: Driver<WebSocket>,
    buffered: Buffered,
    cookies: CookieJar,
}

/// Why nothing more is done.
enum Stop {
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

/// What an open connection is woken by.
enum Work {
    /// It is time for something.
    Due,
    Beside(Ready),
    Turn(Turn),
}

impl Task {
    /// One connection, or an attempt at one, to its end.
    async fn connection(
        &mut self,
        config: &Config,
        mut parts: SessionParts,
        attempts: &mut Reconnecting,
    ) -> (SessionParts, Ended) {
        match Box::pin(self.open(config, &mut parts)).await {
            Ok(tap) => {
                attempts.opened();
                let mut connection = OpenConnection::new(tap, config, parts).await;
                let stop = self.exchange(&mut connection, config.closing_timeout).await;
                self.end(connection, stop).await
            }
            Err(stop) => {
                let ended = Ended::of(&stop, &ClosingHandshake::default());
                if let Stop::Failed(error) = stop {
                    self.driver.rows.error(&error);
                }
                (parts, ended)
            }
        }
    }

    /// Waits for the next attempt; false when none is wanted any more.
    async fn wait(&mut self, wait: Wait, parts: &mut SessionParts) -> bool {
        let mut over = pin!(sleep_until(Instant::now() + Duration::from_millis(wait.millis)));
        self.driver.rows.local(Body::Backoff(wait));
        loop {
            // Not before the rows of the last attempt are taken: attempts must not pile up where nobody reads.
            match self.driver.next(When::RowsAreTaken, over.as_mut()).await {
                Input::Cancelled | Input::Command(Command::Close(_)) => return false,
                Input::Command(Command::Finish(_)) if parts.queue.unsent().0 == 0 => return false,
                Input::Command(Command::ReconnectNow) | Input::Done(()) => return true,
                Input::Command(command) => self.handle(command, &mut parts.queue, &mut parts.automation),
            }
        }
    }

    /// Lets messages go both ways until nothing more comes.
    async fn exchange(&mut self, connection: &mut OpenConnection, closing_timeout: Duration) -> Stop {
        let mut deadline = Deadline::default();
        let mut beside = Beside::default();
        loop {
            let next_at = self.catch_up(connection, &mut beside, &mut deadline, closing_timeout);
            let mut due = pin!(until(next_at));
            let work = |cx: &mut Context<'_>, rows: &mut Rows<Event>| {
                if due.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Work::Due);
                }
                if let Poll::Ready(ready) = beside.poll_ready(cx) {
                    return Poll::Ready(Work::Beside(ready));
                }
                connection.poll_turn(cx, rows).map(Work::Turn)
            };
            match self.driver.next_of(work).await {
                Input::Cancelled => return Stop::Cancelled,
                Input::Command(command) => self.handle(command, &mut connection.queue, &mut connection.automation),
                Input::Done(Work::Due) => {
                    if deadline.has_passed(Instant::now()) {
                        return deadline.meaning(connection).map_or(Stop::Over, Stop::Failed);
                    }
                }
                Input::Done(Work::Beside(ready)) => self.handle_ready(ready, connection),
                Input::Done(Work::Turn(Turn::Progress)) => {}
                Input::Done(Work::Turn(Turn::Over(None))) => return Stop::Over,
                Input::Done(Work::Turn(Turn::Over(Some(error)))) => return error.into(),
            }
        }
    }

    /// Does what is due, and says when the next is.
    fn catch_up(
        &mut self,
        connection: &mut OpenConnection,
        beside: &mut Beside,
        deadline: &mut Deadline,
        closing_timeout: Duration,
    ) -> Option<Instant> {
        let now = Instant::now();
        let rows = &mut self.driver.rows;
        connection.automate(now, rows);
        let closes = connection.closing.is_sent() || connection.closing.is_received();
        if let Err(error) = connection.queue.repeat_what_is_due(now, closes) {
            rows.error(&error);
        }
        connection.queue.sending.changes(now).for_each(|change| rows.event(change.into()));
        beside.follow(&mut connection.queue);
        let buffered_bytes = connection.queue.buffered_bytes();
        self.report_buffered(buffered_bytes, now);
        deadline.observe(connection, closing_timeout);
        let times = [
            deadline.at,
            self.buffered.report_at,
            connection.automation.next_at(),
            beside.watch(&mut connection.automation.queues, buffered_bytes, now),
            connection.queue.sending.report_at(),
            connection.queue.repeat_at(),
        ];
        times.into_iter().flatten().min()
    }

    /// Handles what was got beside the connection.
    fn handle_ready(&mut self, ready: Ready, connection: &mut OpenConnection) {
        let rows = &mut self.driver.rows;
        match ready {
            Ready::Kernel(look) => {
                connection.automation.queues.looked(look);
                let (at_micros, buffered_bytes) = (rows.now_micros(), connection.queue.buffered_bytes());
                rows.event(Event::Queues(QueueSample { at_micros, buffered_bytes, kernel: look.queues }));
            }
            Ready::Lines(lines) => {
                if let Err(error) = connection.queue.lines_read(lines) {
                    rows.error(&error);
                }
            }
            Ready::File(content) => connection.queue.file_read(content.map_err(|error| rows.error(&error)).ok()),
        }
    }

    /// Sends a close frame as far as the peer still listens, and reports the end.
    async fn end(&mut self, mut connection: OpenConnection, stop: Stop) -> (SessionParts, Ended) {
        let wanted = connection.queue.is_closing();
        let mut ended = Ended::of(&stop, &connection.closing);
        ended.wanted |= wanted;
        connection.report_leftovers(&mut self.driver.rows);
        let shutdown_at = Instant::now() + SHUTDOWN_TIMEOUT;
        match stop {
            Stop::Cancelled => {
                timeout_at(shutdown_at, connection.close_now(&CloseCode::GOING_AWAY.into())).await.ok();
                connection.report_taken(&mut self.driver.rows);
                timeout_at(shutdown_at, connection.discard_rest()).await.ok();
            }
            Stop::Failed(error) => {
                self.driver.rows.error(&error);
                if let Some(code) = error.close_code() {
                    connection.closing.failed();
                    let limit = Instant::now() + TCP_END_TIMEOUT;
                    self.outlast(limit, connection.close_now(&code.into())).await;
                    connection.report_taken(&mut self.driver.rows);
                    self.outlast(limit, connection.discard_rest()).await;
                }
            }
            Stop::Over => self.outlast(shutdown_at, connection.shutdown()).await,
        }
        ended.close = connection.closing.close_event();
        (self.leave(connection), ended)
    }

    /// Reports what is left of a connection that is over, and takes along what outlives it.
    fn leave(&mut self, connection: OpenConnection) -> SessionParts {
        let now = Instant::now();
        let OpenConnection { mut queue, mut automation, lifecycle, .. } = connection;
        self.report_buffered(queue.buffered_bytes(), now);
        let rows = &mut self.driver.rows;
        if let Some(entry) = queue.unfinished(rows.now_micros()) {
            rows.row(entry);
        }
        queue.sending.repeat.stop(Stage::Closed);
        queue.sending.changes(now).for_each(|change| rows.event(change.into()));
        let (messages, bytes) = queue.unsent();
        if messages > 0 {
            rows.error(&SendError::NotSent { messages, bytes });
        }
        automation.ended(rows);
        SessionParts { lifecycle, queue: queue.begin_again(), automation }
    }

    /// Waits for some last work, but not longer than the window wants or `limit`.
    async fn outlast(&mut self, limit: Instant, work: impl Future<Output = ()>) {
        let mut work = pin!(timeout_at(limit, work));
        // There is nothing left to be asked for.
        while let Input::Command(_) = self.driver.next(When::AtOnce, work.as_mut()).await {}
    }

    fn report_buffered(&mut self, bytes: u64, now: Instant) {
        if let Some(bytes) = self.buffered.due(bytes, now) {
            self.driver.rows.event(Event::Buffered(bytes));
        }
    }
}
