//! Any bytes as what a proxy answers, to CONNECT or over SOCKS5: how they are cut does not change the verdict, an error
//! is short, and what is behind the answer is left for the server.

#![no_main]

use std::error::Error as _;

use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};
use url::Url;
use wirelight::net::connect::{Proxy, ask_proxy};
use wirelight_fuzz::{Pieces, split_input};

const PROXIES: [&str; 4] = [
    "http://proxy:1",
    "http://user:hunter2hunter2@proxy:1",
    "socks5h://proxy:1",
    "socks5h://user:hunter2hunter2@proxy:1",
];

const PASSWORD: &str = "hunter2hunter2";

const TARGETS: [&str; 3] = ["http://127.0.0.1/", "https://host.example/", "http://[::1]:8080/"];

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
}

fuzz_target!(|input: &[u8]| {
    let [kind, rest @ ..] = input else { return };
    let Some((lengths, bytes)) = split_input(rest) else { return };
    let cut = ask(*kind, bytes, lengths);
    assert_eq!(cut, ask(*kind, bytes, &[]), "the cuts matter");
});

/// What came of it, and how much was read where the way is open.
fn ask(kind: u8, bytes: &[u8], lengths: &[u8]) -> Result<usize, String> {
    let proxy: Proxy = PROXIES[usize::from(kind) % 4].parse().expect("a proxy");
    let target: Url = TARGETS[usize::from(kind >> 2) % 3].parse().expect("a URL");
    let mut stream = Pieces { bytes, lengths, turn: 0, takes: usize::MAX, written_bytes: 0 };
    let asked = RUNTIME.with(|runtime| runtime.block_on(ask_proxy(&mut stream, &proxy, &target)));
    match asked {
        Ok(()) => Ok(bytes.len() - stream.bytes.len()),
        Err(error) => {
            let words = format!("{error}: {:?}", error.source().map(ToString::to_string));
            assert!(words.len() < 16 * 1024, "{} bytes", words.len());
            // What the proxy itself says may be repeated.
            assert!(!words.contains(PASSWORD) || String::from_utf8_lossy(bytes).contains(PASSWORD), "{words}");
            Err(words)
        }
    }
}
