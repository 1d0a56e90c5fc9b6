//! The filter over a million rows of 100 bytes, beside the plainest search over the same texts.
//!
//! Each pair runs in the same process, so that their ratio says more than their times.

use std::{sync::LazyLock, time::Duration};

use bytes::Bytes;
use divan::{Bencher, counter::ItemsCount};
use wirelight::transcript::{Body, Entry, Filter, Mode, Pattern, Query, Transcript};

const ROWS: usize = 1_000_000;

fn main() {
    divan::main();
}

/// A thousand trades of 100 bytes; a million rows are these again and again.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let symbols = ["AAPL", "MSFT", "NVDA", "TSLA"];
    let trade = |n: usize| {
        let symbol = symbols[n % symbols.len()];
        let text = format!(
            r#"{{"type":"trade","symbol":"{symbol}","price":{n}.25,"size":{},"venue":"Needle{n:03}","note":""#,
            n * 3
        );
        format!("{text:.<98}\"}}")
    };
    (0..1_000).map(trade).collect()
});

static TRANSCRIPT: LazyLock<Transcript> = LazyLock::new(|| {
    let mut transcript = Transcript::default();
    let entries: Vec<Entry> =
        TEXTS.iter().map(|text| Entry::incoming(0, Body::Text(Bytes::from(text.clone())))).collect();
    entries.iter().cycle().take(ROWS).for_each(|entry| transcript.push(entry));
    transcript
});

static STRINGS: LazyLock<Vec<String>> = LazyLock::new(|| TEXTS.iter().cycle().take(ROWS).cloned().collect());

fn query(mode: Mode, match_case: bool, text: &str) -> Query {
    Query { pattern: Pattern { text: text.to_owned(), mode, match_case }, ..Query::default() }
}

/// Sealed rows as a worker scans them, the rest as frames do.
fn filter(bencher: Bencher<'_, '_>, query: &Query, expected: usize) {
    LazyLock::force(&TRANSCRIPT);
    bencher.counter(ItemsCount::new(ROWS)).bench(|| {
        let mut filter = Filter::default();
        filter.set_query(query.clone());
        std::thread::scope(|threads| {
            if let Some(job) = filter.next_job(&TRANSCRIPT) {
                threads.spawn(move || job.run(|| {}));
            }
            while !filter.advance(&TRANSCRIPT, Duration::from_millis(2)) {
                // A frame.
                std::thread::park_timeout(Duration::from_millis(1));
            }
        });
        assert_eq!(filter.len(&TRANSCRIPT) as usize, expected);
    });
}

fn strings(bencher: Bencher<'_, '_>, expected: usize, is_in: impl Fn(&str) -> bool + Sync) {
    LazyLock::force(&STRINGS);
    bencher.counter(ItemsCount::new(ROWS)).bench(|| {
        assert_eq!(STRINGS.iter().filter(|text| is_in(text)).count(), expected);
    });
}

/// A text in any case, in one row of a thousand.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn text_in_any_case(bencher: Bencher<'_, '_>) {
    filter(bencher, &query(Mode::Text, false, "needle777"), ROWS / 1_000);
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn text_in_any_case_in_strings(bencher: Bencher<'_, '_>) {
    strings(bencher, ROWS / 1_000, |text| text.to_lowercase().contains("needle777"));
}

/// The very text.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn text_with_case(bencher: Bencher<'_, '_>) {
    filter(bencher, &query(Mode::Text, true, "Needle777"), ROWS / 1_000);
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn text_with_case_in_strings(bencher: Bencher<'_, '_>) {
    strings(bencher, ROWS / 1_000, |text| text.contains("Needle777"));
}

/// A text that every row has: the most hits there can be.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn text_in_every_row(bencher: Bencher<'_, '_>) {
    filter(bencher, &query(Mode::Text, false, "venue"), ROWS);
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn text_in_every_row_in_strings(bencher: Bencher<'_, '_>) {
    strings(bencher, ROWS, |text| text.to_lowercase().contains("venue"));
}

/// A regular expression, row by row.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn regex(bencher: Bencher<'_, '_>) {
    filter(bencher, &query(Mode::Regex, true, r"Needle77\d"), ROWS / 100);
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn regex_in_strings(bencher: Bencher<'_, '_>) {
    let regex = regex::Regex::new(r"Needle77\d").map_err(|error| error.to_string());
    strings(bencher, ROWS / 100, |text| regex.as_ref().is_ok_and(|regex| regex.is_match(text)));
}

/// A JSON path whose text is in one row of four: the others are not parsed.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn json_path_with_a_text(bencher: Bencher<'_, '_>) {
    filter(bencher, &query(Mode::JsonPath, true, r#"$.symbol == "NVDA""#), ROWS / 4);
}

/// A JSON path for which every row is parsed.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn json_path_with_a_number(bencher: Bencher<'_, '_>) {
    filter(bencher, &query(Mode::JsonPath, true, "$.price >= 990"), ROWS / 100);
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn json_in_strings(bencher: Bencher<'_, '_>) {
    let price = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok()?.get("price")?.as_f64();
    strings(bencher, ROWS / 100, |text| price(text).is_some_and(|price| price >= 990.0));
}
