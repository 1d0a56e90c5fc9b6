//! How `wirelight ws` sends: again and again, slowly, in fragments.

use std::{
    num::{NonZeroU64, NonZeroUsize},
    time::Duration,
};

use super::sends::{Sends, Step};
use crate::cli::CliError;

const HEADING: &str = "How it is sent";

/// The options.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(super) struct Pace {
    /// Repeat the last send (--stdin does not count) every so many milliseconds, endlessly without --times; 0 is as
    /// fast as the peer takes it; the lines of --send-lines are sent at this pace, once
    #[arg(long, value_name = "MILLISECONDS", help_heading = HEADING, value_parser = clap::value_parser!(u64).range(0..=86_400_000))]
    pub(super) every: Option<u64>,
    /// Repeat the last send so often; without --every as fast as the peer takes it
    #[arg(long, value_name = "N", help_heading = HEADING)]
    pub(super) times: Option<NonZeroU64>,
    /// Wait before each repeated send until nothing is buffered
    #[arg(long, help_heading = HEADING)]
    pub(super) wait_buffered: bool,
    /// Send each message in fragments of so many bytes, uncompressed
    #[arg(long, value_name = "N", help_heading = HEADING)]
    pub(super) fragment_bytes: Option<NonZeroUsize>,
}

impl Pace {
    /// Whether something is sent more than once, or slowly.
    pub(super) fn repeats(&self) -> bool {
        self.every.is_some() || self.times.is_some() || self.wait_buffered
    }

    /// The time from one send to the next.
    pub(super) fn every(&self) -> Duration {
        Duration::from_millis(self.every.unwrap_or(0))
    }

    /// How often.
    pub(super) fn times(&self) -> Option<u64> {
        self.times.map(NonZeroU64::get)
    }

    /// Says whether that can be done with these sends.
    ///
    /// # Errors
    /// When there is nothing that can be repeated, or options do not go together: exit 2.
    pub(super) fn check(&self, sends: &Sends) -> Result<(), CliError> {
        match sends.repeated().map(|place| &sends.steps[place]) {
            _ if !self.repeats() => Ok(()),
            None => Err(CliError::usage("--every, --times and --wait-buffered need something to send, as --send")),
            Some(Step::Frame(_)) => Err(CliError::usage("a frame of --send-frame is sent once: end with another send")),
            Some(Step::Lines(_)) if self.times.is_some() => {
                Err(CliError::usage("--times does not go with --send-lines: each line is sent once"))
            }
            Some(_) if self.every.is_none() && self.times.is_none() => {
                Err(CliError::usage("--wait-buffered needs --every or --times"))
            }
            Some(_) => Ok(()),
        }
    }
}
