//! A step of a coding.

use super::fault::CodingProblem;

/// What a coding has done with some bytes; what it made stands in a buffer of its caller, also before a problem.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) taken: usize,
    pub(super) problem: Option<CodingProblem>,
}

impl Step {
    pub(super) fn taking(taken: usize) -> Self {
        Self { taken, problem: None }
    }
}
