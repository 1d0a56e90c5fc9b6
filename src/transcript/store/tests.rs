//! The store: every row by its number, limits that count, snapshots that stay.

use bytes::Bytes;

use super::*;
use crate::transcript::{
    entry::{EventHead, Request},
    frames::{Frame, FrameHead, FrameTrace, Frames},
};

fn text(n: u64) -> Entry {
    Entry::incoming(n, Body::Text(Bytes::from(format!("row {n}"))))
}

#[test]
fn every_row_is_found_by_its_number() {
    let mut transcript = Transcript::default();
    for n in 0..200_000 {
        transcript.push(&text(n));
    }
    for n in [0, 1, 65_535, 65_536, 131_072, 199_999] {
        let row = transcript.row(n).expect("kept");
        assert_eq!(row.payload, format!("row {n}").as_bytes());
        assert_eq!(row.number, n);
    }
    assert!(transcript.row(200_000).is_none());
    assert_eq!(transcript.rows_from(199_990).count(), 10);
    assert_eq!(transcript.rows_from(65_530).next().map(|row| row.number), Some(65_530));
}

#[test]
fn the_limit_drops_the_oldest_rows_and_counts_them() {
    let mut transcript = Transcript::with_limit(4 * 1024 * 1024);
    let payload = Bytes::from(vec![b'x'; 10_000]);
    for n in 0..2_000 {
        transcript.push(&Entry::incoming(n, Body::Binary(payload.clone())));
    }
    assert!(transcript.held_bytes() <= 4 * 1024 * 1024);
    assert_eq!(transcript.dropped().rows, transcript.first_row());
    assert_eq!(transcript.dropped().rows + transcript.len(), 2_000);
    assert_eq!(transcript.dropped().bytes, transcript.dropped().rows * 10_000);
    assert!(transcript.row(transcript.first_row() - 1).is_none());
    assert!(transcript.row(1_999).is_some());
    assert_eq!(transcript.count(Kind::Binary), 2_000);
}

#[test]
fn a_payload_larger_than_a_segment_is_kept_whole() {
    let mut transcript = Transcript::default();
    transcript.push(&text(1));
    transcript.push(&Entry::incoming(2, Body::Binary(Bytes::from(vec![7; 3 * 1024 * 1024]))));
    transcript.push(&text(3));
    assert_eq!(transcript.row(1).map(|row| row.payload.len()), Some(3 * 1024 * 1024));
    assert_eq!(transcript.row(2).map(|row| row.payload), Some(b"row 3".as_slice()));
}

#[test]
fn event_types_are_counted_in_order_of_first_appearance() {
    let mut transcript = Transcript::default();
    for name in ["tick", "message", "tick"] {
        let head = EventHead { event_type: name.into(), ..EventHead::default() };
        transcript.push(&Entry::incoming(0, Body::Event(head, Bytes::new())));
    }
    let labels: Vec<_> = transcript.labels().iter().map(|(_, name, count)| (name.to_owned(), count)).collect();
    assert_eq!(labels, [("tick".to_owned(), 2), ("message".to_owned(), 1)]);
    assert_eq!(transcript.row(1).map(|row| row.event_head()), Some(EventHead::default()));
}

#[test]
fn row_numbers_go_on_after_a_clear() {
    let mut transcript = Transcript::default();
    transcript.push(&text(0));
    transcript.clear();
    assert!(transcript.is_empty());
    transcript.push(&text(1));
    assert_eq!(transcript.first_row(), 1);
    assert_eq!(transcript.row(1).map(|row| row.payload), Some(b"row 1".as_slice()));
}

#[test]
fn a_snapshot_keeps_what_it_saw_and_copies_only_the_growing_rows() {
    let mut transcript = Transcript::default();
    for n in 0..70_000 {
        transcript.push(&text(n));
    }
    let snapshot = transcript.snapshot_from(65_000);
    transcript.clear();
    transcript.push(&text(7));
    let numbers: Vec<u64> = snapshot.rows_from(0).map(|row| row.number).collect();
    assert_eq!(numbers, (65_000..70_000).collect::<Vec<_>>());
    assert_eq!(snapshot.row(69_999).map(|row| row.payload), Some(b"row 69999".as_slice()));
    assert!(snapshot.row(64_999).is_none() && snapshot.row(70_000).is_none());
}

#[test]
fn rows_that_somebody_holds_are_not_dropped() {
    let mut transcript = Transcript::with_limit(1024 * 1024);
    let payload = Bytes::from(vec![b'x'; 100_000]);
    transcript.hold_from(0);
    for n in 0..100 {
        transcript.push(&Entry::incoming(n, Body::Binary(payload.clone())));
    }
    assert_eq!(transcript.first_row(), 0);
    transcript.hold_from(50);
    assert!((1..=50).contains(&transcript.first_row()), "{}", transcript.first_row());
}

#[test]
fn a_row_belongs_to_the_attempt_whose_request_came_last() {
    let mut transcript = Transcript::default();
    let request = Request::new("GET", "http://h/", Vec::new());
    transcript.push(&text(0));
    for n in 0..2 {
        transcript.push(&Entry::outgoing(n, Body::from(request.clone())));
        transcript.push(&text(n));
    }
    assert_eq!([0, 1, 2, 3, 4].map(|row| transcript.attempt_of(row)), [1, 1, 1, 2, 2]);
    assert_eq!((transcript.rows_of_attempt(1), transcript.rows_of_attempt(2)), (0..3, 3..5));
}

