//! Which pages the lab lets in: the header lines that a browser sends for them.

use tokio::{io::AsyncWriteExt as _, net::TcpStream};
use wirelight::lab::{Lab, endpoints};

use super::client::{Answer, answer, get, read_until, send, start};

const UPGRADE: &str = "Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n\
                       Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

/// What a browser sends for pages that are not ours; `{port}` is the lab's.
const FOREIGN: [&str; 11] = [
    "Origin: https://evil.example\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: cors",
    "Origin: https://evil.example",
    "Origin: null\nSec-Fetch-Site: cross-site",
    "Origin: null",
    "Origin: http://127.0.0.1:3000\nSec-Fetch-Site: same-site",
    "Origin: http://localhost:{port}",
    "Origin: https://127.0.0.1:{port}",
    "Origin: http://127.0.0.1",
    "Origin: http://127.0.0.1:{port}.evil.example",
    "Origin: http://evil.example@127.0.0.1:{port}",
    "Sec-Fetch-Site: cross-site",
];

const OWN: [&str; 3] = ["", "Origin: http://127.0.0.1:{port}\nSec-Fetch-Site: same-origin", "Sec-Fetch-Site: none"];

fn lines(lab: &Lab, lines: &str) -> String {
    lines.replace("{port}", &lab.addr().port().to_string())
}

/// The status of the answer, and the connection.
async fn open(lab: &Lab, path: &str, lines: &str) -> (String, TcpStream) {
    let mut stream = send(lab, &format!("GET {path}\n{UPGRADE}\n{lines}"), b"").await;
    let head = read_until(&mut stream, |text| text.contains("\r\n\r\n")).await;
    (head[9..12].to_owned(), stream)
}

async fn post(lab: &Lab, path: &str, lines: &str) -> Answer {
    let head = format!("POST {path}\nContent-Length: 2\nX-File-Id: page\nContent-Type: text/plain\n{lines}");
    answer(send(lab, &head, b"hi").await).await
}

#[tokio::test]
async fn a_foreign_page_opens_no_websocket() {
    let lab = start().await;
    for endpoint in endpoints().filter(|endpoint| endpoint.path.starts_with("/ws/")) {
        for foreign in FOREIGN {
            let foreign = lines(&lab, foreign);
            let refused = get(&lab, endpoint.path, &format!("{UPGRADE}\n{foreign}")).await;
            assert_eq!(refused.status, 403, "{endpoint:?} {foreign}");
            assert!(refused.header("access-control-allow-origin").is_none());
            if endpoint.path != "/ws/origin" {
                assert!(refused.text().contains("--allow-origin"), "{}", refused.text());
            }
        }
    }
    for own in OWN {
        assert_eq!(open(&lab, "/ws/echo", &lines(&lab, own)).await.0, "101", "{own}");
    }
}

#[tokio::test]
async fn a_foreign_page_publishes_and_uploads_nothing() {
    let lab = start().await;
    for endpoint in endpoints().filter(|endpoint| endpoint.method == "POST") {
        for foreign in FOREIGN {
            let foreign = lines(&lab, foreign);
            let refused = post(&lab, endpoint.path, &foreign).await;
            assert_eq!(refused.status, 403, "{endpoint:?} {foreign}");
            assert!(refused.text().contains("--allow-origin"), "{}", refused.text());
        }
        for own in OWN {
            assert_eq!(post(&lab, endpoint.path, &lines(&lab, own)).await.status, 200, "{endpoint:?} {own}");
        }
    }
    assert_eq!(lab.uploads().stats().files, 1);
}

#[tokio::test]
async fn what_changes_something_takes_no_get() {
    let lab = start().await;
    for endpoint in endpoints().filter(|endpoint| endpoint.method == "POST") {
        for method in ["GET", "HEAD", "PUT"] {
            let refused = answer(send(&lab, &format!("{method} {}", endpoint.path), b"").await).await;
            assert_eq!((refused.status, refused.header("allow")), (405, Some("POST")), "{method} {endpoint:?}");
        }
    }
}

