//! Everything over real sockets: engines against raw servers that misbehave and against the lab.

#![expect(clippy::expect_used, reason = "a test that cannot go on says why")]

mod backpressure;
#[cfg(unix)]
mod cli;
mod long_poll;
mod support;
mod tidy;
