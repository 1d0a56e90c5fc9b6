//! Pictures of the shared widgets and of the window, compared with the ones that are kept.

mod gallery;
