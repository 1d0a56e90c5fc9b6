//! The HTTP server below every protocol of the lab: listening, connections and what they may hold together, who is let
//! in, queries and refusals.
//!
//! It knows no protocol: a [`Section`] brings the routes of one, and what its handlers share.

mod accept;
mod authority;
mod body;
mod budget;
mod clock;
mod connection;
mod connections;
mod endpoint;
mod guard;
mod hosts;
mod origin;
mod pace;
mod query;
mod refusal;
mod serve;
mod state;
mod tracked_stream;

pub use self::endpoint::Endpoint;
pub(super) use self::{
    accept::accept,
    body::{collect, cut_short},
    budget::{Account, Budget, Permit, Place, Share, held},
    clock::time_now,
    connection::Connection,
    endpoint::Section,
    guard::{Guard, admit},
    hosts::AllowedHosts,
    origin::{AllowedOrigins, Page},
    pace::{Flood, Numbered, Pace},
    query::{LONGEST_MILLIS, Params, bad_value, plain_number, shortened},
    refusal::{PLAIN_TEXT, Refusal, bare_status},
    state::ServerState,
};
