//! Uploads that nothing disturbs: rows and their order, and the exact bytes of the requests.

use wirelight::{
    lab::Lab,
    net::headers::parse_line,
    protocols::upload::{
        FileFacts, UploadConfig,
        config::{FileSizeHeader, Start, stored_url_beside},
    },
    transcript::{Body, Direction},
};

use super::{Source, assembled, assert_same_bytes, described, ended, open, peer::*, progress, starts};
use crate::{lab::client, support::all_rows};

const WHOLE: &str = "state done: the server has the whole file";

fn to_lab(lab: &Lab, source: &Source) -> UploadConfig {
    UploadConfig::new(source.path(), lab.http("/upload/javascript-info").parse().expect("a URL"))
}

#[tokio::test]
async fn rows_stand_in_the_order_of_the_record() {
    let lab = client::start().await;
    let source = Source::new(700_000);
    let config = to_lab(&lab, &source);
    let rows = all_rows(&open(config.clone())).await;
    let expected = [
        "state probing",
        "GET",
        "response 200",
        "offset 0",
        "state sending",
        "POST from 0",
        "progress",
        "response 200",
        "state confirming",
        "GET",
        "response 200",
        "offset 700000",
        "state done",
    ];
    assert_eq!(described(&rows), expected);
    assert!(rows.is_sorted_by_key(|row| row.at_micros));
    for row in &rows {
        let expected = match row.body {
            Body::Request(_) => Direction::Out,
            Body::Response(_) | Body::Offset(_) => Direction::In,
            _ => Direction::Local,
        };
        assert_eq!(row.direction, expected, "{row:?}");
    }
    let last = progress(&rows).pop().expect("a progress row");
    assert_eq!((last.sent, last.confirmed, last.total), (700_000, 0, 700_000));

    let again = all_rows(&open(config)).await;
    assert_eq!(described(&again), ["state probing", "GET", "response 200", "offset 700000", WHOLE]);
}

#[tokio::test]
async fn the_rest_is_sent_from_the_servers_byte_with_exactly_these_headers() {
    let source = Source::new(500_000);
    let mut peer = Peer::holding(source.bytes[..200_000].to_vec(), Vec::new(), Vec::new());
    let mut config = UploadConfig {
        url: peer.url_at("/a//?key=v%20w#part"),
        file_id: Some("an id".to_owned()),
        ..source.config(&peer)
    };
    let lines = ["user-agent: mine", "x-extra: one", "X-EXTRA: two"];
    config.peer.headers = lines.map(|line| parse_line(line).expect("a header")).to_vec();
    let rows = all_rows(&open(config)).await;
    assert_eq!(ended(&rows, "done"), None);
    let log = peer.log();
    let [Seen::Status { head: first, .. }, Seen::Post { head: post, kept }, Seen::Status { head: last, .. }] = &log[..]
    else {
        panic!("{log:?}");
    };
    assert!(first.starts_with("GET /a/status?key=v%20w HTTP/1.1\r\n"), "{first}");
    assert_eq!(first, last);
    assert!(post.starts_with("POST /a/upload?key=v%20w HTTP/1.1\r\n"), "{post}");
    for head in [first, post] {
        assert_eq!(header(head, "x-file-id"), Some("an id"));
        assert_eq!(header(head, "user-agent"), Some("mine"));
        assert_eq!(head.to_lowercase().matches("x-extra: ").count(), 2);
        assert_eq!(header(head, "host"), peer.url().authority().into());
    }
    for (name, value) in [
        ("x-start-byte", Some("200000")),
        ("content-length", Some("300000")),
        ("x-file-size", None),
        ("transfer-encoding", None),
        ("expect", None),
    ] {
        assert_eq!(header(post, name), value, "{name}");
        assert_eq!(post.to_lowercase().matches(&format!("\r\n{name}:")).count(), usize::from(value.is_some()));
    }
    assert_same_bytes(kept, &source.bytes[200_000..]);

    let recorded: Vec<_> = rows
        .iter()
        .filter_map(|row| match &row.body {
            Body::Request(request) => Some(request),
            _ => None,
        })
        .collect();
    for (request, head) in recorded.iter().zip([first, post, last]) {
        let lines: Vec<_> = head.lines().skip(1).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        let summary: Vec<_> = request.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        assert_eq!(summary, lines, "the record says what was on the wire");
    }
}

