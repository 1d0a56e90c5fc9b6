//! How a task tells its holder that events have come, without knowing who that is: a window requests a repaint, a test
//! counts, the command line waits on the inbox itself and needs nothing.

use std::sync::Arc;

/// Called from any thread when an inbox stops being empty; the inbox coalesces the calls.
#[derive(Clone)]
pub struct Wake(Arc<dyn Fn() + Send + Sync>);

impl Wake {
    /// Wraps the callback, which must not block.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(wake))
    }

    /// Does nothing: for a holder that waits on the inbox itself.
    pub fn none() -> Self {
        Self::new(|| {})
    }

    /// Calls it.
    pub fn wake(&self) {
        (self.0)();
    }
}

impl std::fmt::Debug for Wake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wake")
    }
}
