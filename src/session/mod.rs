//! What every session does alike, whatever it speaks: how a task waits, and how its rows leave. Knows no protocol.

mod driver;
mod rows;

pub use self::{
    driver::{Driver, Input, When},
    rows::Rows,
};
