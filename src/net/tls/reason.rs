//! The codes of why TLS cannot be set up.

use super::{FileError, IdentityError, PinError, TlsError};
use crate::{
    limits::MAX_CREDENTIAL_FILE_BYTES,
    transcript::reason::{Code, HasReason, Reason},
};

impl HasReason for TlsError {
    fn reason(&self) -> Reason {
        let of_file = |code: Code, path: &std::path::Path| Reason::new(code).with("path", path.display().to_string());
        match self {
            Self::ExtraCa { path, source } => of_file(Code::AuthoritiesUnreadable, path).because_of(source.reason()),
            Self::ExtraCaNotPem { path, .. } => of_file(Code::AuthoritiesNotPem, path),
            Self::NoCertificate { path } => of_file(Code::AuthoritiesMissing, path),
            Self::Identity(error) => error.reason(),
            Self::Setup(_) => Code::TlsSetupFailed.into(),
        }
    }
}

impl HasReason for IdentityError {
    fn reason(&self) -> Reason {
        let of_file = |code: Code, path: &std::path::Path| Reason::new(code).with("path", path.display().to_string());
        match self {
            Self::Unreadable { path, source } => of_file(Code::CredentialUnreadable, path).because_of(source.reason()),
            Self::NotPem { path, .. } => of_file(Code::CredentialNotPem, path),
            Self::NoCertificate { path } => of_file(Code::ClientCertificateMissing, path),
            Self::NoKey { path } => of_file(Code::KeyMissing, path),
            Self::Encrypted { path } => of_file(Code::KeyEncrypted, path),
            Self::Mismatch { certificate, key, .. } => Reason::new(Code::KeyMismatch)
                .with("certificate", certificate.display().to_string())
                .with("key", key.display().to_string()),
        }
    }
}

impl HasReason for FileError {
    fn reason(&self) -> Reason {
        match self {
            Self::Unreadable(error) => error.reason(),
            Self::TooLarge => {
                Reason::new(Code::CredentialTooLarge).with("limit", MAX_CREDENTIAL_FILE_BYTES / 1024 / 1024)
            }
        }
    }
}

impl HasReason for PinError {
    fn reason(&self) -> Reason {
        Reason::new(Code::PinInvalid).with("text", &self.text)
    }
}
