//! Uploads that begin anew: whatever the server has under the ID is replaced.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wirelight::{
    protocols::upload::{Command, Upload, UploadConfig, config::Start},
    transcript::{Body, Entry},
};

use crate::support::{RawServer, all_rows, open, read_head, rows_until};

const CONTENT: &[u8] = b"0123456789";

/// Answers the requests in turn with these bodies, and first reads a request's body if it has one.
async fn server(answers: &'static [&'static str]) -> RawServer {
    RawServer::start(move |number, mut stream| async move {
        let head = read_head(&mut stream).await;
        if head.starts_with("POST") {
            assert!(head.contains("X-Start-Byte: 0\r\n"), "{head}");
            let mut body = vec![0; CONTENT.len()];
            stream.read_exact(&mut body).await.expect("the whole file");
            assert_eq!(body, CONTENT);
        }
        let answer = answers.get(number).copied().unwrap_or_default();
        let length = answer.len();
        stream
            .write_all(format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{answer}").as_bytes())
            .await
            .expect("an answer");
    })
    .await
}

fn offsets_and_states(rows: &[Entry]) -> Vec<String> {
    rows.iter()
        .filter_map(|row| match &row.body {
            Body::State(state) => Some(state.state.to_string()),
            Body::Offset(offset) => Some(offset.confirmed.to_string()),
            Body::Error(failure) => Some(failure.message.clone()),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn a_restart_replaces_a_larger_file_of_the_same_id() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), CONTENT).expect("a file");
    let server = server(&["500", "", "10"]).await;
    let url = server.http("/").parse().expect("a URL");
    let config = UploadConfig { start: Start::FromZero, ..UploadConfig::new(file.path().to_owned(), url) };
    let rows = all_rows(&open::<Upload>(config)).await;
    assert_eq!(offsets_and_states(&rows), ["probing", "sending", "confirming", "10", "done"]);
}

#[tokio::test]
async fn a_number_beyond_the_file_is_refused_until_somebody_restarts() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), CONTENT).expect("a file");
    let server = server(&["500", "500", "", "10"]).await;
    let url = server.http("/").parse().expect("a URL");
    let config = UploadConfig { interactive: true, ..UploadConfig::new(file.path().to_owned(), url) };
    let handle = open::<Upload>(config);
    let rows = rows_until(&handle, |row| matches!(&row.body, Body::State(state) if state.state == "paused")).await;
    let refused = "the server says it has 500 bytes, but the file has 10: this ID belongs to another file";
    assert_eq!(offsets_and_states(&rows), ["probing", refused, "paused"]);
    handle.send(Command::Restart).expect("the session lives");
    let rows = all_rows(&handle).await;
    assert_eq!(offsets_and_states(&rows), ["probing", "sending", "confirming", "10", "done"]);
}
