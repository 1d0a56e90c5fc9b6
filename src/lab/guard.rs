//! What every request has to pass: the host it names and the size of its body.
//!
//! A page of some other site can make a browser connect to a loopback address under the site's own name
//! (DNS rebinding). The name in `Host` gives that away.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode, Uri, header, uri::Authority};

use super::{LabState, query::shortened, refusal::Refusal};

/// The largest body of a request that is no upload.
pub(super) const MAX_BODY_BYTES: u64 = 16 * 1024 * 1024;

/// The names and addresses under which the lab answers.
#[derive(Debug, Clone)]
pub(super) struct AllowedHosts(Vec<String>);

impl AllowedHosts {
    /// The loopback names and `more` ones, each a name or an address without a port.
    pub(super) fn with(more: &[String]) -> Self {
        let own = ["127.0.0.1", "::1", "localhost"].map(str::to_owned);
        Self(own.into_iter().chain(more.iter().map(|host| normalized(host))).collect())
    }

    fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let mut lines = headers.get_all(header::HOST).iter();
        let (Some(line), None) = (lines.next(), lines.next()) else {
            return Err(Refusal::bad_request("A request has exactly one Host header."));
        };
        self.check_authority(&String::from_utf8_lossy(line.as_bytes()))?;
        // An absolute target counts more than `Host` (RFC 9112 §3.2.2), so it must be one of ours as well.
        uri.authority().map_or(Ok(()), |authority| self.check_authority(authority.as_str()))
    }

    fn check_authority(&self, text: &str) -> Result<(), Refusal> {
        let host = text.parse::<Authority>().map(|authority| normalized(authority.host()));
        match host {
            Ok(host) if self.0.contains(&host) => Ok(()),
            _ => Err(Refusal::new(
                StatusCode::MISDIRECTED_REQUEST,
                format!(
                    "This lab does not answer as \"{}\": use 127.0.0.1, [::1] or localhost, or start it with --allow-host.",
                    shortened(text)
                ),
            )),
        }
    }
}

/// Lets a request through whose host is ours and whose body is not too large.
pub(super) async fn admit(State(lab): State<Arc<LabState>>, request: Request, next: Next) -> Response {
    if let Err(refusal) = lab.hosts.check(request.uri(), request.headers()) {
        return refusal.into_response();
    }
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if !super::upload::takes_large_bodies(request.uri().path()) && announced.is_some_and(|n: u64| n > MAX_BODY_BYTES) {
        return body_too_large().into_response();
    }
    next.run(request).await
}

/// 413 for everything but uploads.
pub(super) fn body_too_large() -> Refusal {
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, format!("A body that is no upload has at most {MAX_BODY_BYTES} bytes."))
}

fn normalized(host: &str) -> String {
    host.trim().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(host: &str) -> bool {
        AllowedHosts::with(&["Lab.Example".to_owned(), "fe80::1".to_owned()]).check_authority(host).is_ok()
    }

    #[test]
    fn loopback_names_pass_with_any_port() {
        for host in ["127.0.0.1", "127.0.0.1:4460", "localhost", "LOCALHOST:1", "[::1]", "[::1]:80", "lab.example:80"] {
            assert!(verdict(host), "{host}");
        }
        assert!(verdict("[fe80::1]:4460"));
    }

    #[test]
    fn other_names_do_not() {
        for host in
            ["", "evil.example", "127.0.0.1.evil.example", "localhost.evil", "127.0.0.2", "0.0.0.0", "::1", "a b"]
        {
            assert!(!verdict(host), "{host}");
        }
    }

    #[test]
    fn an_absolute_target_is_checked_as_well() {
        let mut headers = HeaderMap::new();
        let hosts = AllowedHosts::with(&[]);
        let evil: Uri = "http://evil.example/".parse().expect("a target");
        assert!(hosts.check(&evil, &headers).is_err());
        headers.insert(header::HOST, "localhost".parse().expect("a value"));
        assert!(hosts.check(&evil, &headers).is_err());
        assert!(hosts.check(&Uri::from_static("/"), &headers).is_ok());
        headers.append(header::HOST, "localhost".parse().expect("a value"));
        assert!(hosts.check(&Uri::from_static("/"), &headers).is_err());
    }
}
