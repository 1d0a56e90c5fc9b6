//! Answers in content codings and in charsets: the text as it was meant, and the bytes as they came.

use std::io;

use wirelight::{
    net::coding::ask_for_codings,
    transcript::{
        Body, Entry, Transcript,
        record::{ReadLine, RecordHeader, RecordReader, RecordWriter},
        secrets::Secrets,
    },
};

use super::{Handle, PollServer, config, poll, stop, words};
use crate::{
    coded::{BROTLI_BOMB, brotli, gzip, zlib},
    support::{open, rows_until},
};

fn asking(server: &PollServer) -> Handle {
    let mut config = config(server);
    ask_for_codings(&mut config.peer.headers);
    open(config)
}

/// What of the rows up to the first whose words begin so is about the answer.
async fn answer(handle: &Handle, begin: &str) -> Vec<String> {
    let rows = rows_until(handle, |row| words(row).starts_with(begin)).await;
    let about = ["response", "finding", "message", "error"];
    rows.iter().filter(|row| about.contains(&row.body.kind().name())).map(words).collect()
}

#[tokio::test]
async fn a_coded_message_is_decoded_and_the_connection_goes_on() {
    let mut server = PollServer::start().await;
    let handle = asking(&server);
    for (coding, body) in [
        ("gzip", gzip("hello")),
        ("deflate", zlib("hello")),
        ("br", brotli("hello")),
        ("gzip, br", brotli(gzip("hello"))),
        ("identity", b"hello".to_vec()),
    ] {
        let held = server.request().await;
        assert_eq!(held.connection, 0);
        assert!(held.head.to_ascii_lowercase().contains("\r\naccept-encoding: gzip, deflate, br\r\n"), "{}", held.head);
        held.answer_bytes(&format!("200 OK\r\nContent-Encoding: {coding}"), &body).await;
        assert_eq!(answer(&handle, "message").await, ["response 200", "message 200 hello"], "{coding}");
    }
    stop(&handle).await;
}

#[tokio::test]
async fn what_was_not_asked_for_or_is_not_known_is_found() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    let held = server.request().await;
    assert!(!held.head.to_ascii_lowercase().contains("accept-encoding"), "{}", held.head);
    held.answer_bytes("200 OK\r\nContent-Encoding: gzip", &gzip("hello")).await;
    let rows = answer(&handle, "message").await;
    assert_eq!(rows, ["response 200", "finding unaskedCoding", "message 200 hello"]);
    server.request().await.answer("200 OK\r\nContent-Encoding: zstd\r\n\r\nas it came").await;
    let rows = answer(&handle, "message").await;
    let found = ["finding unaskedCoding", "finding unknownCoding"];
    assert_eq!(rows, ["response 200", found[0], found[1], "message 200 as it came"]);
    stop(&handle).await;
}

#[tokio::test]
async fn data_that_is_damaged_or_too_much_is_an_error_that_says_so() {
    let mut server = PollServer::start().await;
    let handle = asking(&server);
    let cut = gzip("hello");
    for (coding, body, words) in [
        ("gzip", b"hello".to_vec(), "has gzip data that is damaged near byte 0"),
        ("gzip", cut[..cut.len() - 2].to_vec(), "ends inside its gzip data, after 23 bytes of it; 5 bytes of it"),
        (
            "br",
            BROTLI_BOMB.to_vec(),
            "is larger than 1000 times its bytes once its br data is decoded, which is the limit",
        ),
    ] {
        server.request().await.answer_bytes(&format!("200 OK\r\nContent-Encoding: {coding}"), &body).await;
        let rows = answer(&handle, "error").await;
        assert_eq!((rows.len(), rows[0].as_str()), (2, "response 200"));
        assert!(rows[1].contains(words), "{rows:?}");
        handle.send(wirelight::protocols::long_poll::Command::PollNow).expect("the session runs");
    }
    stop(&handle).await;
}

