//! `wirelight sse`: follows an event stream and records it.

use std::{process::ExitCode, time::Duration};

use bytes::Bytes;
use http::Method;

use super::{CliError, CommonOptions, EndCause, Resolved, numbers::time_limit, record};
use crate::{
    engine::{Engine, Protocol as _, Wake},
    net::{Schemes, parse_url, peer::PeerOptions},
    protocols::sse::{
        Command, Reconnect, Sse, SseConfig,
        config::{DEFAULT_RETRY_MILLIS, parse_method},
    },
    transcript::{Body, Entry, record::RecordHeader},
};

/// The arguments of `wirelight sse`.
#[derive(Debug, clap::Args)]
pub(super) struct SseArgs {
    /// Where the stream is, http:// or https://
    url: String,
    /// The last event ID to begin with
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    last_event_id: String,
    /// Wait so long before connecting again, until the server says otherwise
    #[arg(long, value_name = "MILLISECONDS", default_value_t = DEFAULT_RETRY_MILLIS,
        value_parser = clap::value_parser!(u64).range(0..=86_400_000))]
    retry: u64,
    /// End with the stream instead of connecting again
    #[arg(long)]
    no_reconnect: bool,
    /// The request's method; a source that is not a plain GET does not reconnect [default: GET, with --data POST]
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
    /// The request's body
    #[arg(long, value_name = "TEXT")]
    data: Option<String>,
    /// Give up when an answer has not begun after this time; without it a server may hold its answer as long as it wants
    #[arg(long, value_name = "SECONDS", value_parser = time_limit, allow_negative_numbers = true)]
    answer_timeout: Option<Duration>,
    #[command(flatten)]
    common: CommonOptions,
}

/// Runs it.
///
/// # Errors
/// When an option is wrong (exit 2) or the record cannot be written (exit 1): `main` prints it and ends so. How the
/// session ended is no error but the status that is returned.
pub(super) fn run(arguments: &SseArgs) -> Result<ExitCode, CliError> {
    let options = arguments.common.resolve()?;
    let config = arguments.config(&options)?;
    let mut seen = Seen { reconnects: config.reconnects(), ..Seen::default() };
    let mut settings = options.settings();
    settings.extend(config.settings());
    let url = config.url.to_string();

    let engine = Engine::start(Wake::none()).map_err(CliError::failed)?;
    let handle = engine.spawner().open::<Sse>(config);
    let header = RecordHeader { protocol: Sse::ID.into(), url, started_at: handle.clock.started_at(), settings };
    let end = record(&handle, &header, &options, || Command::Close, |entry| seen.row(entry))?;
    let missing = (!seen.has_opened).then_some("the stream had opened");
    Ok(end.exit_code(missing, |cause| seen.is_success(cause)))
}

impl SseArgs {
    fn config(&self, options: &Resolved) -> Result<SseConfig, CliError> {
        let method = match &self.method {
            Some(text) => parse_method(text).map_err(CliError::misused)?,
            None if self.data.is_some() => Method::POST,
            None => Method::GET,
        };
        Ok(SseConfig {
            peer: PeerOptions { answer_timeout: self.answer_timeout, ..options.peer.clone() },
            method,
            data: self.data.clone().map(Bytes::from),
            retry_millis: self.retry,
            last_event_id: self.last_event_id.clone(),
            reconnect: if self.no_reconnect { Reconnect::Never } else { Reconnect::Standard },
            ..SseConfig::new(parse_url(&self.url, Schemes::Http).map_err(CliError::misused)?)
        })
    }
}

/// What of a session decides the exit status.
#[derive(Debug, Default)]
struct Seen {
    reconnects: bool,
    has_opened: bool,
    has_failed: bool,
    last_status: u16,
}

impl Seen {
    fn row(&mut self, entry: &Entry) {
        match &entry.body {
            Body::State(state) if state.is_open() => self.has_opened = true,
            Body::Response(response) => self.last_status = response.status,
            Body::Error(_) => self.has_failed = true,
            _ => {}
        }
    }

    /// A 204, the end of a stream whose source does not come back, or our own end of one that had opened.
    fn is_success(&self, cause: Option<EndCause>) -> bool {
        let ended_whole = !self.reconnects && self.has_opened && !self.has_failed;
        self.last_status == 204 || ended_whole || cause.is_some() && self.has_opened
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_status_is_0_for_a_204_an_end_that_was_asked_for_and_an_expected_one() {
        let opened = Seen { reconnects: true, has_opened: true, has_failed: false, last_status: 200 };
        let single = |has_opened, has_failed| Seen { reconnects: false, has_opened, has_failed, last_status: 200 };
        for (seen, cause, success) in [
            (Seen { last_status: 204, ..Seen::default() }, None, true),
            (Seen { last_status: 404, ..Seen::default() }, None, false),
            (Seen { last_status: 500, reconnects: true, ..Seen::default() }, None, false),
            (single(true, false), None, true),
            (single(true, true), None, false),
            (single(false, false), None, false),
            (single(false, false), Some(EndCause::MaxTime), false),
            (single(true, true), Some(EndCause::MaxEvents), true),
            (opened, Some(EndCause::Interrupted), true),
        ] {
            assert_eq!(seen.is_success(cause), success, "{seen:?} {cause:?}");
        }
    }
}
