//! `wirelight poll`: polls a server that holds its answers, records what comes, and publishes a message if asked to.

use std::{process::ExitCode, time::Duration};

use bytes::Bytes;
use http::Method;

use super::{CliError, CommonOptions, Resolved, numbers::time_limit, open, record};
use crate::{
    engine::{Engine, Wake},
    net::{parse_method, peer::PeerOptions},
    protocols::long_poll::{Command, LongPoll, MaxRate, PollConfig, Session},
    session::Model as _,
    transcript::Transcript,
};

/// The arguments of `wirelight poll`.
#[derive(Debug, clap::Args)]
pub(super) struct PollArgs {
    /// What is asked, `http://` or `https://`
    url: String,
    /// How an answer's cursor goes into the next request (comes with a later version)
    #[arg(long, value_name = "PRESET|RULE")]
    cursor: Option<String>,
    /// The method of each request [default: GET, with --data POST]
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
    /// The body of each request
    #[arg(long, value_name = "TEXT")]
    data: Option<String>,
    /// Requests that may start in any sliding second, or off
    #[arg(long, value_name = "N|off", default_value_t)]
    max_rate: MaxRate,
    /// Where --publish is posted to
    #[arg(long, value_name = "URL", requires = "publish")]
    publish_url: Option<String>,
    /// Post this text once, as soon as the server holds a request
    #[arg(long, value_name = "TEXT", requires = "publish_url")]
    publish: Option<String>,
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
pub(super) fn run(mut arguments: PollArgs) -> Result<ExitCode, CliError> {
    arguments.fill_in()?;
    let options = arguments.common.resolve()?;
    let config = arguments.config(&options)?;
    let engine = Engine::start(Wake::none()).map_err(CliError::failed)?;
    let mut settings = options.settings();
    settings.extend(config.settings());
    let url = config.url.to_string();
    let (handle, header) = open::<LongPoll>(&engine, config, url, settings);
    let mut session = Session::begin(&header, Transcript::of_numbers());
    let end = record(&handle, &header, &options, || Command::Stop, &mut session)?;
    let counts = session.counts();
    let has_answers = counts.messages + counts.empties > 0;
    let missing = (!has_answers).then_some("an answer had come");
    Ok(end.exit_code(missing, |cause| cause.is_some() && has_answers))
}

impl PollArgs {
    /// Fills in the variables.
    ///
    /// # Errors
    /// When they cannot be read, or a name is unknown where none may be: exit 2.
    fn fill_in(&mut self) -> Result<(), CliError> {
        let mut filler = self.common.filler()?;
        filler.fill_all([&mut self.url].into_iter().chain(&mut self.data).chain(&mut self.publish_url));
        if let Some(message) = &mut self.publish {
            filler.fill_known(message);
        }
        filler.finish()
    }

    fn config(&self, options: &Resolved) -> Result<PollConfig, CliError> {
        if self.cursor.is_some() {
            return Err(CliError::usage("this version does not have --cursor yet"));
        }
        let mut config = PollConfig::get(&self.url).map_err(CliError::misused)?;
        if let Some(url) = &self.publish_url {
            config = config.publishing_to(url).map_err(|error| CliError::misused(error).context("--publish-url"))?;
        }
        config.peer = PeerOptions { answer_timeout: self.answer_timeout, ..options.peer.clone() };
        config.method = match &self.method {
            Some(text) => parse_method(text).map_err(CliError::misused)?,
            None if self.data.is_some() => Method::POST,
            None => Method::GET,
        };
        config.body = self.data.clone().map(Bytes::from);
        config.max_rate = self.max_rate;
        config.publish_when_held.clone_from(&self.publish);
        Ok(config)
    }
}
