//! A certificate that is trusted by itself: the SHA-256 of its DER bytes.

use std::{fmt, str::FromStr};

use data_encoding::HEXLOWER;
use rustls::pki_types::CertificateDer;
use sha2::{Digest as _, Sha256};

/// The fingerprint of the one certificate that is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin([u8; 32]);

/// A text is no fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a certificate's SHA-256 has 64 hexadecimal digits (colons between them do not count), {text:?} has not")]
pub struct PinError {
    /// What was typed.
    pub text: String,
}

impl Pin {
    /// The fingerprint of a certificate.
    pub fn of(certificate: &CertificateDer<'_>) -> Self {
        Self(Sha256::digest(certificate.as_ref()).into())
    }
}

impl FromStr for Pin {
    type Err = PinError;

    /// Reads hex in any case, with or without colons, as OpenSSL and browsers show it.
    fn from_str(text: &str) -> Result<Self, PinError> {
        let problem = || PinError { text: text.trim().to_owned() };
        let bare = text.trim();
        let bare = bare.strip_prefix("sha256:").unwrap_or(bare);
        let digits: Vec<u8> = bare
            .chars()
            .filter(|c| !matches!(c, ':' | ' '))
            .map(|c| c.to_digit(16).map(|digit| digit as u8).ok_or_else(problem))
            .collect::<Result<_, _>>()?;
        let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]).collect();
        if digits.len() % 2 == 1 {
            return Err(problem());
        }
        bytes.try_into().map(Self).map_err(|_bytes: Vec<u8>| problem())
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_every_tool_writes_it() {
        let plain = "00ff".repeat(16);
        let colons: Vec<String> = (0..32).map(|n| if n % 2 == 0 { "00".to_owned() } else { "FF".to_owned() }).collect();
        let pin: Pin = plain.parse().expect("a fingerprint");
        assert_eq!(colons.join(":").parse(), Ok(pin.clone()));
        assert_eq!(format!(" sha256:{plain} ").parse(), Ok(pin.clone()));
        assert_eq!(pin.to_string(), plain);
        for wrong in ["", "00", &plain[1..], &format!("{plain}0"), &"zz".repeat(32)] {
            assert!(wrong.parse::<Pin>().is_err(), "{wrong}");
        }
    }
}
