//! Waits for another attempt, errors and closes, with their times. A bounded list: where it would be too long,
//! neighbours of a kind become one with a count, so that none is lost.

/// More are merged.
const MOST: usize = 512;

/// Something to mark on a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Incident {
    /// When the first of them was.
    pub at_micros: u64,
    /// When the last of them was.
    pub until_micros: u64,
    /// The row of the first.
    pub row: u64,
    /// What it was.
    pub kind: IncidentKind,
    /// How many: 1 unless they were merged.
    pub count: u64,
}

/// What an [`Incident`] was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum IncidentKind {
    /// A `backoff` row: the connection or request was lost, and another attempt follows.
    Reconnect,
    /// An `error` row.
    Error,
    /// A `close` row.
    Close,
}

impl IncidentKind {
    /// Every kind there is.
    pub const ALL: [Self; 3] = [Self::Reconnect, Self::Error, Self::Close];
}

#[derive(Debug, Default)]
pub(super) struct Incidents {
    listed: Vec<Incident>,
    counts: [u64; IncidentKind::ALL.len()],
    /// Two of a kind whose times differ only below this bit are one.
    merge_bits: u32,
}

impl Incidents {
    pub(super) fn as_slice(&self) -> &[Incident] {
        &self.listed
    }

    pub(super) fn count(&self, kind: IncidentKind) -> u64 {
        self.counts[kind as usize]
    }

    pub(super) fn push(&mut self, at_micros: u64, row: u64, kind: IncidentKind) {
        self.counts[kind as usize] += 1;
        let one = Incident { at_micros, until_micros: at_micros, row, kind, count: 1 };
        join(&mut self.listed, one, self.merge_bits);
        while self.listed.len() > MOST {
            self.merge_bits = if self.merge_bits == 0 { 10 } else { (self.merge_bits + 1).min(63) };
            let merged = Vec::with_capacity(MOST + 1);
            for one in std::mem::replace(&mut self.listed, merged) {
                join(&mut self.listed, one, self.merge_bits);
            }
        }
    }
}

/// Appends it, or adds it to the last of its kind when that is in the same step of time.
fn join(listed: &mut Vec<Incident>, one: Incident, merge_bits: u32) {
    let same_step = |other: &Incident| other.at_micros >> merge_bits == one.at_micros >> merge_bits;
    let near = listed.iter_mut().rev().take(IncidentKind::ALL.len()).take_while(|other| same_step(other));
    match near.into_iter().find(|other| merge_bits > 0 && other.kind == one.kind) {
        Some(other) => {
            other.count += one.count;
            other.until_micros = other.until_micros.max(one.until_micros);
        }
        None => listed.push(one),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_bounded_list_counts_every_incident(
            steps in prop::collection::vec((0_u64..60, 0_usize..3), 1..3_000),
        ) {
            let mut incidents = Incidents::default();
            let mut at = 0;
            for (row, (step, kind)) in steps.iter().enumerate() {
                at += 1_u64 << (step % 40);
                incidents.push(at, row as u64, IncidentKind::ALL[*kind]);
            }
            prop_assert!(incidents.listed.len() <= MOST);
            for kind in IncidentKind::ALL {
                let listed: u64 = incidents.listed.iter().filter(|one| one.kind == kind).map(|one| one.count).sum();
                let pushed = steps.iter().filter(|step| IncidentKind::ALL[step.1] == kind).count() as u64;
                prop_assert_eq!((listed, incidents.count(kind)), (pushed, pushed));
            }
            prop_assert!(incidents.listed.windows(2).all(|pair| pair[0].at_micros <= pair[1].at_micros));
            prop_assert!(incidents.listed.iter().all(|one| one.until_micros <= at));
        }
    }

    #[test]
    fn a_few_keep_their_own_times() {
        let mut incidents = Incidents::default();
        for at in 0..100 {
            incidents.push(at, at, IncidentKind::Error);
        }
        assert_eq!(incidents.as_slice().len(), 100);
        assert!(incidents.as_slice().iter().all(|one| one.count == 1 && one.row == one.at_micros));
    }
}
