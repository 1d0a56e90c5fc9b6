//! A raw upload server that follows a script: it keeps what it read, and can reset, close, fall silent or lie.

use std::{collections::VecDeque, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::mpsc::{Receiver, Sender, channel},
    task::JoinHandle,
};
use url::Url;

use crate::support::{read_head, reset_on_close};

/// Small, so that a sender cannot leave a whole file with the system.
const RECEIVE_BUFFER_BYTES: u32 = 64 * 1024;

/// What is done with a `POST`. Without a script it is taken and answered with 200.
#[derive(Clone, Debug)]
pub(super) enum Post {
    /// All of it is kept; the answer is 200.
    Take,
    /// This many bytes of the body are kept, then the connection is reset.
    Reset(usize),
    /// This many are kept, then our side is closed and the rest read away.
    Close(usize),
    /// This many are kept, then this is answered, our side closed and the rest read away.
    Answer(usize, &'static str),
    /// This many are kept, then this is answered and the connection reset.
    AnswerAndReset(usize, &'static str),
    /// This many are kept, then nothing more is read until the next connection comes.
    Stall(usize),
    /// As `Stall`, but after this answer.
    AnswerAndStall(usize, &'static str),
    /// The connection is reset before the request is heeded; what was kept before stays.
    Lose,
}

/// What is said to a question. Without a script it is the truth.
#[derive(Clone, Debug)]
pub(super) enum Status {
    /// The number of kept bytes.
    Truth,
    /// A 200 with this body.
    Says(&'static str),
    /// Exactly these bytes, then the end.
    Raw(&'static str),
    /// The same, of any bytes.
    Bytes(Vec<u8>),
    /// The end without an answer.
    Close,
    /// Silence until the client goes.
    Silence,
}

/// What the server has seen, in order.
#[derive(Debug)]
pub(super) enum Seen {
    /// A question.
    Status { head: String, silent: bool },
    /// A body, as far as it was kept.
    Post { head: String, kept: Vec<u8> },
    /// The client of a connection that was held has gone, after so many more bytes.
    Gone { more: usize },
}

/// The running server.
#[derive(Debug)]
pub(super) struct Peer {
    addr: SocketAddr,
    seen: Receiver<Seen>,
    task: JoinHandle<()>,
}

impl Peer {
    pub(super) fn start(posts: Vec<Post>, statuses: Vec<Status>) -> Self {
        Self::holding(Vec::new(), posts, statuses)
    }

    /// A server that has these bytes already.
    pub(super) fn holding(stored: Vec<u8>, posts: Vec<Post>, statuses: Vec<Status>) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(RECEIVE_BUFFER_BYTES).expect("a buffer size");
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a free port");
        let listener = socket.listen(64).expect("a listener");
        let addr = listener.local_addr().expect("an address");
        let (tell, seen) = channel(4096);
        let script = Script { posts: posts.into(), statuses: statuses.into(), stored, held: None, tell };
        #[expect(clippy::disallowed_methods, reason = "the test owns the task and aborts it on drop")]
        let task = tokio::spawn(script.run(listener));
        Self { addr, seen, task }
    }

    pub(super) fn url(&self) -> Url {
        self.url_at("/files")
    }

    pub(super) fn url_at(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.addr)).expect("a URL")
    }

    /// Waits for what is seen next.
    pub(super) async fn next(&mut self) -> Seen {
        self.seen.recv().await.expect("the server runs")
    }

    /// Waits for the next body; questions before it are passed over.
    pub(super) async fn next_post(&mut self) -> (String, Vec<u8>) {
        loop {
            if let Seen::Post { head, kept } = self.next().await {
                return (head, kept);
            }
        }
    }

    /// Everything that was seen and not taken yet.
    pub(super) fn log(&mut self) -> Vec<Seen> {
        std::iter::from_fn(|| self.seen.try_recv().ok()).collect()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The value of a header, as it was written.
pub(super) fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

pub(super) fn start_byte(head: &str) -> u64 {
    header(head, "x-start-byte").and_then(|value| value.parse().ok()).expect("a start byte")
}

struct Script {
    posts: VecDeque<Post>,
    statuses: VecDeque<Status>,
    stored: Vec<u8>,
    held: Option<TcpStream>,
    tell: Sender<Seen>,
}

impl Script {
    async fn run(mut self, listener: TcpListener) {
        while let Ok((mut stream, _)) = listener.accept().await {
            if let Some(held) = self.held.take() {
                self.hold(held).await;
            }
            let head = read_head(&mut stream).await;
            if head.starts_with("GET ") {
                self.answer_status(stream, head).await;
            } else {
                self.take_body(stream, head).await;
            }
        }
    }

    async fn answer_status(&mut self, mut stream: TcpStream, head: String) {
        let status = self.statuses.pop_front().unwrap_or(Status::Truth);
        self.tell.try_send(Seen::Status { head, silent: matches!(status, Status::Silence) }).ok();
        let answer = match status {
            Status::Truth => plain(&self.stored.len().to_string()).into_bytes(),
            Status::Says(text) => plain(text).into_bytes(),
            Status::Raw(answer) => answer.into(),
            Status::Bytes(answer) => answer,
            Status::Close => Vec::new(),
            Status::Silence => return self.hold(stream).await,
        };
        say(&mut stream, &answer).await;
        read_away(stream).await;
    }

    async fn take_body(&mut self, mut stream: TcpStream, head: String) {
        let start = start_byte(&head) as usize;
        let length: usize = header(&head, "content-length").and_then(|value| value.parse().ok()).expect("a length");
        assert!(start == 0 || start == self.stored.len(), "{start} is the wrong start byte");
        let post = self.posts.pop_front().unwrap_or(Post::Take);
        if matches!(post, Post::Lose) {
            self.tell.try_send(Seen::Post { head, kept: Vec::new() }).ok();
            return reset_on_close(&stream);
        }
        self.stored.truncate(start);
        let wanted = match post {
            Post::Take => length,
            Post::Lose => 0,
            Post::Reset(count)
            | Post::Close(count)
            | Post::Answer(count, _)
            | Post::AnswerAndReset(count, _)
            | Post::Stall(count)
            | Post::AnswerAndStall(count, _) => count.min(length),
        };
        let mut kept = vec![0; wanted];
        let mut count = 0;
        while count < wanted
            && let Ok(more) = stream.read(&mut kept[count..]).await
            && more > 0
        {
            count += more;
        }
        kept.truncate(count);
        self.stored.extend_from_slice(&kept);
        self.tell.try_send(Seen::Post { head, kept }).ok();
        match post {
            Post::Take => {
                say(&mut stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
                read_away(stream).await;
            }
            Post::Lose | Post::Reset(_) => reset_on_close(&stream),
            Post::Close(_) => {
                stream.shutdown().await.ok();
                read_away(stream).await;
            }
            Post::Answer(_, answer) => {
                say(&mut stream, answer).await;
                read_away(stream).await;
            }
            Post::AnswerAndReset(_, answer) => {
                stream.write_all(answer.as_bytes()).await.ok();
                reset_on_close(&stream);
            }
            Post::Stall(_) => self.held = Some(stream),
            Post::AnswerAndStall(_, answer) => {
                stream.write_all(answer.as_bytes()).await.ok();
                self.held = Some(stream);
            }
        }
    }

    /// Says nothing until the client goes.
    async fn hold(&mut self, stream: TcpStream) {
        let more = read_away(stream).await;
        self.tell.try_send(Seen::Gone { more }).ok();
    }
}

fn plain(text: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}", text.len())
}

/// Writes and closes our side.
async fn say(stream: &mut TcpStream, answer: impl AsRef<[u8]>) {
    stream.write_all(answer.as_ref()).await.ok();
    stream.shutdown().await.ok();
}

/// Reads until the client has gone, and counts.
async fn read_away(mut stream: TcpStream) -> usize {
    let (mut rest, mut total) = (vec![0; 64 * 1024], 0);
    while let Ok(count) = stream.read(&mut rest).await
        && count > 0
    {
        total += count;
    }
    total
}
