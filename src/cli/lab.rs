//! `wirelight lab`: the lab alone, until Ctrl-C or SIGTERM.

use std::{
    io::{self, Write as _},
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use super::{CliError, say, signals::EndSignals};
use crate::lab::{Lab, LabError, LabOptions, PREFERRED_PORT, Reach};

/// How long a disk that is slow is waited for once the lab has stopped.
const LAST_FILE_WORK: Duration = Duration::from_millis(500);

/// The options of `wirelight lab`.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct LabArgs {
    /// Address and port to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, PREFERRED_PORT)))]
    pub(super) listen: SocketAddr,
    /// Folder for uploads, made if need be; without it they go with the lab
    #[arg(long, value_name = "DIR")]
    pub(super) store: Option<PathBuf>,
    /// Let other machines in: needed for an address that is not loopback
    #[arg(long)]
    pub(super) expose: bool,
    /// Answer under this host name, too; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(super) allow_host: Vec<String>,
    /// Let pages of this origin in (scheme, host and port, no path); may be repeated
    #[arg(long, value_name = "ORIGIN")]
    pub(super) allow_origin: Vec<String>,
}

/// Runs until Ctrl-C or SIGTERM.
///
/// # Errors
/// When the lab cannot start, or would be reachable from elsewhere without `--expose` (a usage error).
pub(super) fn run(arguments: &LabArgs) -> Result<ExitCode, CliError> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(CliError::failed)?;
    let ended = runtime.block_on(async {
        // Before the URLs are out: whoever reads them may already want to end us.
        let mut signals = EndSignals::listen().map_err(CliError::failed)?;
        let lab = Lab::start(options(arguments)).await.map_err(|error| match error {
            LabError::NotLoopback { .. } | LabError::BadOrigin { .. } => CliError::misused(error),
            _ => CliError::failed(error),
        })?;
        if !lab.addr().ip().is_loopback() {
            say(&format!("warning: other machines can reach the lab at {}; it asks for no password", lab.addr()));
        }
        announce(&lab);
        signals.next().await;
        lab.stop().await;
        Ok(ExitCode::SUCCESS)
    });
    runtime.shutdown_timeout(LAST_FILE_WORK);
    ended
}

fn options(arguments: &LabArgs) -> LabOptions {
    let LabArgs { listen, store, expose, allow_host, allow_origin } = arguments.clone();
    let reach = if expose { Reach::Exposed } else { Reach::Loopback };
    LabOptions {
        listen,
        store,
        reach,
        allowed_hosts: allow_host,
        allowed_origins: allow_origin,
        ..LabOptions::default()
    }
}

fn announce(lab: &Lab) {
    let mut out = io::stdout().lock();
    // The lab is of use even when nobody reads where it is.
    writeln!(out, "{}\n{}", lab.http(""), lab.ws("")).and_then(|()| out.flush()).ok();
}
