//! How fast an upload is, and how long it will take. Sans-IO: it is told times and positions.

use std::collections::VecDeque;

/// The speed follows changes with about this time constant, in seconds.
const SMOOTHING_SECONDS: f64 = 3.0;

/// Seconds that the plot remembers.
const HISTORY_SECONDS: usize = 3600;

/// Bytes per second in whole seconds, smoothed. The first second is left out: buffers fill at memory's speed.
#[derive(Clone, Debug, Default)]
pub struct Speed {
    started_micros: Option<u64>,
    second: u64,
    second_began_micros: u64,
    second_began_at_byte: u64,
    last_byte: u64,
    smoothed: Option<f64>,
    history: VecDeque<Sample>,
}

/// One second of an attempt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// The second, counted from the session's begin.
    pub second: u64,
    /// Which attempt moved the bytes, from 1.
    pub attempt: u32,
    /// Bytes per second handed to the socket in it.
    pub bytes: u64,
}

impl Speed {
    /// An attempt begins at this byte. What was known before is history.
    pub fn begin(&mut self, at_micros: u64, byte: u64) {
        self.started_micros = Some(at_micros);
        self.second = at_micros / 1_000_000;
        self.second_began_micros = at_micros;
        self.second_began_at_byte = byte;
        self.last_byte = byte;
        self.smoothed = None;
    }

    /// The position has moved.
    pub fn moved(&mut self, at_micros: u64, byte: u64, attempt: u32) {
        let Some(started) = self.started_micros else { return };
        let second = at_micros / 1_000_000;
        if second > self.second {
            let passed = at_micros.saturating_sub(self.second_began_micros).max(1) as f64 / 1e6;
            let bytes = byte.saturating_sub(self.second_began_at_byte);
            let rate = bytes as f64 / passed;
            self.push(Sample { second: self.second, attempt, bytes: rate as u64 });
            if self.second_began_micros.saturating_sub(started) >= 1_000_000 {
                let weight = 1.0 - (-passed / SMOOTHING_SECONDS).exp();
                self.smoothed = Some(self.smoothed.map_or(rate, |old| old + weight * (rate - old)));
            }
            self.second = second;
            self.second_began_micros = at_micros;
            self.second_began_at_byte = byte;
        }
        self.last_byte = byte;
    }

    /// The attempt is over: the speed stands still until the next one begins.
    pub fn end(&mut self) {
        self.started_micros = None;
    }

    /// Bytes per second, once more than a second is known.
    pub fn bytes_per_sec(&self) -> Option<f64> {
        self.smoothed
    }

    /// Seconds until `left_bytes` are sent, at the speed of now.
    pub fn seconds_left(&self, left_bytes: u64) -> Option<u64> {
        self.started_micros?;
        self.smoothed.filter(|&rate| rate > 0.0).map(|rate| (left_bytes as f64 / rate).ceil() as u64)
    }

    /// The plot, oldest first.
    pub fn history(&self) -> impl ExactSizeIterator<Item = Sample> {
        self.history.iter().copied()
    }

    fn push(&mut self, sample: Sample) {
        if self.history.len() == HISTORY_SECONDS {
            self.history.pop_front();
        }
        self.history.push_back(sample);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_second_is_left_out_and_a_pause_is_not_counted() {
        let mut speed = Speed::default();
        speed.begin(0, 0);
        speed.moved(500_000, 4_000_000, 1);
        assert_eq!(speed.bytes_per_sec(), None);
        for second in 1..=5_u64 {
            speed.moved(second * 1_000_000 + 1, 4_000_000 + second * 1_000, 1);
        }
        assert!(speed.bytes_per_sec().is_some_and(|rate| rate >= 1_000.0));
        speed.end();
        assert_eq!(speed.seconds_left(1), None);
        speed.begin(60_000_000, 9_000);
        assert_eq!(speed.bytes_per_sec(), None);
        assert_eq!(speed.history().len(), 5);
    }

    #[test]
    fn the_time_left_follows_from_the_speed() {
        let mut speed = Speed::default();
        speed.begin(1_000_000, 0);
        speed.moved(2_500_000, 1_500, 1);
        speed.moved(3_000_000, 2_000, 1);
        assert_eq!(speed.seconds_left(3_000), Some(3));
    }
}
