//! An HTTP proxy passes requests for plain URLs on itself: it is told the whole URL.

use wirelight::{
    protocols::sse::{Sse, SseConfig},
    transcript::Body,
};

use crate::support::{RawServer, all_rows, open, read_head};

#[tokio::test]
async fn a_plain_url_goes_through_a_proxy_in_its_absolute_form() {
    let (heads, mut seen) = tokio::sync::mpsc::channel(1);
    let server = RawServer::start(move |_, mut stream| {
        let heads = heads.clone();
        async move {
            heads.try_send(read_head(&mut stream).await).ok();
            tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 204 No Content\r\n\r\n").await.ok();
        }
    })
    .await;
    let mut config = SseConfig::new("http://u:p@server.invalid:81/a?b#c".parse().expect("a URL"));
    config.peer.connect.proxy = Some(format!("http://me:hush@{}", server.addr).parse().expect("a proxy"));
    let rows = all_rows(&open::<Sse>(config)).await;
    let head = seen.recv().await.expect("a request");
    assert!(head.starts_with("GET http://server.invalid:81/a?b HTTP/1.1\r\nHost: server.invalid:81\r\n"), "{head}");
    assert!(head.contains("\r\nProxy-Authorization: Basic bWU6aHVzaA==\r\n"), "{head}");
    let request = rows.iter().find_map(|row| match &row.body {
        Body::Request(request) => Some(request),
        _ => None,
    });
    let has_it = request.expect("a request").header("proxy-authorization").is_some();
    assert!(has_it, "the row tells what was sent");
}