#[tokio::test]
async fn a_foreign_page_reads_nothing() {
    let lab = start().await;
    let foreign = "Origin: https://evil.example\nSec-Fetch-Site: cross-site";
    for path in ["/", "/sse/retry", "/sse/stop", "/upload/stored", "/poll/timeout?after=1", "/sse/status"] {
        let read = get(&lab, path, foreign).await;
        assert!(!read.head.to_lowercase().contains("access-control"), "{}", read.head);
    }
    let preflight = "Access-Control-Request-Method: POST\nAccess-Control-Request-Headers: x-file-id";
    let head = format!("OPTIONS /upload/javascript-info/upload\n{preflight}\n{foreign}");
    let refused = answer(send(&lab, &head, b"").await).await;
    assert_eq!(refused.status, 403);
    assert!(!refused.head.to_lowercase().contains("access-control"), "{}", refused.head);
}

#[tokio::test]
async fn the_place_to_try_origins_lets_in_the_one_that_it_is_asked_for() {
    let lab = start().await;
    for (query, page, status) in [
        ("?allow=https://evil.example", "Origin: https://evil.example\nSec-Fetch-Site: cross-site", "101"),
        ("?allow=null", "Origin: null", "101"),
        ("?allow=https://evil.example", "Origin: https://other.example", "403"),
        ("?allow=https://evil.example", "Origin: https://evil.example\nOrigin: https://evil.example", "403"),
        ("", "", "403"),
    ] {
        assert_eq!(open(&lab, &format!("/ws/origin{query}"), page).await.0, status, "{query} {page}");
    }
    let long = get(&lab, &format!("/ws/origin?allow={}", "o".repeat(1_025)), UPGRADE).await;
    assert_eq!(long.status, 400);
    assert!(long.text().contains("at most 1024 bytes, not 1025"), "{}", long.text());
}

#[tokio::test]
async fn a_host_with_anything_but_a_name_and_a_port_is_refused() {
    let lab = start().await;
    let port = lab.addr().port();
    for (target, host, status) in [
        ("/", "127.0.0.1:{port}", "200"),
        ("http://127.0.0.1:{port}/", "127.0.0.1:{port}", "200"),
        ("/", "evil.example@127.0.0.1", "400"),
        ("/", "evil.example:80@127.0.0.1:{port}", "400"),
        ("/", "127.0.0.1:80:80", "400"),
        ("/", "127.0.0.1:65536", "400"),
        ("/", "127.0.0.1 evil.example", "400"),
        ("/", "127.0.0.1, evil.example", "400"),
        ("/", "127.0.0.1/", "400"),
        ("/", "127.0.0.1.", "421"),
        ("/", "127.1", "421"),
        ("/", "0x7f000001", "421"),
        ("/", "[::ffff:127.0.0.1]", "421"),
        ("http://evil.example/", "127.0.0.1:{port}", "421"),
        ("http://localhost:{port}/", "127.0.0.1:{port}", "400"),
        ("http://127.0.0.1:1/", "127.0.0.1:{port}", "400"),
        ("http://evil.example@127.0.0.1:{port}/", "127.0.0.1:{port}", "400"),
        ("/", "127.0.0.1:{port}\r\nHost: 127.0.0.1:{port}", "400"),
        ("/", "127.0.0.1:{port}\r\nHost: evil.example", "400"),
    ] {
        let (target, host) = (target.replace("{port}", &port.to_string()), host.replace("{port}", &port.to_string()));
        let mut stream = TcpStream::connect(lab.addr()).await.expect("a connection");
        let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("written");
        let head = read_until(&mut stream, |text| text.contains("\r\n\r\n")).await;
        assert_eq!(&head[9..12], status, "{target} {host}");
    }
}
