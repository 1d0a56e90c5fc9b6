//! The same over TLS: streams, bodies and their ends.

use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{ServerConfig, pki_types::PrivateKeyDer};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::mpsc::{Receiver, channel},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use wirelight::{
    net::tls::Verification,
    protocols::{
        sse::{Reconnect, Sse, SseConfig},
        upload::{Upload, UploadConfig},
    },
    transcript::{
        Body, Entry,
        entry::{SessionState, State},
    },
};

use super::{error, is_error};
use crate::support::{RawServer, all_rows, open, rows_until};

const STREAM: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: a\n\n";
const BODY_BYTES: usize = 3 * 1024 * 1024;

/// Whether a server says that its side ends before it closes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Said,
    Unsaid,
}

/// A server with a certificate of its own making that reads a head and what there is of a body, and answers a stream,
/// or 0 to a question.
async fn server(end: End) -> (RawServer, Receiver<usize>) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).expect("a key");
    let builder = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().expect("versions").with_no_client_auth();
    let config = builder.with_single_cert(vec![cert.der().clone()], key).expect("a certificate that fits its key");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let (bodies, seen) = channel(8);
    let server = RawServer::start(move |_, stream| {
        let (acceptor, bodies) = (acceptor.clone(), bodies.clone());
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            answer(&mut stream, &bodies).await;
            if end == End::Said {
                stream.shutdown().await.ok();
            }
        }
    })
    .await;
    (server, seen)
}

async fn answer(stream: &mut TlsStream<TcpStream>, bodies: &tokio::sync::mpsc::Sender<usize>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        head.push(byte);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")?.parse().ok());
    if let Some(length) = length {
        let mut body = vec![0; length];
        if stream.read_exact(&mut body).await.is_ok() {
            bodies.send(body.into_iter().take_while(|&byte| byte == 7).count()).await.ok();
        }
    }
    let status = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n0";
    stream.write_all(if head.contains("event-stream") { STREAM } else { status }.as_bytes()).await.ok();
    stream.flush().await.ok();
}

fn source(server: &RawServer, verification: Verification) -> SseConfig {
    let url = format!("https://{}/", server.addr).parse().expect("a URL");
    let mut config = SseConfig { reconnect: Reconnect::Never, ..SseConfig::new(url) };
    config.peer.tls.verification = verification;
    config
}

fn has_event(rows: &[Entry]) -> bool {
    rows.iter().any(|row| matches!(row.body, Body::Event(..)))
}

#[tokio::test]
async fn a_stream_ends_whole_only_where_its_end_is_said() {
    let (whole, _bodies) = server(End::Said).await;
    let rows = all_rows(&open::<Sse>(source(&whole, Verification::Skipped))).await;
    assert!(has_event(&rows) && !rows.iter().any(is_error), "{rows:#?}");
    let (cut, _bodies) = server(End::Unsaid).await;
    let rows = all_rows(&open::<Sse>(source(&cut, Verification::Skipped))).await;
    assert!(has_event(&rows));
    assert!(error(&rows).contains("was cut short: the connection was lost"), "{}", error(&rows));
}

#[tokio::test]
async fn an_unknown_certificate_is_refused_in_words() {
    let (server, _bodies) = server(End::Said).await;
    let rows = all_rows(&open::<Sse>(source(&server, Verification::Platform))).await;
    assert!(error(&rows).contains("is not trusted: name its authority as an extra one"), "{}", error(&rows));
    let certificate = rows.iter().find_map(|row| match &row.body {
        Body::Error(failure) => failure.certificate.as_ref(),
        _ => None,
    });
    assert!(certificate.is_some(), "it can be pinned");
}

#[tokio::test]
async fn a_body_leaves_whole() {
    let (server, mut bodies) = server(End::Said).await;
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), vec![7; BODY_BYTES]).expect("written");
    let url = format!("https://{}/", server.addr).parse().expect("a URL");
    let mut config = UploadConfig::new(file.path().to_owned(), url);
    config.peer.tls.verification = Verification::Skipped;
    let handle = open::<Upload>(config);
    let is_confirming =
        |row: &Entry| matches!(&row.body, Body::State(State { state, .. }) if *state == SessionState::Confirming);
    rows_until(&handle, is_confirming).await;
    assert_eq!(bodies.recv().await, Some(BODY_BYTES));
}
