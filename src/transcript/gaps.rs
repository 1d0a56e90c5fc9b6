//! How far apart messages come: a histogram whose steps grow with the value, so that it is small and exact to
//! one part in 64 from a microsecond to years.

/// Each power of two is cut into this many steps.
const STEPS: u64 = 32;
const STEP_BITS: u32 = STEPS.trailing_zeros();

/// The most that [`Gaps::percentile`] is wrong by, as a share of the value: half a step.
pub const MAX_RELATIVE_ERROR: f64 = 1.0 / 64.0;

/// Spans of time between messages that follow each other, in microseconds.
#[derive(Clone, Debug, Default)]
pub struct Gaps {
    counts: Vec<u64>,
    len: u64,
    range: Option<(u64, u64)>,
}

/// Gaps of about a length: from a power of two to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GapClass {
    /// The shortest that belongs to it.
    pub from_micros: u64,
    /// The longest that belongs to it.
    pub to_micros: u64,
    /// How many there were.
    pub count: u64,
}

impl Gaps {
    /// Takes a gap in.
    pub fn push(&mut self, micros: u64) {
        let place = place(micros);
        if place >= self.counts.len() {
            self.counts.resize(place + 1, 0);
        }
        self.counts[place] += 1;
        self.len += 1;
        let (least, most) = self.range.get_or_insert((micros, micros));
        *least = micros.min(*least);
        *most = micros.max(*most);
    }

    /// How many there were.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there was none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The shortest, exactly.
    pub fn min_micros(&self) -> Option<u64> {
        self.range.map(|(least, _)| least)
    }

    /// The longest, exactly.
    pub fn max_micros(&self) -> Option<u64> {
        self.range.map(|(_, most)| most)
    }

    /// The gap that this share of all is not longer than; off by at most [`MAX_RELATIVE_ERROR`].
    pub fn percentile(&self, share: f64) -> Option<u64> {
        let (least, most) = self.range?;
        let rank = ((self.len as f64 * share).ceil() as u64).clamp(1, self.len);
        let mut seen = 0;
        let place = self.counts.iter().position(|count| {
            seen += count;
            seen >= rank
        })?;
        let (from, to) = step(place);
        Some((from + (to - from) / 2).clamp(least, most))
    }

    /// Classes from the shortest gap's to the longest's, empty ones between them included.
    pub fn classes(&self) -> Vec<GapClass> {
        let Some((least, most)) = self.range else { return Vec::new() };
        (octave(least)..=octave(most))
            .map(|octave| {
                let from_micros = if octave == 0 { 0 } else { 1 << (octave - 1) };
                let to_micros = if octave == 0 { 0 } else { from_micros + (from_micros - 1) };
                let places = place(from_micros)..(place(to_micros) + 1).min(self.counts.len());
                let count = self.counts.get(places).unwrap_or_default().iter().sum();
                GapClass { from_micros, to_micros, count }
            })
            .collect()
    }
}

/// 0 for 0, 1 for 1, 2 for 2 and 3, 3 for 4 to 7, …
fn octave(micros: u64) -> u32 {
    u64::BITS - micros.leading_zeros()
}

/// Which counter a value belongs to. Values below [`STEPS`] have one each.
fn place(micros: u64) -> usize {
    let shift = octave(micros).saturating_sub(STEP_BITS + 1);
    (u64::from(shift) * STEPS + (micros >> shift)) as usize
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
        fn percentiles_are_within_the_error_that_is_stated(
            values in prop::collection::vec((0_u32..64, any::<u64>()), 1..400),
            share in 0.0_f64..=1.0,
        ) {
            let mut values: Vec<u64> = values.iter().map(|(shift, value)| value >> shift).collect();
            let mut gaps = Gaps::default();
            for &value in &values {
                gaps.push(value);
            }
            values.sort_unstable();
            prop_assert_eq!(gaps.len(), values.len() as u64);
            prop_assert_eq!((gaps.min_micros(), gaps.max_micros()), (values.first().copied(), values.last().copied()));
            for share in [share, 0.5, 0.95, 0.99] {
                let rank = ((values.len() as f64 * share).ceil() as usize).clamp(1, values.len());
                let exact = values[rank - 1];
                let estimate = gaps.percentile(share).expect("there are gaps");
                prop_assert!(
                    estimate.abs_diff(exact) as f64 <= exact as f64 * MAX_RELATIVE_ERROR,
                    "{} is not {}", estimate, exact
                );
            }
            let classes = gaps.classes();
            prop_assert_eq!(classes.iter().map(|class| class.count).sum::<u64>(), values.len() as u64);
            for class in classes {
                let inside = values.iter().filter(|value| (class.from_micros..=class.to_micros).contains(value));
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
    fn no_gap_gives_no_numbers() {
        let gaps = Gaps::default();
        assert_eq!((gaps.percentile(0.5), gaps.min_micros(), gaps.classes().len()), (None, None, 0));
    }
}
