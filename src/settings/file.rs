//! The settings file: read once, written by a thread of its own a moment after the last change.

use std::{
    fs, io,
    path::{Path, PathBuf},
    thread::JoinHandle,
    time::Duration,
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError};

use super::{Settings, VERSION};
use crate::transcript::reason::{Code, HasReason as _, Reason};

/// A change is written when nothing has changed for this long.
const QUIET: Duration = Duration::from_secs(1);

/// Something about the file that the user should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The file could not be understood; it was renamed, and the window starts afresh.
    BrokenSetAside {
        /// Where it is now.
        path: PathBuf,
    },
    /// A newer program wrote the file: nothing is saved, so that it is not harmed.
    NewerVersion {
        /// The version it has.
        version: i64,
    },
    /// The file or its folder cannot be read or written.
    Unusable {
        /// The file, or what stands for it.
        path: PathBuf,
        /// What is wrong with it, and its code.
        reason: Reason,
    },
}

/// The way to the file.
#[derive(Debug)]
pub struct SettingsFile {
    path: Option<PathBuf>,
    changes: Option<Sender<Settings>>,
    offered: Option<Settings>,
    writer: Option<JoinHandle<()>>,
}

impl SettingsFile {
    /// Reads the file in the platform's folder (`WIRELIGHT_CONFIG_DIR` names another one).
    pub fn open_default() -> (Self, Settings, Option<Notice>) {
        let Some(path) = default_path() else {
            let reason = Code::SettingsFolderMissing.into();
            return (
                Self::unsaved(),
                Settings::default(),
                Some(Notice::Unusable { path: "settings.toml".into(), reason }),
            );
        };
        Self::open(path)
    }

    /// Reads a file; it need not exist.
    pub fn open(path: PathBuf) -> (Self, Settings, Option<Notice>) {
        let (mut file, settings, notice) = Self::read(path.clone());
        file.path = Some(path);
        (file, settings, notice)
    }

    /// Where it is, whether or not it can be used.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    fn read(path: PathBuf) -> (Self, Settings, Option<Notice>) {
        let unread = match read(&path) {
            Ok(settings) => return (Self::saving(path), settings, None),
            Err(unread) => unread,
        };
        tracing::warn!(?unread, "the settings file is not used");
        let renamed = match unread {
            Unread::NewerVersion(version) => {
                return (Self::unsaved(), Settings::default(), Some(Notice::NewerVersion { version }));
            }
            Unread::Broken => set_aside(&path),
            Unread::Io(error) => Err(error),
        };
        match renamed {
            Ok(aside) => (Self::saving(path), Settings::default(), Some(Notice::BrokenSetAside { path: aside })),
            Err(error) => {
                let notice = Notice::Unusable { path, reason: error.reason() };
                (Self::unsaved(), Settings::default(), Some(notice))
            }
        }
    }

    /// Hands over what shall be remembered. Never waits; only the last of several changes is written.
    pub fn save_later(&mut self, settings: &Settings) {
        let Some(changes) = &self.changes else { return };
        if self.offered.as_ref() == Some(settings) {
            return;
        }
        match changes.try_send(settings.clone()) {
            Ok(()) => self.offered = Some(settings.clone()),
            // The writer is busy with the disk: the next frame tries again.
            Err(TrySendError::Full(_)) => {}
            Err(TrySendError::Disconnected(_)) => self.changes = None,
        }
    }

    /// Writes what is still to be written and ends. Waits for the disk.
    pub fn flush(&mut self) {
        self.changes = None;
        if let Some(writer) = self.writer.take() {
            writer.join().ok();
        }
    }

    fn unsaved() -> Self {
        Self { path: None, changes: None, offered: None, writer: None }
    }

    fn saving(path: PathBuf) -> Self {
        let (changes, waiting) = crossbeam_channel::bounded(16);
        let writer = std::thread::Builder::new()
            .name("wirelight-settings".to_owned())
            .spawn(move || write_changes(&path, &waiting));
        match writer {
            Ok(writer) => Self { path: None, changes: Some(changes), offered: None, writer: Some(writer) },
            Err(error) => {
                tracing::error!(%error, "settings are not saved: no thread");
                Self::unsaved()
            }
        }
    }
}

impl Drop for SettingsFile {
    fn drop(&mut self) {
        self.flush();
    }
}

fn default_path() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("WIRELIGHT_CONFIG_DIR") {
        return Some(PathBuf::from(folder).join("settings.toml"));
    }
    let folders = directories::ProjectDirs::from("", "", "wirelight")?;
    Some(folders.config_dir().join("settings.toml"))
}

