//! What a peer can make the program keep: the peak of a process of its own, and how soon it ends when it is told to.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::frame;

const MIB: usize = 1024 * 1024;

/// A peer that says nothing more when nobody took a byte for so long.
const WRITE_TIMEOUT: Duration = Duration::from_millis(700);

/// What a peer says after the handshake. It reads nothing.
#[derive(Default)]
struct Flood {
    first: Vec<u8>,
    /// Said until so many bytes are, or nobody takes them any more.
    again: Vec<u8>,
    bytes: usize,
    last: Vec<u8>,
}

fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    std::thread::Builder::new().name("peer".to_owned()).spawn(work).expect("a thread")
}

/// Says all of it on a thread of its own.
fn peer(flood: Flood) -> (String, JoinHandle<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("ws://{}/", listener.local_addr().expect("an address"));
    let serving = on_a_thread(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("a request");
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).expect("a head in UTF-8");
        let key = super::header(&head, "Sec-WebSocket-Key").expect("a key");
        let answer = format!(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Accept: {}\r\n\r\n",
            derive_accept_key(key.as_bytes())
        );
        stream.write_all(answer.as_bytes()).expect("a client that listens");
        stream.set_write_timeout(Some(WRITE_TIMEOUT)).expect("a socket");
        let Flood { first, again, bytes, last } = flood;
        let again = again.repeat((64 * 1024 / again.len().max(1)).max(1));
        let mut said = 0;
        let mut goes_on = stream.write_all(&first).is_ok();
        while goes_on && said < bytes {
            goes_on = stream.write_all(&again).is_ok();
            said += again.len();
        }
        if goes_on {
            stream.write_all(&last).expect("a client that listens");
        }
        stream
    });
    (url, serving)
}

fn start(arguments: &[&str], url: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_wirelight"))
        .args(["ws", url, "--deflate", "off"])
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// The most memory that a process had, in MiB.
fn peak_mib(child: &Child) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("a process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").parse::<usize>().expect("a number") / 1024
}

/// Lets the peer do its worst, ends the program, and says how much memory that took. Where the peer comes to its end,
/// so has the program when a row has the word `done`.
fn peak_of(arguments: &[&str], flood: Flood) -> usize {
    let waits_for_row = !flood.last.is_empty();
    let (url, serving) = peer(flood);
    let mut child = start(arguments, &url);
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
    let (done, is_done) = crossbeam_channel::bounded(1);
    let reading = on_a_thread(move || {
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            if line.len() < 1_000 && line.windows(6).any(|word| word == b"\"done\"") {
                done.try_send(()).ok();
            }
            line.clear();
        }
    });
    let stream = serving.join().expect("a peer");
    if waits_for_row {
        is_done.recv_timeout(Duration::from_secs(20)).expect("everything is read");
    }
    let peak = peak_mib(&child);
    let summary = Instant::now();
    let signalled = Command::new("sh").args(["-c", &format!("kill -TERM {}", child.id())]).status();
    assert!(signalled.is_ok_and(|status| status.success()), "no signal");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert!(summary.elapsed() < Duration::from_secs(3), "it took {:?} to end", summary.elapsed());
    reading.join().expect("a reader");
    drop(stream);
    peak
}

/// The same beyond what a message of a word takes: a program with a window in it is larger from the start.
fn growth_of(arguments: &[&str], flood: Flood) -> usize {
    let least = peak_of(arguments, Flood { last: frame(0x81, b"done"), ..Flood::default() });
    peak_of(arguments, flood).saturating_sub(least)
}

#[test]
fn a_message_of_empty_fragments_keeps_its_first_heads() {
    let flood = Flood {
        first: frame(0x01, b""),
        again: frame(0x00, b""),
        bytes: 3 * MIB,
        last: [frame(0x80, b""), frame(0x81, b"done")].concat(),
    };
    let growth = growth_of(&["--frames"], flood);
    assert!(growth < 16, "{growth} MiB");
}

#[test]
fn pings_that_nobody_takes_the_pongs_of_are_not_read() {
    let flood = Flood { again: frame(0x89, &[b'p'; 125]), bytes: 40 * MIB, ..Flood::default() };
    let growth = growth_of(&[], flood);
    assert!(growth < 20, "{growth} MiB");
}

#[test]
fn empty_messages_that_nobody_takes_the_echo_of_are_not_read() {
    let flood = Flood { again: frame(0x81, b""), bytes: 14 * MIB, ..Flood::default() };
    let growth = growth_of(&["--echo"], flood);
    assert!(growth < 32, "{growth} MiB");
}

#[test]
fn a_message_is_not_whole_in_memory_a_second_time_when_it_is_written() {
    // Each of its bytes is six in JSON.
    let first = frame(0x81, &vec![0; 6 * MIB]);
    let growth = growth_of(&[], Flood { first, last: frame(0x81, b"done"), ..Flood::default() });
    assert!(growth < 26, "{growth} MiB");
}
