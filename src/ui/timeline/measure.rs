//! What the strip measures, and how large that is drawn.

/// How tall the strip is.
pub const HEIGHT: f32 = 64.0;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Messages,
    Bytes,
}

impl Measure {
    /// The key of what is drawn.
    pub(super) fn name_key(self) -> &'static str {
        match self {
            Self::Messages => "timeline-messages",
            Self::Bytes => "timeline-bytes",
        }
    }
}
