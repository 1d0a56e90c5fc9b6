//! What every session does alike, whatever it speaks: how a task waits, how its rows leave, and who follows them. Knows no
//! protocol.

mod driver;
mod model;
mod rows;

pub use self::{
    driver::{Driver, Input, When},
    model::Model,
    rows::Rows,
};
