//! A session that does not end well says why on standard error, in one sentence and once, whatever the reason is.

use tokio::{io::AsyncReadExt as _, runtime::Runtime};

use super::run;
use crate::support::{RawServer, read_head};

/// What a server does with everybody who comes.
enum Peer {
    Answers(&'static str),
    /// Takes the request and says nothing.
    Holds,
    /// Nobody listens there any more.
    Gone,
}

/// Its URL, as long as the server lives.
fn start(runtime: &Runtime, peer: &Peer) -> (String, Option<RawServer>) {
    let server = match peer {
        Peer::Answers(answer) => runtime.block_on(RawServer::answering(vec![answer.as_bytes().to_vec()])),
        Peer::Holds | Peer::Gone => runtime.block_on(RawServer::start(|_, mut stream| async move {
            read_head(&mut stream).await;
            stream.read_to_end(&mut Vec::new()).await.ok();
        })),
    };
    let url = format!("{}/", server.addr);
    (url, (!matches!(peer, Peer::Gone)).then_some(server))
}

/// Runs a subcommand against the peer, and compares what is said: how it begins, and what it has behind that.
fn says(peer: &Peer, arguments: &[&str], before: &str, behind: &str) {
    let runtime = Runtime::new().expect("a runtime");
    let (url, _server) = start(&runtime, peer);
    let scheme = if arguments[0] == "ws" { "ws" } else { "http" };
    // A password may be in any of it.
    let whole = format!("{scheme}://alice:hunter2@{url}");
    let mut all = arguments.to_vec();
    all.push(&whole);
    let finished = run(&all);
    assert_eq!(finished.status, 1, "{arguments:?}: {}", finished.text);
    let words = finished.errors.strip_prefix("wirelight: ").and_then(|words| words.strip_suffix('\n'));
    let words = words.unwrap_or_else(|| panic!("{arguments:?} says {:?}", finished.errors));
    assert!(words.starts_with(before) && words[before.len()..].contains(behind), "{arguments:?} says {words:?}");
    assert!(!words.contains('\n') && !words.contains("hunter2"), "{arguments:?} says {words:?}");
}

const REFUSED: Peer = Peer::Answers("HTTP/1.1 403 No Way\r\nContent-Length: 0\r\n\r\n");

const NO_TIME: &str = "--max-time was over before ";

/// The causes are named as well.
const NO_CONNECTION: &str = ": Connection refused";

#[test]
fn a_stream_says_why_it_failed() {
    says(&REFUSED, &["sse"], "the server answered 403 No Way", "a source wants 200");
    let page = Peer::Answers("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>");
    says(&page, &["sse"], "the answer's content type is", "text/event-stream");
    says(&Peer::Gone, &["sse", "--no-reconnect"], "cannot connect to ", NO_CONNECTION);
    says(&Peer::Gone, &["sse", "--max-time", "0.3"], &format!("{NO_TIME}the stream had opened: cannot"), NO_CONNECTION);
    says(&Peer::Holds, &["sse", "--max-time", "0.3"], NO_TIME, "the stream had opened");
    says(&Peer::Holds, &["sse", "--answer-timeout", "0.3"], "no answer of ", "--answer-timeout is over");
    says(&Peer::Holds, &["sse", "--max-events", "0"], "--max-events was reached before ", "the stream had opened");
    let cut = Peer::Answers("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9\r\n\r\n:");
    says(&cut, &["sse", "--no-reconnect"], "the answer of ", "before the announced length");
}

#[test]
fn a_poll_says_why_it_failed() {
    says(&REFUSED, &["poll", "--max-time", "0.3"], &format!("{NO_TIME}an answer had come: the server"), " 403 No Way");
    says(&Peer::Gone, &["poll", "--max-time", "0.3"], &format!("{NO_TIME}an answer had come: cannot"), NO_CONNECTION);
    says(&Peer::Holds, &["poll", "--max-time", "0.3"], NO_TIME, "an answer had come");
    says(&Peer::Holds, &["poll", "--answer-timeout", "0.3"], "no answer of ", "--answer-timeout is over");
}

#[test]
fn an_upload_says_why_it_failed() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "some bytes").expect("written");
    let path = file.path().to_str().expect("a path");
    says(&REFUSED, &["upload", path], "the server answered 403", "No Way");
    let no_number = Peer::Answers("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nten");
    says(&no_number, &["upload", path], "", "\"ten\"");
    let missing = "the server had the whole file";
    says(&Peer::Gone, &["upload", path, "--max-time", "0.3"], &format!("{NO_TIME}{missing}: cannot"), NO_CONNECTION);
    says(&Peer::Holds, &["upload", path, "--max-time", "0.3"], NO_TIME, missing);
}

#[test]
fn a_websocket_says_why_it_failed() {
    says(&REFUSED, &["ws"], "the server refused the WebSocket: it answered 403", "");
    says(&Peer::Gone, &["ws"], "cannot connect to ", NO_CONNECTION);
    says(&Peer::Holds, &["ws", "--max-time", "0.3"], NO_TIME, "the connection had opened");
}
