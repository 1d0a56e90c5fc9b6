//! What `wirelight ws` makes of the wire: compression, the size of a message, and the frames in the record.

use crate::{
    cli::{CliError, numbers::message_limit},
    limits::MAX_MESSAGE_BYTES,
    net::{deflate::Offer, tap::Keep},
    protocols::websocket::Config,
};

/// The options.
#[derive(Debug, clap::Args)]
pub(super) struct WireArgs {
    /// Offer compression with these parameters instead of a browser's, or none with off
    #[arg(long, value_name = "PARAMETERS|off")]
    deflate: Option<String>,
    /// Refuse larger messages with 1009, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = MAX_MESSAGE_BYTES, value_parser = message_limit)]
    max_message: usize,
    /// Write the frames of each row into the record
    #[arg(long)]
    pub(super) frames: bool,
    /// Say on standard error how bufferedAmount changes
    #[arg(long)]
    pub(super) buffered: bool,
}

impl WireArgs {
    /// Adds them to a session.
    ///
    /// # Errors
    /// When what shall be offered is no list of parameters of permessage-deflate (RFC 7692 §7.1): exit 2.
    pub(super) fn apply(&self, config: Config) -> Result<Config, CliError> {
        let deflate = match self.deflate.as_deref() {
            None => config.deflate,
            Some("off") => None,
            Some(parameters) => Some(Offer::parse(parameters).map_err(CliError::misused)?),
        };
        let keep = if self.frames { Keep::Frames } else { Keep::Closes };
        Ok(Config { deflate, max_message_bytes: self.max_message, keep, ..config })
    }
}
