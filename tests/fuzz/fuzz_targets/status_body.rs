//! Any bytes as the answer to `status`: a number lies within the file, and an error repeats little of what is none.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirelight::{
    protocols::upload::dialect::{MAX_STATUS_BYTES, read_offset, refusal},
    transcript::entry::Response,
};

fuzz_target!(|input: (u64, u16, &[u8])| {
    let (size_bytes, status, body) = input;
    match read_offset(body, size_bytes) {
        Ok(offset) => {
            assert!(offset <= size_bytes);
            let digits = std::str::from_utf8(body).expect("digits").trim_ascii();
            assert_eq!(digits.trim_start_matches('0').parse().unwrap_or(0), offset);
        }
        Err(error) => {
            let words = error.to_string();
            assert!(words.len() <= 2 * MAX_STATUS_BYTES, "{} bytes", words.len());
            assert!(!words.chars().any(char::is_control), "{words:?}");
        }
    }
    let reason_phrase = Some(String::from_utf8_lossy(body).into_owned());
    let response = Response::new(status, reason_phrase, Vec::new());
    let _ = refusal(&response);
});
