//! `wirelight upload`: sends a file, resuming where the server says, and records how.

use std::{path::PathBuf, process::ExitCode};

use clap::ValueEnum;

use super::{CliError, CommonOptions, Resolved, open, record};
use crate::{
    engine::{Engine, Wake},
    net::{Schemes, parse_url},
    protocols::upload::{
        Command, FileFacts, Upload, UploadConfig,
        config::{FileSizeHeader, Start, parse_rate},
        file_id::{FileIdEncoding, header_value},
        session::{UploadSession, UploadState},
    },
    session::Model as _,
    transcript::Transcript,
};

/// The arguments of `wirelight upload`.
#[derive(Debug, clap::Args)]
pub(super) struct UploadArgs {
    /// The file to send
    file: PathBuf,
    /// The server's base URL; /status and /upload are added to its path
    url: String,
    /// How the server wants to be spoken to
    #[arg(long, value_enum, default_value_t = Dialect::JavascriptInfo)]
    dialect: Dialect,
    /// Send at most this many bytes a second, like 500K, 2M or 1G
    #[arg(long, value_name = "N[K|M|G]")]
    limit_rate: Option<String>,
    /// Send everything again from the first byte
    #[arg(long)]
    restart: bool,
    /// The file's ID instead of name-size-time
    #[arg(long, value_name = "ID")]
    file_id: Option<String>,
    /// How an ID beyond ASCII becomes a header value
    #[arg(long, value_enum, default_value_t = Encoding::Percent)]
    file_id_encoding: Encoding,
    /// Send X-File-Size too
    #[arg(long)]
    x_file_size: bool,
    #[command(flatten)]
    pub(super) common: CommonOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Dialect {
    JavascriptInfo,
    Tus,
    ContentRange,
    Rufh,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Encoding {
    Percent,
    Utf8,
    Latin1,
}

/// Uploads the file.
///
/// # Errors
/// When an option is wrong (exit 2) or the record cannot be written (exit 1): `main` prints it and ends so. How the
/// session ended is no error but the status that is returned.
pub(super) fn run(mut arguments: UploadArgs) -> Result<ExitCode, CliError> {
    arguments.fill_in()?;
    if arguments.dialect != Dialect::JavascriptInfo {
        return Err(CliError::usage("this version speaks only the dialect javascript-info; the others come later"));
    }
    let options = arguments.common.resolve()?;
    let config = arguments.config(&options)?;
    let engine = Engine::start(Wake::none()).map_err(CliError::failed)?;
    // Wrong usage is found before the record begins.
    let facts = engine.runtime().block_on(FileFacts::look(&config.path)).map_err(CliError::misused)?;
    let id = config.file_id.clone().unwrap_or_else(|| facts.default_id());
    header_value(&id, config.file_id_encoding).map_err(CliError::misused)?;

    let mut settings = options.settings();
    settings.extend(config.settings(Some(facts.size_bytes)));
    let url = config.url.to_string();
    let (handle, header) = open::<Upload>(&engine, config, url, settings);
    let mut session = UploadSession::begin(&header, Transcript::of_numbers());
    let end = record(&handle, &header, &options, || Command::Cancel, &mut session)?;
    Ok(end.exit_code(Some("the server had the whole file"), |_cause| session.state == UploadState::Done))
}

impl UploadArgs {
    /// Fills in the variables.
    ///
    /// # Errors
    /// When they cannot be read, or a name is unknown where none may be: exit 2.
    fn fill_in(&mut self) -> Result<(), CliError> {
        let mut filler = self.common.filler()?;
        filler.fill_all([&mut self.url].into_iter().chain(&mut self.file_id));
        filler.finish()
    }

    fn config(&self, options: &Resolved) -> Result<UploadConfig, CliError> {
        let url = parse_url(&self.url, Schemes::Http).map_err(CliError::misused)?;
        Ok(UploadConfig {
            file_id: self.file_id.clone(),
            file_id_encoding: match self.file_id_encoding {
                Encoding::Percent => FileIdEncoding::Percent,
                Encoding::Utf8 => FileIdEncoding::Utf8,
                Encoding::Latin1 => FileIdEncoding::Latin1,
            },
            file_size_header: if self.x_file_size { FileSizeHeader::Sent } else { FileSizeHeader::Omitted },
            start: if self.restart { Start::FromZero } else { Start::AtServersByte },
            limit_bytes_per_sec: self.limit_rate.as_deref().map(parse_rate).transpose().map_err(CliError::misused)?,
            peer: options.peer.clone(),
            ..UploadConfig::new(self.file.clone(), url)
        })
    }
}
