//! A hostile server: raw bytes on a port of its own, threads that block, and a bound on what it says.

use std::{
    io::{self, Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::child::aside;

/// What is said at once, where it is the same again and again.
const BLOCK_BYTES: usize = 64 * 1024;

/// A server, until it is dropped.
pub(super) struct Server {
    pub(super) addr: SocketAddr,
    allowance: Arc<Allowance>,
    /// Connections that are held end with it.
    over: Option<Sender<()>>,
}

/// What all connections of a case together may still say.
pub(super) struct Allowance {
    left_bytes: AtomicU64,
    is_spent: AtomicBool,
}

/// One connection.
pub(super) struct Peer {
    pub(super) stream: TcpStream,
    /// From 0.
    pub(super) number: u64,
    allowance: Arc<Allowance>,
    over: Receiver<()>,
}

impl Allowance {
    pub(super) fn new(bytes: u64) -> Arc<Self> {
        Arc::new(Self { left_bytes: AtomicU64::new(bytes), is_spent: AtomicBool::new(false) })
    }

    /// Whether everything was said that is said.
    pub(super) fn is_spent(&self) -> bool {
        self.is_spent.load(Ordering::Acquire)
    }

    /// What was said, out of so many bytes.
    pub(super) fn used_of(&self, bytes: u64) -> u64 {
        bytes - self.left_bytes.load(Ordering::Acquire)
    }

    fn take(&self, bytes: usize) -> io::Result<()> {
        let taken =
            self.left_bytes.fetch_update(Ordering::AcqRel, Ordering::Acquire, |left| left.checked_sub(bytes as u64));
        if taken.is_err() || self.is_spent() {
            self.is_spent.store(true, Ordering::Release);
            return Err(io::Error::other("everything is said"));
        }
        Ok(())
    }
}

impl Server {
    /// Answers each connection on a thread of its own. When all bytes are spent, connections are held as they are.
    pub(super) fn start(bytes: u64, serve: fn(&mut Peer) -> io::Result<()>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let addr = listener.local_addr().expect("an address");
        let allowance = Allowance::new(bytes);
        let (sender, over) = crossbeam_channel::bounded(0);
        let shared = allowance.clone();
        aside(move || {
            for (number, stream) in (0..).zip(listener.incoming()) {
                let Ok(stream) = stream else { continue };
                let peer = Peer::new(stream, number, shared.clone(), over.clone());
                if over.try_recv().is_err_and(|error| error.is_disconnected()) {
                    return;
                }
                aside(move || peer.converse(serve));
            }
        });
        Self { addr, allowance, over: Some(sender) }
    }

    /// Whether everything was said that is said.
    pub(super) fn is_spent(&self) -> bool {
        self.allowance.is_spent()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // And wakes the thread that accepts, so that it sees the end.
        self.over = None;
        TcpStream::connect(self.addr).ok();
    }
}

impl Peer {
    pub(super) fn new(stream: TcpStream, number: u64, allowance: Arc<Allowance>, over: Receiver<()>) -> Self {
        stream.set_nodelay(true).ok();
        Self { stream, number, allowance, over }
    }

    /// Runs to its end; holds the connection when all bytes of the case are spent.
    pub(super) fn converse(mut self, serve: impl FnOnce(&mut Self) -> io::Result<()>) {
        serve(&mut self).ok();
        if self.allowance.is_spent() {
            self.hold().ok();
        }
    }

    /// Says nothing, reads nothing, ends nothing, until the case is over.
    pub(super) fn hold(&mut self) -> io::Result<()> {
        self.over.recv().map_err(io::Error::other)
    }

    /// Says this once.
    pub(super) fn say(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        for piece in bytes.as_ref().chunks(BLOCK_BYTES) {
            self.allowance.take(piece.len())?;
            self.stream.write_all(piece)?;
        }
        Ok(())
    }

    /// Takes so many bytes from what the case may still use.
    pub(super) fn count(&self, bytes: usize) -> io::Result<()> {
        self.allowance.take(bytes)
    }

    /// Says this without end.
    pub(super) fn say_forever(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        let bytes = bytes.as_ref();
        let block = bytes.repeat((BLOCK_BYTES / bytes.len()).max(1));
        loop {
            self.say(&block)?;
        }
    }

    /// Says what comes of a number, without end.
    pub(super) fn say_each(&mut self, mut bytes: impl FnMut(u64) -> Vec<u8>) -> io::Result<()> {
        let mut number = 0;
        loop {
            let mut block = Vec::new();
            while block.len() < BLOCK_BYTES {
                block.extend_from_slice(&bytes(number));
                number += 1;
            }
            self.say(&block)?;
        }
    }

    /// Reads up to the empty line that ends a head.
    pub(super) fn read_head(&mut self) -> io::Result<String> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            self.stream.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        Ok(String::from_utf8_lossy(&head).into_owned())
    }

    /// Reads so many bytes of a request's body.
    pub(super) fn read_bytes(&mut self, bytes: usize) -> io::Result<()> {
        self.stream.read_exact(&mut vec![0; bytes])
    }

    /// Reads a request and says this.
    pub(super) fn answer(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<String> {
        let head = self.read_head()?;
        self.say(bytes)?;
        Ok(head)
    }

    /// Answers a request for a WebSocket, with more header lines.
    pub(super) fn upgrade_with(&mut self, lines: &str) -> io::Result<()> {
        let head = self.read_head()?;
        let key = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("sec-websocket-key").then(|| value.trim())
        });
        let accept = derive_accept_key(key.unwrap_or_default().as_bytes());
        self.say(format!(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Accept: {accept}\r\n{lines}\r\n"
        ))
    }

    /// Answers a request for a WebSocket.
    pub(super) fn upgrade(&mut self) -> io::Result<()> {
        self.upgrade_with("")
    }

    /// Reads whatever comes, aside.
    pub(super) fn read_aside(&self) -> io::Result<()> {
        let mut stream = self.stream.try_clone()?;
        aside(move || io::copy(&mut stream, &mut io::sink()));
        Ok(())
    }

    /// Makes the end of the connection a reset.
    pub(super) fn reset_on_close(&mut self) -> io::Result<()> {
        // What was said is read first, or the reset would take it away.
        self.stream.set_read_timeout(Some(Duration::from_millis(5)))?;
        self.stream.read_exact(&mut [0]).ok();
        let socket = tokio::net::TcpSocket::from_std_stream(self.stream.try_clone()?);
        socket.set_zero_linger()
    }

    /// Reads what is there already.
    pub(super) fn read_available(&mut self) {
        self.stream.set_nonblocking(true).ok();
        while matches!(self.stream.read(&mut [0; 4096]), Ok(1..)) {}
        self.stream.set_nonblocking(false).ok();
    }

    /// Ends our direction.
    pub(super) fn end(&self) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Write)
    }
}
