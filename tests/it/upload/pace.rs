//! Progress rows and the limit of the rate.

use wirelight::{
    protocols::upload::UploadConfig,
    transcript::{Body, Entry},
};

use super::{LARGE, Source, ended, open, peer::Peer, progress};
use crate::support::all_rows;

/// Times of the progress rows in microseconds.
fn times(rows: &[Entry]) -> Vec<u64> {
    rows.iter().filter(|row| matches!(row.body, Body::Progress(_))).map(|row| row.at_micros).collect()
}

#[tokio::test(start_paused = true)]
async fn progress_is_told_at_most_20_times_a_second_and_at_the_end() {
    let source = Source::new(500_000);
    let peer = Peer::holding(source.bytes[..100_000].to_vec(), Vec::new(), Vec::new());
    let config = UploadConfig { limit_bytes_per_sec: Some(100_000), ..source.config(&peer) };
    let rows = all_rows(&open(config)).await;
    assert_eq!(ended(&rows, "done"), None);
    let positions = progress(&rows);
    assert!(positions.len() > 10, "{positions:?}");
    assert!(positions.iter().all(|now| now.confirmed == 100_000 && now.total == 500_000));
    assert!(positions.is_sorted_by_key(|now| now.sent));
    let (first, last) = (positions.first().expect("progress"), positions.last().expect("progress"));
    assert!((100_000..500_000).contains(&first.sent), "{first:?}");
    assert_eq!(last.sent, 500_000);
    let times = times(&rows);
    for pair in times[..times.len() - 1].windows(2) {
        assert!(pair[1] - pair[0] >= 45_000, "{times:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_limited_rate_is_held() {
    for (rate, size) in [(100_000, 400_000), (3, 12)] {
        let source = Source::new(size);
        let peer = Peer::start(Vec::new(), Vec::new());
        let config = UploadConfig { limit_bytes_per_sec: Some(rate), ..source.config(&peer) };
        let rows = all_rows(&open(config)).await;
        assert_eq!(ended(&rows, "done"), None);
        let began = rows.iter().rfind(|row| matches!(&row.body, Body::Request(request) if request.method == "POST"));
        let began = began.expect("a request").at_micros;
        let chunk = (rate / 10).max(1);
        for (at, now) in times(&rows).into_iter().zip(progress(&rows)) {
            let allowed = rate * (at - began).div_ceil(1000) / 1000 + chunk + 1;
            assert!(now.sent <= allowed, "{} bytes after {} µs", now.sent, at - began);
        }
    }
}

#[tokio::test]
async fn what_is_sent_never_passes_the_end() {
    let source = Source::new(LARGE);
    let peer = Peer::holding(source.bytes[..1].to_vec(), Vec::new(), Vec::new());
    let rows = all_rows(&open(source.config(&peer))).await;
    let positions = progress(&rows);
    assert!(positions.iter().all(|now| (1..=LARGE as u64).contains(&now.sent) && now.confirmed == 1));
    assert_eq!(positions.last().map(|last| last.sent), Some(LARGE as u64));
}
