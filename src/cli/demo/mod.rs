//! `wirelight demo`: all four protocols for real against a lab of its own, and a line on standard output for each step.
//!
//! Each protocol is one part, a function from a [`DemoContext`] to its lines. A part opens sessions exactly as the window does
//! and waits for the rows that must come (`watch`). A part that fails is a line with its reason, and the exit status is 1.

mod breaking_proxy;
mod long_poll;
mod sse;
mod upload;
mod watch;
mod websocket;

use std::{
    io::{self, Write as _},
    net::{Ipv4Addr, SocketAddr},
    process::ExitCode,
};

use anyhow::Context as _;
use url::Url;

use self::watch::StepFailed;
use super::{CliError, terminal::printable};
use crate::{
    engine::{Engine, Protocol, Spawner, Wake},
    lab::{Lab, LabOptions},
    net::{Schemes, parse_url},
};

/// The arguments of `wirelight demo`.
#[derive(Debug, clap::Args)]
pub(super) struct DemoArgs {
    /// Use the lab at this address instead of one of its own, like <http://127.0.0.1:4460>
    #[arg(long, value_name = "URL")]
    against: Option<String>,
}

/// What every part of the demo needs: where sessions run, and which lab they talk to.
pub(super) struct DemoContext {
    runtime: tokio::runtime::Handle,
    spawner: Spawner,
    lab: Url,
}

impl DemoContext {
    /// A URL of the lab.
    fn http(&self, path: &str) -> Result<Url, StepFailed> {
        self.lab.join(path).map_err(StepFailed::setup("the lab's address is no URL"))
    }

    /// The `ws://` URL of a path of the lab.
    fn ws(&self, path: &str) -> Result<Url, StepFailed> {
        let mut url = self.http(path)?;
        // It cannot fail: both schemes are special ones with a host.
        url.set_scheme("ws").ok();
        Ok(url)
    }

    fn open<P: Protocol>(&self, config: P::Config) -> watch::Watched<P>
    where
        P::Event: crate::protocols::Report,
    {
        watch::Watched::new(self.spawner.open::<P>(config))
    }

    fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    fn lab_address(&self) -> Result<SocketAddr, StepFailed> {
        let addresses = self.lab.socket_addrs(|| None).map_err(StepFailed::setup("the lab has no address"))?;
        addresses.first().copied().ok_or_else(|| StepFailed::Differs {
            expected: "an address of the lab".to_owned(),
            found: "none".to_owned(),
        })
    }
}

/// What one protocol shows: the lines that say what was seen.
type Scenario = fn(&DemoContext) -> Result<Vec<String>, StepFailed>;

/// Runs every part; one that fails does not keep the others from running.
///
/// # Errors
/// When there is no lab: exit 1, before anything is printed. A step that fails is no error here: its reason is a line, and
/// the status that is returned is 1.
pub(super) fn run(arguments: &DemoArgs) -> Result<ExitCode, CliError> {
    let engine = Engine::start(Wake::none()).map_err(CliError::failed)?;
    let (own_lab, address) = if let Some(url) = &arguments.against {
        let address = parse_url(url, Schemes::Http).map_err(CliError::misused)?;
        check_reachable(&address).map_err(CliError::Failed)?;
        (None, address)
    } else {
        let options = LabOptions { listen: (Ipv4Addr::LOCALHOST, 0).into(), ..LabOptions::default() };
        let lab = engine.runtime().block_on(Lab::start(options)).map_err(CliError::failed)?;
        let address = parse_url(&lab.http(""), Schemes::Http).map_err(CliError::failed)?;
        (Some(lab), address)
    };
    print_line(&format!("lab          {address}"));
    let context = DemoContext { runtime: engine.runtime().clone(), spawner: engine.spawner().clone(), lab: address };
    let parts: [(&str, Scenario); 4] =
        [("upload", upload::run), ("websocket", websocket::run), ("sse", sse::run), ("long poll", long_poll::run)];
    let mut failed = 0;
    for (name, part) in parts {
        match part(&context) {
            Ok(lines) => lines.iter().for_each(|line| print_line(&format!("{name:<12} {line}"))),
            Err(error) => {
                failed += 1;
                print_line(&format!("{name:<12} FAILED: {:#}", anyhow::Error::new(error)));
            }
        }
    }
    if let Some(lab) = own_lab {
        engine.runtime().block_on(lab.stop());
    }
    print_line(if failed == 0 { "every step held" } else { "not every step held" });
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Without a server there, every part would wait for its time-out.
fn check_reachable(address: &Url) -> anyhow::Result<()> {
    let reach = || std::net::TcpStream::connect(&*address.socket_addrs(|| None)?);
    reach().map(drop).with_context(|| format!("no lab answers at {address}"))
}

fn print_line(line: &str) {
    let mut out = io::stdout().lock();
    // The exit status says it, too.
    writeln!(out, "{}", printable(line)).and_then(|()| out.flush()).ok();
}
