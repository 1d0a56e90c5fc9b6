//! Whatever is cut where: an upload ends whole, and never sends a byte again that the server has.

use proptest::prelude::*;

use super::{
    Source, assembled, assert_same_bytes, ended, open,
    peer::{Peer, Post, Status},
    rows_without_waiting, starts,
};

const SIZE: usize = 300_000;

fn cut() -> impl Strategy<Value = Post> {
    let busy = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
    let early = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    (1..SIZE / 4, 0..5).prop_map(move |(count, kind)| match kind {
        0 => Post::Reset(count),
        1 => Post::Close(count),
        2 => Post::Answer(count, busy),
        3 => Post::Answer(count, early),
        _ => Post::AnswerAndReset(count, busy),
    })
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![4 => Just(Status::Truth), 1 => Just(Status::Close)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_interrupted_upload_ends_whole(
        posts in proptest::collection::vec(cut(), 0..4),
        statuses in proptest::collection::vec(status(), 0..6),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let source = Source::new(SIZE);
            let mut peer = Peer::start(posts, statuses);
            let rows = rows_without_waiting(&open(source.config(&peer))).await;
            ended(&rows, "done");
            let log = peer.log();
            let starts = starts(&log);
            assert!(starts.is_sorted_by(|before, next| before < next), "{starts:?}");
            assert_same_bytes(&assembled(&log), &source.bytes);
        });
    }
}
