//! A keep-alive server that tells the test of each request and answers with the bytes that the test says.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::{JoinHandle, JoinSet},
};

use crate::support::{read_head, reset_on_close, until_idle};

/// Runs until it is dropped.
pub(super) struct PollServer {
    addr: SocketAddr,
    requests: mpsc::Receiver<Held>,
    task: JoinHandle<()>,
}

/// A request that the server holds until the test lets go of it.
pub(super) struct Held {
    /// The number of its connection, from 0.
    pub(super) connection: usize,
    pub(super) head: String,
    pub(super) body: String,
    parts: mpsc::Sender<Part>,
}

enum Part {
    Bytes(Vec<u8>),
    Reset,
    Close,
}

impl PollServer {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = listener.local_addr().expect("an address");
        let (sender, requests) = mpsc::channel(64);
        #[expect(clippy::disallowed_methods, reason = "the test owns the task and aborts it on drop")]
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            let number = Arc::new(AtomicUsize::new(0));
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, number.clone(), sender.clone()));
            }
        });
        Self { addr, requests, task }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// The next request, held until it is answered or dropped.
    pub(super) async fn request(&mut self) -> Held {
        let next = tokio::time::timeout(Duration::from_secs(20), self.requests.recv());
        next.await.expect("a request within 20 s").expect("the server runs")
    }

    /// Answers the next request at once.
    pub(super) async fn answer(&mut self, answer: &str) {
        self.request().await.answer(answer).await;
    }

    /// Whether no request has come once nobody has anything to do any more.
    pub(super) async fn stays_quiet(&mut self) -> bool {
        tokio::time::pause();
        until_idle().await;
        tokio::time::resume();
        self.requests.try_recv().is_err()
    }
}

impl Drop for PollServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Held {
    /// `204 No Content` or `200 OK\r\nX: y\r\n\r\nbody`: the length is added.
    pub(super) async fn answer(self, answer: &str) {
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
        self.part(format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}", body.len())).await;
    }

    /// The same with a body of any bytes.
    pub(super) async fn answer_bytes(self, head: &str, body: &[u8]) {
        let head = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n", body.len());
        self.part([head.as_bytes(), body].concat()).await;
    }

    /// Sends bytes and goes on holding.
    pub(super) async fn part(&self, bytes: impl AsRef<[u8]>) {
        self.parts.send(Part::Bytes(bytes.as_ref().to_vec())).await.expect("the connection is served");
    }

    pub(super) async fn reset(self) {
        self.parts.send(Part::Reset).await.expect("the connection is served");
    }

    pub(super) async fn close(self) {
        self.parts.send(Part::Close).await.expect("the connection is served");
    }

    /// Waits until the client has given the connection up.
    pub(super) async fn given_up(self) {
        self.parts.closed().await;
    }
}

async fn serve(mut stream: TcpStream, connections: Arc<AtomicUsize>, requests: mpsc::Sender<Held>) {
    // A connection that never carries a request does not count.
    let mut connection = None;
    loop {
        let head = read_head(&mut stream).await;
        if head.is_empty() {
            return;
        }
        let connection = *connection.get_or_insert_with(|| connections.fetch_add(1, Ordering::Relaxed));
        let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")?.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        if stream.read_exact(&mut body).await.is_err() {
            return;
        }
        let body = String::from_utf8(body).expect("a body in UTF-8");
        let (parts, mut answer) = mpsc::channel(64);
        if requests.send(Held { connection, head, body, parts }).await.is_err() {
            return;
        }
        loop {
            let mut byte = [0];
            tokio::select! {
                part = answer.recv() => match part {
                    None => break,
                    Some(Part::Close) => return,
                    Some(Part::Reset) => return reset_on_close(&stream),
                    Some(Part::Bytes(bytes)) => if stream.write_all(&bytes).await.is_err() {
                        return;
                    },
                },
                // Nothing is sent before the answer has come: this is the end of the connection.
                _ = stream.peek(&mut byte) => return,
            }
        }
    }
}
