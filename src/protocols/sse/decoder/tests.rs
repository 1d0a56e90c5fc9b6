//! The rules as tables, in every split, and compared with another implementation of them.

use proptest::prelude::*;

use super::*;

#[test]
fn the_standard_s_own_examples() {
    check("data: YHOO\ndata: +2\ndata: 10\n\n", &["message|YHOO\n+2\n10|"]);
    check(
        ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
        &["comment| test stream", "message|first event|1", "message|second event|", "message| third event|"],
    );
    check("data\n\ndata\ndata\n\ndata:", &["message||", "message|\n|", "unfinishedBlock|data:"]);
    check("data:test\n\ndata: test\n\n", &["message|test|", "message|test|"]);
}

#[test]
fn lines_end_with_cr_lf_or_both() {
    for end in ["\n", "\r", "\r\n"] {
        check(&format!("data: a{end}data: b{end}{end}data: c{end}{end}"), &["message|a\nb|", "message|c|"]);
    }
    check("data: a\r\rdata: b\n\r\n", &["message|a|", "message|b|"]);
    check("data: a\n\n\n\r\r\n\ndata: b\r\n\r\n", &["message|a|", "message|b|"]);
}

#[test]
fn a_final_cr_completes_an_event_at_once() {
    let mut decoder = Decoder::new(Arc::default());
    let mut input: &[u8] = b"data: a\r\n\r";
    assert!(matches!(decoder.next(&mut input), Ok(Some(Item::Event(..)))));
    let mut rest: &[u8] = b"\ndata: b\n\n";
    assert!(matches!(decoder.next(&mut rest), Ok(Some(Item::Event(_, data))) if data == "b"));
    assert!(rest.is_empty());
}

#[test]
fn one_byte_order_mark_is_skipped_and_only_at_the_begin() {
    check("\u{FEFF}data: a\n\n", &["message|a|"]);
    check("\u{FEFF}\u{FEFF}data: a\n\n", &["unknownField|\u{FEFF}data: a"]);
    check("\n\u{FEFF}data: a\n\n", &["unknownField|\u{FEFF}data: a"]);
    check_bytes(b"\xEF\xBBdata: a\n\n", &["unknownField|\u{FFFD}data: a"]);
    check_bytes(b"\xEF\xBB", &["unfinishedBlock|\u{FFFD}"]);
    check("\u{FEFF}", &[]);
}

#[test]
fn bytes_that_are_no_utf_8_are_replaced_and_end_nothing() {
    check_bytes(
        b"event: \xFFx\nid: \xC3\ndata: a\xE2\x80\n\n: \xFE\n",
        &["\u{FFFD}x|a\u{FFFD}|\u{FFFD}", "comment| \u{FFFD}"],
    );
}

#[test]
fn one_space_behind_the_colon_is_removed_and_no_more() {
    check("data:  a \n\n", &["message| a |"]);
    check("data:\ta\n\n", &["message|\ta|"]);
    check("data : a\n\n", &["unknownField|data : a"]);
    check(" data: a\n\n", &["unknownField| data: a"]);
    check("data: a:b\n\n", &["message|a:b|"]);
}

#[test]
fn names_of_fields_are_exact() {
    check(
        "Data: a\ndata: b\ndatas: c\nd\n\n",
        &["unknownField|Data: a", "unknownField|datas: c", "unknownField|d", "message|b|"],
    );
}

#[test]
fn the_last_event_line_names_the_type_and_an_empty_one_resets_it() {
    check("event: a\nevent: b\ndata: 1\n\ndata: 2\n\n", &["b|1|", "message|2|"]);
    check("event: a\nevent:\ndata: 1\n\n", &["message|1|"]);
    check("event: a\nevent\ndata: 1\n\n", &["message|1|"]);
    check("event: open\ndata: 1\n\nevent: error\ndata: 2\n\n", &["open|1|", "error|2|"]);
}

#[test]
fn a_block_without_data_dispatches_nothing_and_says_so() {
    check("event: ping\n\ndata: a\n\n", &["noData|event: ping", "message|a|"]);
    check("id: 7\nevent: ping\n\n", &["id|7", "noData|event: ping"]);
    check("\n\n\n", &[]);
}

#[test]
fn the_id_is_kept_until_another_one_comes() {
    check("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", &["message|a|1", "message|b|1", "message|c|"]);
    check("id: 1\nid: 2\ndata: a\n\n", &["message|a|2"]);
    check("id: 1\n\ndata: a\n\nid:\n\n", &["id|1", "message|a|1", "id|"]);
    check("id: a\0b\ndata: a\n\n", &["idWithNul|id: a\0b", "message|a|"]);
    check("id: 1\nid: \0\n\n", &["idWithNul|id: \0", "id|1"]);
}

