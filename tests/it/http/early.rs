//! Answers that come while a body is still being sent.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wirelight::{
    protocols::upload::{Upload, UploadConfig},
    transcript::{Body, Entry},
};

use super::responses;
use crate::support::{RawServer, all_rows, open, read_head};

/// More than the system takes of a sender whose peer reads nothing.
const LARGE_BYTES: usize = 32 * 1024 * 1024;

async fn upload(bytes: usize, server: &RawServer) -> Vec<Entry> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), vec![7; bytes]).expect("written");
    let config = UploadConfig::new(file.path().to_owned(), server.http("/").parse().expect("a URL"));
    all_rows(&open::<Upload>(config)).await
}

#[tokio::test]
async fn interim_and_final_answers_are_read_while_nobody_reads_the_body() {
    let server = RawServer::start(|_, mut stream| async move {
        let head = read_head(&mut stream).await;
        if head.starts_with("GET") {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n0").await.ok();
            return;
        }
        let answer = "HTTP/1.1 104 Upload Resumption Supported\r\n\r\nHTTP/1.1 403 No\r\nContent-Length: 4\r\n\r\nnope";
        stream.write_all(answer.as_bytes()).await.ok();
        // The client is gone once it has the answer; what it had sent is still there.
        while stream.read_u8().await.is_ok() {}
    })
    .await;
    let rows = upload(LARGE_BYTES, &server).await;
    let answers: Vec<_> = responses(&rows).iter().map(|head| (head.status, head.body_preview.as_deref())).collect();
    assert_eq!(answers, [(200, None), (104, None), (403, Some("nope"))]);
    let sent = rows.iter().rev().find_map(|row| match &row.body {
        Body::Progress(progress) => Some(progress.sent),
        _ => None,
    });
    assert!(sent.expect("progress") < LARGE_BYTES as u64, "the rest was not sent in vain");
}
