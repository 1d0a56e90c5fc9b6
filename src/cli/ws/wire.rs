//! What `wirelight ws` makes of the wire: compression, the size of a message, and the frames in the record.

use crate::{
    cli::CliError,
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
    #[arg(long, value_name = "BYTES", default_value_t = MAX_MESSAGE_BYTES, value_parser = parse_message_limit)]
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

/// A number of bytes, with K, M or G behind it for more.
fn parse_message_limit(text: &str) -> Result<usize, String> {
    let (digits, unit) = match text.find(|c: char| !c.is_ascii_digit()) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let factor = match unit.to_ascii_uppercase().as_str() {
        "" => Some(1),
        "K" => Some(1024),
        "M" => Some(1024 * 1024),
        "G" => Some(1024 * 1024 * 1024),
        _ => None,
    };
    let bytes = digits.parse::<usize>().ok().zip(factor).and_then(|(number, factor)| number.checked_mul(factor));
    bytes.filter(|&bytes| bytes > 0 && u32::try_from(bytes).is_ok()).ok_or_else(|| {
        "a message's limit is a number of bytes from 1 to 4294967295, or one with K, M or G behind it".to_owned()
    })
}
