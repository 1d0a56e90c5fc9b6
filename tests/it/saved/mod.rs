//! Sessions as files: opened again in the window, and recorded while they run.

mod open;
#[cfg(unix)]
mod record;