#[test]
fn a_new_stream_starts_from_the_source_s_id() {
    let mut decoder = Decoder::new("41".into());
    let mut input: &[u8] = b"data: a\n\nid: 42\ndata: cut";
    let items = all_of(&mut decoder, &mut input);
    assert_eq!(described(&items), ["message|a|41"]);
    assert!(decoder.next_unfinished().is_some());
    assert_eq!(&**decoder.last_event_id(), "41");
}

#[test]
fn retry_wants_digits_only_and_counts_at_once() {
    check("retry: 03000\n", &["retry|3000"]);
    check("retry:0\n", &["retry|0"]);
    check("retry: 10\ndata: a\nretry: 20\n", &["retry|10", "retry|20", "unfinishedBlock|data: a"]);
    check("retry: 99999999999999999999999\n", &[&format!("retry|{}", u64::MAX)]);
    for bad in ["1000x", "+5", "  5", "", "-1", "1.5", "5 ", "٣"] {
        check(&format!("retry: {bad}\n"), &[&format!("invalidRetry|retry: {bad}")]);
    }
    check("retry\n", &["invalidRetry|retry"]);
}

#[test]
fn comments_keep_everything_behind_the_colon() {
    check(":\n: a\n::b\n:data: c\n", &["comment|", "comment| a", "comment|:b", "comment|data: c"]);
    check("data: a\n: between\ndata: b\n\n", &["comment| between", "message|a\nb|"]);
}

#[test]
fn an_unfinished_block_is_dropped_line_by_line() {
    check(
        "event: x\nid: 9\ndata: a\n: seen\ndat",
        &[
            "comment| seen",
            "unfinishedBlock|event: x",
            "unfinishedBlock|id: 9",
            "unfinishedBlock|data: a",
            "unfinishedBlock|dat",
        ],
    );
    check("data: a\r", &["unfinishedBlock|data: a"]);
    check("retry: 5", &["unfinishedBlock|retry: 5"]);
    check("data: a\n\n", &["message|a|"]);
}

#[test]
fn a_large_event_arrives_whole() {
    let long = "x".repeat(3 * TAKE_OVER_BYTES);
    check(&format!("id: 1\ndata: {long}\nevent: big\n\ndata: b\n\n"), &[&format!("big|{long}|1"), "message|b|1"]);
    check(&format!("data: {long}\ndata: {long}\n\n"), &[&format!("message|{long}\n{long}|")]);
}

#[test]
fn a_block_over_the_limit_is_an_error() {
    for endless in [&b"data: 0123456789"[..], b"data: 1\n", b": comment without an end", b"event: x\nid: 1\n"] {
        let mut decoder = Decoder::with_limit(Arc::default(), 100);
        let error = (0..100).find_map(|_| {
            let mut input = endless;
            std::iter::repeat_with(|| decoder.next(&mut input)).find_map(|next| match next {
                Ok(Some(_)) => None,
                Ok(None) => Some(None),
                Err(error) => Some(Some(error)),
            })?
        });
        assert_eq!(error, Some(BlockTooLong { limit_bytes: 100 }), "{}", String::from_utf8_lossy(endless));
        assert!(decoder.block.len() <= 101);
    }
}

/// Streams made of what the rules care about.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => Just(&b"data"[..]),
        2 => Just(&b"event"[..]),
        2 => Just(&b"id"[..]),
        2 => Just(&b"retry"[..]),
        4 => Just(&b":"[..]),
        2 => Just(&b" "[..]),
        4 => Just(&b"\n"[..]),
        2 => Just(&b"\r"[..]),
        2 => Just(&b"\r\n"[..]),
        1 => Just(BOM),
        1 => Just(&b"\xEF"[..]),
        1 => Just(&b"\0"[..]),
        1 => Just(&b"12"[..]),
        1 => Just("é…".as_bytes()),
        1 => Just(&b"\xFF"[..]),
        1 => Just(&b"x"[..]),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_split_gives_the_same_items(bytes in stream(), cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..6)) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.sort_unstable();
        prop_assert_eq!(in_pieces(&bytes, &cuts), in_pieces(&bytes, &[]));
        let every_byte: Vec<usize> = (0..bytes.len()).collect();
        prop_assert_eq!(in_pieces(&bytes, &every_byte), in_pieces(&bytes, &[]));
    }

    #[test]
    fn dispatches_what_another_implementation_dispatches(bytes in stream(), first_id in prop_oneof!["", "[a-z]{1,3}"]) {
        let mut decoder = Decoder::new(first_id.as_str().into());
        let ours: Vec<Item> = all_of(&mut decoder, &mut &bytes[..])
            .into_iter()
            .filter(|item| matches!(item, Item::Event(..) | Item::Retry(_)))
            .map(|item| match item {
                Item::Event(head, data) => Item::Event(head, Bytes::from(lossy(&data))),
                // It counts in 32 bits.
                Item::Retry(millis) => Item::Retry(millis.min(u64::from(u32::MAX))),
                other => other,
            })
            .collect();
        prop_assert_eq!(ours, by_sse_core(&bytes, first_id));
    }

    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        in_pieces(&bytes, &[bytes.len() / 2]);
    }
}

