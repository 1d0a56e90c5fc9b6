//! How many replies a rule may send within a second. Sans-IO.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

/// The replies of the last second.
#[derive(Debug)]
pub(super) struct Pace {
    most: usize,
    sent: VecDeque<Instant>,
    holds: bool,
}

impl Pace {
    pub(super) fn new(per_second: u32) -> Self {
        Self { most: per_second as usize, sent: VecDeque::new(), holds: false }
    }

    /// Whether one more may be sent now, which it then counts.
    pub(super) fn admits(&mut self, now: Instant) -> bool {
        while self.sent.front().is_some_and(|sent| now.saturating_duration_since(*sent) >= SECOND) {
            self.sent.pop_front();
        }
        if self.sent.len() >= self.most {
            return false;
        }
        if self.sent.is_empty() {
            self.holds = false;
        }
        self.sent.push_back(now);
        true
    }

    /// Whether this is the first one that is not sent, after a quiet second at least.
    pub(super) fn begins_to_hold(&mut self) -> bool {
        !std::mem::replace(&mut self.holds, true)
    }
}
