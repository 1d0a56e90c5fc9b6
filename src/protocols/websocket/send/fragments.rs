//! Messages that are sent in several frames: by hand, and cut every so many bytes. Sans-IO. RFC 6455 §5.4.

use std::num::NonZeroUsize;

use bytes::Bytes;
use jiff::Timestamp;
use tokio::sync::OwnedSemaphorePermit;

use super::{
    draft::{Content, DraftProblem},
    frame::RawFrame,
    message::Payload,
};
use crate::transcript::reason::{Code, HasReason, Reason};

/// A piece of a message that is sent by hand.
#[derive(Debug)]
pub struct Fragment {
    /// What it carries.
    pub content: Content,
    /// Whether it ends the message.
    pub is_last: bool,
}

/// A message that was begun by hand and is not complete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenMessage {
    /// Text or binary.
    pub is_text: bool,
    /// How many it has.
    pub fragments: u64,
    /// Their payload.
    pub bytes: u64,
}

/// Why something can be no fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FragmentProblem {
    /// Bytes cannot go on a text.
    #[error("a text message is open: its fragments are text")]
    TextIsOpen,
    /// A file is read only when its turn comes.
    #[error("a file cannot be a fragment: choose \"split every\" instead")]
    File,
    /// A ping is whole.
    #[error("a ping cannot be a fragment (RFC 6455 §5.5)")]
    Ping,
}

