//! How fast messages are echoed and recorded, beside a bare tokio-tungstenite client and websocat: recorded in memory,
//! as the window does, and to a file, as the command line does.
//!
//! A server in a process of its own keeps a window of messages in flight and measures how long their echoes take; each
//! client is a process of its own, too. Every round runs all clients, so that a busy machine is busy for all of them.
//! `cargo bench --bench websocket`; WEBSOCAT names a websocat that is not on the PATH.

#![expect(clippy::expect_used, reason = "a benchmark that cannot go on says why")]
#![expect(clippy::print_stdout, reason = "its numbers are for people")]

use std::{
    env,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::Instant,
};

use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use tokio::net::TcpListener;
use tokio_tungstenite::{WebSocketStream, accept_async, client_async, tungstenite::Message};
use wirelight::{
    engine::{Engine, Envelope, Wake},
    protocols::websocket::{Config, Session, WebSocket, replies::Replies},
    session::Model as _,
};

const ROUNDS: usize = 5;

/// What a transcript of the comparison keeps.
const TRANSCRIPT_BYTES: usize = 256 * 1024 * 1024;

/// What goes to and fro.
#[derive(Clone, Copy)]
struct Load {
    name: &'static str,
    messages: usize,
    size_bytes: usize,
    window: usize,
    binary: bool,
}

const LOADS: [Load; 2] = [
    Load { name: "64 B text, window 1024", messages: 1_000_000, size_bytes: 64, window: 1024, binary: false },
    Load { name: "64 KiB binary, window 16", messages: 30_000, size_bytes: 64 * 1024, window: 16, binary: true },
];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--serve", load] => runtime().block_on(serve(LOADS[load.parse::<usize>().expect("a load")])),
        ["--bare", url] => runtime().block_on(echo(url)),
        ["--session", url, recording] => session(url, *recording == "on"),
        _ => compare(),
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// Sends the load, and says on standard output where it listens and how many seconds the echoes took.
async fn serve(load: Load) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("ws://{}/", listener.local_addr().expect("an address"));
    let (stream, _) = listener.accept().await.expect("a client");
    stream.set_nodelay(true).expect("a socket");
    let mut socket = accept_async(stream).await.expect("a WebSocket");
    let message = if load.binary {
        Message::binary(vec![0x5a; load.size_bytes])
    } else {
        Message::text("x".repeat(load.size_bytes))
    };
    let started = Instant::now();
    let (mut sent, mut echoed) = (0, 0);
    while echoed < load.messages {
        while sent < load.messages && sent - echoed < load.window {
            socket.feed(message.clone()).await.expect("a client that reads");
            sent += 1;
        }
        socket.flush().await.expect("a client that reads");
        let mut next = socket.next().await;
        loop {
            let echo = next.expect("an echo").expect("a frame");
            assert_eq!(echo.len(), load.size_bytes);
            echoed += 1;
            match socket.next().now_or_never() {
                Some(another) if echoed < load.messages => next = another,
                _ => break,
            }
        }
    }
    println!("{}", started.elapsed().as_secs_f64());
    socket.close(None).await.ok();
    while socket.next().await.is_some_and(|message| message.is_ok()) {}
}

/// A client that does nothing but echo.
async fn echo(url: &str) {
    let address = url.trim_start_matches("ws://").trim_end_matches('/');
    let stream = tokio::net::TcpStream::connect(address).await.expect("a server");
    stream.set_nodelay(true).expect("a socket");
    let (mut socket, _): (WebSocketStream<_>, _) = client_async(url, stream).await.expect("a WebSocket");
    while let Some(Ok(message)) = socket.next().await {
        if message.is_close() {
            break;
        }
        socket.feed(message).await.expect("a server that reads");
        let mut waiting = socket.next().now_or_never();
        while let Some(Some(Ok(message))) = waiting {
            if message.is_close() {
                return;
            }
            socket.feed(message).await.expect("a server that reads");
            waiting = socket.next().now_or_never();
        }
        socket.flush().await.expect("a server that reads");
    }
}

