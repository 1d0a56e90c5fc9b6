//! `wirelight sse`: follows an event stream and records it.

use std::{process::ExitCode, time::Duration};

use bytes::Bytes;
use http::Method;

use super::{CliError, CommonOptions, EndCause, Resolved, numbers::time_limit, open, record};
use crate::{
    engine::{Engine, Wake},
    net::{Schemes, parse_method, parse_url, peer::PeerOptions},
    protocols::sse::{Command, Reconnect, Sse, SseConfig, SseSession, config::DEFAULT_RETRY_MILLIS},
    session::Model as _,
    transcript::Transcript,
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
    pub(super) common: CommonOptions,
}

/// Runs it.
///
/// # Errors
/// When an option is wrong (exit 2) or the record cannot be written (exit 1): `main` prints it and ends so. How the
/// session ended is no error but the status that is returned.
pub(super) fn run(mut arguments: SseArgs) -> Result<ExitCode, CliError> {
    arguments.fill_in()?;
    let options = arguments.common.resolve()?;
    let config = arguments.config(&options)?;
    let reconnects = config.reconnects();
    let mut settings = options.settings();
    settings.extend(config.settings());
    let url = config.url.to_string();

    let engine = Engine::start(Wake::none()).map_err(CliError::failed)?;
    let (handle, header) = open::<Sse>(&engine, config, url, settings);
    let mut session = SseSession::begin(&header, Transcript::of_numbers());
    let end = record(&handle, &header, &options, || Command::Close, &mut session)?;
    let missing = (!session.has_opened()).then_some("the stream had opened");
    Ok(end.exit_code(missing, |cause| is_success(&session, reconnects, cause)))
}

impl SseArgs {
    /// Fills in the variables.
    ///
    /// # Errors
    /// When they cannot be read, or a name is unknown where none may be: exit 2.
    fn fill_in(&mut self) -> Result<(), CliError> {
        let mut filler = self.common.filler()?;
        filler.fill_all([&mut self.url, &mut self.last_event_id].into_iter().chain(&mut self.data));
        filler.finish()
    }

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

/// A 204, the end of a stream whose source does not come back, or our own end of one that had opened.
fn is_success(session: &SseSession, reconnects: bool, cause: Option<EndCause>) -> bool {
    let ended_whole = !reconnects && session.has_opened() && session.error.is_none();
    let has_no_content = session.response.as_ref().is_some_and(|response| response.status == 204);
    has_no_content || ended_whole || cause.is_some() && session.has_opened()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        protocols::sse::session::ReadyState,
        transcript::{
            Body, Entry,
            entry::{Failure, Response},
        },
    };

    /// A session whose rows said this, one after the other.
    fn session(status: u16, and_then: &[Body]) -> SseSession {
        let mut session = SseSession::new(3000, String::new(), 0);
        session.apply(Entry::incoming(0, Body::from(Response::new(status, None, Vec::new()))).into());
        for body in and_then {
            session.apply(Entry::local(0, body.clone()).into());
        }
        session
    }

    #[test]
    fn the_exit_status_is_0_for_a_204_an_end_that_was_asked_for_and_an_expected_one() {
        let open = Body::State(ReadyState::Open.to_record());
        let failure = Body::from(Failure::default());
        let (nothing, opened, failed) = (&[][..], std::slice::from_ref(&open), &[open.clone(), failure][..]);
        for (status, and_then, reconnects, cause, success) in [
            (204, nothing, false, None, true),
            (404, nothing, false, None, false),
            (500, nothing, true, None, false),
            (200, opened, false, None, true),
            (200, failed, false, None, false),
            (200, nothing, false, None, false),
            (200, nothing, false, Some(EndCause::MaxTime), false),
            (200, failed, false, Some(EndCause::MaxEvents), true),
            (200, opened, true, Some(EndCause::Interrupted), true),
        ] {
            let session = session(status, and_then);
            assert_eq!(is_success(&session, reconnects, cause), success, "{status} {and_then:?} {cause:?}");
        }
    }
}
