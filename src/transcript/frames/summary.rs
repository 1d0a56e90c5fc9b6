//! A row's frames in three numbers, read without an allocation: what a list needs for each row it draws.

use super::{
    FrameHead,
    trace::{PLAIN, take_number, take_omitted},
};

/// How many frames, how large, whether compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FramesSummary {
    /// How many there were.
    pub count: u64,
    /// Those of them that are not kept.
    pub omitted: u64,
    /// Bytes of payload on the wire.
    pub wire_payload_bytes: u64,
    /// Whether the payload was compressed.
    pub is_deflated: bool,
}

impl FramesSummary {
    /// Of a kept trace; `None` when there are no frames.
    pub fn of(trace: &[u8]) -> Option<Self> {
        let (&form, mut rest) = trace.split_first()?;
        if form == PLAIN {
            let head = FrameHead::new(rest)?;
            return Some(Self { count: 1, omitted: 0, wire_payload_bytes: head.payload_bytes(), is_deflated: false });
        }
        let omitted = take_omitted(form, &mut rest)?;
        let listed = take_number(&mut rest)?;
        let mut wire_payload_bytes = omitted.payload_bytes;
        for _ in 0..listed {
            take_number(&mut rest)?;
            let (&length, tail) = rest.split_first()?;
            let (header, tail) = tail.split_at_checked(usize::from(length))?;
            wire_payload_bytes = wire_payload_bytes.saturating_add(FrameHead::new(header)?.payload_bytes());
            rest = tail;
        }
        let count = listed.saturating_add(omitted.count);
        Some(Self { count, omitted: omitted.count, wire_payload_bytes, is_deflated: !rest.is_empty() })
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::limits::MAX_FRAME_HEADS;
    use crate::transcript::frames::{Frame, FrameTrace, Frames};

    #[test]
    fn it_agrees_with_the_frames_themselves() {
        let frame = |head: &[u8], at_micros| Frame { head: FrameHead::new(head).expect("a header"), at_micros };
        let one = vec![frame(&[0x81, 5], 9)];
        let three = vec![frame(&[0x41, 126, 1, 0], 1), frame(&[0x00, 0], 3), frame(&[0x80, 7], 9)];
        for (list, deflated) in [
            (one.clone(), None),
            (one, Some(Bytes::from_static(b"abcde"))),
            (three.clone(), None),
            (three.clone(), Some(Bytes::new())),
            (three.clone(), Some(Bytes::from_static(b"abc"))),
            (three.iter().cycle().take(MAX_FRAME_HEADS + 7).cloned().collect(), None),
        ] {
            let frames = Frames::new(list, deflated);
            let summary = FramesSummary::of(FrameTrace::new(9, &frames).bytes()).expect("frames");
            assert_eq!((summary.count, summary.omitted), (frames.count(), frames.omitted.count));
            assert_eq!(summary.wire_payload_bytes, frames.wire_payload_bytes());
            assert_eq!(summary.is_deflated, frames.is_deflated());
        }
        assert_eq!(FramesSummary::of(&[]), None);
    }
}
