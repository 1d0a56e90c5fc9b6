//! Style as tests: how long files are, who may name whom, no circles, no unbounded queue, complete locales, no sleep.
//!
//! The code is read as Rust reads it ([`parse`], [`names`]), so that it does not matter how an import is written.
//! [`planted`] plants faults and sees them found.

mod circles;
mod files;
mod floors;
mod locales;
mod names;
mod parse;
mod planted;
mod sleeps;
mod sources;
