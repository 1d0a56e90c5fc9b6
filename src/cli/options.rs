//! The options that every protocol's subcommand has, and what they mean.

use std::{path::PathBuf, time::Duration};

use serde_json::{Map, Value};

use super::{
    CliError,
    numbers::session_limit,
    reach::ReachOptions,
    terminal::{mask_with, say},
    variables::{Filler, VariableOptions},
};
use crate::{
    net::{
        headers,
        peer::PeerOptions,
        tls::{TlsOptions, Verification},
    },
    transcript::secrets::Secrets,
};

/// As typed.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct CommonOptions {
    /// A header to send, 'Name: value'; replaces a default of that name, repeat it for several values
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", help_heading = "Common options")]
    pub headers: Vec<String>,
    /// Do not verify the server's certificate
    #[arg(long, help_heading = "Common options")]
    pub insecure: bool,
    /// Trust the certificate authorities in this PEM file as well
    #[arg(long, value_name = "FILE", help_heading = "Common options")]
    pub ca: Option<PathBuf>,
    /// Go where an answer redirects to, up to 10 times (an event stream always does, up to 20 times)
    #[arg(long, help_heading = "Common options")]
    pub follow_redirects: bool,
    #[command(flatten)]
    pub reach: ReachOptions,
    #[command(flatten)]
    pub variables: VariableOptions,
    /// Write secret headers and passwords of URLs into the record instead of ***
    #[arg(long, help_heading = "Common options")]
    pub include_secrets: bool,
    /// Mask the values of headers with this name as well; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Common options")]
    pub secret_header: Vec<String>,
    /// End the session after this many seconds
    #[arg(long, value_name = "SECONDS", help_heading = "Common options", value_parser = session_limit, allow_negative_numbers = true)]
    pub max_time: Option<Duration>,
    /// End the session after this many messages
    #[arg(long, value_name = "N", help_heading = "Common options")]
    pub max_events: Option<u64>,
    /// Write the record to this file instead of standard output (- is standard output)
    #[arg(long, value_name = "FILE", help_heading = "Common options")]
    pub output: Option<PathBuf>,
}

/// As meant.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// How the peer is asked.
    pub peer: PeerOptions,
    /// Whether the record shows secrets.
    pub secrets: Secrets,
    /// When the session ends at the latest.
    pub max_time: Option<Duration>,
    /// After how many messages it ends.
    pub max_events: Option<u64>,
    /// Whether the record tells the frames of each row, where there are any.
    pub frames: bool,
    /// Whether values that are no rows are told on standard error.
    pub measures: bool,
    /// Whether errors are told there as they come: the session may go on after them. Otherwise only what ends it is.
    pub prints_errors: bool,
    /// Where the record goes; `None` is standard output.
    pub output: Option<PathBuf>,
}

impl CommonOptions {
    /// Fills in the variables of these options, and what fills in those of a subcommand.
    ///
    /// # Errors
    /// When the variables cannot be read: exit 2.
    pub(super) fn filler(&mut self) -> Result<Filler, CliError> {
        let mut filler = self.variables.filler()?;
        filler.fill_all(&mut self.headers);
        self.reach.fill_in(&mut filler);
        Ok(filler)
    }

    /// Checks what was typed.
    ///
    /// # Errors
    /// When a header, a login or a cookie cannot be sent: exit 2, before anything is.
    pub fn resolve(&self) -> Result<Resolved, CliError> {
        let headers = self.headers.iter().map(|line| headers::parse_line(line)).collect::<Result<_, _>>();
        let mut headers: Vec<_> = headers.map_err(CliError::misused)?;
        self.reach.add_headers(&mut headers)?;
        // Their names are needed where they are written as well: they stay at their origin.
        let secrets = Secrets::masked().with_names(self.secret_header.iter().cloned().collect());
        mask_with(&secrets);
        if self.insecure {
            say("--insecure: no certificate is verified, anybody on the way can read and change everything");
        }
        let output = self.output.clone().filter(|path| path.as_os_str() != "-");
        Ok(Resolved {
            peer: PeerOptions {
                headers,
                secret_headers: secrets.names().clone(),
                tls: TlsOptions {
                    verification: if self.insecure { Verification::Skipped } else { Verification::Platform },
                    extra_ca: self.ca.clone(),
                    pin: self.reach.pin(),
                    identity: self.reach.identity(),
                },
                connect: self.reach.connect()?,
                follows_redirects: self.follow_redirects,
                ..PeerOptions::default()
            },
            secrets: if self.include_secrets { secrets.include() } else { secrets },
            max_time: self.max_time,
            max_events: self.max_events,
            frames: false,
            measures: false,
            prints_errors: false,
            output,
        })
    }
}

impl Resolved {
    /// Where the record goes, in words.
    pub fn target(&self) -> String {
        self.output.as_deref().map_or("standard output".to_owned(), |path| path.display().to_string())
    }

    /// What a record's first line says of when it ends.
    pub fn settings(&self) -> Map<String, Value> {
        let mut settings = Map::new();
        if let Some(seconds) = self.max_time {
            settings.insert("maxTime".to_owned(), Value::from(seconds.as_secs_f64()));
        }
        if let Some(count) = self.max_events {
            settings.insert("maxEvents".to_owned(), Value::from(count));
        }
        settings
    }
}
