//! Wirelight: watch, drive and break the four protocols that keep a web connection alive.
//!
//! The map, from the bottom up:
//! - [`engine`]: sessions as tasks, channels with credit by bytes. Knows tokio, nothing of HTTP or egui.
//! - [`decode`]: payloads of other formats as trees.
//! - [`transcript`]: the rows of a session, their store, filter and record.
//! - [`net`]: TLS, the HTTP client, header lines, the WebSocket tap.
//! - [`session`]: what every session does alike: how its task waits and reports.
//! - [`protocols`]: upload, WebSocket, Server-Sent Events, long polling; one folder each.
//! - [`desk`]: saved connections, variables, commands of other programs; headless.
//! - [`lab`]: the demo server that speaks all four and misbehaves on request.
//! - [`limits`]: what a peer, a file or a page can make us keep.
//! - [`settings`], [`i18n`]: what is remembered, and in which language it is said.
//! - [`cli`]: the subcommands.
//! - `app`, `ui`: the window (feature `gui`).

#[cfg(feature = "gui")]
pub mod app;
pub mod cli;
pub mod decode;
pub mod desk;
pub mod engine;
pub mod i18n;
pub mod lab;
pub mod limits;
pub mod net;
pub mod protocols;
pub mod session;
pub mod settings;
pub mod transcript;
#[cfg(feature = "gui")]
pub mod ui;
