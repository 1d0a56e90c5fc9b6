//! Session records: how fast one is written and read again, beside the plainest JSON reader there is.

#![expect(clippy::expect_used, reason = "a benchmark that cannot go on says why")]

use std::{hint::black_box, sync::LazyLock};

use bytes::Bytes;
use divan::{Bencher, counter::BytesCount};
use wirelight::transcript::{
    Body, Entry, Transcript,
    entry::EventHead,
    record::{ReadLine, RecordHeader, RecordReader, RecordWriter},
    secrets::Secrets,
};

const ROWS: usize = 200_000;

fn main() {
    divan::main();
}

/// Messages of 64 bytes as a flood sends them.
static MESSAGES: LazyLock<Vec<u8>> =
    LazyLock::new(|| record((0..ROWS).map(|n| Body::Text(format!("{:.<64}", format!("row {n} ")).into()))));
/// JSON in JSON: every quote is escaped.
static ESCAPED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    record(
        (0..ROWS).map(|n| Body::Text(format!(r#"{{"type":"trade","price":{n},"side":"buy","id":"{n:08}"}}"#).into())),
    )
});
static BINARY: LazyLock<Vec<u8>> =
    LazyLock::new(|| record((0..ROWS / 8).map(|n| Body::Binary(vec![n as u8; 1024].into()))));
static EVENTS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    record((0..ROWS).map(|n| {
        let head = EventHead { event_type: "tick".into(), last_event_id: n.to_string().into(), ..EventHead::default() };
        Body::Event(head, Bytes::from(format!("{n:064}")))
    }))
});

fn writer() -> RecordWriter<Vec<u8>> {
    let header = RecordHeader {
        protocol: "websocket".into(),
        url: "ws://h/".to_owned(),
        started_at: jiff::Timestamp::UNIX_EPOCH,
        settings: serde_json::Map::new(),
    };
    RecordWriter::start(Vec::new(), &header, Secrets::masked()).expect("memory")
}

fn record(bodies: impl Iterator<Item = Body>) -> Vec<u8> {
    let mut writer = writer();
    for (at, body) in bodies.enumerate() {
        writer.entry(&Entry::incoming(at as u64, body)).expect("memory");
    }
    writer.into_inner()
}

fn lines(record: &[u8]) -> impl Iterator<Item = &[u8]> {
    record.split(|&byte| byte == b'\n').skip(1).filter(|line| !line.is_empty())
}

fn read(bencher: Bencher<'_, '_>, record: &'static [u8]) {
    bencher.counter(BytesCount::new(record.len())).bench_local(|| {
        let mut reader = RecordReader::default();
        let rows = lines(record).filter(|line| matches!(reader.line(line), Ok(ReadLine::Row(_)))).count();
        black_box(rows)
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn read_messages(bencher: Bencher<'_, '_>) {
    read(bencher, &MESSAGES);
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn read_escaped(bencher: Bencher<'_, '_>) {
    read(bencher, &ESCAPED);
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn read_binary(bencher: Bencher<'_, '_>) {
    read(bencher, &BINARY);
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn read_events(bencher: Bencher<'_, '_>) {
    read(bencher, &EVENTS);
}

/// The same messages as JSON values.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn read_messages_as_json_values(bencher: Bencher<'_, '_>) {
    let record: &[u8] = &MESSAGES;
    bencher.counter(BytesCount::new(record.len())).bench_local(|| {
        black_box(lines(record).filter(|line| serde_json::from_slice::<serde_json::Value>(line).is_ok()).count())
    });
}

/// A transcript of the same messages, written.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn write_messages(bencher: Bencher<'_, '_>) {
    let mut transcript = Transcript::default();
    for n in 0..ROWS {
        let text = Bytes::from(format!("{:.<64}", format!("row {n} ")));
        transcript.push(&Entry::incoming(n as u64, Body::Text(text)));
    }
    bencher.counter(BytesCount::new(MESSAGES.len())).bench_local(|| {
        let mut writer = writer();
        transcript.rows_from(0).try_for_each(|row| writer.stored(&row)).expect("memory");
        black_box(writer.into_inner().len())
    });
}