#[tokio::test]
async fn an_empty_file_is_sent_once() {
    let source = Source::new(0);
    let mut peer = Peer::start(Vec::new(), Vec::new());
    let rows = all_rows(&open(source.config(&peer))).await;
    let expected = [
        "state probing",
        "GET",
        "response 200",
        "offset 0",
        "state sending",
        "POST from 0",
        "progress",
        "response 200",
        "state confirming",
        "GET",
        "response 200",
        "offset 0",
        "state done",
    ];
    assert_eq!(described(&rows), expected);
    let (head, kept) = peer.next_post().await;
    assert!(kept.is_empty());
    assert_eq!(header(&head, "content-length"), Some("0"));
    assert_eq!(header(&head, "transfer-encoding"), None);
    assert_eq!(head.to_lowercase().matches("content-length").count(), 1);
}

#[tokio::test]
async fn an_empty_file_whose_request_was_lost_is_sent_again() {
    let source = Source::new(0);
    let mut peer = Peer::start(vec![Post::Reset(0)], Vec::new());
    let rows = super::rows_without_waiting(&open(source.config(&peer))).await;
    assert_eq!(ended(&rows, "done"), None);
    assert_eq!(starts(&peer.log()), [0, 0]);
}

#[tokio::test]
async fn the_default_id_is_name_size_and_time_and_beyond_ascii_percent_encoded() {
    for (name, encoded) in [("a b.txt", "a b.txt"), ("报告.pdf", "%E6%8A%A5%E5%91%8A.pdf")] {
        let source = Source::named(name, 10);
        let mut peer = Peer::start(Vec::new(), Vec::new());
        let facts = FileFacts::look(&source.path()).await.expect("a file");
        let millis = facts.modified.duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_millis();
        all_rows(&open(source.config(&peer))).await;
        let (head, _) = peer.next_post().await;
        assert_eq!(header(&head, "x-file-id"), Some(&*format!("{encoded}-10-{millis}")));
    }
}

#[tokio::test]
async fn a_restart_sends_everything_again() {
    let source = Source::new(300_000);
    let mut peer = Peer::holding(vec![7; 300_000], Vec::new(), Vec::new());
    let config = UploadConfig { start: Start::FromZero, ..source.config(&peer) };
    let rows = all_rows(&open(config)).await;
    assert_eq!(ended(&rows, "done"), None);
    let log = peer.log();
    assert_eq!(starts(&log), [0]);
    assert_same_bytes(&assembled(&log), &source.bytes);
}

#[tokio::test]
async fn with_the_file_size_sent_a_success_is_enough() {
    let lab = client::start().await;
    let source = Source::new(300_000);
    let config = UploadConfig { file_size_header: FileSizeHeader::Sent, ..to_lab(&lab, &source) };
    let rows = all_rows(&open(config)).await;
    let expected = [
        "state probing",
        "GET",
        "response 200",
        "offset 0",
        "state sending",
        "POST from 0",
        "progress",
        "response 200",
    ];
    let summary = described(&rows);
    assert_eq!(summary[..summary.len() - 1], expected);
    assert!(ended(&rows, "done").expect("a reason").contains("X-File-Size"));

    let mut peer = Peer::start(Vec::new(), Vec::new());
    let config = UploadConfig { file_size_header: FileSizeHeader::Sent, ..source.config(&peer) };
    all_rows(&open(config)).await;
    let (head, _) = peer.next_post().await;
    assert_eq!(header(&head, "x-file-size"), Some("300000"));
}

#[tokio::test]
async fn the_labs_checksum_proves_the_upload() {
    let lab = client::start().await;
    let source = Source::named("报告.pdf", 900_000);
    let config = to_lab(&lab, &source);
    let config = UploadConfig { stored_url: stored_url_beside(&config.url), ..config };
    let rows = all_rows(&open(config)).await;
    let summary = described(&rows);
    assert_eq!(
        summary[summary.len() - 8..],
        ["state confirming", "GET", "response 200", "offset 900000", "GET", "response 200", "verified", "state done"]
    );
    let verified = rows.iter().find_map(|row| match &row.body {
        Body::Verified(verified) => Some(verified.clone()),
        _ => None,
    });
    let verified = verified.expect("a proof");
    assert_eq!((verified.size, verified.sha256.len()), (900_000, 64));
    assert_eq!(verified.against, lab.http("/upload/stored"));
}
