//! The address of a curl command: what `-G` and `--url-query` add to it.

use super::{super::request::Request, body::Body};
use crate::settings::connection::ConnectionProtocol;

/// Adds the queries. A WebSocket's address gets its own scheme, as browsers write it in what they copy.
pub(super) fn finish(request: &mut Request, body: &mut Body, protocol: ConnectionProtocol) {
    let url = &mut request.connection.url;
    let queries = body.take_queries();
    if !queries.is_empty() {
        let fragment = url.find('#').map(|at| url.split_off(at)).unwrap_or_default();
        if !url.contains('?') {
            // An authority alone gets its path.
            if url.splitn(4, '/').count() < 4 {
                url.push('/');
            }
            url.push('?');
        } else if !url.ends_with(['?', '&']) {
            url.push('&');
        }
        url.push_str(&queries.join("&"));
        url.push_str(&fragment);
    }
    if protocol == ConnectionProtocol::WebSocket
        && let Some(rest) = url.strip_prefix("http")
        && rest.starts_with([':', 's'])
    {
        *url = format!("ws{rest}");
    }
}
