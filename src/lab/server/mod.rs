//! The HTTP server below every protocol of the lab: listening, connections and what they may hold together, who is let
//! in, queries and refusals.
//!
//! It knows no protocol: a [`Section`] brings the routes of one, and what its handlers share.
//!
//! A connection is accepted (`accept`, `connections`), served by hyper over a stream that notes what moves (`serve`,
//! `tracked_stream`, `connection`), and each of its requests passes the `guard` (`hosts`, `origin`, `body`) before it comes to
//! a handler. A handler reads its query with [`Params`], takes places from the [`Budget`], and says no with a [`Refusal`],
//! whose body is a sentence that a person can act on.

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
