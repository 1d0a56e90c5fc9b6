//! Server-Sent Events: a source as the `EventSource` of a browser, that shows what a page never sees.
//! WHATWG HTML §9.2.

pub mod decoder;
