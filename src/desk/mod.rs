//! What stands on the desk around a session, headless: commands of other programs read and written, small files that a
//! person writes.
//!
//! It makes and reads [`crate::settings::connection::Connection`]s, opens no socket and names no window.

pub mod command;
pub mod text_file;
