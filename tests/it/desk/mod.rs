//! What stands on the desk around a session: commands of other programs, saved connections.

mod commands;
mod fields;
mod library;
