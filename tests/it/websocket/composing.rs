//! Drafts, fragments, repeated sends and the lines of a file, as a server sees them byte for byte.

use std::time::Duration;

use tokio::{
    io::AsyncReadExt as _,
    net::TcpStream,
    sync::mpsc::{Receiver, channel},
};
use wirelight::{
    engine::SessionHandle,
    protocols::websocket::{
        Command, Event, WebSocket,
        send::{
            draft::{Content, Draft},
            fragments::{Fragment, OpenMessage},
            repeat::{Order, Progress, Stage, Supply},
            template::Template,
        },
    },
    transcript::Body,
};

use super::{agreeing, close, config, error, open, until_open, wait_for};
use crate::support::{RawServer, rows_until};

/// A frame's first byte and its payload.
type Wire = (u8, Vec<u8>);

/// A server that reports the frames that it gets, and answers nothing.
async fn listening() -> (RawServer, Receiver<Wire>) {
    let (seen, frames) = channel(64);
    let server = agreeing(b"", move |mut stream| {
        let seen = seen.clone();
        async move {
            while let Some(wire) = read_wire(&mut stream).await {
                seen.send(wire).await.ok();
            }
        }
    })
    .await;
    (server, frames)
}

async fn read_wire(stream: &mut TcpStream) -> Option<Wire> {
    let first = stream.read_u8().await.ok()?;
    let length = match stream.read_u8().await.ok()? & 0x7f {
        126 => usize::from(stream.read_u16().await.ok()?),
        127 => usize::try_from(stream.read_u64().await.ok()?).ok()?,
        short => usize::from(short),
    };
    let mut mask = [0; 4];
    stream.read_exact(&mut mask).await.ok()?;
    let mut payload = vec![0; length];
    stream.read_exact(&mut payload).await.ok()?;
    payload.iter_mut().zip(mask.iter().cycle()).for_each(|(byte, key)| *byte ^= key);
    Some((first, payload))
}

fn text(text: &str) -> Content {
    Content::Text(Template::parse(text))
}

fn order(what: Supply, every: Duration, times: Option<u64>) -> Order {
    Order { what, every, times, waits_until_empty: false, slot: None }
}

fn command(session: &SessionHandle<WebSocket>, command: Command) {
    session.send(command).expect("the session listens");
}

fn ended(event: &Event) -> Option<Progress> {
    match event {
        Event::Repeat(progress) if progress.stage != Stage::Running => Some(*progress),
        _ => None,
    }
}

async fn expect(frames: &mut Receiver<Wire>, expected: &[(u8, &[u8])]) {
    for (first, payload) in expected {
        assert_eq!(frames.recv().await, Some((*first, payload.to_vec())));
    }
}

#[tokio::test]
async fn a_split_message_is_fragments_on_the_wire_and_one_row() {
    let (server, mut frames) = listening().await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    let draft = Draft { fragment_bytes: std::num::NonZeroUsize::new(3), ..text("h\u{e9}llo {{n}}").into() };
    command(&session, Command::SendDraft(draft));
    command(&session, Command::SendDraft(text("{{n}}").into()));
    expect(&mut frames, &[(0x01, b"h\xc3\xa9"), (0x00, b"llo"), (0x80, b" 1"), (0x81, b"2")]).await;
    let rows = rows_until(&session, |row| row.body.payload() == b"2").await;
    let texts: Vec<_> = rows.iter().filter(|row| matches!(row.body, Body::Text(_))).collect();
    assert_eq!(texts.iter().map(|row| row.body.payload()).collect::<Vec<_>>(), ["h\u{e9}llo 1".as_bytes(), b"2"]);
}

