//! The transcript at a million rows, beside the plainest thing that could hold them: a vector of strings.
//!
//! Each pair runs in the same process, so that their ratio says more than their times.

use std::{hint::black_box, sync::LazyLock, time::Duration};

use bytes::Bytes;
use divan::{Bencher, counter::ItemsCount};
use wirelight::transcript::{Body, Entry, Filter, Query, Transcript};

const ROWS: usize = 1_000_000;

/// What the filter looks for: in one row of a thousand.
const NEEDLE: &str = "row 777 ";

fn main() {
    divan::main();
}

/// A thousand messages of 64 bytes; a million rows are these again and again.
static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let text = |n: usize| Bytes::from(format!("{:.<64}", format!("row {n} ")));
    (0..1_000).map(|n| Entry::incoming(n as u64, Body::Text(text(n)))).collect()
});

static TRANSCRIPT: LazyLock<Transcript> = LazyLock::new(transcript);
static STRINGS: LazyLock<Vec<String>> = LazyLock::new(strings);

fn entries() -> impl Iterator<Item = &'static Entry> {
    ENTRIES.iter().cycle().take(ROWS)
}

fn transcript() -> Transcript {
    let mut transcript = Transcript::default();
    entries().for_each(|entry| transcript.push(entry));
    transcript
}

fn strings() -> Vec<String> {
    entries().map(|entry| String::from_utf8_lossy(entry.body.payload()).into_owned()).collect()
}

/// Appending a million rows.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn append_to_transcript(bencher: Bencher<'_, '_>) {
    LazyLock::force(&ENTRIES);
    bencher.counter(ItemsCount::new(ROWS)).bench(transcript);
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn append_to_vec_of_strings(bencher: Bencher<'_, '_>) {
    LazyLock::force(&ENTRIES);
    bencher.counter(ItemsCount::new(ROWS)).bench(strings);
}

/// Finding a text in a million rows, whatever its case.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn filter_transcript(bencher: Bencher<'_, '_>) {
    LazyLock::force(&TRANSCRIPT);
    bencher.counter(ItemsCount::new(ROWS)).bench(|| {
        let mut filter = Filter::default();
        filter.set_query(Query::text(NEEDLE));
        while !filter.advance(&TRANSCRIPT, Duration::from_millis(2)) {}
        assert_eq!(filter.len(&TRANSCRIPT), ROWS as u64 / 1_000);
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn filter_vec_of_strings(bencher: Bencher<'_, '_>) {
    LazyLock::force(&STRINGS);
    bencher.counter(ItemsCount::new(ROWS)).bench(|| {
        let hits = STRINGS.iter().filter(|text| text.to_ascii_lowercase().contains(NEEDLE)).count();
        assert_eq!(hits, ROWS / 1_000);
    });
}

/// Fetching forty rows, a screenful, out of a thousand or a million: it must cost the same.
#[divan::bench(args = [1_000, 1_000_000])]
fn a_screenful_of(bencher: Bencher<'_, '_>, rows: u64) {
    let mut transcript = Transcript::default();
    entries().take(rows as usize).for_each(|entry| transcript.push(entry));
    bencher.bench_local(|| {
        for number in rows / 2..rows / 2 + 40 {
            black_box(transcript.row(black_box(number)));
        }
    });
}
