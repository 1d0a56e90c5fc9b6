//! What came from the peer, as whoever sits behind the library is told of it.

use bytes::Bytes;
use smallvec::SmallVec;
use tokio::time::Instant;

use super::rules::FrameRule;
use crate::{
    limits::MAX_FRAME_HEADS,
    transcript::{FrameHead, frames::OmittedFrames},
};

/// A frame's header, and when its last byte came.
#[derive(Clone, Copy, Debug)]
pub struct TimedHead {
    /// The header.
    pub head: FrameHead,
    /// When the last byte came.
    pub at: Instant,
}

/// A message, or a control frame, as it came.
#[derive(Clone, Debug, Default)]
pub struct Received {
    /// Its frames in order; of many, the first [`MAX_FRAME_HEADS`].
    pub frames: SmallVec<[TimedHead; 1]>,
    /// Those behind them.
    pub omitted: OmittedFrames,
    /// Of a compressed message, the begin of its payload as on the wire.
    pub deflated: Option<Bytes>,
    /// What a close frame carries.
    pub close_payload: Bytes,
}

impl Received {
    /// Of one frame.
    pub(super) fn of(frame: TimedHead) -> Self {
        Self { frames: [frame].into(), ..Self::default() }
    }

    /// The next frame; it is only counted once there are [`MAX_FRAME_HEADS`].
    pub(super) fn push(&mut self, frame: TimedHead) {
        if self.frames.len() < MAX_FRAME_HEADS {
            self.frames.push(frame);
        } else {
            self.omitted.add(&frame.head);
        }
    }
}

/// A frame that breaks a rule: nothing behind it is read.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The rule.
    pub rule: FrameRule,
    /// Its header.
    pub head: FrameHead,
    /// The begin of its payload as on the wire, as far as it has come; of a message that cannot be inflated, that of all
    /// of its frames.
    pub payload: Bytes,
    /// The frames that are to blame.
    pub frames: Received,
}
