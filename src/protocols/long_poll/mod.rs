//! Long polling: ask, wait as long as the server holds the request, show its answer, ask again at once.
//!
//! `answer` and `pacer` are the rules, without clock or socket; `task` drives them; `session` is what a window shows.

pub mod answer;
mod config;
mod event;
mod exchange;
mod pacer;
mod poll;
mod publish;
mod session;
mod task;
#[cfg(feature = "gui")]
pub mod view;

pub use self::{
    config::{DEFAULT_MAX_RATE, MaxRate, MaxRateError, PollConfig},
    event::{Command, Event, PollError},
    pacer::Pacer,
    publish::{PublishAnswer, PublishError, Published},
    session::{Counts, HeldTimes, Line, LivePoll, Outcome, Phase, Session},
    task::LongPoll,
};