fn by_sse_core(bytes: &[u8], first_id: String) -> Vec<Item> {
    let mut decoder = sse_core::SseDecoder::new();
    decoder.reconnect_with_id(Some(first_id.into()));
    let mut buffer = Bytes::copy_from_slice(bytes);
    std::iter::from_fn(|| decoder.next(&mut buffer))
        .map(|event| match event.expect("within its limit") {
            sse_core::SseEvent::Message(event) => {
                let last_event_id = event.last_event_id.map(|id| Arc::from(&*id)).unwrap_or_default();
                let head = EventHead { event_type: event.event, last_event_id, ..EventHead::default() };
                Item::Event(head, Bytes::from(event.data))
            }
            sse_core::SseEvent::Retry(millis) => Item::Retry(u64::from(millis)),
        })
        .collect()
}

/// Whole, byte by byte, and cut in two at every place (of a long one, at many).
fn check(stream: &str, expected: &[&str]) {
    check_bytes(stream.as_bytes(), expected);
}

fn check_bytes(stream: &[u8], expected: &[&str]) {
    assert_eq!(described(&in_pieces(stream, &[])), expected);
    let every_byte: Vec<usize> = (0..stream.len()).collect();
    assert_eq!(described(&in_pieces(stream, &every_byte)), expected, "byte by byte");
    for cut in (0..=stream.len()).step_by(stream.len() / 300 + 1) {
        assert_eq!(described(&in_pieces(stream, &[cut])), expected, "cut at {cut}");
    }
}

fn in_pieces(stream: &[u8], cuts: &[usize]) -> Vec<Item> {
    let mut decoder = Decoder::new(Arc::default());
    let mut items = Vec::new();
    let mut from = 0;
    for &to in cuts.iter().chain([&stream.len()]) {
        items.extend(all_of(&mut decoder, &mut &stream[from..to]));
        from = to;
    }
    items.extend(std::iter::from_fn(|| decoder.next_unfinished()));
    items
}

fn all_of(decoder: &mut Decoder, input: &mut &[u8]) -> Vec<Item> {
    std::iter::from_fn(|| decoder.next(input).expect("within the limit")).collect()
}

fn described(items: &[Item]) -> Vec<String> {
    items
        .iter()
        .map(|item| match item {
            Item::Event(head, data) => format!("{}|{}|{}", head.event_type, lossy(data), head.last_event_id),
            Item::Id(id) => format!("id|{id}"),
            Item::Comment(text) => format!("comment|{}", lossy(text)),
            Item::Retry(millis) => format!("retry|{millis}"),
            Item::Ignored(line, reason) => format!("{}|{}", reason.name(), lossy(line)),
        })
        .collect()
}

#[test]
fn an_id_that_is_too_long_is_not_taken_and_of_its_line_the_begin_is_told() {
    let fits = "i".repeat(MAX_EVENT_ID_BYTES);
    let stream = format!("id: {fits}\ndata: 1\n\nid: {fits}x\ndata: 2\n\nid: {}\n\nid: 3\n\n", "\u{1}".repeat(400_000));
    let items = in_pieces(stream.as_bytes(), &[9, 20_000, 50_000]);
    let line_of = |item: &Item| match item {
        Item::Ignored(line, IgnoredReason::IdTooLong { line_bytes }) => Some((line.len(), *line_bytes)),
        _ => None,
    };
    let ids: Vec<&str> = items
        .iter()
        .filter_map(|item| match item {
            Item::Event(head, _) => Some(&*head.last_event_id),
            Item::Id(id) => Some(&**id),
            _ => None,
        })
        .collect();
    assert_eq!(ids, [&fits, &fits, "3"]);
    let lines: Vec<_> = items.iter().filter_map(line_of).collect();
    assert_eq!(lines, [(MAX_LABEL_BYTES, MAX_EVENT_ID_BYTES as u64 + 5), (MAX_LABEL_BYTES, 400_004)]);
    assert_eq!(items.len(), 5);
}

#[test]
fn events_with_the_same_id_share_its_text() {
    let items = in_pieces(b"id: 7\ndata: 1\n\nid: 7\ndata: 2\n\ndata: 3\n\n", &[]);
    let ids: Vec<_> = items
        .iter()
        .filter_map(|item| if let Item::Event(head, _) = item { Some(&head.last_event_id) } else { None })
        .collect();
    assert!(ids.len() == 3 && ids.iter().all(|id| Arc::ptr_eq(id, ids[0])));
}

#[test]
fn of_a_long_type_the_begin_is_kept_and_the_length_told() {
    let items = in_pieces(format!("event: {}\ndata: 1\n\n", "t".repeat(5_000)).as_bytes(), &[]);
    let [Item::Event(head, _)] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!((head.event_type.len(), head.type_bytes), (MAX_LABEL_BYTES, Some(5_000)));
}
