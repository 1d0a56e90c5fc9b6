//! `scripts/run` with a cargo that only notes what it is asked for: a build is never silent, and one that is not needed
//! says nothing.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output},
};

/// Notes its arguments; to build is to make the program.
const CARGO: &str = "#!/bin/sh\necho \"$@\" >> cargo.log\necho \"   Compiling $1\" >&2\n\
                     mkdir -p target/release && cp cargo.log target/release/wirelight\n\
                     chmod +x target/release/wirelight\n";

/// Every package is there.
const DPKG_QUERY: &str = "#!/bin/sh\necho installed\n";

/// A project with the script and these programs, and nothing else in it.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["scripts", "bin", "src", "assets"] {
        fs::create_dir(folder.path().join(name)).expect("a folder");
    }
    for name in ["Cargo.toml", "Cargo.lock", "src/main.rs"] {
        fs::write(folder.path().join(name), "").expect("a file");
    }
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts");
    for name in ["run", "packages"] {
        fs::copy(ours.join(name), folder.path().join("scripts").join(name)).expect("a script");
    }
    for (name, text) in [("cargo", CARGO), ("dpkg-query", DPKG_QUERY)] {
        let path = folder.path().join("bin").join(name);
        fs::write(&path, text).expect("a program");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a program");
    }
    folder
}

/// What the script writes, and what it asks of cargo.
fn run(project: &Path, display: Option<&str>) -> (Output, String) {
    fs::remove_file(project.join("cargo.log")).ok();
    let path = format!("{}:/usr/bin:/bin", project.join("bin").display());
    let mut command = Command::new("bash");
    command.arg(project.join("scripts/run")).env_clear().env("PATH", path).env("HOME", project);
    if let Some(display) = display {
        command.env("DISPLAY", display);
    }
    let output = command.output().expect("the script runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (output, fs::read_to_string(project.join("cargo.log")).expect("cargo was asked"))
}

#[test]
fn a_build_shows_its_progress_and_says_what_comes_next() {
    for (display, next, asked) in [
        (None, "Then the demo runs.", "build --release --locked\nrun --release --locked --quiet -- demo\n"),
        (Some(":0"), "Then the window opens.", "build --release --locked\nrun --release --locked --\n"),
    ] {
        let project = project();
        let (output, log) = run(project.path(), display);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.starts_with("Building Wirelight") && errors.contains(next), "{errors}");
        assert!(errors.contains("Compiling build"), "{errors}");
        assert_eq!(log, asked);
    }
}

#[test]
fn what_is_built_already_runs_without_a_word_of_building() {
    let project = project();
    run(project.path(), None);
    let (output, log) = run(project.path(), None);
    assert_eq!(log, "run --release --locked --quiet -- demo\n");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("Building"));
    let summary = "There is no display here, so no window: this runs 'wirelight demo' instead.\n";
    assert_eq!(String::from_utf8_lossy(&output.stdout), summary);
    // A source that has changed since is built again.
    let program = fs::File::open(project.path().join("target/release/wirelight")).expect("the program");
    program.set_modified(std::time::SystemTime::UNIX_EPOCH).expect("a time");
    let (output, log) = run(project.path(), None);
    assert!(log.starts_with("build --release --locked\n"), "{log}");
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("Building Wirelight"));
}
