//! One place that builds the rustls configuration of a session.

pub mod certificate;
pub mod identity;
pub mod pin;
mod verify;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::{
    ClientConfig, RootCertStore,
    client::danger::ServerCertVerifier,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use rustls_platform_verifier::Verifier;

use self::verify::{Explaining, NoVerification, OnlyThis};
pub use self::{
    identity::{Identity, IdentityError},
    pin::{NoPin, Pin},
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
        /// Why.
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
    /// The same for a proxy: neither the pin nor our certificate is meant for it.
    #[must_use]
    pub fn for_proxy(&self) -> Self {
        Self { verification: self.verification, extra_ca: self.extra_ca.clone(), pin: None, identity: None }
    }
}

/// The TLS configuration of a session. It offers HTTP/1.1 only, which WebSocket needs.
///
/// # Errors
/// When a file cannot be used or the platform offers no way to verify.
pub fn client_config(options: &TlsOptions) -> Result<ClientConfig, TlsError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()?;
    let verifier: Arc<dyn ServerCertVerifier> = match (&options.pin, options.verification) {
        (_, Verification::Skipped) => Arc::new(NoVerification(provider)),
        (Some(pin), _) => Arc::new(OnlyThis::new(pin.clone(), provider)),
        (None, Verification::Platform) => {
            let extra = options.extra_ca.as_deref().map(read_ca).transpose()?.unwrap_or_default();
            Arc::new(Explaining(Verifier::new_with_extra_roots(extra, provider)?))
        }
    };
    let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
    let mut config = match &options.identity {
        Some(identity) => identity.install(builder)?,
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// A configuration for plain connections, where TLS is never used: it reads no authorities.
pub(super) fn unused_config() -> Result<ClientConfig, TlsError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

fn read_ca(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let failed = |source| TlsError::ExtraCa { path: path.to_owned(), source };
    let certificates: Vec<_> =
        CertificateDer::pem_file_iter(path).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)?;
    if certificates.is_empty() {
        return Err(TlsError::NoCertificate { path: path.to_owned() });
    }
    Ok(certificates)
}