/// The rows as a record, and the lines of the messages among them.
fn recorded(rows: &[Entry]) -> (Vec<u8>, Vec<String>) {
    let header = RecordHeader {
        protocol: "longPoll".into(),
        url: "http://h/".to_owned(),
        started_at: "2026-11-22T20:00:00.123Z".parse().expect("a time"),
        settings: serde_json::Map::new(),
    };
    let mut transcript = Transcript::default();
    for row in rows {
        transcript.push(row);
    }
    let mut writer = RecordWriter::start(Vec::new(), &header, Secrets::masked()).expect("memory");
    transcript
        .rows_from(0)
        .try_for_each(|row| writer.stored(&row))
        .unwrap_or_else(|error: io::Error| panic!("{error}"));
    let record = writer.into_inner();
    let text = String::from_utf8(record.clone()).expect("UTF-8");
    (record, text.lines().filter(|line| line.contains("\"kind\":\"message\"")).map(str::to_owned).collect())
}

#[tokio::test]
async fn a_message_in_another_charset_is_text_and_its_bytes_stand_beside_it() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    let cases: [(&str, &[u8], &str); 9] = [
        (
            "; charset=windows-1251",
            b"\xef\xf0\xe8\xe2\xe5\xf2",
            r#""charset":"windows-1251","data":"привет","base64":"7/Do4uXy""#,
        ),
        ("; charset=\"CP1251\"", b"plain", r#""charset":"windows-1251","data":"plain""#),
        ("; charset=\"UTF-8\"", "é".as_bytes(), r#""data":"é""#),
        ("", b"\xff\xfea\0\x16\x4e", r#""charset":"UTF-16LE","data":"a世","base64":"//5hABZO""#),
        ("; charset=shift_jis", b"\xEF\xBB\xBFa", r#""data":"a","base64":"77u/YQ==""#),
        ("; charset=gb2312", b"\xc4\xe3", r#""charset":"GBK","data":"你","base64":"xOM=""#),
        ("; charset=martian", "é".as_bytes(), r#""data":"é""#),
        ("; charset=utf-8", b"\xe9", "\"data\":\"\u{fffd}\",\"base64\":\"6Q==\""),
        ("; charset=iso-8859-1", b"\xe9", r#""charset":"windows-1252","data":"é","base64":"6Q==""#),
    ];
    let mut messages = Vec::new();
    for (parameter, body, fields) in cases {
        server.request().await.answer_bytes(&format!("200 OK\r\nContent-Type: text/plain{parameter}"), body).await;
        let rows = rows_until(&handle, |row| matches!(row.body, Body::Message(..))).await;
        let message = rows.iter().find(|row| matches!(row.body, Body::Message(..))).expect("a message").clone();
        assert_eq!(message.body.payload(), body);
        let (_, lines) = recorded(std::slice::from_ref(&message));
        assert!(lines[0].ends_with(&format!("{fields}}}")), "{}", lines[0]);
        messages.push(message);
    }
    let (record, _) = recorded(&messages);
    let mut reader = RecordReader::default();
    let read = record.split_inclusive(|&byte| byte == b'\n').skip(1).map(|line| reader.line(line).expect("a row"));
    assert_eq!(read.collect::<Vec<_>>(), messages.into_iter().map(ReadLine::Row).collect::<Vec<_>>());
    stop(&handle).await;
}

#[tokio::test]
async fn an_error_shows_its_body_in_its_charset() {
    let mut server = PollServer::start().await;
    let handle = asking(&server);
    let head = "404 No\r\nContent-Type: text/plain;charset=koi8-r\r\nContent-Encoding: gzip";
    server.request().await.answer_bytes(head, &gzip(b"\xce\xc5\xd4")).await;
    let rows = rows_until(&handle, |row| words(row).starts_with("error")).await;
    let preview = rows.iter().find_map(|row| match &row.body {
        Body::Response(response) => response.body_preview.as_deref(),
        _ => None,
    });
    assert_eq!(preview, Some("нет"));
    stop(&handle).await;
}
