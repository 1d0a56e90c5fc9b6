//! The way of a session's requests, and a request that is ready to go it.

use std::sync::Arc;

use http::{Method, header};
use url::Url;

use super::super::{
    connect::{ConnectError, ConnectOptions, Connected, Proxy, ProxyKind, connect, connect_to_proxy},
    headers::RequestHeaders,
    http1::request::{Outgoing, RequestBody, TargetForm, frame},
    tls::TlsOptions,
};
use crate::transcript::entry::Request;

/// How requests reach a server: no redirects, no cookies, no total time-out. A proxy is used where the options name one;
/// the environment is not asked.
#[derive(Clone, Debug)]
pub struct Client(Arc<Way>);

#[derive(Debug)]
struct Way {
    tls: TlsOptions,
    connect: ConnectOptions,
}

impl Client {
    /// For a session with these options. Nothing is read or asked before the first request: that it cannot be set up
    /// is the error of a request.
    pub fn new(tls: &TlsOptions, connect: &ConnectOptions) -> Self {
        Self(Arc::new(Way { tls: tls.clone(), connect: connect.clone() }))
    }

    /// The proxy that passes a request on as it is: that of a plain URL. RFC 9112 §3.2.2.
    fn forwarder(&self, url: &Url) -> Option<&Proxy> {
        let speaks_http = |proxy: &&Proxy| matches!(proxy.kind(), ProxyKind::Http | ProxyKind::Https);
        self.0.connect.proxy.as_ref().filter(|proxy| url.scheme() == "http" && speaks_http(proxy))
    }

    pub(super) async fn connect(self, url: Url) -> Result<Connected, ConnectError> {
        let Way { tls, connect: options } = &*self.0;
        match self.forwarder(&url) {
            Some(proxy) => connect_to_proxy(proxy, tls, options).await,
            None => connect(&url, tls, options).await,
        }
    }
}

/// A request that is ready to leave.
#[derive(Debug)]
pub struct Prepared {
    pub(super) record: Request,
    pub(super) client: Client,
    pub(super) url: Url,
    pub(super) method: Method,
    pub(super) outgoing: Outgoing,
}

/// Puts a request together. `headers` is the whole head; where the body ends is added.
pub fn prepare(
    client: &Client,
    method: &Method,
    url: &Url,
    mut headers: RequestHeaders,
    body: Option<RequestBody>,
) -> Prepared {
    frame(&mut headers, body.as_ref());
    let forwarder = client.forwarder(url);
    if let Some(credentials) = forwarder.and_then(Proxy::credentials)
        && !headers.contains("proxy-authorization")
    {
        headers.set(header::PROXY_AUTHORIZATION, credentials);
    }
    let form = if forwarder.is_some() { TargetForm::Absolute } else { TargetForm::Origin };
    let record = Request::new(method.as_str(), url.as_str(), headers.to_record());
    let outgoing = Outgoing::new(method, url, form, &headers, body);
    Prepared { record, client: client.clone(), url: url.clone(), method: method.clone(), outgoing }
}
