//! What `wirelight ws` does to notice a peer that is gone, and whether it connects again.

use std::time::Duration;

use crate::{
    cli::{numbers::alarm_time, say},
    protocols::websocket::{
        Config,
        liveness::{self, RoundTrips, queues::SMALL_SEND_BUFFER_BYTES},
        reconnect::ReconnectPolicy,
    },
};

/// The options.
#[derive(Debug, clap::Args)]
pub(super) struct LivenessArgs {
    /// Send a ping each time so many milliseconds have passed; round-trip times are told at the end
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(10..=86_400_000))]
    ping_every: Option<u64>,
    /// Answer no ping of the server; each pong that is not sent is a row
    #[arg(long)]
    no_pong: bool,
    /// Say it on standard error when nothing came for so long
    #[arg(long, value_name = "SECONDS", value_parser = alarm_time, allow_negative_numbers = true)]
    idle_alarm: Option<Duration>,
    /// Ask the kernel for a small send buffer, so that bufferedAmount shows a slow reader soon
    #[arg(long)]
    small_send_buffer: bool,
    /// Connect again when the connection is lost or refused; give up after so many attempts in a row (0: never)
    #[arg(long, value_name = "ATTEMPTS", num_args = 0..=1, require_equals = true, default_missing_value = "0")]
    reconnect: Option<u32>,
    /// The first wait before connecting again; the next ones double
    #[arg(long, value_name = "MS", requires = "reconnect", value_parser = clap::value_parser!(u64).range(1..=86_400_000))]
    reconnect_delay: Option<u64>,
    /// The longest wait before connecting again
    #[arg(long, value_name = "MS", requires = "reconnect", value_parser = clap::value_parser!(u64).range(1..=86_400_000))]
    reconnect_cap: Option<u64>,
    /// Connect again also after a close frame of the server
    #[arg(long, requires = "reconnect")]
    reconnect_after_close: bool,
}

impl LivenessArgs {
    /// Adds them to a session.
    pub(super) fn apply(&self, mut config: Config) -> Config {
        let ping_every = self.ping_every.map(Duration::from_millis);
        let liveness = liveness::Options { ping_every, withholds_pongs: self.no_pong, idle_alarm: self.idle_alarm };
        if self.small_send_buffer {
            config.peer.connect.send_buffer_bytes = Some(SMALL_SEND_BUFFER_BYTES);
        }
        Config { liveness, reconnect: self.reconnect_policy(), ..config }
    }

    fn reconnect_policy(&self) -> Option<ReconnectPolicy> {
        let limit = self.reconnect.map(|attempts| Some(attempts).filter(|attempts| *attempts > 0))?;
        let default = ReconnectPolicy::default();
        let first = self.reconnect_delay.map_or(default.first, Duration::from_millis);
        let cap = self.reconnect_cap.map_or(default.cap, Duration::from_millis).max(first);
        Some(ReconnectPolicy { first, cap, limit, after_close: self.reconnect_after_close })
    }
}

/// Says how pings were answered, if there was a ping or a pong.
pub(super) fn say_round_trips(trips: &RoundTrips) {
    if trips.is_empty() {
        return;
    }
    let pings = trips.answered() + trips.unanswered();
    let mut words = format!("{pings} pings, {} without an answer", trips.unanswered());
    if trips.unasked() > 0 {
        words = format!("{words}; {} pongs nobody asked for", trips.unasked());
    }
    let millis = |micros: u64| micros as f64 / 1000.0;
    if let (Some(last), Some(p50), Some(p99)) = (trips.last(), trips.percentile(50), trips.percentile(99)) {
        let (last, p50, p99) = (millis(last.micros), millis(p50), millis(p99));
        words = format!("{words}; RTT last {last:.3} p50 {p50:.3} p99 {p99:.3} ms");
    }
    say(&words);
}
