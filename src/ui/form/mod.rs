//! What the forms of all tabs ask alike: header lines, the *Connection*, *Security* and *Cookies* sections, and which
//! of the sections is open. A protocol keeps only its own fields, in a form that has a [`PeerForm`] inside.

mod connection;
mod cookies;
mod login;
mod method;
mod peer;
mod problem;
mod saved;
mod sections;

pub use self::{
    connection::{ConnectionForm, PeerFields},
    login::LoginForm,
    method::FormMethod,
    peer::PeerForm,
    problem::{FormSection, PeerProblem, Problem},
    sections::{FormState, OptionRow, sections_ui, url_ui},
};
