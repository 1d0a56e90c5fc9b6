//! Files of the user that have no end, or no begin.

use std::{io, process::Command};

use super::{Attack, command, peer::Peer};

fn silence(peer: &mut Peer) -> io::Result<()> {
    peer.hold()
}

fn reading_socket(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.read_aside()?;
    peer.hold()
}

const ATTACK: Attack =
    Attack { name: module_path!(), subcommand: "ws", arguments: &[], serve: silence, mib: 1, ceiling_mib: 96 };

/// Runs it with a FIFO that nobody writes to.
fn with_fifo(subcommand: &'static str, before: &[&str], after: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let fifo = folder.path().join("fifo");
    let made = Command::new("mkfifo").arg(&fifo).status().expect("mkfifo");
    assert!(made.success());
    let fifo = fifo.to_str().expect("a path").to_owned();
    // It lives as long as the process: a table's arguments do.
    let name = format!("{}::{subcommand}_{}", module_path!(), before.last().unwrap_or(&"file").trim_start_matches('-'));
    let arguments: Vec<&'static str> = before
        .iter()
        .copied()
        .chain([fifo.as_str()])
        .chain(after.iter().copied())
        .map(|argument| &*argument.to_owned().leak())
        .collect();
    command::read(&Attack {
        name: name.leak(),
        subcommand,
        arguments: arguments.leak(),
        serve: reading_socket,
        ..ATTACK
    });
}

#[test]
fn certificates_without_end() {
    let cases: [(&str, &[&str]); 3] = [
        (concat!(module_path!(), "::ca_without_end"), &["wss://{host}/", "--ca", "/dev/zero"]),
        (concat!(module_path!(), "::cert_without_end"), &["wss://{host}/", "--cert", "/dev/zero"]),
        (concat!(module_path!(), "::key_without_end"), &["wss://{host}/", "--cert", "{file}", "--key", "/dev/zero"]),
    ];
    for (name, arguments) in cases {
        command::read(&Attack { name, arguments, ..ATTACK });
    }
}

#[test]
fn certificates_that_never_come() {
    with_fifo("sse", &["https://127.0.0.1:9/", "--ca"], &[]);
    with_fifo("poll", &["https://127.0.0.1:9/", "--cert"], &[]);
}

#[test]
fn messages_without_end() {
    let name = concat!(module_path!(), "::message_without_end");
    let arguments = &["{ws}", "--send-file", "/dev/zero"];
    command::read(&Attack { name, arguments, serve: reading_socket, ..ATTACK });
}

#[test]
fn messages_that_never_come() {
    with_fifo("ws", &["{ws}", "--send-file"], &[]);
}

#[test]
fn uploads_without_end_or_begin() {
    let name = concat!(module_path!(), "::upload_without_end");
    command::read(&Attack { name, subcommand: "upload", arguments: &["/dev/zero", "{http}"], ..ATTACK });
    with_fifo("upload", &[], &["{http}"]);
}
