//! What reading a command gives: fields, what has none and why, or why it is no command.

use crate::{desk::command::quoting::QuotingError, settings::connection::Connection};

/// What a command says.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadCommand {
    /// The fields.
    pub connection: Connection,
    /// What has no field.
    pub left_out: Vec<LeftOut>,
}

/// A part of a command that became no field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// As it was written, an option with its value.
    pub text: String,
    /// Why.
    pub why: WhyLeftOut,
}

/// Why a part of a command became no field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyLeftOut {
    /// It is about what that program prints or where it writes, not about the connection.
    OutputOnly,
    /// There is no such field.
    NoField,
    /// That program has no such option, or not in a version that is known here.
    UnknownOption,
    /// Its value stands in a file, which is not read.
    FromFile,
    /// The session's own handshake has it anyway.
    MadeAnew,
    /// The shell would have put something in its place; here it stands as it is written.
    ShellVariable,
    /// The shell would have done it.
    ShellOperator,
    /// A command has one address here.
    MoreAddresses,
}

/// Why a text is no command that is read here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// Its quotes are wrong.
    #[error(transparent)]
    Quoting(#[from] QuotingError),
    /// Another program.
    #[error("only commands of curl, websocat and wscat are read, not of {program:?}")]
    Program {
        /// Its name.
        program: String,
    },
    /// Nothing to connect to.
    #[error("the command has no address")]
    NoAddress,
    /// It would listen.
    #[error("the command runs a server, it does not connect to one")]
    Server,
    /// An option that wants a value stands at the end.
    #[error("{option} wants a value, and none follows")]
    NoValue {
        /// The option.
        option: String,
    },
}
