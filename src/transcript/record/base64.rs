//! Base64 as a record has it: the standard alphabet with padding, RFC 4648 §4, by the widest instructions that this
//! machine has.

use std::sync::LazyLock;

use base64::{DecodeError, Engine as _, engine::general_purpose::PAD};

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
static ENGINE: LazyLock<base64::engine::Simd> = LazyLock::new(|| base64::engine::Simd::standard(PAD));

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
static ENGINE: LazyLock<base64::engine::GeneralPurpose> =
    LazyLock::new(|| base64::engine::GeneralPurpose::new(&base64::alphabet::STANDARD, PAD));

/// Appends the bytes in base64.
pub(super) fn push_base64(line: &mut Vec<u8>, bytes: &[u8]) {
    let start = line.len();
    line.resize(start + bytes.len().div_ceil(3) * 4, 0);
    // The buffer has exactly the length that the encoding needs.
    let written = ENGINE.encode_slice(bytes, &mut line[start..]).unwrap_or(0);
    line.truncate(start + written);
}

/// What stands there in base64.
///
/// # Errors
/// When it is not base64 with its padding: the line is damaged.
pub(super) fn decode_base64(text: &str) -> Result<Vec<u8>, DecodeError> {
    ENGINE.decode(text)
}

#[cfg(test)]
mod tests {
    use base64::prelude::BASE64_STANDARD;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_length_is_what_the_plain_engine_makes_of_it(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut line = b"x".to_vec();
            push_base64(&mut line, &bytes);
            let text = BASE64_STANDARD.encode(&bytes);
            prop_assert_eq!(&line[1..], text.as_bytes());
            prop_assert_eq!(decode_base64(&text), Ok(bytes));
        }

        #[test]
        fn what_is_damaged_is_refused_as_the_plain_engine_refuses_it(text in "[A-Za-z0-9+/=_ -]{0,90}") {
            prop_assert_eq!(decode_base64(&text).ok(), BASE64_STANDARD.decode(&text).ok());
        }
    }
}
