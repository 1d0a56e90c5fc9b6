//! From HTTP to a WebSocket: the request, the rules that its answer is held to, and redirects. Sans-IO. It knows no
//! socket and no task.

pub mod redirects;
mod rules;
mod upgrade;

pub use self::{
    rules::HandshakeRule,
    upgrade::{Agreed, Upgrade},
};
