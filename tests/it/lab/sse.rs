//! Event streams of the lab, byte by byte.

use super::client::{get, read_until, send, start};

fn lines_that_begin<'a>(text: &'a str, begin: &str) -> Vec<&'a str> {
    text.lines().filter_map(|line| line.strip_prefix(begin)).collect()
}

#[tokio::test]
async fn digits_are_the_published_demo() {
    let lab = start().await;
    let digits = get(&lab, "/sse/digits", "Last-Event-ID: 2").await;
    assert_eq!(digits.status, 200);
    assert_eq!(digits.header("content-type"), Some("text/event-stream"));
    assert_eq!(digits.header("cache-control"), Some("no-cache"));
    assert_eq!(digits.text(), "data: 1\n\ndata: 2\n\ndata: 3\n\nevent: bye\ndata: bye-bye\n\n");
}

#[tokio::test]
async fn a_clock_goes_on_after_the_last_event_id() {
    let lab = start().await;
    for (lines, ids) in
        [("", ["1", "2", "3"]), ("Last-Event-ID: 41", ["42", "43", "44"]), ("Last-Event-ID: x", ["1", "2", "3"])]
    {
        let mut stream = send(&lab, &format!("GET /sse/clock?every=1\n{lines}"), b"").await;
        let text = read_until(&mut stream, |text| text.matches("\n\n").count() >= 4).await;
        assert_eq!(lines_that_begin(&text, "id: ")[..3], ids);
        assert!(lines_that_begin(&text, "data: ")[0].ends_with('Z'), "{text}");
    }
}

#[tokio::test]
async fn types_come_in_turn() {
    let lab = start().await;
    let mut stream = send(&lab, "GET /sse/typed", b"").await;
    let text = read_until(&mut stream, |text| text.matches("data: ").count() >= 5).await;
    assert_eq!(lines_that_begin(&text, "event: "), ["add", "update", "remove", "add"]);
    assert_eq!(lines_that_begin(&text, "data: ")[3..], ["{\"item\":1}", "{\"item\":2}"]);
}

#[tokio::test]
async fn a_retry_sends_one_event_with_the_next_id() {
    let lab = start().await;
    let first = get(&lab, "/sse/retry?millis=7", "").await;
    assert_eq!(first.text(), "retry: 7\nid: 1\ndata: visit 1\n\n");
    let next = get(&lab, "/sse/retry", "Last-Event-ID: 1").await;
    assert_eq!(next.text(), "retry: 1000\nid: 2\ndata: visit 2\n\n");
}

#[tokio::test]
async fn answers_that_are_no_stream_to_follow() {
    let lab = start().await;
    assert_eq!(get(&lab, "/sse/stop", "").await.status, 204);
    let failed = get(&lab, "/sse/status?code=503", "").await;
    assert_eq!((failed.status, failed.header("content-type")), (503, Some("text/event-stream")));
    assert_eq!(get(&lab, "/sse/status?code=204", "").await.text(), "");
    let wrong = get(&lab, "/sse/wrong-type", "").await;
    assert_eq!((wrong.status, wrong.header("content-type")), (200, Some("text/plain; charset=utf-8")));
}

#[tokio::test]
async fn a_flood_has_exactly_the_events_and_sizes_asked_for() {
    let lab = start().await;
    for (count, size, rate) in
        [(0, 64, 0), (1, 0, 0), (3, 1, 0), (20_000, 64, 0), (12, 2, 0), (5, 100_000, 0), (300, 10, 100_000)]
    {
        let target = format!("/sse/flood?count={count}&size={size}&perSecond={rate}");
        let text = get(&lab, &target, "").await.text();
        let data = lines_that_begin(&text, "data: ");
        assert_eq!(data.len(), count, "{target}");
        for (number, data) in data.iter().enumerate() {
            assert_eq!(data.len(), size, "{target}");
            let digits = number.to_string();
            let kept = &digits[digits.len().saturating_sub(size)..];
            assert_eq!(data.trim_end_matches('.'), kept, "{target}");
        }
        if count > 0 {
            assert_eq!(text.matches("id: ").count(), 1);
            assert!(text.rsplit("\n\n").nth(1).is_some_and(|last| last.starts_with("id: end\ndata: ")), "{target}");
        }
    }
    assert_eq!(get(&lab, "/sse/flood", "Last-Event-ID: end").await.status, 204);
}
