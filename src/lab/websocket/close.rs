//! `/ws/close`: closes at once, with a code and a reason that the query says.

use http::request::Parts;
use tokio_tungstenite::tungstenite::Error;

use super::{
    super::server::{Params, Refusal, bad_value, plain_number},
    behavior::{Behavior, Ending},
    socket::Socket,
};
use crate::net::tap::MAX_CLOSE_REASON_BYTES;

/// Closes at once.
#[derive(Debug)]
pub(super) struct Close {
    code: u16,
    reason: String,
}

impl Behavior for Close {
    fn from_parts(parts: &Parts) -> Result<Self, Refusal> {
        let params = Params::of(&parts.uri);
        let reason = params.text("reason").unwrap_or_default().to_owned();
        if reason.len() > MAX_CLOSE_REASON_BYTES {
            let expected = format!("at most {MAX_CLOSE_REASON_BYTES} bytes, because a close frame holds no more");
            return Err(bad_value("reason", &reason, &expected));
        }
        let text = params.text("code").unwrap_or("1000");
        match plain_number(text) {
            Some(code @ (1000..=1003 | 1007..=1014 | 3000..=4999)) => Ok(Self { code: code as u16, reason }),
            Some(1004..=1006 | 1015) => {
                let expected = "a code that is sent: 1004 is reserved, and 1005, 1006 and 1015 are only ever reported";
                Err(bad_value("code", text, expected))
            }
            _ => Err(bad_value("code", text, "1000 to 1003, 1007 to 1014 or 3000 to 4999")),
        }
    }

    async fn run(self, _socket: &mut Socket) -> Result<Ending, Error> {
        Ok(Ending::close(self.code, self.reason))
    }
}
