//! How much went each way, and how fast: the numbers and the small plot of the status bar.

use std::collections::VecDeque;

use super::entry::{Direction, Entry};

/// Seconds that the plot remembers.
const HISTORY_SECONDS: usize = 60;

/// Messages and their payload bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many messages.
    pub messages: u64,
    /// Payload bytes.
    pub bytes: u64,
}

impl Tally {
    /// Adds another one.
    pub fn add(&mut self, other: Self) {
        self.messages += other.messages;
        self.bytes += other.bytes;
    }
}

/// Totals for each direction and messages per second over the last minute.
#[derive(Debug, Default)]
pub struct Traffic {
    /// From the peer.
    pub incoming: Tally,
    /// To the peer.
    pub outgoing: Tally,
    per_second: VecDeque<u32>,
    current_second: u64,
}

impl Traffic {
    /// Counts a row if it is a message.
    pub fn count(&mut self, entry: &Entry) {
        let is_message = entry.body.kind().is_message();
        let tally = match entry.direction {
            Direction::In if is_message => &mut self.incoming,
            Direction::Out if is_message => &mut self.outgoing,
            _ => return,
        };
        tally.messages += 1;
        tally.bytes += entry.body.payload().len() as u64;
        self.roll_to(entry.at_micros / 1_000_000);
        if let Some(last) = self.per_second.back_mut() {
            *last += 1;
        }
    }

    /// Counts what is no message but has an amount in each second: the KiB of an upload.
    pub fn moved(&mut self, at_micros: u64, amount: u32) {
        self.roll_to(at_micros / 1_000_000);
        if let Some(last) = self.per_second.back_mut() {
            *last = last.saturating_add(amount);
        }
    }

    /// Messages in each of the last seconds, oldest first; the running second is the last.
    pub fn per_second(&self) -> impl ExactSizeIterator<Item = u32> {
        self.per_second.iter().copied()
    }

    /// Messages in the last whole second before `now_micros`.
    pub fn rate(&self, now_micros: u64) -> u32 {
        let now_second = now_micros / 1_000_000;
        let age = now_second.saturating_sub(self.current_second);
        let back = match age {
            0 => 2,
            1 => 1,
            _ => return 0,
        };
        self.per_second.len().checked_sub(back).and_then(|i| self.per_second.get(i)).copied().unwrap_or(0)
    }

    fn roll_to(&mut self, second: u64) {
        if self.per_second.is_empty() {
            self.current_second = second;
            self.per_second.push_back(0);
        }
        let passed = second.saturating_sub(self.current_second);
        for _ in 0..passed.min(HISTORY_SECONDS as u64) {
            self.per_second.push_back(0);
        }
        self.current_second = self.current_second.max(second);
        while self.per_second.len() > HISTORY_SECONDS {
            self.per_second.pop_front();
        }
    }
}
