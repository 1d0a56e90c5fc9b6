//! What the lab can be asked for: every parameter has a limit, and says it.

use super::client::{answer, get, post, send, start};

#[tokio::test]
async fn a_parameter_beyond_its_limit_is_400_with_the_limit() {
    let lab = start().await;
    let long = "x".repeat(2_000);
    for (target, limit) in [
        ("/ws/fragments?count=10001", "10000"),
        ("/ws/fragments?size=1048577", "1048576"),
        ("/ws/fragments?count=10000&size=1048576", "134217728"),
        ("/ws/fragments?count=129&size=1048576", "134217728"),
        ("/ws/fragments?every=86400001", "86400000"),
        ("/ws/flood?size=134217729", "134217728"),
        ("/ws/flood?count=1000000000001", "1000000000000"),
        ("/ws/flood?perSecond=1000000001", "1000000000"),
        ("/ws/drop?after=1000000000001", "1000000000000"),
        ("/ws/illegal?after=1000000000001", "1000000000000"),
        ("/ws/illegal?code=65536", "65535"),
        ("/ws/slow-reader?bytesPerSecond=1000000001", "1000000000"),
        ("/ws/ping?every=86400001", "86400000"),
        ("/ws/ping?timeout=86400001", "86400000"),
        (&format!("/ws/ping?payload={long}"), "100 bytes"),
        (&format!("/ws/close?reason={long}"), "123 bytes"),
        ("/ws/clock?every=86400001", "86400000"),
        ("/ws/bad-handshake?delay=86400001", "86400000"),
        ("/sse/clock?every=86400001", "86400000"),
        ("/sse/retry?millis=86400001", "86400000"),
        ("/sse/flood?size=134217729", "134217728"),
        ("/sse/flood?count=18446744073709551616", "1000000000000"),
        ("/sse/flood?perSecond=1000000001", "1000000000"),
        ("/poll/timeout?after=86400001", "86400000"),
        (&format!("/poll/timeout?{}", "a&".repeat(100)), "at most 100"),
    ] {
        let refused = get(&lab, target, "").await;
        assert_eq!(refused.status, 400, "{target}");
        let text = refused.text();
        assert!(text.contains(limit) && text.contains("expected ") && text.len() < 400, "{target}: {text}");
    }
}

#[tokio::test]
async fn an_id_has_a_limit_and_one_beyond_it_leaves_no_trace() {
    let lab = start().await;
    let upload = "/upload/javascript-info/upload";
    for length in [1_025, 20_000, 60_000] {
        let id = format!("X-File-Id: {}", "i".repeat(length));
        for refused in [post(&lab, upload, &id, b"x").await, get(&lab, "/upload/javascript-info/status", &id).await] {
            assert_eq!(refused.status, 400);
            assert!(refused.text().contains(&format!("{length} bytes: expected at most 1024")), "{}", refused.text());
        }
    }
    let huge = format!("POST {upload}\nContent-Length: 1\nX-File-Id: {}", "i".repeat(300_000));
    assert_eq!(answer(send(&lab, &huge, b"").await).await.status, 431);
    assert_eq!(post(&lab, upload, &format!("X-File-Id: {}", "i".repeat(1_024)), b"x").await.status, 200);
    assert_eq!(lab.uploads().stats().files, 1);
}
