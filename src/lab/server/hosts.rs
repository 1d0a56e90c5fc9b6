//! Under which names the lab answers.
//!
//! A page of some other site can make a browser connect to a loopback address under the site's own name
//! (DNS rebinding). The name in `Host` gives that away.

use http::{HeaderMap, StatusCode, Uri, header};

use super::{
    authority::{Authority, loopback_names, plain_host},
    query::shortened,
    refusal::Refusal,
};

/// The names and addresses under which the lab answers.
#[derive(Debug, Clone)]
pub(in crate::lab) struct AllowedHosts(Vec<String>);

impl AllowedHosts {
    /// The loopback names and `more` ones, each a name or an address without a port.
    pub(in crate::lab) fn with(more: &[String]) -> Self {
        Self(loopback_names().into_iter().chain(more.iter().map(|host| plain_host(host))).collect())
    }

    /// The host that a request names, if it is one of ours.
    ///
    /// # Errors
    /// With the answer: 400 where there is no single host, 421 where it is not ours (RFC 9110 §15.5.20).
    pub(super) fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<Authority, Refusal> {
        let mut lines = headers.get_all(header::HOST).iter();
        let (Some(line), None) = (lines.next(), lines.next()) else {
            return Err(Refusal::bad_request("A request has exactly one Host header."));
        };
        let host = self.check_authority(&String::from_utf8_lossy(line.as_bytes()))?;
        let Some(target) = uri.authority() else { return Ok(host) };
        // An absolute target counts more than `Host` (RFC 9112 §3.2.2), and a client sends the same in both.
        if uri.scheme_str().is_some_and(|scheme| scheme != "http") {
            let sentence = format!("The lab speaks http only, and the target is \"{}\".", shortened(&uri.to_string()));
            return Err(Refusal::new(StatusCode::MISDIRECTED_REQUEST, sentence));
        }
        if self.check_authority(target.as_str())?.or_port_80() == host.clone().or_port_80() {
            return Ok(host);
        }
        let (target, host) = (shortened(target.as_str()), shortened(&String::from_utf8_lossy(line.as_bytes())));
        Err(Refusal::bad_request(format!("The target names \"{target}\" and the Host header \"{host}\".")))
    }

    fn check_authority(&self, text: &str) -> Result<Authority, Refusal> {
        let Some(authority) = Authority::parse(text) else {
            let sentence = format!("\"{}\" is no host: expected a name or an address, and a port.", shortened(text));
            return Err(Refusal::bad_request(sentence));
        };
        if self.0.contains(&authority.host) {
            return Ok(authority);
        }
        Err(Refusal::new(
            StatusCode::MISDIRECTED_REQUEST,
            format!(
                "This lab does not answer as \"{}\": use 127.0.0.1, [::1] or localhost, or start it with --allow-host.",
                shortened(text)
            ),
        ))
    }
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse as _;

    use super::*;

    fn hosts() -> AllowedHosts {
        AllowedHosts::with(&["Lab.Example".to_owned(), "fe80::1".to_owned(), "[FE80:0::2]".to_owned()])
    }

    fn status(verdict: Result<Authority, Refusal>) -> u16 {
        verdict.map_or_else(|refusal| refusal.into_response().status().as_u16(), |_| 200)
    }

    #[test]
    fn loopback_names_pass_with_any_port() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:4460",
            "localhost",
            "LOCALHOST:1",
            "[::1]",
            "[::1]:80",
            "lab.example:80",
            "[fe80::1]:4460",
            "[fe80::2]",
        ] {
            assert_eq!(status(hosts().check_authority(host)), 200, "{host}");
        }
    }

    #[test]
    fn other_names_do_not() {
        for host in
            ["", "evil.example", "127.0.0.1.evil.example", "localhost.evil", "127.0.0.2", "0.0.0.0", "127.0.0.1."]
        {
            assert_eq!(status(hosts().check_authority(host)), 421, "{host}");
        }
        for host in ["::1", "a b", "evil.example@127.0.0.1", "127.0.0.1:80:80"] {
            assert_eq!(status(hosts().check_authority(host)), 400, "{host}");
        }
    }

    #[test]
    fn an_absolute_target_names_the_same_host() {
        let check = |target: &str, host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().expect("a value"));
            status(hosts().check(&target.parse().expect("a target"), &headers))
        };
        for (target, host, expected) in [
            ("/", "localhost", 200),
            ("http://localhost/", "localhost", 200),
            ("http://localhost:80/", "LOCALHOST", 200),
            ("http://evil.example/", "localhost", 421),
            ("http://localhost/", "evil.example", 421),
            ("http://127.0.0.1/", "localhost", 400),
            ("http://localhost:81/", "localhost", 400),
            ("http://evil.example@localhost/", "localhost", 400),
            ("https://localhost/", "localhost", 421),
        ] {
            assert_eq!(check(target, host), expected, "{target} {host}");
        }
        let mut headers = HeaderMap::new();
        assert_eq!(status(hosts().check(&Uri::from_static("/"), &headers)), 400);
        headers.append(header::HOST, "localhost".parse().expect("a value"));
        headers.append(header::HOST, "localhost".parse().expect("a value"));
        assert_eq!(status(hosts().check(&Uri::from_static("/"), &headers)), 400);
    }
}
