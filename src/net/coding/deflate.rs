//! deflate: in the frame of zlib, as the standard has it, or without it, as some servers send it. RFC 1950, RFC 1951,
//! RFC 9110 §8.4.1.2. Sans-IO.

use flate2::{Decompress, FlushDecompress, Status};

use super::{CodingProblem, step::Step};

const PRESET_DICTIONARY: u8 = 0x20;

/// Takes the coding off. After a problem it is not to be asked again.
#[derive(Debug)]
pub(super) struct Deflate {
    state: State,
    trailing_bytes: u64,
}

#[derive(Debug)]
enum State {
    /// The first two bytes tell whether it has a frame; the first of them once it came.
    Begin(Option<u8>),
    Content(Decompress),
    Behind,
}

/// Takes some bytes and appends what comes out of them, as far as there is room. Returns also whether the last block has
/// ended.
pub(super) fn inflate(decompress: &mut Decompress, input: &[u8], out: &mut Vec<u8>) -> (Step, bool) {
    let start = out.len();
    out.resize(out.capacity(), 0);
    let (taken_before, made_before) = (decompress.total_in(), decompress.total_out());
    let result = decompress.decompress(input, &mut out[start..], FlushDecompress::None);
    // What came out before a problem is right.
    out.truncate(start + (decompress.total_out() - made_before) as usize);
    let taken = (decompress.total_in() - taken_before) as usize;
    match result {
        Ok(status) => (Step::taking(taken), status == Status::StreamEnd),
        Err(error) if error.needs_dictionary().is_some() => {
            (Step { taken, problem: Some(CodingProblem::Dictionary) }, false)
        }
        Err(error) => (Step { taken, problem: Some(CodingProblem::Deflate(error)) }, false),
    }
}

impl Deflate {
    pub(super) fn new() -> Self {
        Self { state: State::Begin(None), trailing_bytes: 0 }
    }

    /// Takes some bytes and appends what comes out of them, as far as there is room.
    pub(super) fn step(&mut self, input: &[u8], out: &mut Vec<u8>) -> Step {
        if let State::Begin(first) = &mut self.state {
            let Some(&next) = input.first() else { return Step::taking(0) };
            let Some(first) = *first else {
                *first = Some(next);
                return Step::taking(1);
            };
            let mut decompress = match has_frame(first, next) {
                Ok(has_frame) => Decompress::new(has_frame),
                Err(problem) => return Step { taken: 0, problem: Some(problem) },
            };
            // One byte makes nothing, and is always taken.
            inflate(&mut decompress, &[first], out);
            self.state = State::Content(decompress);
        }
        let State::Content(decompress) = &mut self.state else {
            self.trailing_bytes += input.len() as u64;
            return Step::taking(input.len());
        };
        let (step, ends) = inflate(decompress, input, out);
        if ends {
            self.state = State::Behind;
        }
        step
    }

    /// Whether the content may end here.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self.state, State::Behind)
    }

    /// Bytes behind the content.
    pub(super) fn trailing_bytes(&self) -> u64 {
        self.trailing_bytes
    }
}

/// Whether the content begins as RFC 1950 §2.2 says. No encoder begins a bare stream so: it would be a stored block with
/// padding that is not zero.
fn has_frame(method: u8, flags: u8) -> Result<bool, CodingProblem> {
    let is_frame = method & 0x0F == 8 && method >> 4 <= 7 && u16::from_be_bytes([method, flags]).is_multiple_of(31);
    if is_frame && flags & PRESET_DICTIONARY != 0 {
        return Err(CodingProblem::Dictionary);
    }
    Ok(is_frame)
}
