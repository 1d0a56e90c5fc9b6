//! The lab as the attacked: a process of its own, and clients that do their worst on many connections at once.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use super::{
    MIB,
    child::{Watched, aside, pause},
    command::program,
    duration, judge,
    peer::{Allowance, Peer},
};
use crate::cli::signal;

/// Somebody else gets the lab's page within this.
const OTHERS_WAIT: Duration = Duration::from_secs(2);

/// Clients that do their worst.
pub(super) struct LabAttack {
    /// Where the case stands.
    pub(super) name: &'static str,
    /// Connections at a time.
    pub(super) connections: u64,
    /// What each says.
    pub(super) say: fn(&mut Peer) -> io::Result<()>,
    /// What all together say and read at most, in an ordinary run.
    pub(super) mib: u64,
    /// The lab's peak.
    pub(super) ceiling_mib: u64,
    /// What the lab writes at most for each byte that it is sent, to files and to sockets.
    pub(super) writes_for_each: Option<u64>,
}

impl LabAttack {
    /// Attacks a lab, looks whether it still serves others, and ends it.
    pub(super) fn run(&self) {
        let (time, is_bounded) = duration();
        let mut child = program().args(["lab", "--listen", "127.0.0.1:0"]).spawn().expect("the lab starts");
        let mut url = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        out.read_line(&mut url).expect("a URL");
        let addr: SocketAddr = url.trim().trim_start_matches("http://").trim_end_matches('/').parse().expect("a port");
        let mut watched = Watched::new(child);
        let bytes = if is_bounded { self.mib * MIB } else { u64::MAX };
        let allowance = Allowance::new(bytes);
        let (_over, held) = crossbeam_channel::bounded(0);
        for number in 0..self.connections {
            let (say, allowance, held) = (self.say, allowance.clone(), held.clone());
            aside(move || {
                loop {
                    let Ok(stream) = TcpStream::connect(addr) else { return };
                    Peer::new(stream, number, allowance.clone(), held.clone()).converse(say);
                    if is_bounded {
                        return;
                    }
                    pause(Duration::from_millis(1));
                }
            });
        }
        watched.watch(time, is_bounded, || allowance.is_spent());
        assert!(!watched.has_ended(), "the lab is gone");
        let waited = page(addr);
        let written = watched.written_bytes();
        let mut measured = watched.end(|watched| signal(watched.id(), "TERM"));
        measured.said_bytes = written;
        judge(self.name, self.ceiling_mib, &measured);
        assert_eq!(measured.status, Some(0), "the lab ended badly");
        let waited = waited.expect("the lab's page");
        assert!(waited < OTHERS_WAIT, "others waited {waited:?}");
        if let Some(factor) = self.writes_for_each {
            let said = allowance.used_of(bytes);
            assert!(written <= factor * said + MIB, "{written} bytes were written for {said}");
        }
    }
}

/// Gets the lab's page; how long that took.
fn page(addr: SocketAddr) -> io::Result<Duration> {
    let asked = Instant::now();
    let mut stream = TcpStream::connect(addr)?;
    stream.set_read_timeout(Some(OTHERS_WAIT * 2))?;
    write!(stream, "GET / HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer:.200}");
    Ok(asked.elapsed())
}

impl Peer {
    /// A request's head without the empty line that ends it.
    pub(super) fn ask(&mut self, method: &str, target: &str, lines: &str) -> io::Result<()> {
        let host = self.stream.peer_addr()?;
        self.say(format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n{lines}"))
    }

    /// Opens a WebSocket, as a client.
    pub(super) fn open(&mut self, target: &str, lines: &str) -> io::Result<()> {
        let own = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
                   Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        self.ask("GET", target, &format!("{own}{lines}\r\n"))?;
        let head = self.read_head()?;
        if head.starts_with("HTTP/1.1 101 ") { Ok(()) } else { Err(io::Error::other(head)) }
    }

    /// Reads what comes, as far as the case's bytes reach.
    pub(super) fn read_on(&mut self) -> io::Result<()> {
        let mut block = vec![0; 64 * 1024];
        loop {
            let length = self.stream.read(&mut block)?;
            if length == 0 {
                return Ok(());
            }
            self.count(length)?;
        }
    }
}

/// `name: connections, what each says, MiB, ceiling in MiB;`
macro_rules! lab_attacks {
    ($($name:ident: $connections:expr, $say:expr, $mib:expr, $ceiling:expr $(, writes $factor:expr)?;)*) => {$(
        #[test]
        fn $name() {
            let writes_for_each = [$($factor)?].first().copied();
            crate::hostile::client::LabAttack {
                name: concat!(module_path!(), "::", stringify!($name)),
                connections: $connections,
                say: $say,
                mib: $mib,
                ceiling_mib: $ceiling,
                writes_for_each,
            }
            .run();
        }
    )*};
}
pub(super) use lab_attacks;