/// Why the settings of a file are not used.
#[derive(Debug)]
enum Unread {
    NewerVersion(i64),
    /// It is no TOML, or has values that no version has written.
    Broken,
    Io(io::Error),
}

/// The settings of a file, the default ones where it does not exist.
fn read(path: &Path) -> Result<Settings, Unread> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            return match error.kind() {
                io::ErrorKind::NotFound => Ok(Settings::default()),
                // It is not UTF-8.
                io::ErrorKind::InvalidData => Err(Unread::Broken),
                _ => Err(Unread::Io(error)),
            };
        }
    };
    let broken = |error: toml::de::Error| {
        tracing::warn!(%error, "the settings file is broken");
        Unread::Broken
    };
    let table: toml::Table = toml::from_str(&text).map_err(broken)?;
    // Before anything else of it is understood: a newer format may have other types.
    match table.get("version").and_then(toml::Value::as_integer) {
        Some(version) if version > i64::from(VERSION) => Err(Unread::NewerVersion(version)),
        _ => table.try_into().map_err(broken),
    }
}

fn write_changes(path: &Path, changes: &Receiver<Settings>) {
    while let Ok(mut latest) = changes.recv() {
        let connected = loop {
            match changes.recv_timeout(QUIET) {
                Ok(newer) => latest = newer,
                Err(RecvTimeoutError::Timeout) => break true,
                Err(RecvTimeoutError::Disconnected) => break false,
            }
        };
        if let Err(error) = write_atomically(path, &latest) {
            tracing::error!(%error, path = %path.display(), "settings could not be saved");
        }
        if !connected {
            return;
        }
    }
}

/// Writes a new file beside the old one and puts it in its place, so that a crash leaves one of the two.
fn write_atomically(path: &Path, settings: &Settings) -> io::Result<()> {
    use io::Write as _;
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let text = toml::to_string_pretty(settings).map_err(io::Error::other)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let seconds = jiff::Timestamp::now().as_second();
    let mut number = 0;
    loop {
        let aside = path.with_extension(format!("toml.broken-{}", seconds + number));
        if !aside.exists() {
            fs::rename(path, &aside)?;
            return Ok(aside);
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{SavedTab, ThemeChoice, WindowGeometry};

    fn some_settings() -> Settings {
        Settings {
            language: Some("zh-CN".to_owned()),
            theme: ThemeChoice::Light,
            active_tab: 1,
            window: Some(WindowGeometry { x: None, y: Some(2.5), width: 900.0, height: 600.0, maximized: false }),
            tabs: vec![SavedTab {
                protocol: "sse".to_owned(),
                name: Some("Prices".to_owned()),
                fields: toml::Table::from_iter([("url".to_owned(), toml::Value::from("http://h/"))]),
            }],
            ..Settings::default()
        }
    }

    #[test]
    fn what_was_saved_comes_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/settings.toml");
        let (mut file, settings, notice) = SettingsFile::open(path.clone());
        assert_eq!((settings, notice), (Settings::default(), None));
        file.save_later(&Settings::default());
        file.save_later(&some_settings());
        file.flush();
        let (_file, settings, notice) = SettingsFile::open(path);
        assert_eq!((settings, notice), (some_settings(), None));
    }

    #[test]
    fn a_broken_file_is_set_aside_and_never_lost() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.toml");
        for broken in [b"version = [what".as_slice(), b"theme = 7", &[0xff, 0xfe, 0]] {
            fs::write(&path, broken).expect("written");
            let (_file, settings, notice) = SettingsFile::open(path.clone());
            assert_eq!(settings, Settings::default());
            let Some(Notice::BrokenSetAside { path: aside }) = notice else { panic!("{notice:?}") };
            assert_eq!(fs::read(aside).expect("kept"), broken);
            assert!(!path.exists());
        }
    }

    #[test]
    fn the_file_of_a_newer_program_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.toml");
        fs::write(&path, "version = 7\ntheme = [1]\n").expect("written");
        let (mut file, _, notice) = SettingsFile::open(path.clone());
        assert_eq!(notice, Some(Notice::NewerVersion { version: 7 }));
        file.save_later(&some_settings());
        file.flush();
        assert_eq!(fs::read_to_string(path).expect("kept"), "version = 7\ntheme = [1]\n");
    }

    #[test]
    fn a_folder_in_the_files_place_is_told_and_not_harmed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (_file, settings, notice) = SettingsFile::open(folder.path().to_owned());
        assert_eq!(settings, Settings::default());
        assert!(matches!(notice, Some(Notice::Unusable { .. })), "{notice:?}");
    }
}
