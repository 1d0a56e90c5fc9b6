//! The binary: everything is in the library, so that tests and other programs can use it. Here the command line gets
//! the window, which it does not know.

use std::process::ExitCode;

use crossbeam_channel::Receiver;
use wirelight::cli::{self, CliError, WindowRequest};

fn main() -> ExitCode {
    cli::main(show_window)
}

#[cfg(feature = "gui")]
fn show_window(asked: WindowRequest, signals: Receiver<()>) -> Result<(), CliError> {
    use wirelight::app::{self, AppError, WindowOptions};

    let WindowRequest { lang, lab, session } = asked;
    app::run(WindowOptions { lang, lab, session }, signals).map_err(|error| match error {
        AppError::NoDisplay | AppError::Display { .. } => CliError::misused(error),
        AppError::Graphics { .. } => CliError::failed(error),
    })
}

#[cfg(not(feature = "gui"))]
fn show_window(_asked: WindowRequest, _signals: Receiver<()>) -> Result<(), CliError> {
    Err(CliError::usage("this build has no window (it was built without the feature gui): see wirelight --help"))
}
