//! Reply rules over a connection.

use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use wirelight::{
    protocols::websocket::{
        Command, Config, Event,
        replies::{Order, Replies, Rule},
    },
    transcript::{Mode, Pattern},
};

use super::{Frame, agreeing, config, error, frame, open, read_frame, saying, until_open, wait_for};
use crate::support::{all_rows, rows_until};

fn rule(text: &str, mode: Mode, answer: &str) -> Rule {
    let pattern = Pattern { text: text.to_owned(), mode, match_case: true };
    Rule { pattern, answer: answer.to_owned(), ..Rule::default() }
}

fn replies(rules: Vec<Rule>) -> Replies {
    Replies { rules, order: Order::All, echoes: false }
}

#[tokio::test(start_paused = true)]
async fn messages_that_match_are_answered_each_at_its_time() {
    let (server, mut frames) = saying(b"\x81\x05hello\x82\x05hello\x81\x04else\x81\x07{\"a\":1}").await;
    let rules = vec![
        Rule { delay: Duration::from_secs(5), ..rule("^hello$", Mode::Regex, "late") },
        rule("$.a == 1", Mode::JsonPath, "json"),
    ];
    let session = open(Config { replies: replies(rules), ..config(&server.ws("/")) });
    for expected in ["json", "late", "late"] {
        assert_eq!(frames.recv().await, Some(Frame::text(expected)));
    }
    drop(session);
}

#[tokio::test]
async fn rules_change_while_it_is_open_and_a_wrong_one_is_said() {
    let server = agreeing(b"", |mut stream| async move {
        while let Some(came) = read_frame(&mut stream).await {
            match came.opcode {
                9 => stream.write_all(b"\x81\x02hi").await.expect("a client"),
                1 => stream.write_all(&frame(0x88, &1000_u16.to_be_bytes())).await.expect("a client"),
                _ => return,
            }
        }
    })
    .await;
    let session = open(config(&server.ws("/")));
    let mut rows = until_open(&session).await;
    session.send(Command::SetReplies(replies(vec![rule("(", Mode::Regex, "")]))).expect("it listens");
    session.send(Command::SetReplies(replies(vec![rule("hi", Mode::Text, "hello")]))).expect("it listens");
    session.send(Command::Ping(bytes::Bytes::new().try_into().expect("a ping"))).expect("it listens");
    rows.extend(all_rows(&session).await);
    assert!(rows.iter().any(|row| row.direction.name() == "out" && row.body.payload() == b"hello"));
    assert!(error(&rows).contains("reply rule"));
}

#[tokio::test]
async fn two_that_answer_each_other_do_not_go_on_without_end() {
    let server = agreeing(b"\x81\x04ball", |mut stream| async move {
        while let Some(came) = read_frame(&mut stream).await {
            stream.write_all(&frame(0x80 | came.opcode, &came.payload)).await.ok();
        }
    })
    .await;
    let rules = vec![Rule { per_second: 3, ..rule("ball", Mode::Text, "ball") }];
    let session = open(Config { replies: replies(rules), ..config(&server.ws("/")) });
    wait_for(&session, |event| matches!(event, Event::RepliesHeldBack { rule: 0 }).then_some(())).await;
    let counts = wait_for(&session, |event| match event {
        Event::Replied(counts) if counts[0].held_back > 0 => Some(counts[0]),
        _ => None,
    })
    .await;
    assert_eq!((counts.hits, counts.held_back), (4, 1));
    drop(session);
}

#[tokio::test(start_paused = true)]
async fn replies_that_wait_are_not_sent_to_the_next_connection() {
    let server = agreeing(b"\x81\x02hi", |_stream| async {}).await;
    let slow = Rule { delay: Duration::from_mins(1), ..rule("hi", Mode::Text, "hello") };
    let rows = all_rows(&open(Config { replies: replies(vec![slow]), ..config(&server.ws("/")) })).await;
    assert!(!rows.iter().any(|row| row.body.payload() == b"hello"));
    rows_until(&open(config(&server.ws("/"))), |row| row.body.payload() == b"hi").await;
}
