//! A process that is attacked: its peak, whether it still works, and how long it takes to end.

use std::{
    fs,
    process::{Child, ExitStatus},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{Measured, STOP_CEILING};

/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// So many looks without work mean that it waits.
const QUIET_LOOKS: u32 = 12;

/// A process that does not end by then is killed.
const STOP_TIMEOUT: Duration = STOP_CEILING.saturating_mul(3);

/// A larger process has shown what it does; the machine has others.
const ENOUGH_MIB: u64 = 4096;

/// A child that is watched. It is killed when the case fails.
pub(super) struct Watched {
    child: Child,
    started: Instant,
    peak_kib: u64,
    ended: Option<ExitStatus>,
}

impl Watched {
    pub(super) fn new(child: Child) -> Self {
        Self { child, started: Instant::now(), peak_kib: 0, ended: None }
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(super) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// Looks until the process ends, the time is over, or, where a bound on the bytes ends the attack, until nothing
    /// moves any more.
    pub(super) fn watch(&mut self, time: Duration, is_bounded: bool, mut is_spent: impl FnMut() -> bool) {
        let (mut before, mut quiet) = (0, 0);
        while self.started.elapsed() < time && !self.look() && self.peak_kib < ENOUGH_MIB * 1024 {
            let now = self.work();
            quiet = if now == before { quiet + 1 } else { 0 };
            before = now;
            // A peer that still talks to a process that rests may be slow itself.
            let enough = if is_spent() { QUIET_LOOKS / 2 } else { QUIET_LOOKS };
            if is_bounded && quiet >= enough {
                return;
            }
            pause(LOOK_EVERY);
        }
    }

    /// Asks for the end and waits for it.
    pub(super) fn end(mut self, ask: impl FnOnce(&mut Self)) -> Measured {
        let ran = self.started.elapsed();
        let mut stopped_in = None;
        if !self.look() {
            let asked = Instant::now();
            ask(&mut self);
            while !self.look() && asked.elapsed() < STOP_TIMEOUT {
                pause(LOOK_EVERY / 4);
            }
            stopped_in = Some(asked.elapsed());
        }
        Measured {
            peak_mib: self.peak_kib as f64 / 1024.0,
            ran,
            stopped_in,
            said_bytes: 0,
            status: self.ended.and_then(|status| status.code()),
        }
    }

    /// Bytes that it has written, to files and sockets.
    pub(super) fn written_bytes(&self) -> u64 {
        self.moved_bytes("wchar:")
    }

    /// Whether it has ended.
    fn look(&mut self) -> bool {
        if self.ended.is_none() {
            let status = fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap_or_default();
            let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
            self.peak_kib = self.peak_kib.max(peak.and_then(|kib| kib.parse().ok()).unwrap_or_default());
            self.ended = self.child.try_wait().expect("a child");
        }
        self.ended.is_some()
    }

    /// Ticks in user and system mode, bytes read and written: what changes while it works.
    fn work(&self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.id())).unwrap_or_default();
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks: u64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
        ticks + self.moved_bytes("rchar:") + self.moved_bytes("wchar:")
    }

    fn moved_bytes(&self, name: &str) -> u64 {
        let io = fs::read_to_string(format!("/proc/{}/io", self.id())).unwrap_or_default();
        io.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok()).unwrap_or_default()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if self.ended.is_none() {
            self.child.kill().ok();
            self.child.wait().ok();
        }
    }
}

/// Runs this on a thread of its own.
pub(super) fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    thread::Builder::new().name("hostile".to_owned()).spawn(work).expect("a thread")
}

/// Lets time pass between two looks at another process.
pub(super) fn pause(time: Duration) {
    let (_keep, never) = crossbeam_channel::bounded::<()>(0);
    never.recv_timeout(time).ok();
}