#[tokio::test]
async fn fragments_by_hand_let_a_ping_between_them_and_a_message_wait() {
    let (server, mut frames) = listening().await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    command(&session, Command::SendFragment(Fragment { content: text("one "), is_last: false }));
    let open_message = wait_for(&session, |event| match event {
        Event::OpenMessage(open) => *open,
        _ => None,
    })
    .await;
    assert_eq!(open_message, OpenMessage { is_text: true, fragments: 1, bytes: 4 });
    command(&session, Command::SendDraft(text("later").into()));
    command(&session, Command::SendDraft(Content::Ping(Template::parse("p")).into()));
    command(&session, Command::SendFragment(Fragment { content: text("two"), is_last: true }));
    expect(&mut frames, &[(0x01, b"one "), (0x89, b"p"), (0x80, b"two"), (0x81, b"later")]).await;
    rows_until(&session, |row| row.body.payload() == b"one two").await;
}

#[tokio::test]
async fn a_repeated_send_counts_from_one_and_says_when_it_is_done() {
    let (server, mut frames) = listening().await;
    let session = open(config(&server.ws("/")));
    let what = Supply::Draft(text("n{{n}}").into());
    command(&session, Command::Repeat(order(what, Duration::from_millis(1), Some(3))));
    expect(&mut frames, &[(0x81, b"n1"), (0x81, b"n2"), (0x81, b"n3")]).await;
    let progress = wait_for(&session, ended).await;
    assert_eq!((progress.sent, progress.of, progress.stage), (3, Some(3), Stage::Done));
}

#[tokio::test]
async fn a_close_ends_a_repeated_send() {
    let (server, mut frames) = listening().await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    command(&session, Command::Repeat(order(Supply::Draft(text("x").into()), Duration::from_hours(1), None)));
    expect(&mut frames, &[(0x81, b"x")]).await;
    close(&session, "1000");
    let progress = wait_for(&session, ended).await;
    assert_eq!((progress.sent, progress.stage), (1, Stage::Closed));
    expect(&mut frames, &[(0x88, b"\x03\xe8")]).await;
}

#[tokio::test]
async fn a_peer_that_takes_nothing_slows_a_repeated_send() {
    const SIZE: usize = 64 * 1024;
    const LIMIT: u64 = 1024 * 1024;
    let server = agreeing(b"", |stream| async move {
        // It reads nothing, and keeps the connection.
        stream.writable().await.ok();
        std::future::pending::<()>().await;
    })
    .await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    let what = Supply::Draft(Content::Binary(vec![0; SIZE].into()).into());
    command(&session, Command::Repeat(order(what, Duration::ZERO, None)));
    let mut most = 0;
    wait_for(&session, |event| {
        if let Event::Buffered(bytes) = event {
            most = most.max(*bytes);
        }
        (most >= LIMIT).then_some(())
    })
    .await;
    command(&session, Command::StopRepeat);
    wait_for(&session, ended).await;
    assert!(most < LIMIT + SIZE as u64, "{most} bytes waited");
}

#[tokio::test]
async fn each_line_of_a_file_is_a_message_until_one_is_no_text() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), b"one\r\n\nthree\n\xff\nfive").expect("a file");
    let (server, mut frames) = listening().await;
    let session = open(config(&server.ws("/")));
    let rows = until_open(&session).await;
    assert!(rows.len() > 1);
    let what = Supply::Lines { path: file.path().to_owned(), fragment_bytes: None };
    command(&session, Command::Repeat(order(what, Duration::ZERO, None)));
    expect(&mut frames, &[(0x81, b"one"), (0x81, b""), (0x81, b"three")]).await;
    let rows = rows_until(&session, |row| matches!(row.body, Body::Error(_))).await;
    assert!(error(&rows).contains("line 4 of"), "{}", error(&rows));
}

#[tokio::test]
async fn what_placeholders_make_unsendable_is_named() {
    let (server, _frames) = listening().await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    command(&session, Command::SendDraft(Content::Hex(Template::parse("{{uuid}}")).into()));
    let rows = rows_until(&session, |row| matches!(row.body, Body::Error(_))).await;
    assert!(error(&rows).contains("is no hexadecimal digit"), "{}", error(&rows));
}
