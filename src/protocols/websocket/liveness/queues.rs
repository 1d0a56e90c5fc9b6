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

/// But looks are not farther apart than this, also where the machine is so busy that each takes long: what is shown must
/// not be old.
pub const MAX_LOOK_INTERVAL: Duration = Duration::from_secs(1);

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

/// What a look into the kernel's tables has found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct KernelLook {
    pub(crate) queues: Option<KernelQueues>,
    /// The time that the reading took, without what it waited for a thread.
    pub(crate) took: Duration,
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

/// When to look. It goes on after the last message until a look has found that nothing waits any more: the newest sample
/// is what the window shows.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct QueueWatch {
    ends: Option<Endpoints>,
    is_wanted: bool,
    is_open: bool,
    is_shown: bool,
    /// The last look has found bytes in the kernel, or a message has left since it began.
    may_hold_bytes: bool,
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
        self.may_hold_bytes = true;
    }

    /// When the next look is due, if any.
    pub(crate) fn next_at(&self, buffered_bytes: u64, now: Instant) -> Option<Instant> {
        let has_something_to_see = self.is_shown || self.may_hold_bytes || buffered_bytes > 0;
        let wanted = self.is_wanted && self.is_open && has_something_to_see;
        wanted.then(|| {
            self.looked_at
                .map_or(now, |looked| looked + (self.look_took * LOOK_SHARE).clamp(LOOK_INTERVAL, MAX_LOOK_INTERVAL))
        })
    }

    /// The ends to look for, when it is time.
    pub(crate) fn look(&mut self, now: Instant) -> Option<Endpoints> {
        self.looked_at = Some(now);
        self.may_hold_bytes = false;
        self.ends
    }

    /// The look is over.
    pub(crate) fn looked(&mut self, look: KernelLook) {
        self.look_took = look.took;
        self.may_hold_bytes |= look.queues.is_some_and(KernelQueues::hold_bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(queues: Option<KernelQueues>) -> KernelLook {
        KernelLook { queues, took: Duration::from_micros(100) }
    }

    #[test]
    fn it_looks_only_while_there_may_be_something_to_see() {
        let start = Instant::now();
        let mut watch = QueueWatch::new(true);
        assert_eq!(watch.next_at(9, start), None);
        watch.opened(None);
        assert_eq!(watch.next_at(0, start), None);
        assert_eq!(watch.next_at(1, start), Some(start));
        watch.look(start);
        watch.looked(look(None));
        assert_eq!(watch.next_at(0, start), None);
        watch.show(true);
        assert_eq!(watch.next_at(0, start + Duration::from_secs(9)), Some(start + LOOK_INTERVAL));
        watch.ended();
        assert_eq!(watch.next_at(1, start), None);
    }

    #[test]
    fn it_looks_until_the_kernel_holds_nothing_however_long_that_takes() {
        let start = Instant::now();
        let mut watch = QueueWatch::new(true);
        watch.opened(None);
        watch.sent();
        assert_eq!(watch.next_at(0, start), Some(start));
        let held = |send_bytes, peer_unread_bytes| Some(KernelQueues { send_bytes, peer_unread_bytes });
        let mut now = start;
        for (queues, goes_on) in [(held(5, Some(0)), true), (held(0, Some(7)), true), (held(0, Some(0)), false)] {
            watch.look(now);
            watch.looked(look(queues));
            let next = now + LOOK_INTERVAL;
            now += Duration::from_mins(1);
            assert_eq!(watch.next_at(0, now), goes_on.then_some(next), "{queues:?}");
        }
        // What leaves during a look may not be in what it finds.
        watch.look(now);
        watch.sent();
        watch.looked(look(held(0, None)));
        assert_eq!(watch.next_at(0, now), Some(now + LOOK_INTERVAL));
    }

    #[test]
    fn a_slow_look_is_seldom_but_not_too_seldom() {
        let start = Instant::now();
        let mut watch = QueueWatch::new(true);
        watch.opened(None);
        watch.look(start);
        for (took, interval) in [(0, 250), (1, 250), (4, 400), (10, 1_000), (500, 1_000)] {
            watch.looked(KernelLook { queues: None, took: Duration::from_millis(took) });
            assert_eq!(watch.next_at(1, start), Some(start + Duration::from_millis(interval)), "{took}");
        }
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
