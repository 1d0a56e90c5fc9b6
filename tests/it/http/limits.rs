//! What passes a limit is an error that names the limit and the host.

use super::{ASKERS, Asker, endless, error, is_error, responses};

/// Asks a server for what it says, and then over and over, until there is an error with these words.
async fn refused(asker: Asker, answer: String, again: &'static str, words: &str) -> usize {
    let server = endless(answer, again).await;
    let rows = asker.rows(&server.http("/"), is_error).await;
    let summary = error(&rows);
    assert!(summary.contains(words) && summary.contains(&server.addr.to_string()), "{asker:?}: {summary}");
    assert!(summary.len() < 2048, "{asker:?}: {} bytes of error", summary.len());
    responses(&rows).len()
}

#[tokio::test]
async fn a_header_line_over_64_kib_is_named() {
    for asker in ASKERS {
        let line = format!("X-Long: {}\r\nContent-Length: 1\r\n", "x".repeat(65 * 1024));
        let words = "has a header line of more than 64 KiB: \"X-Long\"";
        assert_eq!(refused(asker, asker.good(&line, "0"), "", words).await, 0);
        let secret = "HTTP/1.1 200 OK\r\nSet-Cookie: hunter2".to_owned();
        assert_eq!(refused(asker, secret, "hunter2", "has a header line of more than 64 KiB: \"Set-Cookie\"").await, 0);
        let status = "HTTP/1.1 200 ".to_owned();
        assert_eq!(refused(asker, status, "OK", "has a header line of more than 64 KiB").await, 0);
    }
}

#[tokio::test]
async fn a_head_over_1_mib_is_named() {
    for asker in ASKERS {
        let words = "has a head of more than 1024 KiB";
        let lines = "X-Some: 34567\r\n".repeat(11 * 1024 * 1024 / 150);
        assert_eq!(refused(asker, asker.good(&lines, ""), "", words).await, 0);
        assert_eq!(refused(asker, "HTTP/1.1 200 OK\r\n".to_owned(), "a:\r\n", words).await, 0);
        // Many lines that fit in cost more than they weigh on the wire.
        let many = asker.good(&"a:\r\n".repeat(200_000), "");
        assert_eq!(refused(asker, many, "", "there are more than 5000 header lines").await, 0);
        // An interim head is not taken at any length either.
        assert_eq!(refused(asker, "HTTP/1.1 103 Hints\r\n".to_owned(), "Link: x\n", words).await, 0);
    }
}

#[tokio::test]
async fn the_101st_interim_answer_is_one_too_many() {
    for asker in ASKERS {
        let words = "sent more than 100 interim answers (1xx) to one request";
        let interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
        assert_eq!(refused(asker, interim.repeat(101), "", words).await, 100, "{asker:?}");
        assert_eq!(refused(asker, String::new(), "HTTP/1.1 102 Processing\r\n\r\n", words).await, 100);
    }
}

#[tokio::test]
async fn endless_lines_around_chunks_are_named() {
    let chunked = "Transfer-Encoding: chunked\r\n";
    for asker in ASKERS {
        for (body, again, words) in [
            ("5;", "x", "has a chunk whose size and extensions take more than 16 KiB"),
            ("", "0", "has a chunk whose size and extensions take more than 16 KiB"),
            ("0\r\n", "X-Trailer: y\r\n", "has trailers of more than 64 KiB"),
            ("0\r\nX-Trailer: ", "y", "has trailers of more than 64 KiB"),
        ] {
            assert_eq!(refused(asker, asker.good(chunked, body), again, words).await, 1, "{asker:?} {again}");
        }
    }
}

#[tokio::test]
async fn a_body_that_contradicts_its_framing_is_not_called_cut_short() {
    for asker in ASKERS {
        for (lines, body, words) in [
            ("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!", "has more than one Content-Length: 5 and 6"),
            ("Content-Length: five\r\n", "hello", "has the Content-Length \"five\", which is no number"),
            ("Transfer-Encoding: chunked\r\n", "zz\r\nhello", "whose size is no hexadecimal number of bytes: \"zz\""),
            (
                "Transfer-Encoding: chunked\r\n",
                "3\r\nhello\r\n",
                "does not end where its size says: \"l\" stands there",
            ),
        ] {
            let server = endless(asker.good(lines, body), "").await;
            let summary = error(&asker.rows(&server.http("/"), is_error).await);
            assert!(summary.contains(words) && !summary.contains("cut short"), "{asker:?}: {summary}");
        }
    }
}

#[tokio::test]
async fn what_is_not_http_is_called_that_with_its_first_bytes() {
    for asker in ASKERS {
        for (bytes, words) in [
            (
                "SSH-2.0-OpenSSH_9.9\r\n",
                "is not HTTP/1.1: it begins with \"SSH-2.0-OpenSSH_9.9\" (it is an SSH server)",
            ),
            ("\x15\x03\x01\x00\x02\x02\x46", "(it speaks TLS: write the URL with https://)"),
            ("\0\0\x12\x04\0\0\0\0\0", "(it speaks HTTP/2 only)"),
            ("220 mail.example ESMTP\r\n", "is not HTTP/1.1: it begins with \"220 mail.example ESMTP\""),
            ("HTTP/1.1 twohundred OK\r\n\r\n", "has a head that cannot be read"),
        ] {
            let server = endless(bytes.to_owned(), "").await;
            let summary = error(&asker.rows(&server.http("/"), is_error).await);
            assert!(summary.contains(words), "{asker:?}: {summary}");
        }
    }
}

#[tokio::test]
async fn a_head_that_breaks_off_says_how_far_it_came_without_its_secrets() {
    for asker in ASKERS {
        let server = endless("HTTP/1.1 200 OK\r\nSet-Cookie: hunter2".to_owned(), "").await;
        let summary = error(&asker.rows(&server.http("/"), is_error).await);
        assert!(summary.contains("after 36 bytes that begin with \"HTTP/1.1 200 OK\""), "{asker:?}: {summary}");
        assert!(!summary.contains("hunter2"), "{asker:?}: {summary}");
    }
}
