//! A histogram whose steps grow with the value, so that it is small and exact to one part in 64 from 0 to [`u64::MAX`].

use super::nearest_rank;

/// Each power of two is cut into this many steps.
const STEPS: u64 = 32;
const STEP_BITS: u32 = STEPS.trailing_zeros();

/// The most that [`Histogram::percentile`] is wrong by, as a share of the value: half a step.
pub const MAX_RELATIVE_ERROR: f64 = 1.0 / 64.0;

/// Counts of all values of a kind, in one unit.
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    counts: Vec<u64>,
    len: u64,
    range: Option<(u64, u64)>,
}

/// Values of about a size: from a power of two to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueClass {
    /// The least that belongs to it.
    pub from: u64,
    /// The greatest that belongs to it.
    pub to: u64,
    /// How many there were.
    pub count: u64,
}

impl Histogram {
    /// Counts a value.
    pub fn push(&mut self, value: u64) {
        let place = place(value);
        if place >= self.counts.len() {
            self.counts.resize(place + 1, 0);
        }
        self.counts[place] += 1;
        self.len += 1;
        let (least, most) = self.range.get_or_insert((value, value));
        *least = value.min(*least);
        *most = value.max(*most);
    }

    /// How many there were.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there was none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The least, exactly.
    pub fn min(&self) -> Option<u64> {
        self.range.map(|(least, _)| least)
    }

    /// The greatest, exactly.
    pub fn max(&self) -> Option<u64> {
        self.range.map(|(_, most)| most)
    }

    /// The value that `percent` of all do not exceed (nearest rank); off by at most [`MAX_RELATIVE_ERROR`].
    pub fn percentile(&self, percent: u8) -> Option<u64> {
        let (least, most) = self.range?;
        let rank = nearest_rank(self.len, percent)?;
        let mut seen = 0;
        let place = self.counts.iter().position(|count| {
            seen += count;
            seen > rank
        })?;
        let (from, to) = step(place);
        Some((from + (to - from) / 2).clamp(least, most))
    }

    /// Classes from the least value's to the greatest's, empty ones between them included.
    pub fn classes(&self) -> Vec<ValueClass> {
        let Some((least, most)) = self.range else { return Vec::new() };
        (octave(least)..=octave(most))
            .map(|octave| {
                let from = if octave == 0 { 0 } else { 1 << (octave - 1) };
                let to = if octave == 0 { 0 } else { from + (from - 1) };
                let places = place(from)..(place(to) + 1).min(self.counts.len());
                let count = self.counts.get(places).unwrap_or_default().iter().sum();
                ValueClass { from, to, count }
            })
            .collect()
    }
}

/// 0 for 0, 1 for 1, 2 for 2 and 3, 3 for 4 to 7, …
fn octave(value: u64) -> u32 {
    u64::BITS - value.leading_zeros()
}

/// Which counter a value belongs to. Values below [`STEPS`] have one each.
fn place(value: u64) -> usize {
    let shift = octave(value).saturating_sub(STEP_BITS + 1);
    (u64::from(shift) * STEPS + (value >> shift)) as usize
}

/// The least and the greatest value of a counter.
fn step(place: usize) -> (u64, u64) {
    let place = place as u64;
    let shift = (place / STEPS).saturating_sub(1);
    let from = (place - shift * STEPS) << shift;
    (from, from + ((1 << shift) - 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn classes_count_every_value_once(values in prop::collection::vec((0_u32..64, any::<u64>()), 1..400)) {
            let values: Vec<u64> = values.iter().map(|(shift, value)| value >> shift).collect();
            let mut histogram = Histogram::default();
            for &value in &values {
                histogram.push(value);
            }
            prop_assert_eq!(histogram.len(), values.len() as u64);
            let ends = (values.iter().min().copied(), values.iter().max().copied());
            prop_assert_eq!((histogram.min(), histogram.max()), ends);
            let classes = histogram.classes();
            prop_assert_eq!(classes.iter().map(|class| class.count).sum::<u64>(), values.len() as u64);
            for class in classes {
                let inside = values.iter().filter(|value| (class.from..=class.to).contains(value));
                prop_assert_eq!(inside.count() as u64, class.count);
            }
        }

        #[test]
        fn every_value_has_a_counter_that_holds_it(shift in 0_u32..64, value in any::<u64>()) {
            let value = value >> shift;
            let (from, to) = step(place(value));
            prop_assert!((from..=to).contains(&value));
            prop_assert!((to - from) as f64 <= from as f64 / STEPS as f64);
        }
    }

    #[test]
    fn no_value_gives_no_numbers() {
        let histogram = Histogram::default();
        assert_eq!((histogram.percentile(50), histogram.min(), histogram.classes().len()), (None, None, 0));
    }
}
