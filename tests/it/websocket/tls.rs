//! `wss`: certificates that are trusted, not trusted, or not looked at.

use std::{path::PathBuf, sync::Arc};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedKey, IsCa, Issuer, KeyPair, generate_simple_self_signed,
};
use rustls::{
    RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer},
    server::WebPkiClientVerifier,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsAcceptor;
use wirelight::{
    net::tls::{Identity, Pin, TlsOptions, Verification},
    protocols::websocket::Config,
    transcript::{Body, Entry, reason::Code},
};

use super::{agreement, config, described, error, open};
use crate::support::{RawServer, all_rows};

/// A server with a certificate of its own making that agrees and closes; and the certificate as PEM.
async fn server() -> (RawServer, String) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).expect("a certificate");
    (serving(&cert, &signing_key, None).await, cert.pem())
}

/// The same with this certificate; with an authority, it wants one from the client that it signed.
async fn serving(cert: &Certificate, signing_key: &KeyPair, client_ca: Option<&Certificate>) -> RawServer {
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone());
    let builder = builder.with_safe_default_protocol_versions().expect("versions");
    let builder = match client_ca {
        None => builder.with_no_client_auth(),
        Some(ca) => {
            let mut roots = RootCertStore::empty();
            roots.add(ca.der().clone()).expect("an authority");
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.expect("a verifier"))
        }
    };
    let config = builder.with_single_cert(vec![cert.der().clone()], key).expect("a certificate that fits its key");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    RawServer::start(move |_, stream| {
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
    .await
}

fn wss(server: &RawServer, tls: TlsOptions) -> Config {
    let url = format!("wss://{}/", server.addr);
    let mut config = Config { closing_timeout: std::time::Duration::from_millis(100), ..config(&url) };
    config.peer.tls = tls;
    config
}

#[tokio::test]
async fn an_unknown_certificate_is_refused_in_words() {
    let (server, _) = server().await;
    let rows = all_rows(&open(wss(&server, TlsOptions::default()))).await;
    assert_eq!(
        described(&rows),
        ["local connecting 0", "local error", "local close 1006 \"\" not clean", "local closed 3"]
    );
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
        assert!(described(&rows).contains(&"local close 1000 \"\" clean".to_owned()), "{rows:#?}");
    }
}

#[tokio::test]
async fn a_missing_authority_file_is_named_before_anything_is_sent() {
    let (server, _) = server().await;
    let tls = TlsOptions { extra_ca: Some("/no/such/ca.pem".into()), ..TlsOptions::default() };
    let rows = all_rows(&open(wss(&server, tls))).await;
    assert!(error(&rows).contains("/no/such/ca.pem"));
}

fn was_clean(rows: &[Entry]) -> bool {
    described(rows).contains(&"local close 1000 \"\" clean".to_owned())
}

/// An authority that signed itself, as `openssl req -x509` makes them.
fn authority() -> (Certificate, KeyPair, CertificateParams) {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    (params.self_signed(&key).expect("a certificate"), key, params)
}

#[tokio::test]
async fn a_pinned_certificate_is_trusted_whatever_it_says_and_no_other_is() {
    let (cert, key, _) = authority();
    let server = serving(&cert, &key, None).await;
    let pin = Pin::of(cert.der());
    let rows = all_rows(&open(wss(&server, TlsOptions { pin: Some(pin.clone()), ..TlsOptions::default() }))).await;
    assert!(was_clean(&rows), "{rows:#?}");
    let Some(Body::Request(request)) = rows.iter().map(|row| &row.body).find(|body| matches!(body, Body::Request(_)))
    else {
        panic!("no request in {rows:#?}")
    };
    let facts = request.connection.as_ref().expect("a connection");
    let tls = facts.tls.as_ref().expect("TLS");
    assert_eq!((tls.version.as_str(), tls.alpn.as_deref()), ("TLS 1.3", None));
    assert!(facts.tls_micros.is_some());
    let certificate = tls.certificate.as_ref().expect("a certificate");
    assert_eq!(certificate.sha256, pin.to_string());
    assert!(certificate.subject.as_ref().is_some_and(|subject| subject.contains("rcgen")));

    let other = Pin::of(&CertificateDer::from(vec![1]));
    let rows = all_rows(&open(wss(&server, TlsOptions { pin: Some(other.clone()), ..TlsOptions::default() }))).await;
    let said = error(&rows);
    assert!(said.contains(&format!("another one than the pinned {other}")), "{said}");
    assert_eq!(code(&rows), Some(Code::CertificateNotPinned));
}

#[tokio::test]
async fn a_refused_certificate_is_told_with_its_fingerprint() {
    let (cert, key, _) = authority();
    let server = serving(&cert, &key, None).await;
    let rows = all_rows(&open(wss(&server, TlsOptions::default()))).await;
    let found = rows.iter().find_map(|row| match &row.body {
        Body::Error(failure) => failure.certificate.clone(),
        _ => None,
    });
    let certificate = found.expect("the certificate");
    assert_eq!(certificate.sha256, Pin::of(cert.der()).to_string());
    assert!(certificate.issuer.is_some() && certificate.valid_to.is_some());
    assert!(error(&rows).contains(&certificate.sha256));
    let of_certificate = [Code::CertificateUnknownIssuer, Code::CertificateOfAuthority];
    assert!(code(&rows).is_some_and(|code| of_certificate.contains(&code)), "{rows:#?}");
}

/// The code of the only error.
fn code(rows: &[Entry]) -> Option<Code> {
    rows.iter().find_map(|row| match &row.body {
        Body::Error(failure) => failure.known_code(),
        _ => None,
    })
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_a_server_that_asks_for_one() {
    let (ca, ca_key, ca_params) = authority();
    let client_key = KeyPair::generate().expect("a key");
    let client_params = CertificateParams::new(vec!["client".to_owned()]).expect("names");
    let client = client_params.signed_by(&client_key, &Issuer::new(ca_params, ca_key)).expect("a certificate");
    let (own, own_key, _) = authority();
    let server = serving(&own, &own_key, Some(&ca)).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: String| {
        let path: PathBuf = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    };
    let certificate = file("cert.pem", client.pem());
    let key = file("key.pem", client_key.serialize_pem());
    let both = file("both.pem", client.pem() + &client_key.serialize_pem());
    let locked = file(
        "locked.pem",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n".to_owned(),
    );
    let strange = file("strange.pem", own_key.serialize_pem());
    let with = |certificate: &PathBuf, key: Option<&PathBuf>| TlsOptions {
        verification: Verification::Skipped,
        identity: Some(Identity { certificate: certificate.clone(), key: key.cloned() }),
        ..TlsOptions::default()
    };
    for tls in [with(&certificate, Some(&key)), with(&both, None)] {
        let rows = all_rows(&open(wss(&server, tls))).await;
        assert!(was_clean(&rows), "{rows:#?}");
    }
    for (tls, words) in [
        (with(&certificate, None), "there is no private key in"),
        (with(&key, Some(&key)), "there is no certificate in"),
        (with(&certificate, Some(&locked)), "is encrypted: write it without a password first"),
        (with(&certificate, Some(&strange)), "cannot be used together"),
        (with(&certificate, Some(&"/dev/zero".into())), "it has more than 16 MiB"),
        (with(&folder.path().join("none.pem"), None), "none.pem"),
    ] {
        let rows = all_rows(&open(wss(&server, tls))).await;
        assert!(error(&rows).contains(words), "{}", error(&rows));
    }
    let rows =
        all_rows(&open(wss(&server, TlsOptions { verification: Verification::Skipped, ..TlsOptions::default() })))
            .await;
    assert!(!was_clean(&rows));
}
