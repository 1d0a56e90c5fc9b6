//! Ctrl-C and SIGTERM close the window without a question, as a desktop that shuts down wants it.

use std::{io, time::Duration};

use crossbeam_channel::Receiver;
use egui::Context;

use super::closing::close_unasked;

/// How long the window may take to close; what still blocks then is not waited for.
const CLOSE_GRACE: Duration = Duration::from_millis(2700);

/// Closes the window at the first message; a second one, or a window that does not close, ends the process.
///
/// # Errors
/// When the system gives no thread.
pub(super) fn close_on(signals: Receiver<()>, ctx: &Context) -> io::Result<()> {
    let ctx = ctx.clone();
    // It ends with the process.
    std::thread::Builder::new().name("wirelight-close".to_owned()).spawn(move || {
        if signals.recv().is_err() {
            return;
        }
        close_unasked(&ctx);
        signals.recv_timeout(CLOSE_GRACE).ok();
        std::process::exit(1);
    })?;
    Ok(())
}
