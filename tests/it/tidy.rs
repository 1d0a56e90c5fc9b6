//! Style as tests: file length, who may import whom, no unbounded queue, no shared lock, complete locales.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Longer files want a second room.
const MAX_LINES: usize = 400;

struct Source {
    path: String,
    text: String,
}

fn files_below(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("a folder's entry").path();
        if path.is_dir() {
            files_below(&path, extension, found);
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
}

fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    files_below(&root.join(folder), "rs", &mut paths);
    assert!(!paths.is_empty(), "{folder} has sources");
    paths
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).expect("a source file"),
            path: path.strip_prefix(root).expect("inside the project").to_string_lossy().replace('\\', "/"),
        })
        .collect()
}

/// The part of a file that is no unit test.
fn shipped(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text)
}

fn complain(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn no_file_is_longer_than_the_cap() {
    let mut faults = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for source in sources(folder) {
            let lines = source.text.lines().count();
            if lines > MAX_LINES {
                faults.push(format!("{} has {lines} lines", source.path));
            }
        }
    }
    complain(&faults);
}

#[test]
fn every_module_says_what_it_is() {
    let without: Vec<String> = ["src", "tests", "benches"]
        .into_iter()
        .flat_map(sources)
        .filter(|source| !source.text.starts_with("//!"))
        .map(|source| source.path)
        .collect();
    complain(&without);
}

#[test]
fn only_views_and_the_window_name_egui() {
    let faults: Vec<String> = sources("src")
        .into_iter()
        .filter(|source| {
            let path = source.path.as_str();
            let may = path.starts_with("src/app/")
                || path.starts_with("src/ui/")
                || path.ends_with("/view.rs")
                || path.contains("/view/")
                || path.starts_with("src/protocols/tab");
            !may && shipped(&source.text).lines().any(|line| {
                let code = line.trim_start();
                !code.starts_with("//") && (code.contains("egui::") || code.contains("eframe::"))
            })
        })
        .map(|source| source.path)
        .collect();
    complain(&faults);
}

#[test]
fn arrows_point_down_only() {
    let forbidden: [(&str, &[&str]); 9] = [
        ("src/decode/", &["app", "cli", "engine", "lab", "net", "protocols", "settings", "transcript", "ui"]),
        ("src/engine/", &["app", "cli", "lab", "net", "protocols", "settings", "transcript", "ui"]),
        ("src/transcript/", &["app", "cli", "lab", "net", "protocols", "settings", "ui"]),
        ("src/net/", &["app", "cli", "engine", "lab", "protocols", "settings", "ui"]),
        ("src/lab/", &["app", "cli", "engine", "protocols", "settings", "ui"]),
        ("src/i18n/", &["app", "cli", "engine", "lab", "net", "protocols", "transcript", "ui"]),
        ("src/settings/", &["app", "cli", "engine", "lab", "net", "protocols", "ui"]),
        ("src/ui/", &["app", "cli"]),
        ("src/protocols/", &["app", "cli"]),
    ];
    let mut faults = Vec::new();
    for source in sources("src") {
        for (folder, modules) in forbidden.iter().filter(|(folder, _)| source.path.starts_with(folder)) {
            for module in *modules {
                let import = format!("crate::{module}::");
                if shipped(&source.text).contains(&import) {
                    faults.push(format!("{} imports {module}, which stands above {folder}", source.path));
                }
            }
        }
    }
    complain(&faults);
}

#[test]
fn nothing_is_unbounded_shared_under_a_lock_or_left_undone() {
    // Spelled in pieces, so that this file does not find itself.
    let words = [
        concat!("un", "bounded("),
        concat!("un", "bounded_channel"),
        concat!("Arc<", "Mutex"),
        concat!("Arc<", "RwLock"),
        concat!("std::sync::", "Mutex"),
        concat!("to", "do!("),
        concat!("un", "implemented!("),
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("#[", "allow("),
    ];
    let mut faults = Vec::new();
    for source in sources("src") {
        for word in words.iter().filter(|word| shipped(&source.text).contains(**word)) {
            faults.push(format!("{} has {word}", source.path));
        }
    }
    complain(&faults);
}

fn locale_keys(file: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales").join(file);
    fs::read_to_string(path)
        .expect("a locale")
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
        .collect()
}

#[test]
fn both_languages_have_the_same_keys_in_the_same_order() {
    let english = locale_keys("en.ftl");
    assert_eq!(english, locale_keys("zh-CN.ftl"));
    let distinct: BTreeSet<_> = english.iter().collect();
    assert_eq!(distinct.len(), english.len(), "a key stands twice");
    assert!(english.len() > 100, "only {} keys", english.len());
}

#[test]
fn every_string_of_the_locales_is_used_somewhere() {
    let code: String = sources("src").into_iter().map(|source| source.text).collect();
    let unused: Vec<String> = locale_keys("en.ftl")
        .into_iter()
        .filter(|key| !code.contains(&format!("\"{key}\"")) && !is_built_from_a_prefix(&code, key))
        .collect();
    complain(&unused);
}

/// Keys like `kind-text` are put together as `format!("kind-{name}")`, or from a prefix `"kind-"`.
fn is_built_from_a_prefix(code: &str, key: &str) -> bool {
    let begins = |prefix: &str| code.contains(&format!("\"{prefix}{{")) || code.contains(&format!("\"{prefix}\""));
    key.match_indices('-').any(|(dash, _)| begins(&key[..=dash]))
}
