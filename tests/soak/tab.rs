//! A tab: a session after the other, each drained and applied to its model as a window does it.

use std::time::{Duration, Instant};

use wirelight::{
    engine::{Engine, Protocol, SessionHandle},
    lab::Lab,
    protocols::Report,
};

/// Of a frame, for what has come.
const DRAIN_BUDGET: Duration = Duration::from_millis(3);

/// A session that is still there is closed after this.
pub(super) const LIFE: Duration = Duration::from_secs(3);

/// A session that was asked to close and does not is dropped after this.
const GOODBYE: Duration = Duration::from_secs(2);

/// One protocol's part of a tab.
pub(super) trait Face: Sized {
    type Protocol: Protocol<Event: Report>;

    const NAME: &'static str;

    /// The session of this round, and its model.
    fn begin(lab: &Lab, round: u64) -> (<Self::Protocol as Protocol>::Config, Self);

    /// Takes what the session reports.
    fn apply(&mut self, event: <Self::Protocol as Protocol>::Event);

    /// What the tab asks for in each frame.
    fn act(&mut self) -> Option<<Self::Protocol as Protocol>::Command>;

    /// What ends the session.
    fn end() -> <Self::Protocol as Protocol>::Command;
}

/// A tab of any protocol.
pub(super) trait Shown {
    /// Draws a frame.
    fn frame(&mut self, engine: &Engine, lab: &Lab);

    /// The protocol.
    fn name(&self) -> &'static str;

    /// What was done since it was told last.
    fn tell(&mut self) -> String;

    /// Whether rows came in every minute.
    fn has_worked(&self) -> bool;
}

/// A tab.
pub(super) struct Tab<F: Face> {
    running: Option<Running<F>>,
    round: u64,
    life: Duration,
    sessions: u64,
    rows: u64,
    idle_minutes: u64,
}

struct Running<F: Face> {
    handle: SessionHandle<F::Protocol>,
    face: F,
    began: Instant,
    asked: Option<Instant>,
}

impl<F: Face> Tab<F> {
    /// A tab that begins with this round; each session lives so long at most.
    pub(super) fn new(round: u64, life: Duration) -> Self {
        Self { running: None, round, life, sessions: 0, rows: 0, idle_minutes: 0 }
    }
}

impl<F: Face> Shown for Tab<F> {
    fn frame(&mut self, engine: &Engine, lab: &Lab) {
        let running = self.running.get_or_insert_with(|| {
            let (config, face) = F::begin(lab, self.round);
            self.round += 1;
            self.sessions += 1;
            let handle = engine.spawner().open::<F::Protocol>(config);
            Running { handle, face, began: Instant::now(), asked: None }
        });
        let Running { handle, face, began, asked } = running;
        handle.inbox.drain(DRAIN_BUDGET, |event| {
            self.rows += u64::from(event.entry().is_some());
            face.apply(event);
        });
        match *asked {
            None if began.elapsed() >= self.life => {
                // A session that is over, or busy, is dropped below.
                handle.send(F::end()).ok();
                *asked = Some(Instant::now());
            }
            None => {
                if let Some(command) = face.act() {
                    handle.send(command).ok();
                }
            }
            Some(_) => {}
        }
        let is_dropped = asked.is_some_and(|asked| asked.elapsed() >= GOODBYE);
        if is_dropped || handle.is_over() && handle.inbox.receiver().is_empty() {
            self.running = None;
        }
    }

    fn name(&self) -> &'static str {
        F::NAME
    }

    fn tell(&mut self) -> String {
        let (sessions, rows) = (std::mem::take(&mut self.sessions), std::mem::take(&mut self.rows));
        self.idle_minutes += u64::from(rows == 0);
        format!("{} {sessions}/{rows}", F::NAME)
    }

    fn has_worked(&self) -> bool {
        self.idle_minutes == 0
    }
}
