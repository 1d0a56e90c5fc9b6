//! gzip: members one after the other, and what stands behind the last one. RFC 1952. Sans-IO.

use flate2::{Crc, Decompress};

use super::{CodingProblem, deflate::inflate, member::MemberHead, step::Step};

/// Bytes of the checksum and the length behind a member.
const TRAILER_BYTES: usize = 8;

/// A head of fewer bytes than this is none yet: behind a member they may be anything.
const LEAST_HEAD_BYTES: u64 = 3;

/// Takes the coding off. After a problem it is not to be asked again.
#[derive(Debug)]
pub(super) struct Gzip {
    state: State,
    decompress: Decompress,
    crc: Crc,
    has_member: bool,
    trailing_bytes: u64,
}

#[derive(Debug)]
enum State {
    Head(Box<MemberHead>),
    Content,
    Trailer([u8; TRAILER_BYTES], usize),
    /// Behind the last member: whatever comes is no part of the content. Browsers do not look at it.
    Behind,
}

impl Gzip {
    pub(super) fn new() -> Self {
        let state = State::Head(Box::new(MemberHead::new()));
        Self { state, decompress: Decompress::new(false), crc: Crc::new(), has_member: false, trailing_bytes: 0 }
    }

    /// Takes some bytes and appends what comes out of them, as far as there is room.
    pub(super) fn step(&mut self, input: &[u8], out: &mut Vec<u8>) -> Step {
        match &mut self.state {
            State::Head(head) => {
                let before = head.bytes();
                let step = head.take(input);
                if step.problem.is_some() && self.has_member && head.bytes() < LEAST_HEAD_BYTES {
                    self.trailing_bytes += before + input.len() as u64;
                    self.state = State::Behind;
                    return Step::taking(input.len());
                }
                if head.is_whole() {
                    self.state = State::Content;
                }
                step
            }
            State::Content => {
                let start = out.len();
                let (step, ends) = inflate(&mut self.decompress, input, out);
                self.crc.update(&out[start..]);
                if ends {
                    self.state = State::Trailer([0; TRAILER_BYTES], 0);
                }
                step
            }
            State::Trailer(trailer, length) => {
                let taken = input.len().min(TRAILER_BYTES - *length);
                trailer[*length..*length + taken].copy_from_slice(&input[..taken]);
                *length += taken;
                let whole = (*length == TRAILER_BYTES).then_some(*trailer);
                Step { taken, problem: whole.and_then(|trailer| self.end_member(trailer).err()) }
            }
            State::Behind => {
                self.trailing_bytes += input.len() as u64;
                Step::taking(input.len())
            }
        }
    }

    /// Whether the content may end here.
    pub(super) fn is_whole(&self) -> bool {
        match &self.state {
            State::Behind => true,
            State::Head(head) => self.has_member && head.bytes() < LEAST_HEAD_BYTES,
            State::Content | State::Trailer(..) => false,
        }
    }

    /// Bytes behind the last member.
    pub(super) fn trailing_bytes(&self) -> u64 {
        match &self.state {
            State::Head(head) if self.has_member => head.bytes(),
            _ => self.trailing_bytes,
        }
    }

    fn end_member(&mut self, trailer: [u8; TRAILER_BYTES]) -> Result<(), CodingProblem> {
        // Both are numbers of four bytes, the lowest first.
        let number = |at: usize| trailer[at..at + 4].iter().rev().fold(0, |sum, &byte| sum << 8 | u32::from(byte));
        let (stated, counted) = (number(0), self.crc.sum());
        if stated != counted {
            return Err(CodingProblem::Checksum { stated, counted });
        }
        let (stated, counted) = (number(4), self.crc.amount());
        if stated != counted {
            return Err(CodingProblem::Length { stated, counted });
        }
        self.has_member = true;
        self.crc.reset();
        self.decompress.reset(false);
        self.state = State::Head(Box::new(MemberHead::new()));
        Ok(())
    }
}
