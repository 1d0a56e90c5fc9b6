//! Answers that are errors, for each protocol: which rows a finding names, and how long a body is of which the begin is shown.

use wirelight::transcript::{Body, Entry, Kind, entry::Finding};

use super::{EVERYBODY, is_error, responses};
use crate::{coded::gzip, support::RawServer};

fn findings(rows: &[Entry]) -> Vec<&Finding> {
    let findings = rows.iter().filter_map(|row| match &row.body {
        Body::Finding(finding) => Some(&**finding),
        _ => None,
    });
    findings.collect()
}

fn answer(lines: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 403 No\r\n{lines}\r\n").as_bytes(), body].concat()
}

#[tokio::test]
async fn a_finding_names_the_rows_that_show_it_and_the_paragraph() {
    for asker in EVERYBODY {
        let body = gzip("no");
        let lines = format!("Content-Encoding: gzip, odd\r\nContent-Length: {}\r\n", body.len());
        let server = RawServer::answering(vec![answer(&lines, &body)]).await;
        let rows = asker.rows(&server.http("/"), is_error).await;
        let [unasked, unknown] = findings(&rows)[..] else { panic!("{asker:?}: {rows:#?}") };
        let kinds =
            |finding: &Finding| finding.rows.iter().map(|&row| rows[row as usize].body.kind()).collect::<Vec<_>>();
        assert_eq!((&*unasked.code, &*unknown.code), ("unaskedCoding", "unknownCoding"), "{asker:?}");
        assert_eq!(kinds(unasked), [Kind::Request, Kind::Response], "{asker:?}");
        assert_eq!(kinds(unknown), [Kind::Response], "{asker:?}");
        assert_eq!(unasked.source.as_deref(), Some("RFC 9110 §12.5.3"), "{asker:?}");
        assert_eq!(unknown.source.as_deref(), Some("RFC 9110 §8.4"), "{asker:?}");
    }
}

#[tokio::test]
async fn a_body_of_which_the_begin_is_shown_says_how_long_it_is_where_that_is_known() {
    let (long, short) = ([b'x'; 5_000], [b'x'; 4_096]);
    let chunked = |body: &[u8]| [format!("{:x}\r\n", body.len()).as_bytes(), body, b"\r\n0\r\n\r\n"].concat();
    for asker in EVERYBODY {
        for (lines, body, shown_bytes, whole_bytes) in [
            ("Content-Length: 5000\r\n", long.to_vec(), 4096, Some(5_000)),
            ("Content-Length: 4096\r\n", short.to_vec(), 4096, None),
            ("Transfer-Encoding: chunked\r\n", chunked(&short), 4096, None),
            // It ends before its end.
            ("Content-Length: 5000\r\n", b"begun".to_vec(), 5, Some(5_000)),
            // Nobody has read its end.
            ("", long.to_vec(), 4096, None),
        ] {
            let server = RawServer::answering(vec![answer(lines, &body)]).await;
            let rows = asker.rows(&server.http("/"), is_error).await;
            let head = responses(&rows)[0];
            let shown = head.body_preview.as_ref().map(String::len);
            if lines.is_empty() && head.body_bytes.is_some() {
                // A poll reads on, to keep its connection.
                assert_eq!((shown, head.body_bytes), (Some(shown_bytes), Some(5_000)), "{asker:?}");
                continue;
            }
            assert_eq!((shown, head.body_bytes), (Some(shown_bytes), whole_bytes), "{asker:?} {lines}");
        }
    }
}
