//! The driver of a session: connects, lets messages go both ways, and ends it. The rules are elsewhere.

use std::{
    mem,
    pin::pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, sleep_until, timeout_at};

use super::{
    WebSocket,
    beside::{Beside, Ready},
    close::CloseCode,
    config::Config,
    conversation::{Conversation, Turn},
    ending::Ending,
    error::WebSocketError,
    event::{Command, Event, ReadyState},
    lifecycle::{self, Lifecycle},
    opening::Opening,
    queue::SendQueue,
    queues::QueueSample,
    reconnect::{Ended, Reconnecting},
    repeat::Stage,
    timing::{Buffered, Deadline, TCP_END_TIMEOUT, until},
    upkeep::Upkeep,
};
use crate::{
    engine::SessionIo,
    net::cookies::CookieJar,
    session::{Driver, Input, Rows, When},
    transcript::{Body, entry::Wait},
};

/// How long a closed tab says goodbye.
const GOODBYE_TIMEOUT: Duration = Duration::from_secs(1);

pub(super) async fn run(mut config: Config, io: SessionIo<WebSocket>) {
    let mut driver = Driver::new(io);
    let mut lifecycle = Lifecycle::default();
    lifecycle.reach(ReadyState::Connecting, &mut driver.rows);
    let mut queue = SendQueue::default();
    queue.withhold_pongs(config.liveness.withholds_pongs);
    let upkeep = Upkeep::new(&config, &mut driver.rows);
    let mut opening = Opening { lifecycle, queue, upkeep };
    let mut task = Task { driver, buffered: Buffered::default(), cookies: mem::take(&mut config.peer.cookies) };
    let mut attempts = Reconnecting::new(config.reconnect);
    loop {
        let (mut left, ended) = Box::pin(task.connection(&config, opening, &mut attempts)).await;
        let Some(wait) = attempts.next(&ended, fastrand::f64()) else {
            return lifecycle::end(ended.close, &mut task.driver.rows);
        };
        left.lifecycle.closed(ended.close, &mut task.driver.rows);
        if !task.wait(wait, &mut left).await {
            return lifecycle::end_waiting(&mut task.driver.rows);
        }
        left.lifecycle.begin_again(&mut task.driver.rows);
        opening = left;
    }
}

