//! The open tabs: which there are, which is in front, and how they are remembered.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    time::{Duration, Instant},
};

use crate::{
    limits::MAX_CLOSED_TABS,
    protocols::{
        self,
        tab::{Descriptor, Tab},
    },
    settings::{SavedTab, Settings},
};

/// One open tab. Its key never changes, so that widgets inside keep their identity.
pub(super) struct OpenTab {
    pub(super) key: u64,
    /// As the user named it.
    pub(super) name: Option<String>,
    /// Whether its name is edited now.
    pub(super) is_renamed: bool,
    pub(super) tab: Box<dyn Tab>,
}

/// All of them, from left to right.
#[derive(Default)]
pub(super) struct Tabs {
    open: Vec<OpenTab>,
    active: usize,
    next_key: u64,
    drain_first: usize,
    /// Closed ones, the oldest first. What ran in them has been ended.
    closed: VecDeque<ClosedTab>,
}

/// A tab that was closed, and where it stood.
struct ClosedTab {
    open: OpenTab,
    number: usize,
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
        for SavedTab { protocol, name, fields } in saved {
            if let Some(descriptor) = protocols::ALL.iter().find(|descriptor| descriptor.id == protocol) {
                let tab = tabs.add(*descriptor);
                if !tab.restore(fields.clone()) {
                    tracing::warn!(protocol, "the fields of a tab do not fit this version");
                }
                tabs.rename(tabs.active, name.clone());
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
                Some(SavedTab {
                    protocol: open.tab.descriptor().id.to_owned(),
                    name: open.name.clone(),
                    fields: open.tab.save(settings)?,
                })
            })
            .collect()
    }

    /// Opens a tab at the right end and puts it in front.
    pub(super) fn add(&mut self, descriptor: Descriptor) -> &mut dyn Tab {
        self.insert(self.open.len(), (descriptor.new_tab)(), None);
        self.open[self.active].tab.as_mut()
    }

    /// Opens another tab with the fields of one, at its right.
    pub(super) fn copy(&mut self, number: usize) {
        let Some(open) = self.open.get(number) else { return };
        if let Some(tab) = open.tab.copied() {
            let name = open.name.clone();
            self.insert(number + 1, tab, name);
        }
    }

    fn insert(&mut self, number: usize, tab: Box<dyn Tab>, name: Option<String>) {
        let key = self.next_key;
        self.next_key += 1;
        self.active = number;
        self.open.insert(number, OpenTab { key, name, is_renamed: false, tab });
    }

    /// Closes a tab, which ends its session. It can be opened again for a while.
    pub(super) fn close(&mut self, number: usize) {
        if number < self.open.len() {
            let mut open = self.open.remove(number);
            open.tab.end();
            open.is_renamed = false;
            self.closed.push_back(ClosedTab { open, number });
            if self.closed.len() > MAX_CLOSED_TABS {
                self.closed.pop_front();
            }
            if self.active > number || self.active == self.open.len() {
                self.active = self.active.saturating_sub(1);
            }
        }
    }

    /// Opens the tab again that was closed last, where it stood, with all that was in it.
    pub(super) fn reopen(&mut self) {
        if let Some(ClosedTab { open, number }) = self.closed.pop_back() {
            self.active = number.min(self.open.len());
            self.open.insert(self.active, open);
        }
    }

    /// Whether there is a closed tab to open again.
    pub(super) fn can_reopen(&self) -> bool {
        !self.closed.is_empty()
    }

    /// Begins to edit the name of a tab.
    pub(super) fn begin_rename(&mut self, number: usize) {
        self.activate(number);
        for (other, open) in self.open.iter_mut().enumerate() {
            open.is_renamed = other == number;
        }
    }

    /// The name of a tab is edited no longer, and as it was.
    pub(super) fn leave_rename(&mut self) {
        self.open.iter_mut().for_each(|open| open.is_renamed = false);
    }

    /// Gives a tab a name; without one it is called by its URL.
    pub(super) fn rename(&mut self, number: usize, name: Option<String>) {
        if let Some(open) = self.open.get_mut(number) {
            open.name = name.filter(|name| !name.is_empty());
        }
    }

    /// Puts a tab at the place of another; the one in front stays in front.
    pub(super) fn move_to(&mut self, from: usize, to: usize) {
        if from < self.open.len() && to < self.open.len() {
            let front = self.open[self.active].key;
            let moved = self.open.remove(from);
            self.open.insert(to, moved);
            self.active = self.open.iter().position(|open| open.key == front).unwrap_or(to);
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
        for closed in &mut self.closed {
            closed.open.tab.drain(budget.saturating_sub(started.elapsed()));
        }
    }

    /// Whether the tab in front can have a second session.
    pub(super) fn can_duplicate(&self) -> bool {
        self.open.get(self.active).is_some_and(|open| open.tab.can_duplicate())
    }

    /// Bytes that all rows take.
    pub(super) fn held_bytes(&self) -> usize {
        let closed = self.closed.iter().map(|closed| &closed.open);
        self.open.iter().chain(closed).map(|open| open.tab.held_bytes()).sum()
    }

    /// Lets closed tabs go, and then the oldest rows of the largest session, until all together hold no more than
    /// `limit_bytes`.
    pub(super) fn keep_within(&mut self, limit_bytes: usize) {
        let mut held = self.held_bytes();
        while held > limit_bytes && self.closed.pop_front().is_some() {
            held = self.held_bytes();
        }
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
        let closed = self.closed.iter_mut().map(|closed| &mut closed.open);
        for open in self.open.iter_mut().chain(closed) {
            open.tab.lab_moved(from, to);
        }
    }
}

impl std::fmt::Debug for Tabs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.open.iter().map(|open| open.tab.descriptor())).finish()
    }
}
