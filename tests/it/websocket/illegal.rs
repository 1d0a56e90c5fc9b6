//! What the lab sends on purpose against the rules, and what we make of it: the true thing as a row, and the code of
//! RFC 6455 §7.4.1 as our answer.

use wirelight::{
    lab::{Lab, LabOptions},
    protocols::websocket::Config,
    transcript::{Body, Entry},
};

use super::{config, described_when_open, open};
use crate::support::all_rows;

async fn lab() -> Lab {
    let listen = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    Lab::start(LabOptions { listen, ..LabOptions::default() }).await.expect("a lab")
}

async fn rows(lab: &Lab, query: &str) -> Vec<Entry> {
    all_rows(&open(config(&lab.ws(&format!("/ws/illegal?{query}"))))).await
}

/// The rules that rows of kind `frame` name.
fn broken(rows: &[Entry]) -> Vec<String> {
    let notes = rows.iter().filter_map(|row| match &row.body {
        Body::Frame(note, _) => Some(note.illegal.iter().map(ToString::to_string)),
        _ => None,
    });
    notes.flatten().collect()
}

#[tokio::test]
async fn each_illegal_frame_is_named_and_answered_with_its_code() {
    let lab = lab().await;
    for (kind, rule, code) in [
        ("badUtf8", "invalidUtf8", 1007),
        ("badUtf8Fragmented", "invalidUtf8", 1007),
        ("reservedBits", "reservedBits", 1002),
        ("rsv1", "reservedBits", 1002),
        ("rsv2", "reservedBits", 1002),
        ("rsv3", "reservedBits", 1002),
        ("reservedOpcode", "reservedOpcode", 1002),
        ("reservedControl", "reservedOpcode", 1002),
        ("masked", "masked", 1002),
        ("oversizedControl", "controlTooLong", 1002),
        ("fragmentedControl", "fragmentedControl", 1002),
        ("continuation", "unexpectedContinuation", 1002),
        ("unfinished", "unfinishedMessage", 1002),
        ("closeOneByte", "closePayload", 1002),
        ("closeBadUtf8", "invalidUtf8", 1007),
        ("closeLongReason", "controlTooLong", 1002),
        ("lengthNotMinimal", "lengthNotMinimal", 1002),
        ("length63bit", "lengthNotMinimal", 1002),
        ("badDeflate", "badDeflate", 1007),
    ] {
        let rows = rows(&lab, &format!("kind={kind}")).await;
        let summary = described_when_open(&rows);
        assert_eq!(broken(&rows), [rule], "{kind}: {summary:?}");
        assert!(summary.contains(&format!("out close {code} \"\"")), "{kind}: {summary:?}");
        assert!(summary.contains(&"local close 1006 \"\" not clean".to_owned()), "{kind}: {summary:?}");
        assert!(summary.contains(&"local error".to_owned()), "{kind}: {summary:?}");
    }
    let masked = rows(&lab, "kind=masked").await;
    let payload = masked.iter().find(|row| row.body.kind().name() == "frame").map(|row| row.body.payload().to_vec());
    assert_eq!(payload.as_deref(), Some(&b"masked by a server"[..]));
}

#[tokio::test]
async fn what_ends_oddly_is_told_as_it_is() {
    let lab = lab().await;
    let truncated = described_when_open(&rows(&lab, "kind=truncated").await);
    let partial = "in partial 26 fifty bytes were announced";
    assert_eq!(truncated, [partial, "local error", "local close 1006 \"\" not clean", "local closed 3"]);
    let after_close = described_when_open(&rows(&lab, "kind=afterClose").await);
    assert_eq!(after_close[0], "in close 1000 \"\"");
    let end = &after_close[after_close.len() - 3..];
    assert!(end[0].starts_with("in stray close 10 ") && end[0].ends_with("too late"), "{end:?}");
    assert_eq!(end[1], "local close 1000 \"\" clean");
    for code in [999, 1004, 1005, 1006, 1014, 1015, 2999, 5000] {
        let summary = described_when_open(&rows(&lab, &format!("kind=closeCode&code={code}")).await);
        assert_eq!(summary[0], format!("in close {code} \"on purpose\""));
    }
}

#[tokio::test]
async fn a_bomb_is_refused_at_the_limit() {
    let lab = lab().await;
    let url = lab.ws("/ws/illegal?kind=bomb");
    let limited = Config { max_message_bytes: 4 * 1024 * 1024, ..config(&url) };
    let rows = all_rows(&open(limited)).await;
    let summary = described_when_open(&rows);
    assert!(summary[0].starts_with("in partial ") && summary[0].len() > 64 * 1024);
    assert_eq!(summary[1..3], ["local error", "out close 1009 \"\""]);
    assert!(super::error(&rows).contains("the limit is 4 MiB"), "{}", super::error(&rows));
    let without = all_rows(&open(Config { deflate: None, ..config(&url) })).await;
    assert!(super::error(&without).contains("400"), "{}", super::error(&without));
}
