//! Any frames, cut anywhere and damaged anywhere, through the whole task: the cuts change nothing, damage ends it.

use proptest::prelude::*;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use wirelight::{protocols::websocket::Config, transcript::Entry};

use super::{agreement, config, described, frame, open, server};
use crate::support::all_rows;

const LIMIT_BYTES: usize = 4 * 1024;

/// Messages and pings of a good server, some in two frames.
fn frames() -> impl Strategy<Value = Vec<u8>> {
    let payload = prop_oneof![prop::collection::vec(b'a'..=b'z', 0..100), prop::collection::vec(b'a'..=b'z', 120..400)];
    let one = (0..4_u8, payload).prop_map(|(kind, payload)| match kind {
        0 => frame(0x81, &payload),
        1 => frame(0x82, &payload),
        2 => frame(0x89, &payload[..payload.len().min(125)]),
        _ => {
            let (begin, end) = payload.split_at(payload.len() / 2);
            [frame(0x01, begin), frame(0x89, b"between"), frame(0x80, end)].concat()
        }
    });
    prop::collection::vec(one, 1..12).prop_map(|frames| frames.concat())
}

/// What the task makes of bytes that come in pieces of these lengths and then end.
fn rows_of(bytes: &[u8], lengths: &[usize]) -> Vec<Entry> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    for length in lengths {
        let (piece, behind) = rest.split_at((*length).min(rest.len()));
        pieces.push(piece.to_vec());
        rest = behind;
    }
    pieces.push(rest.to_vec());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async move {
        let server = server(move |head, stream| say(head, stream, pieces.clone())).await;
        all_rows(&open(Config { max_message_bytes: LIMIT_BYTES, ..config(&server.ws("/")) })).await
    })
}

async fn say(head: String, mut stream: TcpStream, pieces: Vec<Vec<u8>>) {
    stream.set_nodelay(true).expect("a socket");
    stream.write_all(agreement(&head).as_bytes()).await.expect("a client that listens");
    for piece in pieces {
        // A client that has seen enough may be gone.
        if stream.write_all(&piece).await.is_err() {
            return;
        }
        tokio::task::yield_now().await;
    }
    stream.shutdown().await.ok();
    let mut scratch = [0; 4096];
    while stream.read(&mut scratch).await.is_ok_and(|length| length > 0) {}
}

/// What came, and how it ended; our pongs may be told sooner or later.
fn came(rows: &[Entry]) -> Vec<String> {
    described(rows).into_iter().filter(|row| row.starts_with("in ") || row.starts_with("local close ")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_split_gives_the_same_rows(bytes in frames(), lengths in prop::collection::vec(1..60_usize, 0..20)) {
        let bytes = [bytes, frame(0x88, &[0x03, 0xe8])].concat();
        let (cut, whole) = (came(&rows_of(&bytes, &lengths)), came(&rows_of(&bytes, &[])));
        prop_assert_eq!(&cut, &whole);
        prop_assert_eq!(cut.last().map(String::as_str), Some("local close 1000 \"\" clean"));
    }

    #[test]
    fn a_damaged_stream_ends_and_keeps_no_more_than_the_limit_of_a_message(
        bytes in frames(),
        at in any::<prop::sample::Index>(),
        damage in 1..=255_u8,
        lengths in prop::collection::vec(1..60_usize, 0..20),
    ) {
        let mut bytes = bytes;
        let at = at.index(bytes.len());
        bytes[at] ^= damage;
        let rows = rows_of(&bytes, &lengths);
        let summary = described(&rows);
        prop_assert_eq!(summary.last().map(String::as_str), Some("local closed 3"));
        prop_assert!(rows.iter().all(|row| row.body.payload().len() <= LIMIT_BYTES));
        prop_assert_eq!(came(&rows), came(&rows_of(&bytes, &[])));
    }
}
