//! A scan in pieces, on a worker and in frames, finds what one plain look at every row finds.

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::transcript::{
    Bounds, Charset, Filter, Mode, Pattern, Query, Search,
    entry::{Answer, Body, Entry, EventHead, Kind, Request},
};

const NO_TIME: Duration = Duration::ZERO;

fn text(text: impl Into<String>) -> Entry {
    Entry::incoming(0, Body::Text(Bytes::from(text.into())))
}

fn transcript(texts: &[&str]) -> Transcript {
    let mut transcript = Transcript::default();
    for words in texts {
        transcript.push(&text(*words));
    }
    transcript
}

fn shown(filter: &Filter, transcript: &Transcript) -> Vec<u64> {
    (0..filter.len(transcript)).filter_map(|position| filter.row_at(transcript, position)).collect()
}

fn scanned(transcript: &Transcript, query: Query) -> Vec<u64> {
    let mut filter = Filter::default();
    filter.set_query(query);
    assert!(filter.advance(transcript, Duration::MAX));
    shown(&filter, transcript)
}

/// Runs the worker's part on a thread of its own, as the window does.
fn work(filter: &mut Filter, transcript: &Transcript) {
    std::thread::scope(|threads| {
        let mut worker = None;
        loop {
            if let Some(job) = filter.next_job(transcript) {
                worker = Some(threads.spawn(move || job.run(|| {})));
            }
            if filter.advance(transcript, Duration::from_millis(2)) {
                break;
            }
            if worker.as_ref().is_some_and(std::thread::ScopedJoinHandle::is_finished) {
                std::thread::yield_now();
            }
        }
    });
}

/// Many segments, with rows of every size, kind and head.
fn mixed(rows: u64) -> Transcript {
    let mut transcript = Transcript::default();
    let request = Request::new("GET", "http://needle/", Vec::new());
    for n in 0..rows {
        let body = match n % 7 {
            0 => Body::from(request.clone()),
            1 => Body::Binary(Bytes::from(vec![0xFF; (n % 3_000) as usize])),
            2 => Body::Event(
                EventHead { event_type: format!("type{}", n % 3).into(), ..EventHead::default() },
                Bytes::from(format!("{{\"n\":{n}}}")),
            ),
            3 => Body::Text(Bytes::from(format!("NEEDLE {}", "x".repeat((n % 900) as usize)))),
            4 => Body::Text(Bytes::from_static(b"nee")),
            5 => Body::Text(Bytes::from_static(b"dle")),
            _ => Body::Ping(Bytes::new()),
        };
        transcript.push(&Entry::incoming(n * 10, body));
    }
    transcript
}

fn queries() -> Vec<Query> {
    let pattern = |mode, text: &str| Pattern { text: text.to_owned(), mode, match_case: false };
    let with = |pattern| Query { pattern, ..Query::default() };
    vec![
        Query::text("needle"),
        with(Pattern { match_case: true, ..pattern(Mode::Text, "needle") }),
        Query { hidden_kinds: [Kind::Request].into(), ..Query::text("needle") },
        with(pattern(Mode::Regex, "^needle x*$")),
        with(pattern(Mode::JsonPath, "$.n > 100")),
        Query { bytes: Bounds { least: Some(100), most: Some(900) }, ..Query::default() },
        Query { micros: Bounds::from(5_000..20_000), ..Query::text("e") },
        Query { attempt: Some(3), ..Query::default() },
        Query {
            hidden_labels: [1].into(),
            hidden_directions: [crate::transcript::Direction::Out].into(),
            ..Query::default()
        },
    ]
}

/// What is wanted, row by row and without any of the scan's ways.
fn naive(transcript: &Transcript, query: &Query) -> Vec<u64> {
    let pattern = super::super::query::Compiled::new(&query.pattern).expect("a pattern").map(Arc::new);
    let matcher = Matcher::new(query, pattern);
    let among = matcher.rows_of(transcript);
    let wanted = |row: &crate::transcript::RowRef<'_>| {
        among.contains(&row.number) && matcher.admits(row) && matcher.is_in(row, None)
    };
    transcript.rows_from(0).filter(wanted).map(|row| row.number).collect()
}

