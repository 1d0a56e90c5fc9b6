//! A subcommand as the attacked, from outside: its peak, its end, what it prints.

use std::{
    io::Read,
    process::{Command, Stdio},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use super::{
    Attack, MIB, Measured,
    child::{Watched, aside},
    duration, judge,
    peer::Server,
};
use crate::cli::signal;

/// What standard error may say of a peer, whatever that said.
const MAX_ERRORS_BYTES: usize = 64 * 1024;

/// What a pipe holds that nobody reads.
const PIPE_BYTES: u64 = 64 * 1024;

/// A second signal ends the process at once.
const AT_ONCE: Duration = Duration::from_secs(1);

/// The program: this build's, or another one.
pub(super) fn program() -> Command {
    let path = std::env::var_os("WIRELIGHT").unwrap_or_else(|| env!("CARGO_BIN_EXE_wirelight").into());
    let mut command = Command::new(path);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The attack's arguments with what they stand for.
pub(super) fn arguments(attack: &Attack, server: &Server, file: &str) -> Vec<String> {
    let host = server.addr.to_string();
    let filled = |argument: &&str| {
        argument
            .replace("{http}", &format!("http://{host}/"))
            .replace("{ws}", &format!("ws://{host}/"))
            .replace("{host}", &host)
            .replace("{file}", file)
    };
    attack.arguments.iter().map(filled).collect()
}

/// A file to send.
pub(super) fn file() -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    std::io::Write::write_all(&mut file, &vec![b'f'; 4 * MIB as usize]).expect("written");
    file
}

/// Standard output is read as it comes.
pub(super) fn read(attack: &Attack) {
    let (measured, said, errors) = run(attack, Output::Read);
    judge(&format!("{}::read", attack.name), attack.ceiling_mib, &measured);
    check_errors(&errors);
    let last = said.tail.trim_ascii_end().rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
    let last = String::from_utf8_lossy(last);
    assert!(said.bytes == 0 || last.contains("\"kind\":\"state\""), "the record ends with {last:.300}");
}

/// Nobody reads standard output.
pub(super) fn blocked(attack: &Attack) {
    let (measured, said, errors) = run(attack, Output::Blocked);
    judge(&format!("{}::blocked", attack.name), attack.ceiling_mib, &measured);
    check_errors(&errors);
    if said.bytes >= PIPE_BYTES {
        assert_eq!(measured.status, Some(1), "rows are missing: {errors}");
        assert!(errors.contains("row"), "standard error does not say what is missing: {errors:?}");
    }
}

/// Two signals, a moment apart, while nobody reads standard output.
pub(super) fn second_signal(attack: &Attack) {
    let server = Server::start(attack.mib * MIB, attack.serve);
    let file = file();
    let mut watched = start(attack, &server, file.path().to_str().expect("a path"));
    watched.watch(duration().0, true, || server.is_spent());
    assert!(!watched.has_ended(), "it ended by itself");
    let mut asked = Instant::now();
    let measured = watched.end(|watched| {
        signal(watched.id(), "TERM");
        // Two that wait together are one.
        super::child::pause(Duration::from_millis(200));
        signal(watched.id(), "TERM");
        asked = Instant::now();
    });
    assert!(asked.elapsed() < AT_ONCE, "the second signal took {:?}", asked.elapsed());
    judge(&format!("{}::second_signal", attack.name), attack.ceiling_mib, &measured);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Output {
    Read,
    Blocked,
}

/// What came on a pipe.
#[derive(Default)]
struct Said {
    bytes: u64,
    tail: Vec<u8>,
}

fn start(attack: &Attack, server: &Server, file: &str) -> Watched {
    let mut command = program();
    command.arg(attack.subcommand).args(arguments(attack, server, file));
    Watched::new(command.spawn().expect("the program starts"))
}

fn run(attack: &Attack, output: Output) -> (Measured, Said, String) {
    let (time, is_bounded) = duration();
    let server = Server::start(if is_bounded { attack.mib * MIB } else { u64::MAX }, attack.serve);
    let file = file();
    let mut watched = start(attack, &server, file.path().to_str().expect("a path"));
    let errors = collect(watched.child().stderr.take().expect("a pipe"));
    let out = watched.child().stdout.take().expect("a pipe");
    let mut unread = None;
    let mut reading = None;
    match output {
        Output::Read => reading = Some(collect(out)),
        Output::Blocked => unread = Some(out),
    }
    watched.watch(time, is_bounded, || server.is_spent());
    let mut measured = watched.end(|watched| signal(watched.id(), "TERM"));
    let reading = reading.unwrap_or_else(|| collect(unread.take().expect("a pipe")));
    let said = reading.join().expect("the pipe's reader");
    measured.said_bytes = said.bytes;
    let errors = String::from_utf8_lossy(&errors.join().expect("the pipe's reader").tail).into_owned();
    (measured, said, errors)
}

/// Reads a pipe to its end; keeps what came last.
fn collect(mut pipe: impl Read + Send + 'static) -> JoinHandle<Said> {
    aside(move || {
        let mut said = Said::default();
        let mut block = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = pipe.read(&mut block) {
            said.bytes += length as u64;
            said.tail.extend_from_slice(&block[..length]);
            let extra = said.tail.len().saturating_sub(2 * MAX_ERRORS_BYTES);
            said.tail.drain(..extra);
        }
        said
    })
}

fn check_errors(errors: &str) {
    // Each attempt of minutes says how it failed; in the ordinary time there are few.
    let is_bounded = duration().1;
    assert!(!is_bounded || errors.len() <= MAX_ERRORS_BYTES, "standard error is {} bytes long", errors.len());
    let control = errors.chars().find(|c| c.is_control() && *c != '\n' && *c != '\t');
    assert_eq!(control, None, "a control character reaches the terminal: {errors:?}");
    assert!(!errors.contains("panicked"), "{errors}");
}
