//! The contract between the window and a protocol's view, and the plumbing that all four share.
//!
//! One way only: view → action → command → task → event → session → view. A view draws a session, edits
//! only its form, and returns an action.

mod export;
mod files;
mod pair;
mod recording;
mod running;
mod saved;
mod session_tab;

use std::{fmt, net::SocketAddr, path::Path, time::Duration};

use egui::Ui;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

pub use self::{
    export::{ExportJob, SaveError},
    pair::PairTab,
    session_tab::SessionTab,
};
use super::Report;
use crate::{
    engine::{CommandRefused, Drained, Protocol, SessionClock, Spawner},
    net::{cookies::CookieChange, peer::PeerOptions},
    session::Model,
    settings::{Settings, connection::Connection},
    transcript::{Entry, opened::SavedSession, record::RecordHeader},
    ui::{
        form::{FormState, PeerForm, Problem},
        icons::Icon,
        left_out::LeftOut,
        light::ReadyState,
        log::LogState,
        tab_context::TabContext,
    },
};

/// Where fields of a new tab point before the lab has said where it is.
pub const LAB_ADDRESS: &str = "127.0.0.1:4460";

/// A protocol in the window. `protocols::ALL` has one for each.
#[derive(Clone, Copy)]
pub struct Descriptor {
    /// Its name in the settings file; never changes.
    pub id: &'static str,
    /// The key of its name.
    pub name_key: &'static str,
    /// Its icon in menus.
    pub icon: Icon,
    /// Opens a tab that points at the lab.
    pub new_tab: fn() -> Box<dyn Tab>,
}

impl fmt::Debug for Descriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Descriptor").field(&self.id).finish()
    }
}

/// A tab as the window sees it, whatever its protocol.
pub trait Tab {
    /// Which protocol it speaks.
    fn descriptor(&self) -> Descriptor;

    /// What its light says.
    fn ready_state(&self) -> ReadyState;

    /// The URL as it is typed, passwords included.
    fn url(&self) -> &str;

    /// Whether a session runs in it, which closing it would end.
    fn is_running(&self) -> bool;

    /// Ends what runs in it; its rows stay.
    fn end(&mut self);

    /// Another tab with the same fields, secrets included; `None` when it shows a saved session.
    fn copied(&self) -> Option<Box<dyn Tab>>;

    /// Applies what its session reported, for at most about `budget`.
    fn drain(&mut self, budget: Duration) -> Drained;

    /// Draws it into all of the room that is left.
    fn ui(&mut self, ui: &mut Ui, cx: &mut TabContext<'_>);

    /// Its fields for the settings file, without secrets; `None` when it shows a saved session.
    fn save(&self, settings: &Settings) -> Option<toml::Table>;

    /// Takes its fields back; false when they are not its own.
    fn restore(&mut self, fields: toml::Table) -> bool;

    /// Its fields as a connection, secrets and all; `None` when it shows a saved session.
    fn connection(&self) -> Option<Connection>;

    /// Takes the fields of a connection of its protocol; all others are as in a new tab. What is no field of a session stays:
    /// drafts, what was sent, cookies of servers. Returns what of the connection has no field, as flags.
    fn fill(&mut self, connection: &Connection) -> Vec<String>;

    /// Says below the address what did not become fields, until the user has seen it.
    fn tell_left_out(&mut self, left_out: LeftOut);

    /// Shows a saved session from now on.
    fn open_record(&mut self, saved: SavedSession, spawner: &Spawner, memory_limit_bytes: usize);

    /// The saved session that it shows.
    fn record_path(&self) -> Option<&Path>;

    /// Rows that have come, dropped ones included.
    fn row_count(&self) -> u64;

    /// Bytes that its rows take.
    fn held_bytes(&self) -> usize;

    /// Lets the oldest rows go, since the program holds too much; false when it has none to give.
    fn drop_oldest(&mut self) -> bool;

    /// The lab is somewhere else now: fields that pointed at `from` point at `to`.
    fn lab_moved(&mut self, from: SocketAddr, to: SocketAddr);

    /// Whether a second session could stand beside its own.
    fn can_duplicate(&self) -> bool {
        false
    }

    /// Puts a second session with the same fields beside its own.
    fn duplicate(&mut self) {}
}

/// The model of a session: what its events add up to. It lives on the window's thread.
pub trait SessionModel: Model {
    /// What its light says.
    fn ready_state(&self) -> ReadyState;
}

/// A session as a view sees it.
#[derive(Debug)]
pub struct Live<'a, S> {
    /// What is known of it.
    pub session: &'a S,
    /// Its clock; rows count from its start.
    pub clock: SessionClock,
    /// Whether its task has ended. What it left is still shown.
    pub over: bool,
    /// Whether it comes from a file: there is nothing to connect or to send.
    pub saved: bool,
}

