//! Which compression a route of the lab agrees to. RFC 7692.

use http::{HeaderMap, HeaderValue, header};

use super::super::server::{Params, Refusal};
use crate::net::deflate::{Agreement, ServerLimits};

/// What a route wants beyond what the client offers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Compression {
    accepted: bool,
    limits: ServerLimits,
}

impl Compression {
    /// `deflate` and the parameters of the answer in a query.
    pub(super) fn from_params(params: &Params, accepted: bool) -> Result<Self, Refusal> {
        let bits = |name: &str| match params.text(name) {
            None => Ok(None),
            Some(_) => params.number(name, 15, 8..=15, "bits").map(|bits| Some(bits as u8)),
        };
        Ok(Self {
            accepted: params.flag_or("deflate", accepted)?,
            limits: ServerLimits {
                server_no_context_takeover: params.flag("serverNoContextTakeover")?,
                client_no_context_takeover: params.flag("clientNoContextTakeover")?,
                server_max_window_bits: bits("serverMaxWindowBits")?,
                client_max_window_bits: bits("clientMaxWindowBits")?,
            },
        })
    }

    /// Agrees to whatever the client offers.
    pub(super) fn as_offered() -> Self {
        Self { accepted: true, limits: ServerLimits::default() }
    }

    /// What is agreed on with the client that sent these headers, and the header that says so.
    pub(super) fn agree(self, headers: &HeaderMap) -> Option<(Agreement, HeaderValue)> {
        if !self.accepted {
            return None;
        }
        let offered =
            headers.get_all(header::SEC_WEBSOCKET_EXTENSIONS).into_iter().filter_map(|line| line.to_str().ok());
        let (agreement, answer) = Agreement::answer_to(offered, &self.limits)?;
        HeaderValue::try_from(answer).ok().map(|answer| (agreement, answer))
    }
}
