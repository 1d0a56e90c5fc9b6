//! What the kernel still holds of a TCP connection: the send queue on our side and, when the peer is on the same
//! machine, what it has not read. Linux only; elsewhere it is not known.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use super::connection::{Connection, tcp_stream};

/// The two ends of a TCP connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// Our end.
    pub local: SocketAddr,
    /// The peer's.
    pub peer: SocketAddr,
}

/// Bytes that the kernel holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KernelQueues {
    /// Written by us and not acknowledged by the peer's kernel.
    pub send_bytes: u64,
    /// Acknowledged by the peer's kernel and not read by the peer. Known only if it runs on this machine.
    pub peer_unread_bytes: Option<u64>,
}

impl KernelQueues {
    /// Whether anything is still on its way.
    pub fn hold_bytes(self) -> bool {
        self.send_bytes > 0 || self.peer_unread_bytes.is_some_and(|unread| unread > 0)
    }
}

impl Endpoints {
    /// Of a connection.
    pub fn of(connection: &Connection) -> Option<Self> {
        let tcp = tcp_stream(connection);
        Some(Self { local: tcp.local_addr().ok()?, peer: tcp.peer_addr().ok()? })
    }

    /// Looks into the kernel's tables; it can take milliseconds on a machine with many connections. `None` when
    /// this system has no such table, or the connection is not in it.
    ///
    /// # Errors
    /// When a table is there but cannot be read.
    pub fn read_queues(&self) -> io::Result<Option<KernelQueues>> {
        if !cfg!(target_os = "linux") {
            return Ok(None);
        }
        let mut queues = TableSearch::new(*self);
        for table in ["/proc/self/net/tcp", "/proc/self/net/tcp6"] {
            match std::fs::read(table) {
                Ok(rows) => queues.search(&rows),
                // A kernel without IPv6.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(queues.found())
    }
}

/// Looks for both ends of a connection in tables as `/proc/net/tcp` has them. Sans-IO.
#[derive(Debug)]
struct TableSearch {
    ends: Endpoints,
    ours: Option<u64>,
    peers: Option<u64>,
}

impl TableSearch {
    fn new(ends: Endpoints) -> Self {
        let plain = |address: SocketAddr| SocketAddr::new(address.ip().to_canonical(), address.port());
        Self { ends: Endpoints { local: plain(ends.local), peer: plain(ends.peer) }, ours: None, peers: None }
    }

    fn search(&mut self, table: &[u8]) {
        for line in table.split(|byte| *byte == b'\n') {
            let Some(row) = std::str::from_utf8(line).ok().and_then(Row::parse) else { continue };
            if (row.local, row.peer) == (self.ends.local, self.ends.peer) {
                self.ours = Some(row.send_bytes);
            } else if (row.local, row.peer) == (self.ends.peer, self.ends.local) {
                self.peers = Some(row.unread_bytes);
            }
        }
    }

    fn found(&self) -> Option<KernelQueues> {
        self.ours.map(|send_bytes| KernelQueues { send_bytes, peer_unread_bytes: self.peers })
    }
}

/// The fields of a line that we need: `sl local_address rem_address st tx_queue:rx_queue …`.
struct Row {
    local: SocketAddr,
    peer: SocketAddr,
    send_bytes: u64,
    unread_bytes: u64,
}

impl Row {
    fn parse(line: &str) -> Option<Self> {
        let mut fields = line.split_ascii_whitespace();
        let (local, peer) = (fields.nth(1)?, fields.next()?);
        let (send, unread) = fields.nth(1)?.split_once(':')?;
        Some(Self {
            local: address(local)?,
            peer: address(peer)?,
            send_bytes: u64::from_str_radix(send, 16).ok()?,
            unread_bytes: u64::from_str_radix(unread, 16).ok()?,
        })
    }
}

/// `0100007F:1F90`: words of four bytes as this machine keeps them, then the port.
fn address(text: &str) -> Option<SocketAddr> {
    let (ip, port) = text.split_once(':')?;
    let word = |at: usize| {
        let digits = ip.get(at..at + 8)?;
        u32::from_str_radix(digits, 16).ok().map(u32::to_ne_bytes)
    };
    let ip = match ip.len() {
        8 => IpAddr::from(Ipv4Addr::from(word(0)?)),
        32 => {
            let mut bytes = [0; 16];
            for (number, piece) in bytes.chunks_exact_mut(4).enumerate() {
                piece.copy_from_slice(&word(number * 8)?);
            }
            IpAddr::from(Ipv6Addr::from(bytes)).to_canonical()
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, u16::from_str_radix(port, 16).ok()?))
}

#[cfg(test)]
#[cfg(target_endian = "little")]
mod tests {
    use super::*;

    const HEAD: &str =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    const TCP: &str = "\
   0: 0100007F:116C 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 52 1 00 100 0 0 10 0
   1: 0100007F:D2F0 0100007F:116C 01 00027A3C:00000000 01:00000016 00000000     0        0 53 2 00 20 4 30 10 -1
   2: 0100007F:116C 0100007F:D2F0 01 00000000:0009C400 00:00000000 00000000     0        0 54 1 00 20 4 30 10 -1
   3: 0200007F:D2F0 0100007F:116C 01 00000007:00000007 00:00000000 00000000     0        0 55 1 00 20 4 30 10 -1\n";
    const TCP6: &str = "\
   0: 00000000000000000000000001000000:0050 00000000000000000000000001000000:D2F1 01 00000000:00000005 0 0 0 0 0
   1: 00000000000000000000000001000000:D2F1 00000000000000000000000001000000:0050 01 00000010:00000000 0 0 0 0 0
   2: 0000000000000000FFFF00000100007F:0051 0000000000000000FFFF00000100007F:D2F2 01 00000000:00000009 0 0 0 0 0
   3: B80D0120000000000000000001000000:D2F3 B80D0120000000000000000002000000:01BB 01 000000FF:00000000 0 0 0 0 0\n";

    fn found(local: &str, peer: &str) -> Option<(u64, Option<u64>)> {
        let end = |text: &str| text.parse().expect("an address");
        let mut search = TableSearch::new(Endpoints { local: end(local), peer: end(peer) });
        search.search(format!("{HEAD}{TCP}").as_bytes());
        search.search(format!("{HEAD}{TCP6}a line that is none\n").as_bytes());
        search.found().map(|queues| (queues.send_bytes, queues.peer_unread_bytes))
    }

    #[test]
    fn both_ends_are_found_by_their_addresses() {
        assert_eq!(found("127.0.0.1:54000", "127.0.0.1:4460"), Some((0x27a3c, Some(0x9c400))));
        assert_eq!(found("127.0.0.2:54000", "127.0.0.1:4460"), Some((7, None)));
        assert_eq!(found("127.0.0.1:54001", "127.0.0.1:4460"), None);
        assert_eq!(found("[::1]:54001", "[::1]:80"), Some((16, Some(5))));
        assert_eq!(found("[2001:db8::1]:54003", "[2001:db8::2]:443"), Some((255, None)));
    }

    #[test]
    fn an_ipv4_address_in_an_ipv6_socket_is_the_same() {
        for (local, peer) in [("127.0.0.1:81", "127.0.0.1:54002"), ("[::ffff:127.0.0.1]:81", "127.0.0.1:54002")] {
            assert_eq!(found(local, peer), Some((0, None)), "{local}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_connection_of_this_machine_is_in_the_tables() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let stream = std::net::TcpStream::connect(listener.local_addr().expect("an address")).expect("a connection");
        let ends = Endpoints {
            local: stream.local_addr().expect("our end"),
            peer: stream.peer_addr().expect("the other end"),
        };
        std::io::Write::write_all(&mut &stream, b"unread").expect("room");
        let queues = ends.read_queues().expect("tables").expect("the connection is there");
        assert_eq!(queues.send_bytes + queues.peer_unread_bytes.expect("the peer is here"), 6);
    }
}
