//! A tab with one session, or with two beside each other on one clock: a chat with oneself.
//!
//! Each of the two is a [`SessionTab`] of its own; keys go to the one that was used last.

mod parts;

use std::{fmt, net::SocketAddr, path::Path, time::Duration};

use egui::{Id, Rect, Ui};

use self::parts::{Parts, head_ui, is_folded, parts_ui};
use super::{Descriptor, Face, SessionTab, Tab};
use crate::{
    engine::{Drained, Spawner},
    settings::{Settings, connection::Connection},
    transcript::opened::SavedSession,
    ui::{left_out::LeftOut, light::ReadyState, shortcut, split, tab_context::TabContext},
};

/// The fields of the second session in the settings, beside those of the first.
const SECOND: &str = "second-console";
/// Among them, how much of the tab the first one takes.
const SHARE: &str = "share";

/// A tab of a protocol that can have two sessions.
pub struct PairTab<F: Face> {
    consoles: Vec<Console<F>>,
    /// The one that the keys go to.
    active: usize,
    /// It was chosen in this frame, and shall not be folded.
    wants_room: bool,
    /// What the first one takes of the tab.
    share: f32,
    next_key: u32,
    /// What had the keyboard in the last frame.
    focused: Option<Id>,
}

/// One of them. Its key never changes, so that widgets inside keep their identity.
struct Console<F: Face> {
    key: u32,
    tab: SessionTab<F>,
}

impl<F: Face> Default for PairTab<F> {
    fn default() -> Self {
        let first = Console { key: 0, tab: SessionTab::default() };
        Self { consoles: vec![first], active: 0, wants_room: false, share: 0.5, next_key: 1, focused: None }
    }
}

impl<F: Face> PairTab<F> {
    /// A tab that points at the lab, for [`Descriptor::new_tab`]: of a protocol of which two sessions can stand beside
    /// each other.
    pub fn boxed() -> Box<dyn Tab> {
        Box::<Self>::default()
    }

    /// The sessions, from left to right.
    pub fn sessions(&self) -> impl Iterator<Item = &SessionTab<F>> {
        self.consoles.iter().map(|console| &console.tab)
    }

    /// The fields and session of one of them.
    pub fn session_mut(&mut self, number: usize) -> Option<&mut SessionTab<F>> {
        self.consoles.get_mut(number).map(|console| &mut console.tab)
    }

    fn push(&mut self, tab: SessionTab<F>) {
        self.consoles.push(Console { key: self.next_key, tab });
        self.next_key += 1;
    }

    fn close(&mut self, number: usize) {
        if self.consoles.len() > 1 {
            self.consoles.remove(number);
            self.active = 0;
        }
    }

    fn activate(&mut self, number: usize) {
        (self.active, self.wants_room) = (number, true);
    }

    fn active(&self) -> Option<&SessionTab<F>> {
        self.consoles.get(self.active).or_else(|| self.consoles.first()).map(|console| &console.tab)
    }

    fn active_mut(&mut self) -> Option<&mut SessionTab<F>> {
        let active = if self.active < self.consoles.len() { self.active } else { 0 };
        self.session_mut(active)
    }

    fn keys(&mut self, ui: &Ui) {
        if self.can_duplicate() && shortcut::pressed(ui, shortcut::DUPLICATE) {
            self.duplicate();
        }
        if self.consoles.len() > 1 && shortcut::pressed(ui, shortcut::NEXT_CONSOLE) {
            self.activate(1 - self.active.min(1));
            // What has the keyboard is in the other one.
            ui.memory_mut(|memory| memory.focused().map(|id| memory.surrender_focus(id)));
        }
    }

    /// A folded one that is chosen gets the room of the other; the keys leave one that is folded by the divider.
    fn unfold(&mut self, ui: &Ui, rects: &[Rect]) {
        let wants_room = std::mem::take(&mut self.wants_room);
        if rects.get(self.active).is_some_and(|rect| is_folded(*rect)) {
            if wants_room {
                self.share = 1.0 - self.share;
            } else {
                self.active = 1 - self.active.min(1);
            }
            ui.ctx().request_repaint();
        }
    }

    /// Keys go where the pointer was pressed last, or what has the keyboard is.
    fn follow_focus(&mut self, ui: &Ui, rects: &[Rect]) {
        let focused = ui.memory(egui::Memory::focused);
        let pressed = ui.input(|input| input.pointer.any_pressed().then(|| input.pointer.interact_pos()).flatten());
        let pressed = pressed.filter(|&at| ui.ctx().layer_id_at(at) == Some(ui.layer_id()));
        let moved = focused.filter(|_| focused != self.focused);
        let moved = moved.and_then(|id| ui.ctx().read_response(id)).map(|response| response.rect.center());
        self.focused = focused;
        let chosen = pressed.or(moved).and_then(|at| rects.iter().position(|rect| rect.contains(at)));
        if let Some(chosen) = chosen.filter(|&chosen| chosen != self.active) {
            self.activate(chosen);
            ui.ctx().request_repaint();
        }
    }
}

impl<F: Face> Tab for PairTab<F> {
    fn descriptor(&self) -> Descriptor {
        F::DESCRIPTOR
    }

    fn ready_state(&self) -> ReadyState {
        self.active().map_or_else(|| SessionTab::<F>::default().ready_state(), Tab::ready_state)
    }

