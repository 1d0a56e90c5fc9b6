//! Any lines as a saved session: what was read is written and read again as it was.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirelight::transcript::{
    record::{ReadLine, RecordHeader, RecordReader, RecordWriter},
    secrets::Secrets,
};

fuzz_target!(|input: &[u8]| {
    let mut lines = input.split(|&byte| byte == b'\n');
    let header = RecordReader::header(lines.next().unwrap_or_default()).ok();
    let mut reader = RecordReader::default();
    for line in lines {
        let Ok(ReadLine::Row(entry)) = reader.line(line) else { continue };
        let header = header.clone().unwrap_or_else(|| RecordHeader {
            protocol: "sse".into(),
            url: String::new(),
            started_at: Default::default(),
            settings: Default::default(),
        });
        let mut written = Vec::new();
        let mut writer =
            RecordWriter::start(&mut written, &header, Secrets::included()).expect("memory").with_frames(true);
        writer.entry(&entry).expect("memory");
        writer.flush().expect("memory");
        drop(writer);
        let mut again = written.split(|&byte| byte == b'\n');
        let first = RecordReader::header(again.next().unwrap_or_default()).expect("our own header");
        assert_eq!((&first.protocol, &first.url), (&header.protocol, &header.url));
        let read = RecordReader::default().line(again.next().unwrap_or_default()).expect("our own row");
        let ReadLine::Row(read) = read else { panic!("our own row is none") };
        assert_eq!(format!("{:?}", read.body), format!("{:?}", entry.body));
        assert_eq!((read.at_micros, read.direction), (entry.at_micros, entry.direction));
    }
    while reader.next_mark().is_some() {}
});
