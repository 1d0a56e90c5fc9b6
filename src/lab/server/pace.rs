//! Floods: what a numbered message of an exact size holds, and when the next ones are due.

use std::time::Duration;

use tokio::time::Instant;

use super::{query::Params, refusal::Refusal};
use crate::limits::{LAB_PIECE_BYTES, MAX_LAB_COUNT, MAX_LAB_RATE, MAX_LAB_SENT_BYTES};

/// A paced flood sends all that is due every few milliseconds, not one message a timer.
const SLICE: Duration = Duration::from_millis(5);

/// How many messages, how large and how fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lab) struct Flood {
    /// Messages in all.
    pub(in crate::lab) count: u64,
    /// Bytes of each.
    pub(in crate::lab) size_bytes: usize,
    /// 0: as fast as the reader takes them.
    pub(in crate::lab) per_second: u64,
}

impl Flood {
    /// `count`, `size` and `perSecond` of a query.
    pub(in crate::lab) fn from_params(params: &Params) -> Result<Self, Refusal> {
        Ok(Self {
            count: params.number("count", 1_000_000, 0..=MAX_LAB_COUNT, "messages")?,
            size_bytes: params.number("size", 64, 0..=MAX_LAB_SENT_BYTES, "bytes")? as usize,
            per_second: params.number("perSecond", 0, 0..=MAX_LAB_RATE, "messages a second (0: no limit)")?,
        })
    }

    /// How many messages make a batch that is worth one write.
    pub(in crate::lab) fn batch(&self) -> u64 {
        (LAB_PIECE_BYTES / self.size_bytes.max(16)).max(1) as u64
    }
}

/// A numbered message that is made in pieces: its digits and then dots, exactly `size_bytes` bytes.
/// Of a number with more digits than that, the last ones are kept.
#[derive(Debug)]
pub(in crate::lab) struct Numbered {
    number: Option<u64>,
    left_bytes: usize,
}

impl Numbered {
    /// Message `number`.
    pub(in crate::lab) fn new(number: u64, size_bytes: usize) -> Self {
        Self { number: Some(number), left_bytes: size_bytes }
    }

    /// Bytes that have not been made.
    pub(in crate::lab) fn left_bytes(&self) -> usize {
        self.left_bytes
    }

    /// Adds the next piece of at most `most_bytes` to `out`; the first has the digits, whatever it is allowed.
    pub(in crate::lab) fn append(&mut self, out: &mut Vec<u8>, most_bytes: usize) {
        let most_bytes = if self.number.is_some() { most_bytes.max(20) } else { most_bytes };
        let piece = self.left_bytes.min(most_bytes);
        let end = out.len() + piece;
        if let Some(number) = self.number.take() {
            let digits = number.to_string();
            out.extend_from_slice(&digits.as_bytes()[digits.len().saturating_sub(piece)..]);
        }
        out.resize(end, b'.');
        self.left_bytes -= piece;
    }
}

/// Says how many messages may leave now, so that after any time about `time × per_second` have left.
#[derive(Debug)]
pub(in crate::lab) struct Pace {
    started: Instant,
    per_second: u64,
    granted: u64,
}

impl Pace {
    /// Starts counting; 0 sets no limit.
    pub(in crate::lab) fn new(per_second: u64) -> Self {
        Self { started: Instant::now(), per_second, granted: 0 }
    }

    /// Waits until a message is due and returns how many are, at most `wanted`. The first is due at once.
    pub(in crate::lab) async fn due(&mut self, wanted: u64) -> u64 {
        loop {
            let now = Instant::now();
            let due = self.due_at(now);
            if due > 0 {
                let granted = due.min(wanted);
                self.granted += granted;
                return granted;
            }
            tokio::time::sleep_until(self.next_at().max(now + SLICE)).await;
        }
    }

    fn due_at(&self, now: Instant) -> u64 {
        if self.per_second == 0 {
            return u64::MAX;
        }
        let elapsed = now.saturating_duration_since(self.started);
        let due = elapsed.as_nanos().saturating_mul(u128::from(self.per_second)) / 1_000_000_000 + 1;
        u64::try_from(due).unwrap_or(u64::MAX).saturating_sub(self.granted)
    }

    fn next_at(&self) -> Instant {
        let nanos = u128::from(self.granted) * 1_000_000_000 / u128::from(self.per_second.max(1));
        self.started + Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn numbered(number: u64, size_bytes: usize) -> String {
        in_pieces(number, size_bytes, usize::MAX)
    }

    fn in_pieces(number: u64, size_bytes: usize, most_bytes: usize) -> String {
        let (mut message, mut out) = (Numbered::new(number, size_bytes), Vec::new());
        while message.left_bytes() > 0 {
            message.append(&mut out, most_bytes);
        }
        String::from_utf8(out).expect("digits and dots")
    }

    #[test]
    fn a_message_is_its_number_and_dots() {
        assert_eq!(numbered(0, 4), "0...");
        assert_eq!(numbered(123, 5), "123..");
        assert_eq!(numbered(123, 3), "123");
        assert_eq!(numbered(123, 2), "23");
        assert_eq!(numbered(9, 0), "");
        assert_eq!(numbered(u64::MAX, 21), format!("{}.", u64::MAX));
    }

    proptest! {
        #[test]
        fn every_message_has_exactly_the_size_asked_for(number: u64, size in 0_usize..200) {
            prop_assert_eq!(numbered(number, size).len(), size);
        }

        #[test]
        fn pieces_of_any_size_make_the_same_message(number: u64, size in 0_usize..200, most in 1_usize..100) {
            prop_assert_eq!(in_pieces(number, size, most), numbered(number, size));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_paced_flood_keeps_its_rate_in_slices() {
        for per_second in [1, 3, 10, 199, 1_000, 100_000] {
            let mut pace = Pace::new(per_second);
            let started = Instant::now();
            let mut sent = 0;
            let mut waits = 0;
            while started.elapsed() < Duration::from_secs(10) {
                sent += pace.due(u64::MAX).await;
                waits += 1;
            }
            let rate = sent as f64 / started.elapsed().as_secs_f64();
            assert!((rate / per_second as f64 - 1.0).abs() < 0.11, "{rate} instead of {per_second} a second");
            assert!(waits <= 2_001, "{waits} waits at {per_second} a second");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_limit_nothing_waits() {
        let started = Instant::now();
        assert_eq!(Pace::new(0).due(1_000).await, 1_000);
        assert_eq!(started.elapsed(), Duration::ZERO);
    }
}
