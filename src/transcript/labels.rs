//! The types of a session's events: a number for each, and how often it came.

use std::collections::HashMap;

/// Event types and how often each came. Beyond 65,535 types the rest share the last number.
#[derive(Debug, Default)]
pub struct Labels {
    numbers: HashMap<String, u16>,
    names: Vec<String>,
    counts: Vec<u64>,
}

impl Labels {
    /// Name and count of each type, in order of first appearance.
    pub fn iter(&self) -> impl Iterator<Item = (u16, &str, u64)> {
        self.names.iter().zip(&self.counts).enumerate().map(|(n, (name, &count))| (n as u16, name.as_str(), count))
    }

    /// The type's name.
    pub fn name(&self, label: u16) -> Option<&str> {
        self.names.get(usize::from(label)).map(String::as_str)
    }

    pub(super) fn count(&mut self, name: &str) -> u16 {
        let label = if let Some(&label) = self.numbers.get(name) {
            label
        } else if self.names.len() < usize::from(u16::MAX) {
            let label = self.names.len() as u16;
            self.numbers.insert(name.to_owned(), label);
            self.names.push(name.to_owned());
            self.counts.push(0);
            label
        } else {
            u16::MAX - 1
        };
        self.counts[usize::from(label)] += 1;
        label
    }
}