#[test]
fn a_worker_and_the_frames_find_what_a_plain_look_finds() {
    let transcript = mixed(12_000);
    assert!(transcript.sealed_end() > 0, "there is something for a worker");
    for query in queries() {
        let expected = naive(&transcript, &query);
        assert_eq!(scanned(&transcript, query.clone()), expected, "in frames: {query:?}");
        let mut filter = Filter::default();
        filter.set_query(query.clone());
        work(&mut filter, &transcript);
        assert_eq!(shown(&filter, &transcript), expected, "with a worker: {query:?}");
        assert_eq!(filter.shown().expect("a filter").iter().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_text_that_reaches_over_a_rows_end_is_no_match() {
    let transcript = transcript(&["nee", "dle", "needle", "needneedle"]);
    assert_eq!(scanned(&transcript, Query::text("NEEDLE")), [2, 3]);
    let exact = Query { pattern: Pattern { match_case: true, ..Query::text("needle").pattern }, ..Query::default() };
    assert_eq!(scanned(&transcript, exact), [2, 3]);
}

#[test]
fn heads_are_searched_too() {
    let mut transcript = transcript(&["x"]);
    let head = EventHead { event_type: "tick".into(), ..EventHead::default() };
    transcript.push(&Entry::incoming(0, Body::Event(head, Bytes::from_static(b"x"))));
    assert_eq!(scanned(&transcript, Query::text("TICK")), [1]);
    assert_eq!(scanned(&transcript, Query::text("x")), [0, 1]);
}

#[test]
fn new_rows_join_a_scan_that_had_ended() {
    let mut transcript = transcript(&["x", "y"]);
    let mut filter = Filter::default();
    filter.set_query(Query::text("x"));
    assert!(filter.advance(&transcript, Duration::MAX));
    transcript.push(&text("xx"));
    assert!(filter.progress(&transcript).is_some());
    assert!(filter.advance(&transcript, Duration::MAX));
    assert_eq!((filter.len(&transcript), filter.row_at(&transcript, 1)), (2, Some(2)));
    assert_eq!((filter.position_of(&transcript, 2), filter.len_until(&transcript, 2)), (1, 1));
    assert_eq!(filter.progress(&transcript), None);
}

#[test]
fn another_sessions_rows_are_scanned_from_their_first() {
    let mut filter = Filter::default();
    filter.set_query(Query::text("x"));
    assert!(filter.advance(&transcript(&["x", "y", "x"]), Duration::MAX));
    let mut next = transcript(&["y", "x", "y", "y"]);
    assert!(filter.advance(&next, Duration::MAX));
    assert_eq!(shown(&filter, &next), [1]);
    next.clear();
    next.push(&text("x"));
    assert!(filter.advance(&next, Duration::MAX));
    assert_eq!(shown(&filter, &next), [4]);
}

#[test]
fn rows_that_are_dropped_or_cleared_during_a_scan_are_forgotten() {
    let mut transcript = Transcript::with_limit(3 << 20);
    let fill = |transcript: &mut Transcript| (0..3_000).for_each(|_| transcript.push(&text("x".repeat(1_000))));
    fill(&mut transcript);
    let mut filter = Filter::default();
    filter.set_query(Query::text("x"));
    let job = filter.next_job(&transcript).expect("sealed rows");
    fill(&mut transcript);
    std::thread::scope(|threads| {
        let worker = threads.spawn(|| job.run(|| {}));
        while !worker.is_finished() {
            filter.advance(&transcript, NO_TIME);
        }
    });
    assert_eq!(filter.len(&transcript), 0, "every row that the job saw is gone");
    work(&mut filter, &transcript);
    assert_eq!(shown(&filter, &transcript), (transcript.first_row()..transcript.end_row()).collect::<Vec<_>>());

    let before = transcript.end_row();
    filter.set_query(Query::text("xx"));
    let late = filter.next_job(&transcript).expect("sealed rows");
    transcript.clear();
    transcript.push(&text("xx"));
    work_on(&mut filter, &transcript, late);
    assert_eq!(shown(&filter, &transcript), [before]);
}

/// As [`work`], while an older job still runs.
fn work_on(filter: &mut Filter, transcript: &Transcript, older: ScanJob) {
    assert!(!filter.advance(transcript, Duration::MAX), "it waits for the older job to end");
    older.run(|| {});
    work(filter, transcript);
}

#[test]
fn a_new_query_gives_up_the_job_of_the_old_one_at_once() {
    let transcript = mixed(12_000);
    let mut filter = Filter::default();
    filter.set_query(Query::text("needle"));
    let old = filter.next_job(&transcript).expect("sealed rows");
    filter.set_query(Query::text("NOTHING LIKE IT"));
    assert!(filter.next_job(&transcript).is_none(), "one job at a time");
    old.run(|| panic!("a job that was given up finds nothing"));
    work(&mut filter, &transcript);
    assert_eq!(filter.len(&transcript), 0);
}

#[test]
fn a_stopped_scan_keeps_what_it_found_and_can_go_on() {
    let transcript = mixed(12_000);
    let mut filter = Filter::default();
    filter.set_query(Query::text("needle"));
    assert!(!filter.advance(&transcript, NO_TIME));
    filter.stop();
    let found = filter.len(&transcript);
    assert!(filter.advance(&transcript, Duration::MAX), "there is nothing to do");
    let progress = filter.progress(&transcript).expect("not at the end");
    assert!(progress.stopped && progress.scanned < progress.rows, "{progress:?}");
    assert_eq!(filter.len(&transcript), found);
    filter.go_on();
    assert!(filter.advance(&transcript, Duration::MAX));
    assert_eq!(shown(&filter, &transcript), naive(&transcript, &Query::text("needle")));
}

#[test]
fn a_job_that_never_ran_leaves_a_stopped_scan() {
    let transcript = mixed(12_000);
    let mut filter = Filter::default();
    filter.set_query(Query::text("needle"));
    drop(filter.next_job(&transcript));
    assert!(filter.advance(&transcript, Duration::MAX));
    assert!(filter.progress(&transcript).is_some_and(|progress| progress.stopped));
}

#[test]
fn a_large_row_that_is_slow_to_read_goes_to_the_worker_even_while_it_can_be_joined() {
    let mut transcript = Transcript::default();
    transcript.push(&text(format!("{{\"a\":\"{}\"}}", "x".repeat(500_000))));
    let pattern = Pattern { text: "$.a".to_owned(), mode: Mode::JsonPath, match_case: false };
    let mut filter = Filter::default();
    filter.set_query(Query { pattern, ..Query::default() });
    assert!(filter.next_job(&transcript).is_none(), "nothing is sealed");
    assert!(!filter.advance(&transcript, Duration::MAX));
    let job = filter.next_job(&transcript).expect("the large row");
    job.run(|| {});
    assert!(filter.advance(&transcript, Duration::MAX));
    assert_eq!(shown(&filter, &transcript), [0]);
}

#[test]
fn a_pattern_that_cannot_be_used_leaves_the_last_one_in_force() {
    let transcript = transcript(&["ab", "b"]);
    let regex = |text: &str| Pattern { text: text.to_owned(), mode: Mode::Regex, match_case: false };
    let mut filter = Filter::default();
    for (text, shown_rows, is_good) in [("a", 1, true), ("a(", 1, false), ("a(b", 1, false), ("b", 2, true)] {
        filter.set_query(Query { pattern: regex(text), ..filter.query().clone() });
        filter.advance(&transcript, Duration::MAX);
        assert_eq!((filter.len(&transcript), filter.problem().is_none()), (shown_rows, is_good), "{text}");
        assert_eq!(filter.query().pattern.text, text);
    }
}

#[test]
fn a_search_counts_only_what_the_filter_shows_and_wraps_at_both_ends() {
    let mut transcript = transcript(&["alpha one", "beta one", "alpha two", "alpha one"]);
    let (mut filter, mut search) = (Filter::default(), Search::default());
    search.set_pattern(Query::text("one").pattern);
    let advance = |filter: &Filter, search: &mut Search, transcript: &Transcript| {
        search.look_within(filter);
        assert!(search.advance(transcript, Duration::MAX));
    };
    advance(&filter, &mut search, &transcript);
    assert_eq!(search.found(), 3);
    filter.set_query(Query::text("alpha"));
    advance(&filter, &mut search, &transcript);
    assert_eq!((search.found(), search.has(0), search.has(1), search.place_of(3)), (2, true, false, Some(1)));
    let found = |row, wrapped| Some(crate::transcript::Found { row, wrapped });
    assert_eq!((search.next_after(0), search.next_after(3)), (found(3, false), found(0, true)));
    assert_eq!((search.last_before(3), search.last_before(0)), (found(0, false), found(3, true)));
    transcript.push(&text("alpha ONE"));
    advance(&filter, &mut search, &transcript);
    assert_eq!(search.found(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]
    #[test]
    fn any_split_of_pushes_gives_the_hits_of_one_scan(
        rows in prop::collection::vec((0_usize..4, 0_usize..60_000), 1..120),
        splits in prop::collection::vec(1_usize..20, 1..40),
        with_worker in any::<bool>(),
    ) {
        let mut transcript = Transcript::default();
        let mut filter = Filter::default();
        filter.set_query(Query::text("needle"));
        let mut rows = rows.into_iter();
        for count in splits {
            for (kind, size) in rows.by_ref().take(count) {
                let words = ["Needle", "nee", "dle", ""][kind];
                transcript.push_owned(text(format!("{words}{}", ".".repeat(size))));
            }
            if with_worker {
                work(&mut filter, &transcript);
            } else {
                filter.advance(&transcript, NO_TIME);
            }
        }
        while !filter.advance(&transcript, NO_TIME) {
            if with_worker {
                work(&mut filter, &transcript);
            }
        }
        prop_assert_eq!(shown(&filter, &transcript), naive(&transcript, &Query::text("needle")));
    }
}

#[test]
fn text_in_another_charset_is_found_by_what_it_says() {
    let message = |label: &str, payload: &'static [u8]| {
        let charset = Charset::for_label(label.as_bytes());
        let answer = Answer { status: 200, held_millis: 1.0, cursor: None, charset };
        Entry::incoming(0, Body::Message(answer, Bytes::from_static(payload)))
    };
    let mut transcript = Transcript::default();
    transcript.push(&message("utf-8", "привет".as_bytes()));
    transcript.push(&message("windows-1251", b"\xef\xf0\xe8\xe2\xe5\xf2"));
    transcript.push(&text("nothing"));
    transcript.push(&message("utf-16le", b"{\0\"\0a\0\"\0:\x001\0}\0"));
    transcript.push(&message("utf-8", b"\xEF\xBB\xBF{\"a\":1}"));
    for (words, mode, match_case, rows) in [
        ("ПРИВЕТ", Mode::Text, false, &[0, 1][..]),
        ("привет", Mode::Text, true, &[0, 1]),
        ("^при", Mode::Regex, true, &[0, 1]),
        ("\"a\":1", Mode::Text, true, &[3, 4]),
        ("$.a == 1", Mode::JsonPath, true, &[3, 4]),
    ] {
        let pattern = Pattern { text: words.to_owned(), mode, match_case };
        assert_eq!(scanned(&transcript, Query { pattern, ..Query::default() }), rows, "{words}");
    }
}
