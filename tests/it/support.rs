//! Raw servers on port 0 that say exactly the bytes a test wants, and a reader for a session's rows.

#[cfg(feature = "gui")]
pub(crate) mod stage;
#[cfg(feature = "gui")]
pub(crate) mod window;

use std::{future::Future, net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use wirelight::{
    engine::{Protocol, SessionHandle, Spawner, Wake},
    protocols::Report,
    transcript::Entry,
};

/// A loopback server that answers its connections one after the other as a test says.
#[derive(Debug)]
pub(crate) struct RawServer {
    pub(crate) addr: SocketAddr,
    task: JoinHandle<()>,
}

impl RawServer {
    /// Calls `serve` with each connection and its number, from 0; the next waits until it is done.
    pub(crate) async fn start<F, S>(mut serve: F) -> Self
    where
        F: FnMut(usize, TcpStream) -> S + Send + 'static,
        S: Future<Output = ()> + Send,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = listener.local_addr().expect("an address");
        #[expect(clippy::disallowed_methods, reason = "the test owns the task and aborts it on drop")]
        let task = tokio::spawn(async move {
            let mut number = 0;
            while let Ok((stream, _)) = listener.accept().await {
                serve(number, stream).await;
                number += 1;
            }
        });
        Self { addr, task }
    }

    /// Answers connection `n` with `answers[n]` after reading one request head, then closes.
    /// Further connections get the last answer.
    pub(crate) async fn answering(answers: Vec<Vec<u8>>) -> Self {
        Self::start(move |number, mut stream| {
            let answer = answers[number.min(answers.len() - 1)].clone();
            async move {
                read_head(&mut stream).await;
                stream.write_all(&answer).await.ok();
                stream.shutdown().await.ok();
            }
        })
        .await
    }

    pub(crate) fn http(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    pub(crate) fn ws(&self, path: &str) -> String {
        format!("ws://{}{path}", self.addr)
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads up to the empty line that ends a request's head.
pub(crate) async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(head).expect("a head in UTF-8")
}

/// Makes the next close of a connection a reset (RST) instead of an end (FIN).
pub(crate) fn reset_on_close(stream: &TcpStream) {
    #[expect(deprecated, reason = "zero linger never blocks; it is how a reset is made")]
    stream.set_linger(Some(Duration::ZERO)).expect("linger");
}

/// Returns when no task of this runtime has anything to do. Its clock must be paused: it then goes on only when all
/// of them wait.
pub(crate) async fn until_idle() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

/// A session on the test's own runtime.
pub(crate) fn open<P: Protocol>(config: P::Config) -> SessionHandle<P> {
    Spawner::new(tokio::runtime::Handle::current(), Wake::none()).open(config)
}

/// Takes rows until `done` says so of one, or the session is over. Fails after 20 s of real time.
pub(crate) async fn rows_until<P>(handle: &SessionHandle<P>, mut done: impl FnMut(&Entry) -> bool) -> Vec<Entry>
where
    P: Protocol,
    P::Event: Report,
{
    let mut rows = Vec::new();
    let started = std::time::Instant::now();
    loop {
        match handle.inbox.try_next() {
            Ok(envelope) => {
                let mut found = false;
                for event in &envelope.events {
                    if let Some(entry) = event.entry() {
                        found |= done(entry);
                        rows.push(entry.clone());
                    }
                }
                if found {
                    return rows;
                }
            }
            Err(error) if error.is_disconnected() => return rows,
            Err(_) => {
                assert!(started.elapsed() < Duration::from_secs(20), "nothing more came after {rows:#?}");
                tokio::task::yield_now().await;
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    }
}

/// Rows in a few words each, as a protocol's tests say them.
pub(crate) fn row_words(rows: &[Entry], describe: impl Fn(&Entry) -> String) -> Vec<String> {
    rows.iter().map(describe).collect()
}

/// Takes rows until the session is over.
pub(crate) async fn all_rows<P>(handle: &SessionHandle<P>) -> Vec<Entry>
where
    P: Protocol,
    P::Event: Report,
{
    rows_until(handle, |_| false).await
}
