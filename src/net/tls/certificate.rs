//! What a certificate says of itself, for people. RFC 5280 §4.1.

use rustls::pki_types::CertificateDer;
use x509_parser::{prelude::FromDer as _, time::ASN1Time};

use super::pin::Pin;
use crate::transcript::entry::Certificate;

/// Reads a certificate; of one that is not understood, the fingerprint is all.
pub fn describe(der: &CertificateDer<'_>) -> Certificate {
    let mut certificate = Certificate { sha256: Pin::of(der).to_string(), ..Certificate::default() };
    if let Ok((_, read)) = x509_parser::certificate::X509Certificate::from_der(der) {
        certificate.subject = Some(read.subject().to_string());
        certificate.issuer = Some(read.issuer().to_string());
        certificate.valid_from = day(read.validity().not_before);
        certificate.valid_to = day(read.validity().not_after);
    }
    certificate
}

fn day(time: ASN1Time) -> Option<String> {
    jiff::Timestamp::from_second(time.timestamp()).ok().map(|time| time.to_string())
}
