//! `wss`: certificates that are trusted, not trusted, or not looked at.

use std::{path::PathBuf, sync::Arc};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{ServerConfig, pki_types::PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsAcceptor;
use wirelight::{
    net::tls::{TlsOptions, Verification},
    protocols::websocket::Config,
};

use super::{agreement, config, error, open, told};
use crate::support::{RawServer, all_rows};

/// A server with a certificate of its own making that agrees and closes; and the certificate as PEM.
async fn server() -> (RawServer, String) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .expect("a certificate that fits its key");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let server = RawServer::start(move |_, stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") && stream.read_buf(&mut head).await.is_ok_and(|length| length > 0) {}
            let answer = agreement(&String::from_utf8_lossy(&head));
            stream.write_all(&[answer.as_bytes(), b"\x88\x02\x03\xe8"].concat()).await.ok();
            stream.flush().await.ok();
            stream.read_to_end(&mut head).await.ok();
        }
    })
    .await;
    (server, cert.pem())
}

fn wss(server: &RawServer, tls: TlsOptions) -> Config {
    Config { tls, closing_timeout: std::time::Duration::from_millis(100), ..config(&format!("wss://{}/", server.addr)) }
}

#[tokio::test]
async fn an_unknown_certificate_is_refused_in_words() {
    let (server, _) = server().await;
    let rows = all_rows(&open(wss(&server, TlsOptions::default()))).await;
    assert_eq!(told(&rows), ["local connecting 0", "local error", "local close 1006 \"\" not clean", "local closed 3"]);
    let error = error(&rows);
    assert!(error.contains("is not trusted: name its authority as an extra one, or skip verification"), "{error}");
}

#[tokio::test]
async fn an_unknown_certificate_passes_when_it_is_not_verified_or_named_as_trusted() {
    let (server, pem) = server().await;
    let folder = tempfile::tempdir().expect("a folder");
    let ca: PathBuf = folder.path().join("ca.pem");
    std::fs::write(&ca, pem).expect("a file");
    for tls in [
        TlsOptions { verification: Verification::Skipped, ..TlsOptions::default() },
        TlsOptions { extra_ca: Some(ca.clone()), ..TlsOptions::default() },
    ] {
        let rows = all_rows(&open(wss(&server, tls))).await;
        assert!(told(&rows).contains(&"local close 1000 \"\" clean".to_owned()), "{rows:#?}");
    }
}

#[tokio::test]
async fn a_missing_authority_file_is_named_before_anything_is_sent() {
    let (server, _) = server().await;
    let tls = TlsOptions { extra_ca: Some("/no/such/ca.pem".into()), ..TlsOptions::default() };
    let rows = all_rows(&open(wss(&server, tls))).await;
    assert!(error(&rows).contains("/no/such/ca.pem"));
}
