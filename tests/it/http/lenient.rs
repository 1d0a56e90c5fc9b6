//! Answers that browsers and curl take are taken, and shown as they came.

use wirelight::transcript::{Body, Entry};

use super::{ASKERS, Asker, endless, is_error, responses};

/// What says that an answer was taken whole: an event, a message, or the byte of an upload.
fn is_taken(row: &Entry) -> bool {
    matches!(row.body, Body::Event(..) | Body::Message(..) | Body::Offset(_)) || is_error(row)
}

async fn taken(asker: Asker, answer: String) -> Vec<Entry> {
    let server = endless(answer.clone(), "").await;
    let rows = asker.rows(&server.http("/"), is_taken).await;
    assert!(!rows.last().is_none_or(is_error), "{asker:?} {answer:?}: {rows:#?}");
    rows
}

fn body(asker: Asker) -> &'static str {
    if matches!(asker, Asker::Sse) { "data: 0\n\n" } else { "0" }
}

#[tokio::test]
async fn heads_are_read_as_browsers_read_them() {
    for asker in ASKERS {
        let content_type = if matches!(asker, Asker::Sse) { "Content-Type: text/event-stream" } else { "X: y" };
        let (text, length) = (body(asker), body(asker).len());
        for answer in [
            format!("HTTP/1.1 200 OK\n{content_type}\nContent-Length: {length}\n\n{text}"),
            format!("HTTP/1.1 200\r\n{content_type}\r\nContent-Length : {length}\r\n\r\n{text}"),
            format!("HTTP/1.0 200 OK\r\n{content_type}\r\n\r\n{text}"),
            format!("HTTP/1.1 200 OK\r\nX-Folded: a\r\n  b\r\n\tc\r\n{content_type}\r\n\r\n{text}"),
            format!("HTTP/1.1 200 OK\r\n{content_type}\r\nX-Odd: \u{1}\u{7f}\u{e9}\r\n\r\n{text}"),
            format!("\r\nHTTP/1.1 200 OK\r\n{content_type}\r\nContent-Length: {length}, {length}\r\n\r\n{text}"),
            format!(
                "HTTP/1.1 200 OK\r\n{content_type}\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n\
                 {length:X};a=b\n{text}\n0\nTrailer: x\n\n"
            ),
            format!("HTTP/1.1 200 OK\r\n{content_type}\r\n{}\r\n{text}", "X-Many: 1\r\n".repeat(150)),
        ] {
            let rows = taken(asker, answer.clone()).await;
            let folded = responses(&rows)[0].headers.iter().find(|(name, _)| name == "X-Folded");
            let expected = answer.contains("X-Folded").then_some("a b c");
            assert_eq!(folded.map(|(_, value)| value.as_str()), expected, "{answer}");
        }
    }
}

#[tokio::test]
async fn header_lines_are_shown_as_they_came() {
    for asker in ASKERS {
        let lines = "x-Second: 2\r\nX-FIRST: \u{e9}\r\nx-second:  1 \r\n";
        let rows = taken(asker, asker.good(lines, body(asker))).await;
        let headers: Vec<_> = responses(&rows)[0].headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert!(headers.ends_with(&[("x-Second", "2"), ("X-FIRST", "é"), ("x-second", "1")]), "{headers:?}");
    }
}

#[tokio::test]
async fn bytes_that_are_not_utf_8_are_latin_1() {
    let server = crate::support::RawServer::answering(vec![
        b"HTTP/1.1 404 Pas trouv\xe9\r\nX-Name: caf\xe9\r\nContent-Length: 0\r\n\r\n".to_vec(),
    ])
    .await;
    for asker in ASKERS {
        let rows = asker.rows(&server.http("/"), |row| matches!(row.body, Body::Response(_))).await;
        let response = responses(&rows)[0];
        assert_eq!(response.reason_phrase.as_deref(), Some("Pas trouvé"), "{asker:?}");
        assert!(response.headers.contains(&("X-Name".to_owned(), "café".to_owned())), "{asker:?}");
    }
}

#[tokio::test]
async fn each_interim_answer_is_a_row_before_the_final_one() {
    for asker in ASKERS {
        let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
        let rows = taken(asker, format!("{interim}{}", asker.good("", body(asker)))).await;
        let kinds: Vec<_> = rows.iter().map(|row| row.body.kind().name()).collect();
        let asked = kinds.iter().position(|&kind| kind == "request").expect("a request");
        assert_eq!(kinds[asked + 1..asked + 4], ["response"; 3], "{asker:?}");
        let statuses: Vec<_> = responses(&rows).iter().map(|response| response.status).collect();
        assert_eq!(statuses[..3], [100, 103, 200], "{asker:?}");
        assert_eq!(responses(&rows)[1].headers, [("Link".to_owned(), "</a>".to_owned())]);
    }
}
