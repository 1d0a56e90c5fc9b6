//! The fields of the composer besides the message itself, and what they ask for. All of it is kept in the settings.

use std::{num::NonZeroUsize, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    expert::ExpertForm,
    history::{History, Written},
};
use crate::{
    protocols::websocket::send::draft::DraftProblem,
    transcript::reason::{Code, HasReason, Reason},
};

/// A repeated send is at most so slow.
const MOST_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// What is typed into the composer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct ComposerForm {
    /// Whether placeholders are filled in.
    pub placeholders: bool,
    /// Whether the ping's payload is written as hexadecimal digits.
    pub ping_is_hex: bool,
    /// What is folded out above the composer.
    pub panel: Option<ComposerPanel>,
    /// Messages with names.
    pub snippets: Vec<Snippet>,
    /// What was sent.
    pub history: History,
    /// The time between two repeated sends, in milliseconds.
    pub every_millis: String,
    /// How often; empty is endless.
    pub times: String,
    /// Whether each waits until nothing is buffered.
    pub waits_until_empty: bool,
    /// The file whose lines are sent.
    pub lines_path: String,
    /// Whether messages are cut into fragments.
    pub splits: bool,
    /// Bytes of such a fragment.
    pub fragment_bytes: String,
    /// A frame against the rules.
    pub expert: ExpertForm,
}

/// A message with a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Snippet {
    /// What it is called.
    pub name: String,
    /// The message.
    #[serde(flatten)]
    pub written: Written,
}

/// What is folded out above the composer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ComposerPanel {
    /// Messages with names.
    Snippets,
    /// Sending again and again, and line by line.
    Repeat,
    /// Sending in pieces.
    Fragments,
    /// Frames against the rules.
    Expert,
}

impl ComposerPanel {
    /// All of them, as the menu lists them.
    pub(in super::super) const ALL: [Self; 4] = [Self::Snippets, Self::Repeat, Self::Fragments, Self::Expert];

    /// The key of its title.
    pub(in super::super) fn title_key(self) -> &'static str {
        match self {
            Self::Snippets => "ws-panel-snippets",
            Self::Repeat => "ws-panel-repeat",
            Self::Fragments => "ws-panel-fragments",
            Self::Expert => "ws-panel-expert",
        }
    }
}

/// Why a field of the composer makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComposerProblem {
    /// The time between two sends.
    #[error("a time is a number of milliseconds from 0 to {MOST_MILLIS}, not {text:?}")]
    Millis {
        /// What was typed.
        text: String,
    },
    /// How often.
    #[error("a count is a number from 1, or nothing for endless, not {text:?}")]
    Times {
        /// What was typed.
        text: String,
    },
    /// The size of a fragment.
    #[error("a fragment has 1 byte or more, not {text:?}")]
    FragmentBytes {
        /// What was typed.
        text: String,
    },
    /// The message.
    #[error(transparent)]
    Draft(#[from] DraftProblem),
}

impl HasReason for ComposerProblem {
    fn reason(&self) -> Reason {
        match self {
            Self::Millis { text } => Reason::new(Code::RepeatTimeInvalid).with("text", text).with("limit", MOST_MILLIS),
            Self::Times { text } => Reason::new(Code::RepeatCountInvalid).with("text", text),
            Self::FragmentBytes { text } => Reason::new(Code::FragmentSizeInvalid).with("text", text),
            Self::Draft(problem) => problem.reason(),
        }
    }
}

impl Default for ComposerForm {
    fn default() -> Self {
        Self {
            placeholders: true,
            ping_is_hex: false,
            panel: None,
            snippets: Vec::new(),
            history: History::default(),
            every_millis: "100".to_owned(),
            times: String::new(),
            waits_until_empty: false,
            lines_path: String::new(),
            splits: false,
            fragment_bytes: "16".to_owned(),
            expert: ExpertForm::default(),
        }
    }
}

impl ComposerForm {
    /// The time between two repeated sends.
    ///
    /// # Errors
    /// When it is none.
    pub fn every(&self) -> Result<Duration, ComposerProblem> {
        let text = self.every_millis.trim();
        let millis = text.parse().ok().filter(|millis| *millis <= MOST_MILLIS);
        millis.map(Duration::from_millis).ok_or_else(|| ComposerProblem::Millis { text: text.to_owned() })
    }

    /// How often; `None` is endless.
    ///
    /// # Errors
    /// When it is no count.
    pub fn times(&self) -> Result<Option<u64>, ComposerProblem> {
        let text = self.times.trim();
        let times = text.parse().ok().filter(|times| *times > 0);
        if text.is_empty() || times.is_some() {
            Ok(times)
        } else {
            Err(ComposerProblem::Times { text: text.to_owned() })
        }
    }

    /// How messages are cut, if they are.
    ///
    /// # Errors
    /// When a fragment would be empty.
    pub fn fragment_bytes(&self) -> Result<Option<NonZeroUsize>, ComposerProblem> {
        let text = self.fragment_bytes.trim();
        match text.parse().ok().and_then(NonZeroUsize::new) {
            _ if !self.splits => Ok(None),
            Some(bytes) => Ok(Some(bytes)),
            None => Err(ComposerProblem::FragmentBytes { text: text.to_owned() }),
        }
    }
}
