//! The window without a display: by labels, in both languages, and the list on its own.

mod actions;
mod closing;
mod commands;
mod field;
mod find;
mod form_cookies;
mod forms;
pub(crate) mod inspector;
mod lines;
mod list;
mod notice;
mod row_heads;
mod stage;
mod status_bar;
mod tab;
mod tab_bar;
mod table;
mod timeline;
mod timeline_in_log;
mod window;
