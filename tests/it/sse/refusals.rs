//! Answers that close a source: no row of their bodies, but a reason.

use wirelight::transcript::{Body, Entry};

use super::{closed_reason, config, described, open, server};
use crate::support::all_rows;

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}\r\n{body}")
}

fn preview(rows: &[Entry]) -> Option<String> {
    rows.iter().find_map(|row| match &row.body {
        Body::Response(response) => response.body_preview.clone(),
        _ => None,
    })
}

#[tokio::test]
async fn any_status_but_200_closes_even_with_a_valid_stream() {
    for status in ["201 Created", "205 Reset", "206 Partial", "299 Odd", "304 Same", "404 Not Here", "500 Oh", "503 No"]
    {
        let (server, _heads) =
            server(&[&answer(status, "Content-Type: text/event-stream\r\n", "data: never\n\n")]).await;
        let rows = all_rows(&open(config(&server.http("/")))).await;
        let response = format!("response {}", &status[..3]);
        assert_eq!(described(&rows), ["state connecting 0", "request GET", &response, "state closed 2"]);
        assert_eq!(closed_reason(&rows), Some(format!("the server answered {status}, a source wants 200")));
        if !status.starts_with("205") && !status.starts_with("304") {
            assert_eq!(preview(&rows).as_deref(), Some("data: never\n\n"), "{status}");
        }
    }
}

#[tokio::test]
async fn a_wrong_or_missing_type_closes() {
    for (headers, reason) in [
        ("Content-Type: text/html; charset=utf-8\r\n", "content type is \"text/html; charset=utf-8\""),
        ("Content-Type: text/event-streams\r\n", "content type is \"text/event-streams\""),
        ("Content-Type: x bogus\r\n", "content type is \"x bogus\""),
        ("", "no content type"),
    ] {
        let (server, _heads) = server(&[&answer("200 OK", headers, "data: never\n\n")]).await;
        let rows = all_rows(&open(config(&server.http("/")))).await;
        assert_eq!(described(&rows), ["state connecting 0", "request GET", "response 200", "state closed 2"]);
        let summary = closed_reason(&rows).expect("a reason");
        assert!(summary.contains(reason), "{summary}");
        assert_eq!(preview(&rows).as_deref(), Some("data: never\n\n"));
    }
}

#[tokio::test]
async fn parameters_and_case_of_the_type_do_not_matter() {
    for value in ["Text/Event-Stream", "text/event-stream;charset=windows-1251", "text/event-stream;"] {
        let headers = format!("Content-Type: {value}\r\n");
        let (server, _heads) =
            server(&[&answer("200 OK", &headers, "data: é\n\n"), &answer("204 No Content", "", "")]).await;
        let rows = all_rows(&open(config(&server.http("/")))).await;
        assert_eq!(described(&rows)[3..5], ["state open 1", "event message \"é\" "], "{value}");
    }
}

#[tokio::test]
async fn a_long_error_page_is_shown_up_to_its_limit() {
    let (server, _heads) = server(&[&answer("500 Broken", "", &"x".repeat(10_000))]).await;
    let rows = all_rows(&open(config(&server.http("/")))).await;
    assert_eq!(preview(&rows).map(|text| text.len()), Some(4096));
}
