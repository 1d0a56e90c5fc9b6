//! Our own certificate and its key, for servers that ask who we are.

use std::path::{Path, PathBuf};

use rustls::{
    ClientConfig, ConfigBuilder,
    client::WantsClientCert,
    pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject as _},
};

use super::file::{self, FileError};

/// Where the certificate and its key are, as PEM. Both may be in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The certificate, with those that lead to its authority behind it.
    pub certificate: PathBuf,
    /// The key; `None`: it is in the certificate's file.
    pub key: Option<PathBuf>,
}

/// Why our certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What kept the file from being read.
        source: FileError,
    },
    /// A file is not what PEM should be.
    #[error("{} is not PEM", path.display())]
    NotPem {
        /// The file.
        path: PathBuf,
        /// Where it is no PEM.
        source: pem::Error,
    },
    /// There is no certificate in the file.
    #[error("there is no certificate in {}: it needs a block BEGIN CERTIFICATE", path.display())]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// There is no key in the file.
    #[error("there is no private key in {}: name the file that has one as the key", path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// The key has a password.
    #[error("the private key in {} is encrypted: write it without a password first (openssl pkey -in KEY -out PLAIN)", path.display())]
    Encrypted {
        /// The file.
        path: PathBuf,
    },
    /// Certificate and key are no pair, or the kind of key is unknown.
    #[error("the certificate in {} and the key in {} cannot be used together", certificate.display(), key.display())]
    Mismatch {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// What rustls says of it.
        source: rustls::Error,
    },
}

/// What the files of an [`Identity`] hold.
pub(super) struct ReadIdentity {
    certificate: PathBuf,
    key_path: PathBuf,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Identity {
    /// Reads both files.
    pub(super) async fn read(&self) -> Result<ReadIdentity, IdentityError> {
        let key_path = self.key.as_ref().unwrap_or(&self.certificate).clone();
        let chain = read_chain(&self.certificate).await?;
        let key = read_key(&key_path).await?;
        Ok(ReadIdentity { certificate: self.certificate.clone(), key_path, chain, key })
    }
}

impl ReadIdentity {
    /// Completes a configuration that shows this certificate.
    pub(super) fn install(
        self,
        builder: ConfigBuilder<ClientConfig, WantsClientCert>,
    ) -> Result<ClientConfig, IdentityError> {
        let Self { certificate, key_path, chain, key } = self;
        builder.with_client_auth_cert(chain, key).map_err(|source| IdentityError::Mismatch {
            certificate,
            key: key_path,
            source,
        })
    }
}

async fn read(path: &Path) -> Result<Vec<u8>, IdentityError> {
    file::read(path).await.map_err(|source| IdentityError::Unreadable { path: path.to_owned(), source })
}

async fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, IdentityError> {
    let bytes = read(path).await?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    match chain {
        Ok(chain) if chain.is_empty() => Err(IdentityError::NoCertificate { path: path.to_owned() }),
        Ok(chain) => Ok(chain),
        Err(source) => Err(IdentityError::NotPem { path: path.to_owned(), source }),
    }
}

async fn read_key(path: &Path) -> Result<PrivateKeyDer<'static>, IdentityError> {
    let bytes = read(path).await?;
    let text = String::from_utf8_lossy(&bytes);
    // RFC 7468 §11, and the older form of OpenSSL.
    if text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(IdentityError::Encrypted { path: path.to_owned() });
    }
    PrivateKeyDer::from_pem_slice(&bytes).map_err(|source| match source {
        pem::Error::NoItemsFound => IdentityError::NoKey { path: path.to_owned() },
        source => IdentityError::NotPem { path: path.to_owned(), source },
    })
}
