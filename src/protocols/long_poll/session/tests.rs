//! Rows in, lines and counts out.

use bytes::Bytes;

use super::*;
use crate::transcript::{
    Kind,
    entry::{Answer, Failure, Request, Response, State, Wait},
    reason::Explanation,
};

fn feed(session: &mut Session, rows: Vec<(u64, Body)>) {
    for (at_micros, body) in rows {
        session.apply(Event::Row(Entry::local(at_micros, body)));
    }
}

fn state(name: &'static str) -> Body {
    Body::State(State::new(name))
}

fn request() -> Body {
    Body::from(Request::new("GET", "http://h/", Vec::new()))
}

fn response(status: u16) -> Body {
    Body::from(Response::new(status, None, Vec::new()))
}

fn answer(status: u16, held_millis: f64) -> Answer {
    Answer { status, held_millis, cursor: None, charset: None }
}

fn message(held_millis: f64) -> Body {
    Body::Message(answer(200, held_millis), Bytes::from_static(b"hello"))
}

#[test]
fn every_poll_and_every_wait_is_a_line() {
    let mut session = Session::default();
    assert_eq!(session.phase(), Phase::Idle);
    feed(&mut session, vec![(0, state("waiting")), (10, request())]);
    assert_eq!(session.live().map(|live| (live.number, live.started_micros)), Some((1, 10)));
    feed(&mut session, vec![(4_000, response(200)), (5_010, message(5.0)), (5_011, request())]);
    feed(&mut session, vec![(9_011, response(504)), (9_011, Body::Empty(answer(504, 4.0)))]);
    let wait = Wait::new(1000, 1, Explanation::word(Code::EmptyAnswer));
    feed(&mut session, vec![(9_012, state("backoff")), (9_012, Body::Backoff(wait))]);
    assert_eq!(session.phase(), Phase::Backoff { since_micros: 9_012, until_micros: 1_009_012, guard: false });
    feed(&mut session, vec![(1_009_012, state("waiting")), (1_009_013, request())]);
    let failure = Failure { message: "reset".into(), ..Failure::default() };
    feed(&mut session, vec![(1_009_113, Body::from(failure)), (1_009_114, request())]);
    feed(&mut session, vec![(1_009_214, state("stopped"))]);
    assert_eq!((session.phase(), session.live()), (Phase::Stopped, None));
    let lines: Vec<_> = (0..session.end_line())
        .filter_map(|number| session.line(number))
        .map(|line| (line.number, line.outcome, line.status, line.held_micros, line.rows.clone()))
        .collect();
    assert_eq!(
        lines,
        [
            (1, Outcome::Message, Some(200), 5_000, 1..4),
            (2, Outcome::Empty, Some(504), 4_000, 4..7),
            (2, Outcome::Backoff, None, 1_000_000, 8..9),
            (3, Outcome::Error, None, 100, 10..12),
            (4, Outcome::Stopped, None, 100, 12..14),
        ]
    );
    assert_eq!(session.line(0).and_then(|line| line.headed_micros), Some(4_000));
    assert_eq!(session.counts(), Counts { requests: 4, messages: 1, empties: 1, errors: 1, backoffs: 1 });
    assert_eq!((session.held().len(), session.held().max()), (3, Some(5_000)));
    assert_eq!((session.gap_after(0), session.gap_after(1), session.gap_after(4)), (Some(1), Some(1_000_002), None));
    assert_eq!((session.messages_since(10), session.messages_since(11)), (1, 0));
    assert_eq!((session.line_of_row(3), session.line_of_row(7), session.line_of_row(8)), (Some(0), None, Some(2)));
}

#[test]
fn lines_go_with_their_rows() {
    let mut session = Session::with_limit(1024 * 1024);
    let large = Bytes::from(vec![b'x'; 100_000]);
    for n in 0..100 {
        feed(&mut session, vec![(n, request()), (n, response(200))]);
        session.apply(Event::Row(Entry::incoming(n, Body::Message(answer(200, 0.0), large.clone()))));
    }
    assert!(session.transcript().dropped().rows > 0);
    assert_eq!((session.end_line(), session.counts().messages), (100, 100));
    let first = session.line(session.first_line()).expect("a line");
    assert!(first.rows.end > session.transcript().first_row());
    assert!(session.line(session.first_line() - 1).is_none());
    let last = session.line(99).expect("a line").rows.end - 1;
    assert_eq!(session.transcript().row(last).map(|row| row.kind), Some(Kind::Message));
    assert_eq!(session.line_of_row(last), Some(99));
}

#[test]
fn a_clear_forgets_lines_and_keeps_the_held_poll() {
    let mut session = Session::default();
    feed(&mut session, vec![(0, request()), (1, response(200)), (2, message(0.002)), (3, request())]);
    session.transcript_mut().clear();
    assert_eq!((session.first_line(), session.end_line()), (1, 1));
    feed(&mut session, vec![(5, response(200)), (6, message(0.003))]);
    assert_eq!(session.line(1).map(|line| (line.number, line.held_micros)), Some((2, 3)));
}
