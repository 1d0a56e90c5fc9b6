//! Pictures of the shared widgets and of the window, compared with the ones that are kept.

#![expect(clippy::expect_used, reason = "a test that cannot go on says why")]

mod gallery;
mod timeline;
mod window;
