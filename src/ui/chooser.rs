//! The system's file dialog, away from the frame. A system without one answers like a person who cancels,
//! only sooner than any person could.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use rfd::FileHandle;

use crate::engine::{JobSlot, Spawner};

/// A dialog that is gone sooner than a person can close it was never there.
const NO_DIALOG_BEFORE: Duration = Duration::from_millis(400);

/// What came of a dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// A file.
    Path(PathBuf),
    /// Nothing: the user changed their mind.
    Cancelled,
    /// The system has no dialog; a path can be typed.
    NoDialog,
}

/// At most one dialog at a time.
#[derive(Debug, Default)]
pub struct Chooser {
    dialog: JobSlot<Chosen>,
}

impl Chooser {
    /// Opens a dialog, unless one is open: `rfd::AsyncFileDialog::new().pick_file()`.
    pub fn start(&mut self, spawner: &Spawner, dialog: impl Future<Output = Option<FileHandle>> + Send + 'static) {
        if self.dialog.is_running() {
            return;
        }
        self.dialog.spawn(spawner, async move {
            let started = Instant::now();
            match dialog.await {
                Some(file) => Chosen::Path(file.path().to_owned()),
                None if started.elapsed() < NO_DIALOG_BEFORE => Chosen::NoDialog,
                None => Chosen::Cancelled,
            }
        });
    }

    /// Whether a dialog is open.
    pub fn is_running(&self) -> bool {
        self.dialog.is_running()
    }

    /// What came of it, once.
    pub fn take(&mut self) -> Option<Chosen> {
        // A dialog that fails is none.
        self.dialog.take().map(|chosen| chosen.unwrap_or(Chosen::NoDialog))
    }
}
