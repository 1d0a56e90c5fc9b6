//! What the user wants to be sent over time: fragments by hand, repeated sends; and what is reported of them. Sans-IO.

use tokio::time::Instant;

use super::{
    fragments::{ByHand, OpenMessage},
    frame::RawFrame,
    repeat::{Progress, Repeat, Stage},
};

/// Progress is reported at most so often, and always at the end.
const PROGRESS_INTERVAL: std::time::Duration = std::time::Duration::from_millis(50);

/// What is to be reported of what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The message that is sent in fragments by hand, while it is not complete.
    OpenMessage(Option<OpenMessage>),
    /// How far a repeated send has come.
    Repeat(Progress),
}

/// Sources of messages, and what has been reported of them.
#[derive(Debug, Default)]
pub(crate) struct Sending {
    pub(crate) repeat: Repeat,
    pub(super) by_hand: ByHand,
    /// Drafts with placeholders that were sent on their own: their `{{n}}`.
    numbers: u64,
    reported_progress: Option<Progress>,
    reported_at: Option<Instant>,
    reported_open: Option<OpenMessage>,
}

impl Sending {
    /// Follows the frames that the user describes.
    pub(super) fn frame(&mut self, frame: &RawFrame) {
        self.by_hand.sent(frame);
    }

    /// The number of a draft that is sent now, for its placeholders.
    pub(super) fn number_of(&mut self, is_constant: bool) -> u64 {
        self.numbers += u64::from(!is_constant);
        self.numbers
    }

    /// What has changed since it was reported.
    pub(crate) fn changes(&mut self, now: Instant) -> impl Iterator<Item = Change> {
        let open = self.by_hand.open();
        let open = (open != self.reported_open).then(|| {
            self.reported_open = open;
            Change::OpenMessage(open)
        });
        let progress = self.repeat.progress().filter(|progress| Some(*progress) != self.reported_progress);
        let is_soon = self.reported_at.is_some_and(|reported_at| now < reported_at + PROGRESS_INTERVAL);
        let progress = progress.filter(|progress| progress.stage != Stage::Running || !is_soon).map(|progress| {
            self.reported_progress = Some(progress);
            self.reported_at = Some(now);
            Change::Repeat(progress)
        });
        open.into_iter().chain(progress)
    }

    /// When progress that came too soon is reported.
    pub(crate) fn report_at(&self) -> Option<Instant> {
        let is_unreported = self.repeat.progress() != self.reported_progress;
        self.reported_at.filter(|_| is_unreported).map(|reported_at| reported_at + PROGRESS_INTERVAL)
    }
}
