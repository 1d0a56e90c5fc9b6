//! `/ws/hello`: the published demo, which greets by name and closes.

use std::time::Duration;

use futures_util::SinkExt as _;
use http::request::Parts;
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{
    super::server::Refusal,
    behavior::{Behavior, Ending},
    socket::{Socket, next_message},
};

/// From the greeting to the close frame.
const HELLO_TIME: Duration = Duration::from_secs(5);

/// Greets whoever the first message names.
#[derive(Debug)]
pub(super) struct Hello;

impl Behavior for Hello {
    fn from_parts(_parts: &Parts) -> Result<Self, Refusal> {
        Ok(Self)
    }

    async fn run(self, socket: &mut Socket) -> Result<Ending, Error> {
        let Some(first) = next_message(socket).await? else { return Ok(Ending::Peer) };
        let close_at = Instant::now() + HELLO_TIME;
        let greeting = format!("Hello from server, {}!", name_in(&String::from_utf8_lossy(&first.into_data())));
        socket.send(Message::text(greeting)).await?;
        loop {
            tokio::select! {
                biased;
                () = sleep_until(close_at) => return Ok(Ending::close(1000, "Bye!")),
                next = next_message(socket) => if next?.is_none() { return Ok(Ending::Peer) },
            }
        }
    }
}

/// The last word at the very end of a greeting, as the published demo finds it.
fn name_in(greeting: &str) -> &str {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}');
    let name = greeting.rsplit(|c| !is_word(c)).next().unwrap_or_default();
    if name.is_empty() { "Guest" } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_last_word() {
        for (greeting, name) in [
            ("Hi, I am John", "John"),
            ("张三", "张三"),
            ("Hello, John!", "Guest"),
            ("", "Guest"),
            ("a b_c9", "b_c9"),
            ("Jose\u{301}", "Jose\u{301}"),
        ] {
            assert_eq!(name_in(greeting), name);
        }
    }
}
