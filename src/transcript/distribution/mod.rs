//! How values are spread: percentiles and bars of spans of time. Headless; what is drawn of it stands in `ui`.
//!
//! [`Histogram`] counts every value of a session in little memory and is exact to one part in 64. [`Newest`] keeps the last so
//! many values and is exact. Both take percentiles by nearest rank: the least value that so many of a hundred do not exceed.

mod histogram;
mod newest;

pub use self::{
    histogram::{Histogram, MAX_RELATIVE_ERROR, ValueClass},
    newest::Newest,
};

/// The place of a percentile among `len` sorted values, from 0; `None` when there is none.
fn nearest_rank(len: u64, percent: u8) -> Option<u64> {
    let rank = (u128::from(len) * u128::from(percent.min(100))).div_ceil(100) as u64;
    (len > 0).then(|| rank.max(1) - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_nearest_rank_is_a_value_that_was_seen() {
        for (len, percent, place) in [
            (0, 50, None),
            (1, 0, Some(0)),
            (1, 99, Some(0)),
            (2, 50, Some(0)),
            (3, 50, Some(1)),
            (100, 7, Some(6)),
            (100, 99, Some(98)),
            (100, 100, Some(99)),
            (100, 255, Some(99)),
            (u64::MAX, 100, Some(u64::MAX - 1)),
        ] {
            assert_eq!(nearest_rank(len, percent), place, "{percent} of {len}");
        }
    }

    proptest! {
        #[test]
        fn percentiles_are_those_of_the_sorted_values(
            values in prop::collection::vec((0_u32..64, any::<u64>()), 1..400),
            percent in 0_u8..=100,
        ) {
            let mut values: Vec<u64> = values.iter().map(|(shift, value)| value >> shift).collect();
            let (mut all, mut newest) = (Histogram::default(), Newest::<400>::default());
            for &value in &values {
                all.push(value);
                newest.push(value);
            }
            values.sort_unstable();
            let at_most = |value: u64| values.iter().filter(|&&other| other <= value).count() * 100;
            for percent in [percent, 50, 95, 99] {
                let exact = newest.percentile(percent).expect("there are values");
                let enough = values.len() * usize::from(percent);
                prop_assert!(at_most(exact) >= enough, "{} is too little", exact);
                let less = values.iter().copied().filter(|value| *value < exact).max();
                prop_assert!(less.is_none_or(|less| at_most(less) < enough), "{} is too much", exact);
                let estimate = all.percentile(percent).expect("there are values");
                prop_assert!(
                    estimate.abs_diff(exact) as f64 <= exact as f64 * MAX_RELATIVE_ERROR,
                    "{} is not {}", estimate, exact
                );
            }
        }
    }
}
