//! Who checks a server's certificate. A refusal says which certificate it was.

use std::{borrow::Cow, sync::Arc};

use rustls::{
    CertificateError, DigitallySignedStruct, OtherError, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime},
};

use super::{certificate::describe, pin::Pin};
use crate::transcript::{
    entry::RefusedCertificate,
    reason::{Code, Reason},
};

/// The certificate that a failed handshake refused, if that was the reason.
pub fn refused_certificate(error: &rustls::Error) -> Option<RefusedCertificate> {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(inner))) => {
            inner.downcast_ref::<RefusedCertificate>().cloned()
        }
        _ => None,
    }
}

/// What is wrong with a certificate, as a person would say it.
fn explain(problem: &CertificateError) -> (Code, Cow<'static, str>) {
    match problem {
        CertificateError::UnknownIssuer => {
            (Code::CertificateUnknownIssuer, "its issuer is not among the trusted authorities".into())
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            (Code::CertificateExpired, "it is no longer valid".into())
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            (Code::CertificateNotYetValid, "it is not valid yet".into())
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            (Code::CertificateOfOtherHost, "it is for another host".into())
        }
        CertificateError::Revoked => (Code::CertificateRevoked, "it was revoked".into()),
        // The library has no word of its own for it.
        other if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            (Code::CertificateOfAuthority, "it is the certificate of an authority (CA:TRUE), not of a server".into())
        }
        other => (Code::CertificateInvalid, other.to_string().into()),
    }
}

fn refuse(certificate: &CertificateDer<'_>, reason: Reason, why: String) -> rustls::Error {
    let refused = RefusedCertificate { why, reason, certificate: Box::new(describe(certificate)) };
    rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(refused))))
}

/// Checks as another does, and keeps the certificate in the refusal.
#[derive(Debug)]
pub(super) struct Explaining<V>(pub(super) V);

impl<V: ServerCertVerifier> ServerCertVerifier for Explaining<V> {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.0.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now).map_err(|error| {
            match error {
                rustls::Error::InvalidCertificate(problem) => {
                    let (code, why) = explain(&problem);
                    refuse(end_entity, code.into(), why.into_owned())
                }
                other => other,
            }
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

/// Accepts one certificate, whoever signed it and whatever it says, and no other.
#[derive(Debug)]
pub(super) struct OnlyThis {
    pin: Pin,
    signatures: NoVerification,
}

impl OnlyThis {
    pub(super) fn new(pin: Pin, provider: Arc<CryptoProvider>) -> Self {
        Self { pin, signatures: NoVerification(provider) }
    }
}

impl ServerCertVerifier for OnlyThis {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if self.pin == Pin::of(end_entity) {
            Ok(ServerCertVerified::assertion())
        } else {
            let reason = Reason::new(Code::CertificateNotPinned).with("pin", self.pin.to_string());
            Err(refuse(end_entity, reason, format!("it is another one than the pinned {}", self.pin)))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.signatures.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.signatures.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.signatures.supported_verify_schemes()
    }
}

/// Accepts every certificate, but still checks that the peer holds its key.
#[derive(Debug)]
pub(super) struct NoVerification(pub(super) Arc<CryptoProvider>);

impl ServerCertVerifier for NoVerification {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
