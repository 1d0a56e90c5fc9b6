//! The time axis of the plot: attempts in true length, long pauses between them squeezed.

/// A pause takes at most this share of the time in which bytes moved, and at least some seconds.
const MOST_SHARE: f32 = 0.12;
const LEAST_SECONDS: f32 = 4.0;

/// Where a second since the session's begin stands, in shown seconds.
#[derive(Debug)]
pub(super) struct Timeline {
    pauses: Vec<Pause>,
    most: f32,
    length: f32,
}

#[derive(Debug)]
struct Pause {
    from: f32,
    to: f32,
}

impl Timeline {
    /// An axis from 0 to `end` with pauses in order, which do not overlap.
    pub(super) fn new(end: f32, pauses: impl IntoIterator<Item = (f32, f32)>) -> Self {
        let pauses: Vec<Pause> = pauses.into_iter().map(|(from, to)| Pause { from, to }).collect();
        let idle: f32 = pauses.iter().map(|pause| pause.to.min(end) - pause.from).sum();
        let most = ((end - idle) * MOST_SHARE).max(LEAST_SECONDS);
        let mut timeline = Self { pauses, most, length: 0.0 };
        timeline.length = timeline.place(end);
        timeline
    }

    /// How long it is, in shown seconds.
    pub(super) fn length(&self) -> f32 {
        self.length
    }

    /// Where a second is shown.
    pub(super) fn place(&self, second: f32) -> f32 {
        let hidden: f32 = self
            .pauses
            .iter()
            .take_while(|pause| pause.from < second)
            .map(|pause| {
                let excess = (pause.to - pause.from - self.most).max(0.0);
                let passed = (second.min(pause.to) - pause.from) / (pause.to - pause.from).max(f32::EPSILON);
                excess * passed
            })
            .sum();
        second - hidden
    }

    /// Whether a second lies in a pause that is not shown in its true length.
    pub(super) fn is_squeezed(&self, second: f32) -> bool {
        self.pauses.iter().any(|pause| pause.from < second && second < pause.to && pause.to - pause.from > self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_pause_is_squeezed_and_a_short_one_is_not() {
        let timeline = Timeline::new(120.0, [(10.0, 12.0), (20.0, 104.0)]);
        let near = |second: f32, shown: f32| assert!((timeline.place(second) - shown).abs() < 0.01, "{second}");
        // 34 s of work: a pause is shown as 4.08 s at most.
        near(0.0, 0.0);
        near(12.0, 12.0);
        near(20.0, 20.0);
        near(62.0, 22.04);
        near(104.0, 24.08);
        near(120.0, 40.08);
        assert!((timeline.length() - 40.08).abs() < 0.01);
        assert!(!timeline.is_squeezed(11.0));
        assert!(timeline.is_squeezed(50.0));
    }
}
