//! The model of an upload, fed with the rows of real runs.

use wirelight::{
    protocols::upload::{
        Command,
        session::{EndedBy, UploadSession, UploadState},
    },
    session::Model as _,
    transcript::Entry,
};

use super::{
    LARGE, Source, is_backoff, open,
    peer::{Peer, Post},
    rows_without_waiting, send,
};
use crate::support::{all_rows, rows_until};

fn feed(session: &mut UploadSession, rows: &[Entry]) {
    for row in rows {
        session.apply(row.clone().into());
    }
}

#[tokio::test]
async fn the_model_follows_an_interrupted_upload() {
    let source = Source::new(LARGE);
    let total = LARGE as u64;
    let unavailable = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
    let posts = vec![Post::Reset(100_000), Post::Answer(50_000, unavailable), Post::Stall(7)];
    let mut peer = Peer::start(posts, Vec::new());
    let handle = open(source.interactive(&peer));
    let mut session = UploadSession::new(total);

    for _ in 0..2 {
        feed(&mut session, &rows_until(&handle, is_backoff).await);
        assert_eq!(session.state, UploadState::Backoff);
        let countdown = session.countdown.clone().expect("a wait");
        assert_eq!(countdown.until_micros, session.last_micros + countdown.wait.millis * 1000);
        send(&handle, Command::RetryNow);
    }
    for _ in 0..3 {
        peer.next_post().await;
    }
    send(&handle, Command::Pause);
    let mut is_paused = false;
    let rows = rows_until(&handle, |row| {
        is_paused |= super::is_state(row, "paused");
        is_paused && !super::progress(std::slice::from_ref(row)).is_empty()
    })
    .await;
    feed(&mut session, &rows);
    assert_eq!(session.state, UploadState::Paused);
    assert!(session.running_attempt().is_none() && session.countdown.is_none());
    assert_eq!((session.position.sent, session.position.confirmed), (150_007, 150_007));
    assert_eq!(session.in_flight_bytes(), 0);

    send(&handle, Command::Resume);
    feed(&mut session, &all_rows(&handle).await);
    assert_eq!((session.state, session.explained), (UploadState::Done, None));
    assert_eq!((session.position.sent, session.position.total), (total, total));
    assert_eq!((session.position.confirmed, session.retries), (total, 2));

    let attempts: Vec<_> =
        session.attempts.iter().map(|attempt| (attempt.number, attempt.from, attempt.kept_to)).collect();
    let expected =
        [(1, 0, Some(100_000)), (2, 100_000, Some(150_000)), (3, 150_000, Some(150_007)), (4, 150_007, Some(total))];
    assert_eq!(attempts, expected);
    let [first, second, third, last] = &session.attempts[..] else { panic!("{:?}", session.attempts) };
    assert!(matches!(&first.ended_by, EndedBy::Error(error) if error.contains("closed the connection")));
    assert_eq!(second.ended_by, EndedBy::Status(503));
    assert_eq!(third.ended_by, EndedBy::User);
    assert_eq!((&last.ended_by, last.sent_to), (&EndedBy::Success, total));
    for attempt in &session.attempts {
        assert!(attempt.sent_to >= attempt.kept_to.expect("the server has said"), "{attempt:?}");
        assert!(attempt.ended_micros.expect("it ended") >= attempt.started_micros);
    }
}

#[tokio::test]
async fn the_model_has_a_state_for_all_sent_and_not_answered() {
    let source = Source::new(1000);
    let mut peer = Peer::start(vec![Post::Stall(1000)], Vec::new());
    let handle = open(source.interactive(&peer));
    peer.next_post().await;
    let mut session = UploadSession::new(1000);
    let rows = rows_until(&handle, |row| super::progress(std::slice::from_ref(row)).iter().any(|now| now.sent == 1000));
    feed(&mut session, &rows.await);
    assert!(session.waits_for_server());
    assert_eq!((session.in_flight_bytes(), session.position.confirmed), (1000, 0));
    let header = session.file_id_header.clone().expect("an ID");
    assert!(header.starts_with("file.bin-1000-"), "{header}");
}

#[tokio::test]
async fn the_model_of_a_failure_has_its_reason() {
    let source = Source::new(1000);
    let answer = "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n";
    let peer = Peer::start(vec![Post::Answer(0, answer)], Vec::new());
    let mut session = UploadSession::new(1000);
    feed(&mut session, &rows_without_waiting(&open(source.config(&peer))).await);
    assert!(session.state.is_over());
    let reason = session.explained.and_then(|state| state.reason);
    assert_eq!(reason.as_deref(), Some("the server answered 403 No"));
    assert_eq!(session.error.map(|error| error.message), reason);
    assert_eq!(session.response.map(|response| response.status), Some(403));
}
