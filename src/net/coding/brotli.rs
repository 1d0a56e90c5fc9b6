//! br: RFC 7932. Sans-IO.

use std::fmt;

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};

use super::{CodingProblem, step::Step};

/// Takes the coding off. After a problem it is not to be asked again.
pub(super) struct Brotli {
    state: Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>,
    is_whole: bool,
    trailing_bytes: u64,
}

impl fmt::Debug for Brotli {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Brotli").field("is_whole", &self.is_whole).finish_non_exhaustive()
    }
}

impl Brotli {
    /// With windows of up to 16 MiB: larger ones are no `br`. RFC 7932 §9.1.
    pub(super) fn new() -> Self {
        let memory = StandardAlloc::default;
        let state = Box::new(BrotliState::new_strict(memory(), memory(), memory()));
        Self { state, is_whole: false, trailing_bytes: 0 }
    }

    /// Takes some bytes and appends what comes out of them, as far as there is room.
    pub(super) fn step(&mut self, input: &[u8], out: &mut Vec<u8>) -> Step {
        if self.is_whole {
            self.trailing_bytes += input.len() as u64;
            return Step::taking(input.len());
        }
        let start = out.len();
        out.resize(out.capacity(), 0);
        let (mut left_bytes, mut taken) = (input.len(), 0);
        let (mut room_bytes, mut made) = (out.len() - start, 0);
        let mut total = 0;
        let result = BrotliDecompressStream(
            &mut left_bytes,
            &mut taken,
            input,
            &mut room_bytes,
            &mut made,
            &mut out[start..],
            &mut total,
            &mut self.state,
        );
        out.truncate(start + made);
        self.is_whole = matches!(result, BrotliResult::ResultSuccess);
        let is_wrong = matches!(result, BrotliResult::ResultFailure);
        Step { taken, problem: is_wrong.then_some(CodingProblem::Brotli { code: self.state.error_code as i32 }) }
    }

    /// Whether the content may end here.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Bytes behind the content.
    pub(super) fn trailing_bytes(&self) -> u64 {
        self.trailing_bytes
    }
}
