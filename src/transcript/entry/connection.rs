//! What is known of the connection below a request: addresses, times, TLS, and the certificate at its other end.

use serde::{Deserialize, Serialize};

use crate::transcript::reason::Reason;

/// `connection` of a `request`: how the peer was reached. What is not known is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ConnectionFacts {
    /// The other end of TCP, a proxy's where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote: Option<String>,
    /// Our end of TCP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local: Option<String>,
    /// The proxy, without its password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// Finding the address of a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns_micros: Option<u64>,
    /// The TCP handshake.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tcp_micros: Option<u64>,
    /// What the proxy took until it let us through, with TLS to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_micros: Option<u64>,
    /// The TLS handshake with the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_micros: Option<u64>,
    /// What TLS agreed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsFacts>,
}

/// What TLS agreed on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TlsFacts {
    /// `TLS 1.3` or `TLS 1.2`.
    pub version: String,
    /// The cipher suite, by its name in the IANA registry.
    pub cipher: String,
    /// The protocol that ALPN chose, if any. RFC 7301.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alpn: Option<String>,
    /// The server's own certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Certificate>,
}

/// What a certificate says of itself. Of one that cannot be read, only the fingerprint is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Certificate {
    /// The SHA-256 of its DER bytes, in hex.
    pub sha256: String,
    /// Whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Who signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// When it begins to be valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// When it ends to be valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
}

impl std::fmt::Display for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let named = [("subject", &self.subject), ("issuer", &self.issuer)];
        for (name, value) in named.into_iter().filter_map(|(name, value)| value.as_ref().map(|value| (name, value))) {
            write!(f, "{name} {value}, ")?;
        }
        if let (Some(from), Some(to)) = (&self.valid_from, &self.valid_to) {
            write!(f, "valid from {from} to {to}, ")?;
        }
        write!(f, "SHA-256 {}", self.sha256)
    }
}

/// A certificate was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why} ({certificate})")]
pub struct RefusedCertificate {
    /// What is wrong with it.
    pub why: String,
    /// Its code, and what the sentence names.
    pub reason: Reason,
    /// The certificate.
    pub certificate: Box<Certificate>,
}
