//! Each file by itself: its length, its first line, and words that it must not have.

use super::sources::{complain, sources};

/// Longer files want a second room.
const MAX_LINES: usize = 400;

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

/// The part of a file that is no unit test.
fn shipped(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text)
}
