//! What a session does by itself: pings, the idle alarm, replies, looks at what the kernel holds. Sans-IO: it says
//! when something is due and is told what time it is.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use tokio::time::Instant;

use super::super::{
    config::Config,
    error::WebSocketError,
    event::Event,
    liveness::{self, Due, Idle, Liveness, queues::QueueWatch},
    replies::{Counts, Replier, Replies},
    send::{
        SendQueue,
        message::{Outgoing, Payload},
    },
};
use crate::{
    net::kernel_queue::Endpoints,
    session::Rows,
    transcript::{Body, Entry},
};

/// The counts of the rules are reported at most so often.
const COUNTS_INTERVAL: Duration = Duration::from_millis(100);

/// Everything of the kind. It outlives a connection.
#[derive(Debug)]
pub(in super::super) struct Automation {
    options: liveness::Options,
    /// While a connection is open.
    liveness: Option<Liveness>,
    replier: Replier,
    reported_counts: Vec<Counts>,
    counts_at: Option<Instant>,
    pub(in super::super) queues: QueueWatch,
}

impl Automation {
    /// What the session was asked for. Rules whose pattern cannot be used are an error row.
    pub(in super::super) fn new(config: &Config, rows: &mut Rows<Event>) -> Self {
        let mut automation = Self {
            options: config.liveness,
            liveness: None,
            replier: Replier::default(),
            reported_counts: Vec::new(),
            counts_at: None,
            queues: QueueWatch::new(config.reports_queues),
        };
        automation.queues.show(config.watches_queues);
        automation.set_replies(config.replies.clone(), rows);
        automation
    }

    /// A connection is open.
    pub(in super::super) fn opened(&mut self, ends: Option<Endpoints>, now: Instant) {
        self.liveness = Some(Liveness::new(self.options, now));
        self.queues.opened(ends);
    }

    /// It is over: nothing more is due but what outlives it.
    pub(in super::super) fn ended(&mut self, rows: &mut Rows<Event>) {
        self.liveness = None;
        self.replier.forget_pending();
        self.queues.ended();
        self.report_counts(rows);
    }

    /// Other pings, another alarm.
    pub(in super::super) fn set_liveness(&mut self, options: liveness::Options, now: Instant, rows: &mut Rows<Event>) {
        if options.idle_alarm != self.options.idle_alarm {
            self.heard(now, rows);
        }
        self.options = options;
        if let Some(liveness) = &mut self.liveness {
            liveness.set_options(options, now);
        }
    }

    /// Other rules.
    pub(in super::super) fn set_replies(&mut self, replies: Replies, rows: &mut Rows<Event>) {
        if let Err(problem) = self.replier.set(replies) {
            rows.error(&WebSocketError::ReplyRule(problem));
        }
        self.report_counts(rows);
    }

    /// Whether each message is sent back as it came.
    pub(in super::super) fn echoes(&self) -> bool {
        self.replier.echoes()
    }

    /// Whether [`Self::heard`] is worth a call.
    pub(in super::super) fn listens(&self) -> bool {
        self.options.idle_alarm.is_some()
    }

    /// Bytes came.
    pub(in super::super) fn heard(&mut self, now: Instant, rows: &mut Rows<Event>) {
        if self.liveness.as_mut().is_some_and(|liveness| liveness.heard(now)) {
            rows.event(Event::Idle(None));
        }
    }

    /// A message came.
    pub(in super::super) fn message(&mut self, payload: &Bytes, rows: &mut Rows<Event>) {
        if !self.replier.has_rules() {
            return;
        }
        let now = Instant::now();
        if let Some(rule) = self.replier.message(payload, now).held_back_from_now {
            rows.event(Event::RepliesHeldBack { rule });
        }
        if self.replier.counts() != self.reported_counts {
            self.counts_at.get_or_insert(now + COUNTS_INTERVAL);
        }
    }

    /// The socket has taken this.
    pub(in super::super) fn left(&mut self, entry: &Entry) {
        match (&entry.body, &mut self.liveness) {
            (Body::Ping(payload), Some(liveness)) => liveness.ping_left(payload),
            (Body::Text(_) | Body::Binary(_), _) => self.queues.sent(),
            _ => {}
        }
    }

    /// When [`Self::act`] has something to do; never while there is no connection.
    pub(in super::super) fn next_at(&self) -> Option<Instant> {
        let liveness = self.liveness.as_ref()?;
        [liveness.next_at(), self.replier.next_at(), self.counts_at].into_iter().flatten().min()
    }

    /// Does what is due.
    pub(in super::super) fn act(&mut self, now: Instant, queue: &mut SendQueue, rows: &mut Rows<Event>) {
        while let Some(due) = self.liveness.as_mut().and_then(|liveness| liveness.due(now)) {
            match due {
                Due::Ping(payload) => queue.ping(payload),
                Due::Idle { since } => {
                    let after = self.options.idle_alarm.unwrap_or_default();
                    rows.event(Event::Idle(Some(Idle { since_micros: rows.clock().micros_at(since), after })));
                }
            }
        }
        while let Some(reply) = self.replier.due(now) {
            let answer = reply.answer.expand(reply.number, Timestamp::now());
            if let Err(error) = queue.push_answer(Outgoing::from(Payload::Text(answer.into()))) {
                rows.error(&error);
            }
        }
        if self.counts_at.is_some_and(|at| at <= now) {
            self.report_counts(rows);
        }
    }

    fn report_counts(&mut self, rows: &mut Rows<Event>) {
        self.counts_at = None;
        if self.reported_counts != self.replier.counts() {
            self.reported_counts = self.replier.counts().to_vec();
            rows.event(Event::Replied(self.reported_counts.clone()));
        }
    }
}
