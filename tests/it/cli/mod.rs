//! The program from outside: its records, its exit statuses, its words, against a lab in another process.

mod blocked;
mod bodies;
mod compressed;
mod connect;
mod demo;
mod endings;
#[cfg(target_os = "linux")]
mod lab_memory;
mod protocols;
mod secrets;
mod sends;
mod usage;
mod variables;
mod why;
mod ws_liveness;

use std::{
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;

fn wirelight() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wirelight"));
    command.stdin(Stdio::null());
    command
}

/// A lab in a process of its own, on a free port.
struct LabProcess {
    child: Child,
    http: String,
    ws: String,
}

impl LabProcess {
    fn start(store: Option<&Path>) -> Self {
        let mut command = wirelight();
        command.args(["lab", "--listen", "127.0.0.1:0"]);
        if let Some(store) = store {
            command.arg("--store").arg(store);
        }
        Self::spawn(command)
    }

    /// One that logs into a file.
    fn logging(level: &str, log: std::fs::File) -> Self {
        let mut command = wirelight();
        command.args(["lab", "--listen", "127.0.0.1:0"]).env("WIRELIGHT_LOG", level).stderr(log);
        Self::spawn(command)
    }

    fn spawn(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the lab starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let mut url = || lines.next().expect("a line").expect("text").trim_end_matches('/').to_owned();
        let (http, ws) = (url(), url());
        assert!(http.starts_with("http://127.0.0.1:") && ws.starts_with("ws://127.0.0.1:"), "{http} {ws}");
        Self { child, http, ws }
    }

    fn http(&self, path: &str) -> String {
        format!("{}{path}", self.http)
    }

    fn ws(&self, path: &str) -> String {
        format!("{}{path}", self.ws)
    }
}

impl Drop for LabProcess {
    fn drop(&mut self) {
        // Not SIGKILL: it has a folder to clear away. A test may have ended it already.
        if matches!(self.child.try_wait(), Ok(None)) {
            signal(self.child.id(), "TERM");
            self.child.wait().ok();
        }
    }
}

/// Starts a thread that ends by itself or with the test.
fn background(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().spawn(work).expect("a thread");
}

/// Sends a signal with the shell's own `kill`, which is everywhere.
pub(crate) fn signal(pid: u32, name: &str) {
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {pid}")]).status();
    assert!(sent.is_ok_and(|status| status.success()) || std::thread::panicking(), "no signal for {pid}");
}

/// A finished run and its record.
struct Finished {
    status: i32,
    rows: Vec<Value>,
    errors: String,
    text: String,
}

impl Finished {
    fn of(output: &Output) -> Self {
        let text = String::from_utf8(output.stdout.clone()).expect("a record in UTF-8");
        Self {
            status: output.status.code().expect("an exit status"),
            rows: text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect(),
            errors: String::from_utf8_lossy(&output.stderr).into_owned(),
            text,
        }
    }

    fn of_kind(&self, kind: &str) -> Vec<&Value> {
        self.rows.iter().filter(|row| row["kind"] == kind).collect()
    }

    fn states(&self) -> Vec<&str> {
        self.of_kind("state").iter().filter_map(|row| row["state"].as_str()).collect()
    }

    fn last(&self) -> &Value {
        self.rows.last().expect("a row")
    }
}

/// Runs a subcommand to its end; its output must be a record.
fn run(arguments: &[&str]) -> Finished {
    let output = wirelight().args(arguments).output().expect("the program starts");
    let finished = Finished::of(&output);
    let times: Vec<u64> = finished.rows.iter().filter_map(|row| row["at"].as_u64()).collect();
    assert!(times.is_sorted(), "time went back: {times:?}");
    finished
}

/// What is said of wrong usage, with exit status 2 and nothing on standard output.
fn refused(arguments: &[&str]) -> String {
    let output = wirelight().args(arguments).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    let words = String::from_utf8(output.stderr).expect("words");
    assert!(words.len() > 20, "{arguments:?} says only {words:?}");
    words
}

/// What a child says on standard error until its end.
fn rest_of_errors(child: &mut Child) -> String {
    let mut text = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut text).expect("text");
    text
}
