//! A tunnel through an HTTP proxy: CONNECT, and what the proxy says to it. RFC 9110 §9.3.6.

use std::time::Duration;

use http::HeaderValue;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use url::Host;

use super::{error::ProxyError, target::Target};
use crate::{
    limits::{MAX_INTERIM_ANSWERS, MAX_PROXY_BODY_BYTES, MAX_PROXY_HEAD_BYTES},
    net::{USER_AGENT, coding::AskedCodings, http1::head::ResponseHead, refusal_body::BodyReader},
};

/// How long the body of a refusal may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(2);

/// Asks the proxy at the other end of `stream` to lead to the target.
///
/// # Errors
/// When the proxy refuses, answers with something else than HTTP or never with a final answer, or ends the connection. The attempt has failed then.
pub(super) async fn open<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    target: &Target,
    credentials: Option<HeaderValue>,
) -> Result<(), ProxyError> {
    stream.write_all(&request(target, credentials.as_ref())).await?;
    stream.flush().await?;
    let head = read_final_head(stream).await?;
    if let 200..=299 = head.status {
        return Ok(());
    }
    let body = read_body(stream, &head).await;
    Err(ProxyError::Refused { status: head.status, reason_phrase: head.reason_phrase, body })
}

fn request(target: &Target, credentials: Option<&HeaderValue>) -> Vec<u8> {
    let host = match &target.host {
        Host::Ipv6(ip) => format!("[{ip}]"),
        host => host.to_string(),
    };
    let authority = format!("{host}:{}", target.port);
    let mut head =
        format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: {USER_AGENT}\r\n").into_bytes();
    if let Some(credentials) = credentials {
        head.extend_from_slice(b"Proxy-Authorization: ");
        head.extend_from_slice(credentials.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    head
}

/// Reads up to the final head; those before it say nothing that is needed. RFC 9110 §15.2.
async fn read_final_head<S: AsyncRead + Unpin>(stream: &mut S) -> Result<ResponseHead, ProxyError> {
    for _ in 0..=MAX_INTERIM_ANSWERS {
        let head = read_head(stream).await?;
        if !head.is_interim() {
            return Ok(head);
        }
    }
    Err(ProxyError::TooManyInterim { limit: MAX_INTERIM_ANSWERS })
}

/// Reads exactly the head: what is behind it belongs to the server.
async fn read_head<S: AsyncRead + Unpin>(stream: &mut S) -> Result<ResponseHead, ProxyError> {
    let mut head = Vec::with_capacity(512);
    while !head.ends_with(b"\r\n\r\n") && !head.ends_with(b"\n\n") {
        if head.len() >= MAX_PROXY_HEAD_BYTES {
            return Err(ProxyError::TooLong { limit: MAX_PROXY_HEAD_BYTES });
        }
        let mut byte = [0];
        if stream.read(&mut byte).await? == 0 {
            return Err(ProxyError::Ended);
        }
        head.push(byte[0]);
        // What is no HTTP may have no end.
        if head.len() == 5 && head != b"HTTP/" {
            ResponseHead::parse(&head)?;
        }
    }
    Ok(ResponseHead::parse(&head)?)
}

/// Reads the begin of a refusal's body, as far as it comes in time.
async fn read_body<S: AsyncRead + Unpin>(stream: &mut S, head: &ResponseHead) -> String {
    let mut body = BodyReader::new(head, &AskedCodings::default(), MAX_PROXY_BODY_BYTES);
    let reading = async {
        let mut piece = Vec::with_capacity(MAX_PROXY_BODY_BYTES);
        while !body.is_complete() {
            piece.clear();
            match stream.read_buf(&mut piece).await {
                Ok(length) if length > 0 => body.push(&piece),
                _ => break,
            }
        }
    };
    tokio::time::timeout(BODY_TIMEOUT, reading).await.ok();
    body.text(MAX_PROXY_BODY_BYTES).trim().to_owned()
}
