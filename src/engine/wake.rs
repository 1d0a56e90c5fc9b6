//! How a task says that there is something to draw, without knowing who draws.

use std::sync::Arc;

/// Called from any thread when an inbox stops being empty; the inbox coalesces the calls.
#[derive(Clone)]
pub struct Wake(Arc<dyn Fn() + Send + Sync>);

impl Wake {
    /// Wraps what is to be done, which must not block.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(wake))
    }

    /// For a holder that waits on the inbox itself.
    pub fn none() -> Self {
        Self::new(|| {})
    }

    /// Says that there is something to draw.
    pub fn wake(&self) {
        (self.0)();
    }
}

impl std::fmt::Debug for Wake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wake")
    }
}
