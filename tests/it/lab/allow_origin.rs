//! Pages that the user lets in.

use wirelight::lab::{Lab, LabError, LabOptions};

use super::client::{answer, get, options, post, read_until, send, start};

const PAGE: &str = "Origin: https://demo.example\nSec-Fetch-Site: cross-site";

async fn lab_for(origins: &[&str]) -> Lab {
    let allowed_origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
    Lab::start(LabOptions { allowed_origins, ..options() }).await.expect("a lab")
}

#[tokio::test]
async fn an_allowed_page_publishes_reads_and_opens_websockets() {
    let lab = lab_for(&["https://demo.example:443", "http://localhost:3000"]).await;
    for page in [PAGE, "Origin: http://localhost:3000\nSec-Fetch-Site: same-site"] {
        let origin = page.lines().next().and_then(|line| line.strip_prefix("Origin: "));
        let published = post(&lab, "/poll/publish", page, b"hi").await;
        assert_eq!((published.status, published.header("access-control-allow-origin")), (200, origin));
        assert_eq!(published.header("vary"), Some("origin"));
        let read = get(&lab, "/sse/retry", page).await;
        assert_eq!((read.status, read.header("access-control-allow-origin")), (200, origin));
        let upgrade = "Upgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
        let mut stream = send(&lab, &format!("GET /ws/echo\nConnection: Upgrade\n{upgrade}\n{page}"), b"").await;
        let head = read_until(&mut stream, |text| text.contains("\r\n\r\n")).await;
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    }
    let preflight = "Access-Control-Request-Method: POST\nAccess-Control-Request-Headers: x-file-id,x-start-byte\n\
                     Access-Control-Request-Private-Network: true";
    let head = format!("OPTIONS /upload/javascript-info/upload\n{preflight}\n{PAGE}");
    let allowed = answer(send(&lab, &head, b"").await).await;
    assert_eq!(allowed.status, 204);
    for (name, value) in [
        ("access-control-allow-origin", "https://demo.example"),
        ("access-control-allow-methods", "GET, HEAD, POST"),
        ("access-control-allow-headers", "x-file-id,x-start-byte"),
        ("access-control-allow-private-network", "true"),
    ] {
        assert_eq!(allowed.header(name), Some(value));
    }
}

#[tokio::test]
async fn others_stay_out_and_learn_nothing() {
    let lab = lab_for(&["http://demo.example"]).await;
    for page in [PAGE, "Origin: http://demo.example:8080", "Origin: http://a.demo.example", "Origin: null"] {
        let refused = post(&lab, "/poll/publish", page, b"hi").await;
        assert_eq!((refused.status, refused.header("access-control-allow-origin")), (403, None), "{page}");
    }
    // It does not open the lab under another name.
    let request = "Host: demo.example";
    assert_eq!(get(&lab, "/", &format!("{request}\nOrigin: http://demo.example")).await.status, 400);
}

#[tokio::test]
async fn what_is_no_origin_is_refused_at_the_start() {
    for text in ["demo.example", "http://demo.example/", "*", ""] {
        let allowed_origins = vec![text.to_owned()];
        let refused = Lab::start(LabOptions { allowed_origins, ..options() }).await.expect_err("no origin");
        assert!(matches!(refused, LabError::BadOrigin { .. }), "{refused}");
        assert!(refused.to_string().contains("http://localhost:3000"), "{refused}");
    }
    drop(start().await);
}
