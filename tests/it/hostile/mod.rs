//! A table of hostile peers: servers that do their worst to a subcommand and to a window's model, clients that do
//! theirs to the lab. Each has a ceiling on our memory and on the time to end.
//!
//! A case is bounded in bytes and takes seconds. `WIRELIGHT_HOSTILE_SECONDS=60` lifts that bound: then each does its
//! worst for so long. `WIRELIGHT_HOSTILE_TABLE=FILE` gets a line a case, and `WIRELIGHT=PROGRAM` measures another build.

mod child;
mod client;
mod command;
mod files;
mod frames;
mod heads;
mod lab;
mod lab_sockets;
mod peer;
mod polls;
mod proxies;
mod streams;
mod tls;
mod uploads;
mod websockets;
mod window;

use std::{
    env,
    fs::OpenOptions,
    io::{self, Write as _},
    time::Duration,
};

use self::peer::Peer;

const MIB: u64 = 1024 * 1024;

/// From the wish to the end of the process.
const STOP_CEILING: Duration = Duration::from_secs(3);

/// What a case may take in an ordinary run, before it is asked to end.
const ORDINARY_TIME: Duration = Duration::from_millis(2500);

/// What a subcommand or the lab may take when it is attacked without a bound.
const LONG_CEILING_MIB: u64 = 256;

/// A server that does its worst.
#[derive(Clone, Copy)]
struct Attack {
    /// Where the case stands.
    name: &'static str,
    /// The subcommand.
    subcommand: &'static str,
    /// Its arguments; `{http}`, `{ws}`, `{host}` and `{file}` stand for the server and for a file of 4 MiB.
    arguments: &'static [&'static str],
    /// What it says on each connection.
    serve: fn(&mut Peer) -> io::Result<()>,
    /// What it says at most, in an ordinary run.
    mib: u64,
    /// The peak of a process that survives an ordinary run.
    ceiling_mib: u64,
}

/// What a process came to.
struct Measured {
    peak_mib: f64,
    ran: Duration,
    /// From the wish to its end; nothing when it had ended by itself.
    stopped_in: Option<Duration>,
    /// Bytes on standard output; those that the lab wrote to files and sockets.
    said_bytes: u64,
    status: Option<i32>,
}

/// How long a case lasts at most, and whether its bytes are bounded.
fn duration() -> (Duration, bool) {
    match env::var("WIRELIGHT_HOSTILE_SECONDS") {
        Ok(seconds) => (Duration::from_secs_f64(seconds.parse().expect("a number of seconds")), false),
        Err(_) => (ORDINARY_TIME, true),
    }
}

/// What the program with a window has more in memory when it is not optimised: code.
const UNOPTIMISED_MIB: u64 = if cfg!(all(debug_assertions, feature = "gui")) { 32 } else { 0 };

/// Writes the line of a case, and fails the case when it went over a ceiling.
fn judge(name: &str, ceiling_mib: u64, measured: &Measured) {
    let ceiling_mib = if duration().1 { ceiling_mib } else { LONG_CEILING_MIB.max(ceiling_mib) } + UNOPTIMISED_MIB;
    let stopped = measured.stopped_in.map_or("by itself".to_owned(), |time| format!("{:.2} s", time.as_secs_f64()));
    let status = measured.status.map_or("signal".to_owned(), |status| status.to_string());
    let too_large = measured.peak_mib > ceiling_mib as f64;
    let too_slow = measured.stopped_in.is_some_and(|time| time > STOP_CEILING);
    let line = format!(
        "{:9.1} MiB  {:6.1} s  end {stopped:>9}  status {status:>6}  said {:9.2} MiB  {}{}{}\n",
        measured.peak_mib,
        measured.ran.as_secs_f64(),
        measured.said_bytes as f64 / MIB as f64,
        name.trim_start_matches("it::hostile::"),
        if too_large { "  TOO LARGE" } else { "" },
        if too_slow { "  TOO SLOW" } else { "" },
    );
    if let Ok(table) = env::var("WIRELIGHT_HOSTILE_TABLE") {
        let mut table = OpenOptions::new().create(true).append(true).open(table).expect("the table's file");
        table.write_all(line.as_bytes()).expect("written");
    }
    assert!(!too_large, "more than {ceiling_mib} MiB: {line}");
    assert!(!too_slow, "longer than {STOP_CEILING:?}: {line}");
}

/// `[ways] name: subcommand [arguments], serve, MiB said, ceiling in MiB;` makes a test for each way: standard output is
/// read, nobody reads it (`blocked`), and the same in a window's model.
macro_rules! attacks {
    ($ways:tt $($name:ident: $subcommand:ident $arguments:expr, $serve:expr, $mib:expr, $ceiling:expr;)*) => {$(
        mod $name {
            const ATTACK: crate::hostile::Attack = crate::hostile::Attack {
                name: module_path!(),
                subcommand: stringify!($subcommand),
                arguments: &$arguments,
                serve: $serve,
                mib: $mib,
                ceiling_mib: $ceiling,
            };

            crate::hostile::attacks!(@each $ways);
        }
    )*};
    (@each [$($way:ident)*]) => {
        $(crate::hostile::attacks!(@$way);)*
    };
    (@read) => {
        #[test]
        fn read() {
            crate::hostile::command::read(&ATTACK);
        }
    };
    (@blocked) => {
        #[test]
        fn blocked() {
            crate::hostile::command::blocked(&ATTACK);
        }
    };
    (@window) => {
        #[test]
        fn window() {
            crate::hostile::window::attacked(&ATTACK);
        }
    };
}
use attacks;
