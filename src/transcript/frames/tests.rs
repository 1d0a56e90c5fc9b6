//! Headers, and what is kept of the frames of a row.

use proptest::prelude::*;

use super::*;
use crate::limits::MAX_FRAME_HEADS;

fn head(bytes: &[u8]) -> FrameHead {
    FrameHead::new(bytes).expect("a header")
}

#[test]
fn a_header_says_what_its_bits_say() {
    let short = head(&[0xc1, 0x05]);
    assert!(short.fin() && short.rsv1() && !short.rsv2() && !short.rsv3() && !short.is_control());
    assert_eq!((short.opcode(), short.mask(), short.payload_bytes(), short.rsv()), (1, None, 5, 4));
    let medium = head(&[0x02, 0xfe, 1, 0, 1, 2, 3, 4]);
    assert_eq!((medium.mask(), medium.payload_bytes(), medium.fin()), (Some([1, 2, 3, 4]), 256, false));
    let long = head(&[0x8a, 0x7f, 0, 0, 0, 0, 0, 0, 0, 1]);
    assert_eq!((long.payload_bytes(), long.is_minimal(), long.is_control()), (1, false, true));
    assert!(FrameHead::new(&[0x81]).is_none() && FrameHead::new(&[0x81, 0x85, 1, 2, 3]).is_none());
    assert!(FrameHead::new(&[0x81, 0x05, 0]).is_none());
}

#[test]
fn a_plain_message_costs_three_bytes() {
    let trace = FrameTrace::single(&head(&[0x81, 0x05]));
    assert_eq!(trace.bytes().len(), 3);
    let frames = Frames::new([Frame { head: head(&[0x81, 0x05]), at_micros: 7 }], None);
    assert_eq!(FrameTrace::new(7, &frames), trace);
    assert_eq!(FrameTrace::decode(trace.bytes(), 7), Some(frames));
}

fn any_head() -> impl Strategy<Value = FrameHead> {
    (any::<u8>(), prop::option::of(any::<[u8; 4]>()), 0..3_u8, any::<u64>()).prop_map(|(first, mask, form, length)| {
        let fields = FrameFields {
            fin: first & 0x80 != 0,
            rsv: first >> 4 & 7,
            opcode: first & 15,
            mask: mask.map(|mask| HEXLOWER.encode(&mask)),
            payload_bytes: [length % 126, length % 65_536, length][usize::from(form)],
            length_bytes: [0, 2, 8][usize::from(form)],
            at: 0,
        };
        fields.to_frame().expect("a frame").head
    })
}

proptest! {
    #[test]
    fn what_is_kept_is_what_there_was(
        heads in prop::collection::vec((any_head(), 0..1_000_u64), 1..6),
        deflated in prop::option::of(prop::collection::vec(any::<u8>(), 0..300)),
    ) {
        let list: Vec<Frame> = heads.into_iter().map(|(head, at_micros)| Frame { head, at_micros }).collect();
        for frame in &list {
            prop_assert_eq!(FrameFields::from(frame).to_frame(), Some(frame.clone()));
        }
        let frames = Frames::new(list, deflated.map(Bytes::from));
        prop_assert_eq!(FrameTrace::decode(FrameTrace::new(1_000, &frames).bytes(), 1_000), Some(frames));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        if let Some(frames) = FrameTrace::decode(&bytes, 5) {
            prop_assert!(frames.list.len() <= bytes.len());
        }
    }
}

#[test]
fn the_first_heads_are_kept_and_the_rest_is_counted() {
    let frame = |n: u64| Frame { head: head(&[u8::from(n == 0), (n % 100) as u8]), at_micros: n };
    let all = 2_000_000_u64;
    let frames = Frames::new((0..all).map(frame), None);
    assert_eq!((frames.list.len(), frames.count()), (MAX_FRAME_HEADS, all));
    assert_eq!(frames.wire_payload_bytes(), (0..all).map(|n| n % 100).sum::<u64>());
    let trace = FrameTrace::new(all, &frames);
    assert!(trace.bytes().len() < 16 * MAX_FRAME_HEADS, "{} bytes", trace.bytes().len());
    assert_eq!(FrameTrace::decode(trace.bytes(), all), Some(frames));
    // However the list was made.
    let list: Vec<Frame> = (0..5_000).map(frame).collect();
    let kept = FrameTrace::decode(FrameTrace::new(9_999, &Frames { list, ..Frames::default() }).bytes(), 9_999);
    let kept = kept.expect("frames");
    assert_eq!((kept.list.len(), kept.omitted.count), (MAX_FRAME_HEADS, 5_000 - MAX_FRAME_HEADS as u64));
}
