//! Arrows point down only: which part of the program may name which other one.

use super::{
    names::{Crate, house},
    parse::Module,
    sources::complain,
};

/// The parts from the bottom up, each with all that it may name. `lib.rs` and `main.rs` hold them together.
const FLOORS: [(&str, &[&str]); 14] = [
    ("limits", &[]),
    ("i18n", &[]),
    ("decode", &["limits"]),
    ("engine", &["limits"]),
    ("transcript", &["engine", "limits"]),
    ("net", &["limits", "transcript"]),
    ("settings", &["limits", "transcript"]),
    ("session", &["decode", "engine", "limits", "net", "transcript"]),
    ("lab", &["limits", "net", "transcript"]),
    ("ui", &["decode", "engine", "i18n", "limits", "net", "settings", "transcript"]),
    ("protocols", &["decode", "engine", "i18n", "limits", "net", "session", "settings", "transcript", "ui"]),
    ("desk", &["limits", "net", "protocols", "session", "settings", "transcript"]),
    (
        "app",
        &[
            "decode",
            "desk",
            "engine",
            "i18n",
            "lab",
            "limits",
            "net",
            "protocols",
            "session",
            "settings",
            "transcript",
            "ui",
        ],
    ),
    (
        "cli",
        &["decode", "desk", "engine", "i18n", "lab", "limits", "net", "protocols", "session", "settings", "transcript"],
    ),
];

/// What draws a window.
const WINDOW_CRATES: [&str; 3] = ["eframe", "egui", "egui_plot"];

#[test]
fn arrows_point_down_only() {
    complain(&faults(house()));
}

/// Each arrow that does not.
pub(super) fn faults(whole: &Crate) -> Vec<String> {
    whole.modules().flat_map(|module| of_module(whole, module)).collect()
}

fn of_module(whole: &Crate, module: &Module) -> Vec<String> {
    let Some(part) = module.path.first() else { return Vec::new() };
    let Some((_, allowed)) = FLOORS.iter().find(|(name, _)| name == part) else {
        return vec![format!("{}: {part} stands on no floor", module.file)];
    };
    let mut faults = Vec::new();
    for (path, written) in whole.named(module) {
        let mut forbid = |why: &str| faults.push(format!("{} names {written}: {why}", module.file));
        let Some(other) = path.first().filter(|other| whole.module(std::slice::from_ref(other)).is_some()) else {
            continue;
        };
        if other != part && !allowed.contains(&other.as_str()) {
            forbid(&format!("{part} does not stand above {other}"));
        }
        if other == "ui" && !may_draw(module) {
            forbid("only views draw");
        }
        if let Some(protocol) = protocol_in(whole, &path)
            && part == "protocols"
            && module.path.len() > 1
            && module.path[1] != protocol
        {
            forbid(&format!("nothing in protocols knows {protocol} but the table of them"));
        }
    }
    let names_window = |path: &&[String]| path.first().is_some_and(|name| WINDOW_CRATES.contains(&name.as_str()));
    let paths = module.uses.iter().map(|used| used.path.as_slice()).chain(module.paths.iter().map(Vec::as_slice));
    if !may_draw(module) {
        faults.extend(
            paths
                .filter(names_window)
                .map(|path| format!("{} names {}: only views draw", module.file, path.join("::"))),
        );
    }
    faults
}

/// Views and the window.
fn may_draw(module: &Module) -> bool {
    let path: Vec<&str> = module.path.iter().map(String::as_str).collect();
    matches!(path[..], ["app" | "ui", ..] | ["protocols"] | ["protocols", "tab", ..] | ["protocols", _, "view", ..])
}

/// The protocol that a path leads into: each has a folder with a `config` in it.
fn protocol_in<'p>(whole: &Crate, path: &'p [String]) -> Option<&'p str> {
    let (folder, name) = (path.get(..2)?, &path[1]);
    let is_one = path[0] == "protocols" && whole.children(folder).any(|child| child.path[2] == "config");
    is_one.then_some(name)
}