    fn url(&self) -> &str {
        self.consoles.first().map_or("", |console| console.tab.url())
    }

    fn end(&mut self) {
        self.consoles.iter_mut().for_each(|console| console.tab.end());
    }

    fn copied(&self) -> Option<Box<dyn Tab>> {
        if self.record_path().is_some() {
            return None;
        }
        let mut other = Self { consoles: Vec::new(), share: self.share, ..Self::default() };
        self.sessions().map(SessionTab::with_same_fields).for_each(|tab| other.push(tab));
        Some(Box::new(other))
    }

    fn is_running(&self) -> bool {
        self.sessions().any(Tab::is_running)
    }

    fn drain(&mut self, budget: Duration) -> Drained {
        let share = budget / self.consoles.len().max(1) as u32;
        let drained: Vec<Drained> = self.consoles.iter_mut().map(|console| console.tab.drain(share)).collect();
        if drained.contains(&Drained::More) { Drained::More } else { Drained::Empty }
    }

    fn ui(&mut self, ui: &mut Ui, cx: &mut TabContext<'_>) {
        self.keys(ui);
        let is_pair = self.consoles.len() > 1;
        let Parts { rects, on_divider } = parts_ui(ui, cx.i18n, &mut self.share, is_pair);
        let clocks: Vec<_> = self.sessions().map(SessionTab::running_clock).collect();
        let mut closed = None;
        for (number, console) in self.consoles.iter_mut().enumerate() {
            let Some(&rect) = rects.get(number) else { break };
            let is_active = number == self.active;
            split::part_ui(ui, &format!("console_{}", console.key), rect, |ui| {
                if is_pair && head_ui(ui, cx.i18n, number, is_active) {
                    closed = Some(number);
                }
                if is_pair && is_folded(rect) {
                    return;
                }
                // Rows of both count from one moment.
                cx.clock = clocks.iter().enumerate().find_map(|(other, clock)| clock.filter(|_| other != number));
                shortcut::only_if(ui, is_active || !is_pair, |ui| console.tab.ui(ui, cx));
            });
        }
        cx.clock = None;
        if is_pair {
            if !on_divider {
                self.follow_focus(ui, &rects);
            }
            self.unfold(ui, &rects);
        }
        if let Some(number) = closed {
            self.close(number);
            ui.ctx().request_repaint();
        }
    }

    fn save(&self, settings: &Settings) -> Option<toml::Table> {
        let mut fields = self.consoles.first()?.tab.save(settings)?;
        if let Some(mut second) = self.consoles.get(1).and_then(|console| console.tab.save(settings)) {
            second.insert(SHARE.to_owned(), f64::from(self.share).into());
            fields.insert(SECOND.to_owned(), second.into());
        }
        Some(fields)
    }

    fn restore(&mut self, mut fields: toml::Table) -> bool {
        let second = fields.remove(SECOND);
        let Some(first) = self.session_mut(0) else { return false };
        if !first.restore(fields) {
            return false;
        }
        if let Some(toml::Value::Table(mut fields)) = second {
            let share = fields.remove(SHARE).and_then(|share| share.as_float());
            let mut tab = SessionTab::default();
            if tab.restore(fields) {
                self.share = share.map_or(0.5, |share| share as f32);
                self.push(tab);
            }
        }
        true
    }

    fn connection(&self) -> Option<Connection> {
        self.active()?.connection()
    }

    fn fill(&mut self, connection: &Connection) -> Vec<String> {
        self.active_mut().map(|tab| tab.fill(connection)).unwrap_or_default()
    }

    fn tell_left_out(&mut self, left_out: LeftOut) {
        if let Some(tab) = self.active_mut() {
            tab.tell_left_out(left_out);
        }
    }

    fn open_record(&mut self, saved: SavedSession, spawner: &Spawner, memory_limit_bytes: usize) {
        self.consoles.truncate(1);
        self.active = 0;
        if let Some(first) = self.session_mut(0) {
            first.open_record(saved, spawner, memory_limit_bytes);
        }
    }

    fn record_path(&self) -> Option<&Path> {
        self.consoles.first()?.tab.record_path()
    }

    fn row_count(&self) -> u64 {
        self.sessions().map(Tab::row_count).sum()
    }

    fn held_bytes(&self) -> usize {
        self.sessions().map(Tab::held_bytes).sum()
    }

    fn drop_oldest(&mut self) -> bool {
        let mut consoles: Vec<_> = self.consoles.iter_mut().map(|console| &mut console.tab).collect();
        consoles.sort_by_key(|tab| std::cmp::Reverse(tab.held_bytes()));
        consoles.into_iter().any(Tab::drop_oldest)
    }

    fn lab_moved(&mut self, from: SocketAddr, to: SocketAddr) {
        for console in &mut self.consoles {
            console.tab.lab_moved(from, to);
        }
    }

    fn can_duplicate(&self) -> bool {
        self.consoles.len() == 1 && self.record_path().is_none()
    }

    fn duplicate(&mut self) {
        if self.can_duplicate()
            && let Some(second) = self.active().map(SessionTab::with_same_fields)
        {
            self.push(second);
            self.active = 1;
        }
    }
}

impl<F: Face> fmt::Debug for PairTab<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.sessions()).finish()
    }
}
