//! Ctrl-C and SIGTERM, listened for from the moment this is made.

use std::io;

use crossbeam_channel::Receiver;

/// One message for each Ctrl-C and SIGTERM, from a thread of its own: a session that keeps every worker busy must not
/// keep us from hearing them.
///
/// # Errors
/// When the system does not let us listen: the window does not open then, since it could not end in order.
pub(super) fn receive() -> io::Result<Receiver<()>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let mut signals = runtime.block_on(async { EndSignals::listen() })?;
    let (sender, receiver) = crossbeam_channel::bounded(4);
    // It ends with the process, or when nobody asks any more.
    std::thread::Builder::new().name("wirelight-signals".to_owned()).spawn(move || {
        runtime.block_on(async move {
            loop {
                signals.next().await;
                if sender.try_send(()).is_err_and(|refused| refused.is_disconnected()) {
                    return;
                }
            }
        });
    })?;
    Ok(receiver)
}

/// The signals that ask the program to end.
#[derive(Debug)]
pub(super) struct EndSignals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl EndSignals {
    /// Listens from now on. Needs a tokio runtime.
    ///
    /// # Errors
    /// When the system does not let us listen: the command does not start then, since Ctrl-C could not end it in order.
    pub(super) fn listen() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};

            Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(not(unix))]
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "signals cannot be listened for");
            std::future::pending::<()>().await;
        }
    }
}
