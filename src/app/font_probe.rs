//! Whether the system knows any font at all. Where fontconfig knows none, asking it for a glyph would end
//! the program, so it is not asked then.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// How deep folders of fonts are looked through.
const MAX_DEPTH: usize = 6;

/// Asks `fc-list`, or looks through the folders that fontconfig would.
pub(super) fn system_has_fonts() -> bool {
    if cfg!(not(all(unix, not(target_os = "macos")))) {
        return true;
    }
    let listed = Command::new("fc-list").arg("-q").arg(":").stdin(Stdio::null()).stderr(Stdio::null()).status();
    match listed {
        Ok(status) => status.success(),
        Err(_) => font_folders().iter().any(|folder| has_font(folder, MAX_DEPTH)),
    }
}

fn font_folders() -> Vec<PathBuf> {
    let config = env::var_os("FONTCONFIG_FILE").map_or_else(|| PathBuf::from("/etc/fonts/fonts.conf"), PathBuf::from);
    let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let data = env::var_os("XDG_DATA_HOME").map_or_else(|| home.join(".local/share"), PathBuf::from);
    let text = fs::read_to_string(config).unwrap_or_default();
    named_folders(&text, &home, &data)
}

/// The `<dir>` entries of a fontconfig file.
fn named_folders(text: &str, home: &Path, data: &Path) -> Vec<PathBuf> {
    text.split("<dir")
        .skip(1)
        .filter_map(|rest| {
            let (attributes, rest) = rest.split_once('>')?;
            let (name, _) = rest.split_once("</dir>")?;
            let name = name.trim();
            Some(match name.strip_prefix("~/") {
                Some(below) => home.join(below),
                None if attributes.contains("xdg") => data.join(name),
                None => PathBuf::from(name),
            })
        })
        .collect()
}

fn has_font(folder: &Path, depth: usize) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return depth > 0 && has_font(&path, depth - 1);
        }
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        matches!(extension.as_str(), "ttf" | "otf" | "ttc" | "otc" | "pfb")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_a_fontconfig_file_are_found() {
        let text = r#"<fontconfig><dir>/usr/share/fonts</dir> <dir prefix="xdg">fonts</dir><dir>~/.fonts</dir>"#;
        let folders = named_folders(text, Path::new("/home/a"), Path::new("/data"));
        assert_eq!(folders, ["/usr/share/fonts", "/data/fonts", "/home/a/.fonts"].map(PathBuf::from));
    }

    #[test]
    fn a_folder_without_a_font_has_none() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("deep")).expect("made");
        fs::write(folder.path().join("fonts.dir"), "").expect("written");
        assert!(!has_font(folder.path(), MAX_DEPTH));
        fs::write(folder.path().join("deep/a.TTF"), "").expect("written");
        assert!(has_font(folder.path(), MAX_DEPTH));
    }
}