#[test]
fn a_payload_for_a_worker_is_the_rows_own() {
    let mut transcript = Transcript::default();
    transcript.push(&Entry::incoming(2, Body::Binary(Bytes::from(vec![7; 3 * 1024 * 1024]))));
    transcript.push(&text(3));
    assert_eq!(transcript.payload(0).map(|payload| payload.len()), Some(3 * 1024 * 1024));
    assert_eq!(transcript.payload(1).as_deref(), Some(b"row 3".as_slice()));
}

/// What the allocator is asked for is what the budget says, whatever the rows are like.
#[test]
fn the_limit_holds_for_rows_of_every_kind() {
    const LIMIT: usize = 16 * 1024 * 1024;
    let head = |first: u8| FrameHead::new(&[first, 0]).expect("a header");
    let crumbs = (0..2_000).map(|n| Frame { head: head(0x00), at_micros: n });
    let crumbs = FrameTrace::new(2_000, &Frames::new(crumbs, None));
    let request = Request::new("GET", "http://h/", vec![("x".repeat(20_000), String::new())]);
    let kinds: [(u64, &dyn Fn(u64) -> Entry); 6] = [
        (1_200_000, &|n| Entry::incoming(n, Body::Text(Bytes::new()))),
        (20_000, &|n| Entry::incoming(n, Body::Binary(Bytes::new())).with_frames(crumbs.clone())),
        (3_000, &|n| Entry::outgoing(n, Body::from(request.clone()))),
        // A small row and one that needs a segment for itself, in turn.
        (60, &|n| Entry::incoming(n, Body::Binary(vec![0; if n % 2 == 0 { 1 } else { 3_000_000 }].into()))),
        (200, &|n| Entry::incoming(n, Body::Binary(vec![0; 530_000].into())).with_frames(crumbs.clone())),
        (200_000, &|n| {
            let head = EventHead { event_type: format!("{n:060}").into(), ..EventHead::default() };
            Entry::incoming(n, Body::Event(head, Bytes::new()))
        }),
    ];
    for (number, (count, row)) in kinds.into_iter().enumerate() {
        let mut transcript = Transcript::with_limit(LIMIT);
        for n in 0..count {
            transcript.push(&row(n));
            assert!(transcript.held_bytes() <= LIMIT, "kind {number}, row {n}: {} bytes", transcript.held_bytes());
        }
        assert!(transcript.dropped().rows > 0 && !transcript.is_empty(), "kind {number}");
        let rows: usize =
            transcript.rows_from(0).map(|row| row.head.len() + row.payload.len() + row.frames.len()).sum();
        let rows = rows + 24 * transcript.len() as usize;
        assert!(rows <= transcript.held_bytes() && rows > LIMIT / 8, "kind {number}: {rows} bytes of rows");
    }
}

#[test]
fn a_large_row_takes_no_more_than_its_size() {
    let mut transcript = Transcript::default();
    let frames = FrameTrace::single(&FrameHead::new(&[0x82, 0x00]).expect("a header"));
    transcript.push(&Entry::incoming(1, Body::Binary(Bytes::from(vec![7; 30_000_000]))).with_frames(frames));
    assert!(transcript.held_bytes() < 31_500_000, "{} bytes", transcript.held_bytes());
}

#[test]
fn a_large_payload_that_nobody_else_holds_is_not_copied_and_keeps_no_room_around_it() {
    let mut transcript = Transcript::default();
    let mut bytes = bytes::BytesMut::with_capacity(300_000);
    bytes.extend_from_slice(&vec![7; 100_010]);
    // The frame's head stood before it, and room for more is behind it.
    let payload = bytes.split_off(10).freeze();
    drop(bytes);
    let empty = transcript.held_bytes();
    transcript.push_owned(Entry::incoming(1, Body::Binary(payload)));
    let held = transcript.held_bytes() - empty;
    assert!((100_000..101_000).contains(&held), "{held}");
    assert_eq!(transcript.row(0).expect("kept").payload, vec![7; 100_000]);
    assert_eq!(&*transcript.payload(0).expect("kept"), transcript.row(0).expect("kept").payload);
}

#[test]
fn a_part_of_a_buffer_that_others_share_is_copied() {
    let mut transcript = Transcript::default();
    let buffer = Bytes::from(vec![7; 500_000]);
    transcript.push_owned(Entry::incoming(1, Body::Binary(buffer.slice(..5_000))));
    assert!(buffer.is_unique(), "the row does not hold the buffer");
    assert_eq!(transcript.row(0).expect("kept").payload, vec![7; 5_000]);
}

#[test]
fn large_and_small_rows_stand_in_order_wherever_their_bytes_are() {
    let payload = |n: u64| vec![n as u8; if n.is_multiple_of(3) { 6_000 + n as usize } else { n as usize }];
    let (mut kept, mut copied) = (Transcript::with_limit(3 * 1024 * 1024), Transcript::with_limit(3 * 1024 * 1024));
    for n in 0..2_000 {
        let entry = Entry::incoming(n, Body::Binary(payload(n).into()));
        copied.push(&entry);
        kept.push_owned(entry);
    }
    assert!(kept.dropped().rows > 0 && kept.held_bytes() <= 3 * 1024 * 1024);
    let snapshot = kept.snapshot_from(kept.end_row() - 50);
    for rows in [kept.rows_from(0).collect::<Vec<_>>(), snapshot.rows_from(0).collect()] {
        assert!(!rows.is_empty());
        for row in rows {
            assert_eq!(row.payload, payload(row.number), "row {}", row.number);
        }
    }
    let bytes = |transcript: &Transcript| transcript.rows_from(0).map(|row| row.payload.len()).sum::<usize>();
    assert_eq!(kept.dropped().bytes as usize + bytes(&kept), copied.dropped().bytes as usize + bytes(&copied));
}
