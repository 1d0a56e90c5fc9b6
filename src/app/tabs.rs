//! The open tabs: which there are, which is in front, and how they are remembered.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use crate::{
    protocols::{
        self,
        tab::{Descriptor, Tab},
    },
    settings::{SavedTab, Settings},
};

/// One open tab. Its key never changes, so that widgets inside keep their identity.
pub(super) struct OpenTab {
    pub(super) key: u64,
    pub(super) tab: Box<dyn Tab>,
}

/// All of them, from left to right.
#[derive(Default)]
pub(super) struct Tabs {
    open: Vec<OpenTab>,
    active: usize,
    next_key: u64,
    drain_first: usize,
}

impl Tabs {
    /// One tab of each protocol.
    pub(super) fn first_ones() -> Self {
        let mut tabs = Self::default();
        for descriptor in protocols::ALL {
            tabs.add(*descriptor);
        }
        tabs.active = 0;
        tabs
    }

    /// The tabs of the settings; those of a protocol that we do not speak are left out.
    pub(super) fn restored(saved: &[SavedTab], active: usize) -> Self {
        let mut tabs = Self::default();
        for SavedTab { protocol, fields } in saved {
            if let Some(descriptor) = protocols::ALL.iter().find(|descriptor| descriptor.id == protocol) {
                let tab = tabs.add(*descriptor);
                if !tab.restore(fields.clone()) {
                    tracing::warn!(protocol, "the fields of a tab do not fit this version");
                }
            }
        }
        tabs.active = active.min(tabs.open.len().saturating_sub(1));
        tabs
    }

    /// What the settings keep of them.
    pub(super) fn saved(&self, settings: &Settings) -> Vec<SavedTab> {
        self.open
            .iter()
            .filter_map(|open| {
                Some(SavedTab { protocol: open.tab.descriptor().id.to_owned(), fields: open.tab.save(settings)? })
            })
            .collect()
    }

    /// Opens a tab at the right end and puts it in front.
    pub(super) fn add(&mut self, descriptor: Descriptor) -> &mut dyn Tab {
        let key = self.next_key;
        self.next_key += 1;
        self.active = self.open.len();
        self.open.push(OpenTab { key, tab: (descriptor.new_tab)() });
        self.open[self.active].tab.as_mut()
    }

    /// Closes a tab, which ends its session.
    pub(super) fn close(&mut self, number: usize) {
        if number < self.open.len() {
            self.open.remove(number);
            if self.active > number || self.active == self.open.len() {
                self.active = self.active.saturating_sub(1);
            }
        }
    }

    /// Puts a tab in front, if there is one of this number.
    pub(super) fn activate(&mut self, number: usize) {
        if number < self.open.len() {
            self.active = number;
        }
    }

    /// Puts the next tab in front, or the one before, going round at the ends.
    pub(super) fn step(&mut self, forward: bool) {
        let count = self.open.len().max(1);
        self.active = (self.active + if forward { 1 } else { count - 1 }) % count;
    }

    pub(super) fn active_number(&self) -> usize {
        self.active
    }

    pub(super) fn active(&mut self) -> Option<&mut OpenTab> {
        self.open.get_mut(self.active)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &OpenTab> {
        self.open.iter()
    }

    /// Lets every tab take in what its session reported. Another tab begins each time, so that one in a
    /// flood does not keep the others waiting.
    pub(super) fn drain(&mut self, budget: Duration) {
        let started = Instant::now();
        let count = self.open.len();
        for step in 0..count {
            let left = budget.saturating_sub(started.elapsed());
            self.open[(self.drain_first + step) % count].tab.drain(left);
        }
        self.drain_first = (self.drain_first + 1) % count.max(1);
    }

    /// Whether the tab in front can have a second session.
    pub(super) fn can_duplicate(&self) -> bool {
        self.open.get(self.active).is_some_and(|open| open.tab.can_duplicate())
    }

    /// Bytes that all rows take.
    pub(super) fn held_bytes(&self) -> usize {
        self.open.iter().map(|open| open.tab.held_bytes()).sum()
    }

    /// Lets the oldest rows of the largest session go until all together hold no more than `limit_bytes`.
    pub(super) fn keep_within(&mut self, limit_bytes: usize) {
        let mut held = self.held_bytes();
        while held > limit_bytes {
            let largest = self.open.iter_mut().max_by_key(|open| open.tab.held_bytes());
            let Some(tab) = largest.map(|open| open.tab.as_mut()) else { return };
            let before = tab.held_bytes();
            if !tab.drop_oldest() {
                return;
            }
            held -= before - tab.held_bytes();
        }
    }

    /// Tells every tab that the lab is somewhere else.
    pub(super) fn lab_moved(&mut self, from: SocketAddr, to: SocketAddr) {
        for open in &mut self.open {
            open.tab.lab_moved(from, to);
        }
    }
}

impl std::fmt::Debug for Tabs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.open.iter().map(|open| open.tab.descriptor())).finish()
    }
}
