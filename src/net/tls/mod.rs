//! Whom a session trusts and how it proves who it is: the one place that builds a rustls configuration.
//!
//! [`client_config`] reads the files that the options name and chooses who checks the server's certificate (`verify`): the
//! platform, a pin, or nobody. A refusal carries the certificate, so that the window can show it and offer its pin.

pub mod certificate;
mod file;
pub mod identity;
pub mod pin;
mod reason;
mod verify;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::{
    ClientConfig,
    client::danger::ServerCertVerifier,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use rustls_platform_verifier::Verifier;

use self::verify::{Explaining, NoVerification, OnlyThis};
pub use self::{
    file::FileError,
    identity::{Identity, IdentityError},
    pin::{Pin, PinError},
    verify::refused_certificate,
};

/// How a session checks its peer, and how it proves who it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsOptions {
    /// Whether the certificate is checked at all.
    pub verification: Verification,
    /// A PEM file with certificate authorities that are trusted beside the platform's.
    pub extra_ca: Option<PathBuf>,
    /// The only certificate that is trusted, whoever signed it.
    pub pin: Option<Pin>,
    /// Our own certificate, for servers that ask for one.
    pub identity: Option<Identity>,
}

/// Whether a peer's certificate is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verification {
    /// By the platform's rules and authorities.
    #[default]
    Platform,
    /// Not at all: for this one session, and the window says so in red.
    Skipped,
}

/// Why no TLS configuration could be made.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file with extra authorities cannot be read.
    #[error("cannot read the certificate authorities in {}", path.display())]
    ExtraCa {
        /// The file.
        path: PathBuf,
        /// What kept the file from being read.
        source: FileError,
    },
    /// The file with extra authorities is not what it should be.
    #[error("the certificate authorities in {} are not PEM", path.display())]
    ExtraCaNotPem {
        /// The file.
        path: PathBuf,
        /// Where it is no PEM.
        source: rustls::pki_types::pem::Error,
    },
    /// The file with extra authorities holds none.
    #[error("there is no certificate in {}", path.display())]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// The client certificate cannot be used.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The library refused.
    #[error("cannot set up TLS")]
    Setup(#[from] rustls::Error),
}

impl TlsOptions {
    /// The options for a proxy on the way: neither the pin nor our certificate is meant for it.
    #[must_use]
    pub fn for_proxy(&self) -> Self {
        Self { verification: self.verification, extra_ca: self.extra_ca.clone(), pin: None, identity: None }
    }
}

/// The TLS configuration of a session. It offers HTTP/1.1 only, which WebSocket needs. The files that the options name
/// are read now, however long that takes: dropping the future gives them up.
///
/// # Errors
/// When a file cannot be used or the platform offers no way to verify.
pub async fn client_config(options: &TlsOptions) -> Result<ClientConfig, TlsError> {
    // Before anything of the library's is made: it is not meant to wait.
    let extra = match (&options.extra_ca, &options.pin, options.verification) {
        (Some(path), None, Verification::Platform) => read_ca(path).await?,
        _ => Vec::new(),
    };
    let identity = match &options.identity {
        Some(identity) => Some(identity.read().await?),
        None => None,
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()?;
    let verifier: Arc<dyn ServerCertVerifier> = match (&options.pin, options.verification) {
        (_, Verification::Skipped) => Arc::new(NoVerification(provider)),
        (Some(pin), _) => Arc::new(OnlyThis::new(pin.clone(), provider)),
        (None, Verification::Platform) => Arc::new(Explaining(Verifier::new_with_extra_roots(extra, provider)?)),
    };
    let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
    let mut config = match identity {
        Some(identity) => identity.install(builder)?,
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

async fn read_ca(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let bytes = file::read(path).await.map_err(|source| TlsError::ExtraCa { path: path.to_owned(), source })?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    let certificates = certificates.map_err(|source| TlsError::ExtraCaNotPem { path: path.to_owned(), source })?;
    if certificates.is_empty() {
        return Err(TlsError::NoCertificate { path: path.to_owned() });
    }
    Ok(certificates)
}