/// Why a fragment is not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoFragment {
    /// What is written.
    #[error(transparent)]
    Draft(#[from] DraftProblem),
    /// What it should be.
    #[error(transparent)]
    Fragment(#[from] FragmentProblem),
}

impl HasReason for NoFragment {
    fn reason(&self) -> Reason {
        match self {
            Self::Draft(problem) => problem.reason(),
            Self::Fragment(problem) => problem.reason(),
        }
    }
}

impl HasReason for FragmentProblem {
    fn reason(&self) -> Reason {
        match self {
            Self::TextIsOpen => Code::FragmentTextOpen.into(),
            Self::File => Code::FragmentFile.into(),
            Self::Ping => Code::FragmentPing.into(),
        }
    }
}

/// Follows the fragments that are sent by hand, in the order in which they are asked for.
#[derive(Debug, Default)]
pub struct ByHand {
    open: Option<OpenMessage>,
}

impl ByHand {
    /// The message that is not complete.
    pub fn open(&self) -> Option<OpenMessage> {
        self.open
    }

    /// The frame of a fragment.
    ///
    /// # Errors
    /// When it cannot be one.
    pub fn frame(&self, fragment: &Fragment, number: u64, now: Timestamp) -> Result<RawFrame, NoFragment> {
        let (is_text, payload) = match fragment.content.make(number, now)? {
            Payload::Text(text) => (true, Bytes::from(text)),
            Payload::Binary(bytes) => (false, bytes),
            Payload::File(_) => return Err(FragmentProblem::File.into()),
            Payload::Ping(_) => return Err(FragmentProblem::Ping.into()),
        };
        let opcode = match self.open {
            Some(OpenMessage { is_text: true, .. }) if !is_text => return Err(FragmentProblem::TextIsOpen.into()),
            Some(_) => 0,
            None if is_text => 1,
            None => 2,
        };
        Ok(RawFrame { fin: fragment.is_last, rsv: 0, opcode, masked: true, payload })
    }

    /// A frame is sent that the user described: it may begin, continue or end a message.
    pub fn sent(&mut self, frame: &RawFrame) {
        let bytes = frame.payload.len() as u64;
        let open = match (frame.opcode, self.open) {
            _ if !frame.illegal().is_empty() => return,
            (0, Some(open)) => OpenMessage { fragments: open.fragments + 1, bytes: open.bytes + bytes, ..open },
            (1 | 2, None) => OpenMessage { is_text: frame.opcode == 1, fragments: 1, bytes },
            _ => return,
        };
        self.open = (!frame.fin).then_some(open);
    }
}

/// A message that is cut into frames while it is sent.
#[derive(Debug)]
pub struct Pieces {
    opcode: u8,
    rest: Bytes,
    piece_bytes: NonZeroUsize,
    slot: Option<OwnedSemaphorePermit>,
}

impl Pieces {
    /// A text or a binary message.
    pub fn new(is_text: bool, payload: Bytes, piece_bytes: NonZeroUsize, slot: Option<OwnedSemaphorePermit>) -> Self {
        Self { opcode: if is_text { 1 } else { 2 }, rest: payload, piece_bytes, slot }
    }

    /// Whether its first frame is out.
    pub fn has_begun(&self) -> bool {
        self.opcode == 0
    }

    /// The next frame. The last one has FIN, and what the source waits for.
    pub fn next_frame(&mut self) -> (RawFrame, Option<OwnedSemaphorePermit>) {
        let payload = self.rest.split_to(self.rest.len().min(self.piece_bytes.get()));
        let fin = self.rest.is_empty();
        let opcode = std::mem::take(&mut self.opcode);
        let slot = if fin { self.slot.take() } else { None };
        (RawFrame { fin, rsv: 0, opcode, masked: true, payload }, slot)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::protocols::websocket::send::template::Template;

    fn fragment(by_hand: &mut ByHand, content: Content, is_last: bool) -> Result<(bool, u8), NoFragment> {
        let frame = by_hand.frame(&Fragment { content, is_last }, 1, Timestamp::UNIX_EPOCH)?;
        by_hand.sent(&frame);
        Ok((frame.fin, frame.opcode))
    }

    fn text(text: &str) -> Content {
        Content::Text(Template::parse(text))
    }

    #[test]
    fn fragments_by_hand_begin_go_on_and_end() {
        let mut by_hand = ByHand::default();
        assert_eq!(fragment(&mut by_hand, text("one"), false), Ok((false, 1)));
        assert_eq!(by_hand.open(), Some(OpenMessage { is_text: true, fragments: 1, bytes: 3 }));
        assert_eq!(fragment(&mut by_hand, text(" {{n}}"), false), Ok((false, 0)));
        assert_eq!(by_hand.open(), Some(OpenMessage { is_text: true, fragments: 2, bytes: 5 }));
        let bytes = Content::Binary(Bytes::from_static(b"\xff"));
        assert_eq!(fragment(&mut by_hand, bytes.clone(), false), Err(FragmentProblem::TextIsOpen.into()));
        assert_eq!(fragment(&mut by_hand, text(""), true), Ok((true, 0)));
        assert_eq!(by_hand.open(), None);
        assert_eq!(fragment(&mut by_hand, bytes, false), Ok((false, 2)));
        // Text is bytes, too.
        assert_eq!(fragment(&mut by_hand, text("x"), true), Ok((true, 0)));
        assert_eq!(fragment(&mut by_hand, Content::File("f".into()), true), Err(FragmentProblem::File.into()));
        assert_eq!(fragment(&mut by_hand, Content::Ping(Template::default()), true), Err(FragmentProblem::Ping.into()));
    }

    #[test]
    fn what_breaks_a_rule_opens_no_message() {
        let mut by_hand = ByHand::default();
        by_hand.sent(&RawFrame { fin: false, rsv: 0, opcode: 1, masked: false, payload: Bytes::new() });
        by_hand.sent(&RawFrame { fin: false, rsv: 0, opcode: 0, masked: true, payload: Bytes::new() });
        assert_eq!(by_hand.open(), None);
    }

    proptest! {
        #[test]
        fn a_cut_message_is_whole_again(payload in prop::collection::vec(any::<u8>(), 0..64), every in 1..70_usize) {
            let every = NonZeroUsize::new(every).expect("not 0");
            let mut pieces = Pieces::new(false, payload.clone().into(), every, None);
            let mut joined = Vec::new();
            loop {
                let begun = pieces.has_begun();
                let (frame, _) = pieces.next_frame();
                prop_assert_eq!(frame.opcode, if begun { 0 } else { 2 });
                prop_assert!(frame.payload.len() == every.get() || frame.fin);
                joined.extend_from_slice(&frame.payload);
                if frame.fin { break; }
            }
            prop_assert_eq!(joined, payload);
        }
    }
}
