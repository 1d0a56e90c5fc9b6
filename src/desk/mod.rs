//! What stands on the desk around a session, headless: commands of other programs read and written, saved
//! connections in a folder, small files that a person writes, variables in texts.
//!
//! It makes and reads [`crate::settings::connection::Connection`]s, opens no socket and names no window.

pub mod command;
pub mod library;
pub mod text_file;
pub mod variables;
