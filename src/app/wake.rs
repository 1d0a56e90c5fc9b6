//! How the engine gets a frame: at once when traffic is quiet, about thirty a second in a steady flood.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use egui::{Context, ViewportId};

use crate::engine::Wake;

const QUIET_DELAY: Duration = Duration::from_millis(16);
const FLOOD_DELAY: Duration = Duration::from_millis(33);
/// Wakes that follow each other closer than this belong to a flood.
const FLOOD_GAP_MILLIS: u64 = 60;

/// A wake that asks for a frame of the window.
pub(super) fn repaint(ctx: &Context) -> Wake {
    let ctx = ctx.clone();
    let started = Instant::now();
    let last = Arc::new(AtomicU64::new(0));
    Wake::new(move || {
        let now = started.elapsed().as_millis() as u64;
        let gap = now.saturating_sub(last.swap(now, Ordering::Relaxed));
        let delay = if gap < FLOOD_GAP_MILLIS { FLOOD_DELAY } else { QUIET_DELAY };
        ctx.request_repaint_after_for(delay, ViewportId::ROOT);
    })
}