impl<S: SessionModel> Live<'_, S> {
    /// Microseconds from the session's begin to now; to its last row when it comes from a file.
    pub fn now_micros(&self) -> u64 {
        if self.saved { self.session.transcript().last_at_micros() } else { self.clock.micros() }
    }
}

impl<S> Clone for Live<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Live<'_, S> {}

/// A protocol's face in the window; [`SessionTab`] makes a [`Tab`] of it.
pub trait Face: Sized + 'static {
    /// What runs on the engine. Its rows can also come from a record.
    type Protocol: Protocol<Event: From<Entry> + Report>;
    /// The fields, which outlive the program. `default` points at [`LAB_ADDRESS`].
    type Form: Default + Clone + Serialize + DeserializeOwned + 'static;
    /// What the view remembers between frames and forgets at the end: sections, selection, place.
    type View: Default + 'static;
    /// The model.
    type Session: SessionModel<Event = <Self::Protocol as Protocol>::Event> + 'static;
    /// What the view may ask for.
    type Action;

    /// Its line in `protocols::ALL`.
    const DESCRIPTOR: Descriptor;

    /// Whether its rows are messages in frames, which a record can describe.
    const HAS_FRAMES: bool = false;

    /// The URL as it is typed.
    fn url(form: &Self::Form) -> &str;

    /// The fields that may point at the lab.
    fn lab_urls(form: &mut Self::Form) -> Vec<&mut String>;

    /// Draws the tab. `None` before the first session.
    fn show(
        ui: &mut Ui,
        cx: &mut TabContext<'_>,
        form: &mut Self::Form,
        view: &mut Self::View,
        live: Option<Live<'_, Self::Session>>,
    ) -> Option<Self::Action>;

    /// What an action means. Problems with the form go into `view`.
    fn perform(
        action: Self::Action,
        form: &mut Self::Form,
        view: &mut Self::View,
        live: Option<Live<'_, Self::Session>>,
    ) -> Step<Self::Protocol>;

    /// The fields that all tabs have.
    fn peer_form(form: &mut Self::Form) -> &mut PeerForm;

    /// The fields as a connection: what is sent and kept, by the names of the command line's flags.
    fn connection(form: &Self::Form) -> Connection;

    /// Takes the fields of a connection of this protocol, as [`Tab::fill`] says.
    fn fill(form: &mut Self::Form, connection: &Connection) -> Vec<String>;

    /// The command that changes the cookies of a session.
    fn change_cookies(change: CookieChange) -> <Self::Protocol as Protocol>::Command;

    /// What a session is told of its peer: the tab adds what it knows itself.
    fn peer(config: &mut <Self::Protocol as Protocol>::Config) -> &mut PeerOptions;

    /// Takes back a command that the session had no room for, so that nothing typed is lost.
    fn refused(_refused: CommandRefused<<Self::Protocol as Protocol>::Command>, _form: &mut Self::Form) {}
}

/// What the tab does next.
#[derive(Debug)]
pub enum Step<P: Protocol> {
    /// Nothing.
    Stay,
    /// Ends the session, if there is one, and opens another.
    Open(P::Config, RecordStart),
    /// Hands a command to the session.
    Send(P::Command),
    /// Ends the session at once; its rows stay.
    Abort,
}

impl<P: Protocol> Step<P> {
    /// Opens what a form describes, or shows where it makes no sense.
    pub fn open_described<O, E>(
        described: Result<(P::Config, RecordStart), E>,
        form: &mut FormState<O>,
        log: &mut LogState,
    ) -> Self
    where
        O: Copy + PartialEq,
        E: Problem<O>,
    {
        match described {
            Ok((config, record)) => {
                form.accepted();
                log.begin();
                Self::Open(config, record)
            }
            Err(problem) => {
                form.refused(&problem);
                Self::Stay
            }
        }
    }
}

/// What a record's first line says besides its protocol and time.
#[derive(Clone, Debug, Default)]
pub struct RecordStart {
    /// The session's URL.
    pub url: String,
    /// What it was asked to do.
    pub settings: Map<String, Value>,
}

impl RecordStart {
    /// The first line of a record of `protocol`, whose rows count from `started_at`.
    fn header(self, protocol: &'static str, started_at: Timestamp) -> RecordHeader {
        RecordHeader { protocol: protocol.into(), url: self.url, started_at, settings: self.settings }
    }
}