pub(super) struct Task {
    pub(super) driver: Driver<WebSocket>,
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
                    self.driver.rows.error(&error);
                }
                (opening, ended)
            }
        }
    }

    /// Waits for the next attempt; false when none is wanted any more.
    async fn wait(&mut self, wait: Wait, opening: &mut Opening) -> bool {
        let mut over = pin!(sleep_until(Instant::now() + Duration::from_millis(wait.millis)));
        self.driver.rows.local(Body::Backoff(wait));
        loop {
            // Not before the rows of the last attempt are taken: attempts must not pile up where nobody reads.
            match self.driver.next(When::RowsAreTaken, over.as_mut()).await {
                Input::Cancelled | Input::Command(Command::Close(_)) => return false,
                Input::Command(Command::Finish(_)) if opening.queue.unsent().0 == 0 => return false,
                Input::Command(Command::ReconnectNow) | Input::Done(()) => return true,
                Input::Command(command) => self.handle(command, &mut opening.queue, &mut opening.upkeep),
            }
        }
    }

    /// Lets messages go both ways until nothing more comes.
    async fn converse(&mut self, talk: &mut Conversation, closing_timeout: Duration) -> Stop {
        let mut deadline = Deadline::default();
        let mut beside = Beside::default();
        loop {
            let next_at = self.catch_up(talk, &mut beside, &mut deadline, closing_timeout);
            let mut due = pin!(until(next_at));
            let work = |cx: &mut Context<'_>, rows: &mut Rows<Event>| {
                if due.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Work::Due);
                }
                if let Poll::Ready(ready) = beside.poll_ready(cx) {
                    return Poll::Ready(Work::Beside(ready));
                }
                talk.poll_turn(cx, rows).map(Work::Turn)
            };
            match self.driver.next_of(work).await {
                Input::Cancelled => return Stop::Cancelled,
                Input::Command(command) => self.handle(command, &mut talk.queue, &mut talk.upkeep),
                Input::Done(Work::Due) => {
                    if deadline.has_passed(Instant::now()) {
                        return deadline.meaning(talk).map_or(Stop::Over, Stop::Failed);
                    }
                }
                Input::Done(Work::Beside(ready)) => self.take_in(ready, talk),
                Input::Done(Work::Turn(Turn::Progress)) => {}
                Input::Done(Work::Turn(Turn::Over(None))) => return Stop::Over,
                Input::Done(Work::Turn(Turn::Over(Some(error)))) => return error.into(),
            }
        }
    }

    /// Does what is due, and says when the next is.
    fn catch_up(
        &mut self,
        talk: &mut Conversation,
        beside: &mut Beside,
        deadline: &mut Deadline,
        closing_timeout: Duration,
    ) -> Option<Instant> {
        let now = Instant::now();
        let rows = &mut self.driver.rows;
        talk.keep_up(now, rows);
        let closes = talk.ending.is_sent() || talk.ending.is_received();
        if let Err(error) = talk.queue.repeat_what_is_due(now, closes) {
            rows.error(&error);
        }
        talk.queue.sending.changes(now).for_each(|event| rows.event(event));
        beside.follow(&mut talk.queue);
        let buffered_bytes = talk.queue.buffered_bytes();
        self.report_buffered(buffered_bytes, now);
        deadline.observe(talk, closing_timeout);
        let times = [
            deadline.at,
            self.buffered.report_at,
            talk.upkeep.next_at(),
            beside.watch(&mut talk.upkeep.queues, buffered_bytes, now),
            talk.queue.sending.report_at(),
            talk.queue.repeat_at(),
        ];
        times.into_iter().flatten().min()
    }

    /// Takes in what was got beside the connection.
    fn take_in(&mut self, ready: Ready, talk: &mut Conversation) {
        let rows = &mut self.driver.rows;
        match ready {
            Ready::Kernel(kernel) => {
                talk.upkeep.queues.looked(Instant::now());
                let (at_micros, buffered_bytes) = (rows.now_micros(), talk.queue.buffered_bytes());
                rows.event(Event::Queues(QueueSample { at_micros, buffered_bytes, kernel }));
            }
            Ready::Lines(lines) => {
                if let Err(error) = talk.queue.lines_read(lines) {
                    rows.error(&error);
                }
            }
            Ready::File(content) => talk.queue.file_read(content.map_err(|error| rows.error(&error)).ok()),
        }
    }

    /// Says goodbye as far as the peer still listens, and reports the end.
    async fn end(&mut self, mut talk: Conversation, stop: Stop) -> (Opening, Ended) {
        let wanted = talk.queue.is_closing();
        let mut ended = Ended::of(&stop, &talk.ending);
        ended.wanted |= wanted;
        talk.report_leftovers(&mut self.driver.rows);
        let goodbye_limit = Instant::now() + GOODBYE_TIMEOUT;
        match stop {
            Stop::Cancelled => {
                timeout_at(goodbye_limit, talk.close_now(&CloseCode::GOING_AWAY.into())).await.ok();
                talk.report_taken(&mut self.driver.rows);
                timeout_at(goodbye_limit, talk.discard_rest()).await.ok();
            }
            Stop::Failed(error) => {
                self.driver.rows.error(&error);
                if let Some(code) = error.close_code() {
                    talk.ending.failed();
                    let limit = Instant::now() + TCP_END_TIMEOUT;
                    self.outlast(limit, talk.close_now(&code.into())).await;
                    talk.report_taken(&mut self.driver.rows);
                    self.outlast(limit, talk.discard_rest()).await;
                }
            }
            Stop::Over => self.outlast(goodbye_limit, talk.shutdown()).await,
        }
        ended.close = talk.ending.close_event();
        (self.leave(talk), ended)
    }

    /// Reports what is left of a connection that is over, and takes along what outlives it.
    fn leave(&mut self, talk: Conversation) -> Opening {
        let now = Instant::now();
        let Conversation { mut queue, mut upkeep, lifecycle, .. } = talk;
        self.report_buffered(queue.buffered_bytes(), now);
        let rows = &mut self.driver.rows;
        if let Some(entry) = queue.unfinished(rows.now_micros()) {
            rows.row(entry);
        }
        queue.sending.repeat.stop(Stage::Closed);
        queue.sending.changes(now).for_each(|event| rows.event(event));
        let (messages, bytes) = queue.unsent();
        if messages > 0 {
            rows.error(&WebSocketError::NotSent { messages, bytes });
        }
        upkeep.ended(rows);
        Opening { lifecycle, queue: queue.begin_again(), upkeep }
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
