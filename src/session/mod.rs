//! What every session does alike, whatever it speaks: how a task waits, how its rows leave, and who follows them. Knows no
//! protocol.

mod driver;
mod fault;
mod model;
mod rows;

pub use self::{
    driver::{Driver, Input, When, until},
    fault::rows_after_panic,
    model::Model,
    rows::Rows,
};
