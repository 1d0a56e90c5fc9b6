//! How much waits on its way to the peer: in our queue, in the kernel's, and in the peer's if it is on this
//! machine. Says when it is time for a look. Sans-IO.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

use crate::net::kernel_queue::{Endpoints, KernelQueues};

/// The time between two looks.
pub const LOOK_INTERVAL: Duration = Duration::from_millis(250);

/// A look is at most this part of the time: where there are many sockets, or the kernel has much room for them, it takes
/// milliseconds.
const LOOK_SHARE: u32 = 100;

/// So long after the last message the kernel is still looked at.
const WATCH_AFTER_SENDING: Duration = Duration::from_secs(3);

/// Samples that are kept: five minutes of looks.
const MAX_SAMPLES: usize = 1200;

/// What is asked for as a small send buffer; the kernel makes of it the least that it has.
pub const SMALL_SEND_BUFFER_BYTES: u32 = 4096;

/// How much waited at one moment, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueSample {
    /// In microseconds since the session began.
    pub at_micros: u64,
    /// `bufferedAmount` of the DOM: payload that the socket has not taken.
    pub buffered_bytes: u64,
    /// What the kernels hold, with headers and TLS; `None`: not known here.
    pub kernel: Option<KernelQueues>,
}

/// The newest samples.
#[derive(Clone, Debug, Default)]
pub struct QueueSamples(VecDeque<QueueSample>);

impl QueueSamples {
    /// Adds one.
    pub fn push(&mut self, sample: QueueSample) {
        if self.0.len() == MAX_SAMPLES {
            self.0.pop_front();
        }
        self.0.push_back(sample);
    }

    /// Oldest first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &QueueSample> {
        self.0.iter()
    }

    /// The newest.
    pub fn last(&self) -> Option<&QueueSample> {
        self.0.back()
    }
}

/// When to look.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct QueueWatch {
    ends: Option<Endpoints>,
    is_wanted: bool,
    is_open: bool,
    is_shown: bool,
    /// A message has left since somebody last asked.
    has_sent: bool,
    sent_at: Option<Instant>,
    looked_at: Option<Instant>,
    look_took: Duration,
}

impl QueueWatch {
    /// For a session whose samples somebody sees, or nobody.
    pub(crate) fn new(is_wanted: bool) -> Self {
        Self { is_wanted, ..Self::default() }
    }

    /// Whether a plot is drawn of it: then it is looked at all the time.
    pub(crate) fn show(&mut self, is_shown: bool) {
        self.is_shown = is_shown;
    }

    pub(crate) fn opened(&mut self, ends: Option<Endpoints>) {
        *self = Self { ends, is_open: true, is_shown: self.is_shown, ..Self::new(self.is_wanted) };
    }

    pub(crate) fn ended(&mut self) {
        self.is_open = false;
    }

    /// The socket has taken a message.
    pub(crate) fn sent(&mut self) {
        self.has_sent = true;
    }

    /// When the next look is due, if any.
    pub(crate) fn next_at(&mut self, buffered_bytes: u64, now: Instant) -> Option<Instant> {
        if std::mem::take(&mut self.has_sent) {
            self.sent_at = Some(now);
        }
        let sent_lately = self.sent_at.is_some_and(|sent| now.saturating_duration_since(sent) < WATCH_AFTER_SENDING);
        let wanted = self.is_wanted && self.is_open && (self.is_shown || sent_lately || buffered_bytes > 0);
        wanted.then(|| self.looked_at.map_or(now, |looked| looked + LOOK_INTERVAL.max(self.look_took * LOOK_SHARE)))
    }

    /// The ends to look for, when it is time.
    pub(crate) fn look(&mut self, now: Instant) -> Option<Endpoints> {
        self.looked_at = Some(now);
        self.ends
    }

    /// The look is over.
    pub(crate) fn looked(&mut self, now: Instant) {
        self.look_took = self.looked_at.map_or(Duration::ZERO, |looked| now.saturating_duration_since(looked));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_looks_only_while_there_may_be_something_to_see() {
        let start = Instant::now();
        let mut watch = QueueWatch::new(true);
        assert_eq!(watch.next_at(9, start), None);
        watch.opened(None);
        assert_eq!(watch.next_at(0, start), None);
        assert_eq!(watch.next_at(1, start), Some(start));
        watch.look(start);
        watch.sent();
        assert_eq!(watch.next_at(0, start), Some(start + LOOK_INTERVAL));
        let soon = start + Duration::from_secs(2);
        assert_eq!(watch.next_at(0, soon), Some(start + LOOK_INTERVAL));
        assert_eq!(watch.next_at(0, start + Duration::from_secs(3)), None);
        watch.show(true);
        assert_eq!(watch.next_at(0, start + Duration::from_secs(9)), Some(start + LOOK_INTERVAL));
        watch.ended();
        assert_eq!(watch.next_at(1, soon), None);
    }

    #[test]
    fn a_slow_look_is_seldom() {
        let start = Instant::now();
        let mut watch = QueueWatch::new(true);
        watch.opened(None);
        watch.look(start);
        watch.looked(start + Duration::from_micros(100));
        assert_eq!(watch.next_at(1, start), Some(start + LOOK_INTERVAL));
        watch.looked(start + Duration::from_millis(10));
        assert_eq!(watch.next_at(1, start), Some(start + Duration::from_secs(1)));
    }

    #[test]
    fn samples_are_bounded() {
        let mut samples = QueueSamples::default();
        for at_micros in 0..=MAX_SAMPLES as u64 {
            samples.push(QueueSample { at_micros, ..QueueSample::default() });
        }
        assert_eq!((samples.iter().len(), samples.iter().next().map(|first| first.at_micros)), (MAX_SAMPLES, Some(1)));
    }
}