/// A session of the engine with its rows in a transcript, as in a tab of the window, or with rows that nobody keeps.
fn session(url: &str, recording: bool) {
    let engine = Engine::start(Wake::none()).expect("an engine");
    let config = Config {
        replies: Replies { echoes: true, ..Replies::default() },
        deflate: None,
        ..Config::new(url.parse().expect("a URL"))
    };
    let handle = engine.spawner().open::<WebSocket>(config);
    let mut session = Session::with_limit(TRANSCRIPT_BYTES);
    while let Ok(envelope) = handle.inbox.receiver().recv() {
        // The credit goes back with the rest of the envelope.
        let Envelope { events, .. } = envelope;
        for event in events.into_iter().filter(|_| recording) {
            session.apply(event);
        }
    }
    assert_eq!(session.transcript.end_row() > 0, recording);
}

/// A client by its name, and the command that makes it echo.
type Client = (&'static str, Box<dyn Fn(&str) -> Command>);

fn compare() {
    let this = env::current_exe().expect("this program");
    let (session, unrecorded) = (this.clone(), this.clone());
    let record = tempfile::NamedTempFile::new().expect("a file");
    let path = record.path().to_owned();
    let mut clients: Vec<Client> = vec![
        (
            "bare tokio-tungstenite",
            Box::new(move |url| {
                let mut command = Command::new(&this);
                command.args(["--bare", url]);
                command
            }),
        ),
        (
            "wirelight, recorded in memory",
            Box::new(move |url| {
                let mut command = Command::new(&session);
                command.args(["--session", url, "on"]);
                command
            }),
        ),
        (
            "wirelight, rows not kept",
            Box::new(move |url| {
                let mut command = Command::new(&unrecorded);
                command.args(["--session", url, "off"]);
                command
            }),
        ),
        (
            "wirelight ws --echo --output FILE",
            Box::new(move |url| {
                let mut command = Command::new(env!("CARGO_BIN_EXE_wirelight"));
                command.args(["ws", url, "--echo", "--deflate", "off", "--output"]).arg(&path);
                command
            }),
        ),
    ];
    let websocat = env::var("WEBSOCAT").unwrap_or_else(|_| "websocat".to_owned());
    if Command::new(&websocat).arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success()) {
        clients.push((
            "websocat (mirror)",
            Box::new(move |url| {
                let mut command = Command::new(&websocat);
                command.args(["-E", "-B", "131072", url, "mirror:"]);
                command
            }),
        ));
    } else {
        println!("websocat is not here: it is left out");
    }
    for (number, load) in LOADS.iter().enumerate() {
        let mut rates = vec![Vec::new(); clients.len()];
        for _ in 0..ROUNDS {
            for (client, rates) in clients.iter().zip(&mut rates) {
                rates.push(run(number, *load, &client.1));
            }
        }
        println!("{}: {} messages, {ROUNDS} rounds", load.name, load.messages);
        let medians: Vec<f64> = rates.iter_mut().map(|rates| median(rates)).collect();
        for ((name, _), (rates, median)) in clients.iter().zip(rates.iter().zip(&medians)) {
            let best = rates.iter().copied().fold(0.0, f64::max);
            println!("  {name:<36} median {median:>11.0}/s  best {best:>11.0}/s  of bare {:.2}", median / medians[0]);
        }
        if let Some(websocat) = medians.get(4) {
            println!("  wirelight is {:.1} and {:.1} times websocat", medians[1] / websocat, medians[3] / websocat);
        }
    }
}

fn run(number: usize, load: Load, client: &dyn Fn(&str) -> Command) -> f64 {
    let this = env::current_exe().expect("this program");
    let mut server: Child = Command::new(this)
        .args(["--serve", &number.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut lines = BufReader::new(server.stdout.take().expect("a pipe")).lines();
    let mut line = || lines.next().expect("a line").expect("text");
    let url = line();
    let mut client = client(&url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the client starts");
    let seconds: f64 = line().parse().expect("seconds");
    client.wait().expect("the client ends");
    server.wait().expect("the server ends");
    load.messages as f64 / seconds
}

fn median(rates: &mut [f64]) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
