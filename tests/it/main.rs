//! Everything over real sockets: engines against raw servers that misbehave and against the lab.

#![expect(clippy::expect_used, reason = "a test that cannot go on says why")]

mod backpressure;
#[cfg(unix)]
mod cli;
mod coded;
mod desk;
#[cfg(all(unix, feature = "gui"))]
mod export;
#[cfg(feature = "gui")]
mod gui;
#[cfg(feature = "gui")]
mod gui_upload;
#[cfg(target_os = "linux")]
mod hostile;
mod http;
mod lab;
mod long_poll;
mod panics;
mod reasons;
mod restart;
#[cfg(feature = "gui")]
mod saved;
#[cfg(unix)]
mod scripts;
mod sse;
mod support;
mod tidy;
mod upload;
mod websocket;
