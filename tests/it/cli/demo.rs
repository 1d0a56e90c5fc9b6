//! The demo holds against our lab, and notices a broken one.

use std::{net::SocketAddr, process::Output};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use super::{LabProcess, wirelight};

/// The byte of a connection that arrives changed.
const CHANGED_BYTE: usize = 600_000;

/// Forwards to a lab, but changes one byte of every long upload.
async fn lying_wire(lab: SocketAddr) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    #[expect(clippy::disallowed_methods, reason = "the test owns the task and aborts it")]
    let task = tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(lab).await.expect("the lab");
            tokio::spawn(forward(client, server));
        }
    });
    (address, task)
}

async fn forward(client: TcpStream, server: TcpStream) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let upward = async {
        let mut buffer = vec![0; 64 * 1024];
        let mut carried = 0;
        while let Ok(count @ 1..) = from_client.read(&mut buffer).await {
            if (carried..carried + count).contains(&CHANGED_BYTE) {
                buffer[CHANGED_BYTE - carried] ^= 1;
            }
            carried += count;
            if to_server.write_all(&buffer[..count]).await.is_err() {
                break;
            }
        }
    };
    let downward = tokio::io::copy(&mut from_server, &mut to_client);
    tokio::select! {
        () = upward => {}
        _ = downward => {}
    }
}

fn play(arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, .. } = wirelight().arg("demo").args(arguments).output().expect("the program starts");
    (status.code(), String::from_utf8(stdout).expect("words"))
}

#[test]
fn every_step_holds_against_the_lab() {
    let (status, words) = play(&[]);
    assert_eq!(status, Some(0), "{words}");
    for name in ["upload", "websocket", "sse", "long poll", "SHA-256", "Last-Event-ID", "1000"] {
        assert!(words.contains(name), "{name} is missing in {words}");
    }
}

#[test]
fn an_upload_that_arrives_with_one_wrong_bit_is_noticed() {
    let lab = LabProcess::start(None);
    let address: SocketAddr = lab.http.trim_start_matches("http://").parse().expect("an address");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let (wire, task) = runtime.block_on(lying_wire(address));
    let (status, words) = play(&["--against", &format!("http://{wire}/")]);
    task.abort();
    assert_eq!(status, Some(1), "{words}");
    assert!(words.contains("SHA-256") && words.contains("FAILED"), "{words}");
    assert_eq!(words.matches("FAILED").count(), 1, "the other protocols hold: {words}");
}

#[test]
fn a_lab_that_is_not_there_is_named() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port");
    let url = format!("http://{address}/");
    let output = wirelight().args(["demo", "--against", &url]).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains(&url));
}
