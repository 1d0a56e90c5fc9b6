//! Commands of other programs as the fields of a session, and back: `curl`, `websocat` and `wscat` are read; these, our own
//! command line and JavaScript are written.
//!
//! Nothing is run and no file is opened. What a command says that a session has no field for is listed ([`LeftOut`]), not
//! lost in silence. [`quoting`] takes a command line apart into its words as the shell would that it was copied for.

pub mod quoting;
mod read;
mod write;

pub use self::{
    read::{CommandError, LeftOut, ReadCommand, WhyLeftOut, is_command, read_command},
    write::{CommandTarget, Written, masked, write_command},
};
