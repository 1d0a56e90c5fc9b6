//! The types of a session's events: a number for each, and how often it came.

use std::{collections::HashMap, sync::Arc};

/// Types that have a number of their own.
const MAX_TYPES: usize = u16::MAX as usize;

/// Bytes of their names.
const MAX_NAME_BYTES: usize = 4 * 1024 * 1024;

/// What a type costs beside its name: twice a place, a count, an allocation.
const TYPE_BYTES: usize = 2 * size_of::<Arc<str>>() + 4 * size_of::<u64>() + 16;

/// Event types and how often each came. Beyond 65,535 types, or 4 MiB of names, the rest share the last number.
#[derive(Debug, Default)]
pub struct Labels {
    numbers: HashMap<Arc<str>, u16>,
    names: Vec<Arc<str>>,
    counts: Vec<u64>,
    name_bytes: usize,
    is_full: bool,
}

impl Labels {
    /// Name and count of each type, in order of first appearance.
    pub fn iter(&self) -> impl Iterator<Item = (u16, &str, u64)> {
        self.names.iter().zip(&self.counts).enumerate().map(|(n, (name, &count))| (n as u16, name.as_ref(), count))
    }

    /// The type's name.
    pub fn name(&self, label: u16) -> Option<&str> {
        self.names.get(usize::from(label)).map(AsRef::as_ref)
    }

    /// Bytes of memory that all of it takes, roughly.
    pub(super) fn held_bytes(&self) -> usize {
        self.name_bytes + self.names.len() * TYPE_BYTES
    }

    pub(super) fn count(&mut self, name: &str) -> u16 {
        let has_room = self.names.len() < MAX_TYPES && self.name_bytes + name.len() <= MAX_NAME_BYTES;
        let known = self.numbers.get(name).copied();
        // Once one had no number, none that follows gets one.
        self.is_full |= known.is_none() && !has_room;
        let label = match (known, self.names.len().checked_sub(1)) {
            (Some(label), _) => label,
            (None, Some(last)) if self.is_full => last as u16,
            (None, _) => {
                let (label, name) = (self.names.len() as u16, Arc::<str>::from(name));
                self.name_bytes += name.len();
                self.numbers.insert(name.clone(), label);
                self.names.push(name);
                self.counts.push(0);
                label
            }
        };
        self.counts[usize::from(label)] += 1;
        label
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_without_end_share_the_last_number_and_none_is_lost() {
        for length in [1, 1_000, 60_000] {
            let mut labels = Labels::default();
            let name = |n: u64| format!("{n:0length$}");
            let mut all = 0;
            for n in 0..70_000_000 / (length as u64 + 400) {
                labels.count(&name(n));
                all += 1;
            }
            assert!(labels.held_bytes() < 16 * 1024 * 1024, "{length}: {} bytes", labels.held_bytes());
            assert_eq!(labels.iter().map(|(_, _, count)| count).sum::<u64>(), all, "{length}");
            assert_eq!(labels.count(&name(0)), 0);
            let last = labels.names.len() as u16 - 1;
            assert_eq!(labels.count("a new one"), last);
            assert_eq!(labels.name(last), labels.names.last().map(AsRef::as_ref));
        }
    }
}
