//! Payloads of each format and what is read of them; damaged ones, and random bytes.

use std::io::Write as _;

use flate2::{Compression, write};
use proptest::prelude::*;

use super::{
    compressed::{Bounds, inflate},
    *,
};
use crate::limits::MAX_TREE_DEPTH;

fn never() -> bool {
    false
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("hex");
    digits.chunks(2).map(byte).collect()
}

fn read(payload: &[u8], format: Format) -> (String, Option<Fault>) {
    let decoded = decode(payload, Some(format), &never);
    let tree = match decoded.content {
        Content::Tree(tree) => String::from_utf8(tree).expect("UTF-8"),
        Content::Nothing => String::new(),
        other => panic!("{other:?}"),
    };
    (tree, decoded.fault)
}

#[test]
fn socket_io_packets_are_taken_apart() {
    for (payload, tree) in [
        ("2", r#"{"engine.io":"ping"}"#),
        ("2probe", r#"{"engine.io":"ping","data":"probe"}"#),
        (r#"0{"sid":"lv","pingInterval":25000}"#, r#"{"engine.io":"open","data":{"sid":"lv","pingInterval":25000}}"#),
        ("40", r#"{"engine.io":"message","socket.io":"connect"}"#),
        ("41/admin,", r#"{"engine.io":"message","socket.io":"disconnect","namespace":"/admin"}"#),
        (r#"42["chat",1.50]"#, r#"{"engine.io":"message","socket.io":"event","data":["chat",1.50]}"#),
        (
            r#"42/admin,12["a"]"#,
            r#"{"engine.io":"message","socket.io":"event","namespace":"/admin","ack id":12,"data":["a"]}"#,
        ),
        (r#"4312["ok"]"#, r#"{"engine.io":"message","socket.io":"ack","ack id":12,"data":["ok"]}"#),
        (
            r#"451-["file",{"_placeholder":true,"num":0}]"#,
            r#"{"engine.io":"message","socket.io":"binary event","attachments":1,"data":["file",{"_placeholder":true,"num":0}]}"#,
        ),
        ("4hello", r#"{"engine.io":"message","data":"hello"}"#),
        ("2\u{1e}bAQI=", r#"[{"engine.io":"ping"},{"engine.io":"binary","base64":"AQI="}]"#),
    ] {
        assert_eq!(read(payload.as_bytes(), Format::EngineIo), (tree.to_owned(), None), "{payload}");
    }
}

#[test]
fn message_pack_is_read_as_it_is_written() {
    for (payload, tree) in [
        ("82 a1 61 01 a1 62 93 c0 c2 c3", r#"{"a":1,"b":[null,false,true]}"#),
        ("94 ff d0 80 cf ffffffffffffffff d3 8000000000000000", "[-1,-128,18446744073709551615,-9223372036854775808]"),
        ("93 ca 3fc00000 cb 3ff8000000000000 ca 7fc00000", r#"[1.5,1.5,"NaN"]"#),
        ("82 01 02 c4 01 ff 03", r#"{"(1)":2,"({\"bytes\":1,\"hex\":\"ff\"})":3}"#),
        ("92 c4 03 010203 d9 02 c3a9", r#"[{"bytes":3,"hex":"010203"},"é"]"#),
        ("d6 ff 00000001", r#"{"ext":-1,"timestamp":"1970-01-01T00:00:01Z","data":{"bytes":4,"hex":"00000001"}}"#),
        ("d4 05 aa", r#"{"ext":5,"data":{"bytes":1,"hex":"aa"}}"#),
    ] {
        assert_eq!(read(&bytes(payload), Format::MessagePack), (tree.to_owned(), None), "{payload}");
    }
}

/// RFC 8949, appendix A.
#[test]
fn cbor_is_read_as_it_is_written() {
    for (payload, tree) in [
        ("a2 6161 01 6162 82 02 03", r#"{"a":1,"b":[2,3]}"#),
        ("84 1b ffffffffffffffff 3b ffffffffffffffff 20 f93c00", "[18446744073709551615,-18446744073709551616,-1,1.0]"),
        ("84 f4 f5 f6 f7", r#"[false,true,null,{"simple":23}]"#),
        ("83 f97c00 f97e00 fb 3ff199999999999a", r#"["inf","NaN",1.1]"#),
        ("c1 1a 514b67b0", r#"{"tag":1,"value":1363896240}"#),
        ("82 44 01020304 5f 42 0102 43 030405 ff", r#"[{"bytes":4,"hex":"01020304"},{"bytes":5,"hex":"0102030405"}]"#),
        ("7f 65 7374726561 64 6d696e67 ff", r#""streaming""#),
        ("bf 63 46756e f5 63 416d74 21 ff", r#"{"Fun":true,"Amt":-2}"#),
        ("9f 01 82 02 03 9f 04 05 ff ff", "[1,[2,3],[4,5]]"),
        ("a1 01 02", r#"{"(1)":2}"#),
    ] {
        assert_eq!(read(&bytes(payload), Format::Cbor), (tree.to_owned(), None), "{payload}");
    }
}

/// The examples of protobuf.dev/programming-guides/encoding.
#[test]
fn protobuf_is_read_without_its_schema() {
    for (payload, tree) in [
        ("08 9601", r#"{"1 varint":150}"#),
        ("12 07 74657374696e67", r#"{"2 string":"testing"}"#),
        ("1a 03 08 96 01", r#"{"3 message":{"1 varint":150}}"#),
        ("08 feffffffffffffffff 01", r#"{"1 varint":{"uint64":18446744073709551614,"int64":-2}}"#),
        (
            "0d 0000c03f 11 000000000000f83f",
            r#"{"1 fixed32":{"int32":1069547520,"float":1.5},"2 fixed64":{"int64":4609434218613702656,"double":1.5}}"#,
        ),
        ("0b 10 05 0c", r#"{"1 group":{"2 varint":5}}"#),
        ("0a 02 ff fe 0a 00", r#"{"1 bytes":{"bytes":2,"hex":"fffe"},"1 empty":""}"#),
    ] {
        assert_eq!(read(&bytes(payload), Format::Protobuf), (tree.to_owned(), None), "{payload}");
    }
}

#[test]
fn a_fault_says_at_which_byte_and_leaves_what_was_read() {
    let fault = |at, problem| Some(Fault { at, problem });
    let nested = [0x91; MAX_TREE_DEPTH + 1];
    for (payload, format, tree, expected) in [
        (
            b"42[\"a\",]".to_vec(),
            Format::EngineIo,
            r#"{"engine.io":"message","socket.io":"event"}"#,
            fault(7, Problem::NotJson),
        ),
        (b"7".to_vec(), Format::EngineIo, "{}", fault(0, Problem::InvalidByte)),
        (bytes("92 01 a5 61"), Format::MessagePack, "[1]", fault(3, Problem::UnexpectedEnd)),
        (bytes("92 01 c1"), Format::MessagePack, "[1]", fault(2, Problem::InvalidByte)),
        (bytes("01 02"), Format::MessagePack, "1", fault(1, Problem::TrailingData)),
        (bytes("82 a1 61 01 a1"), Format::MessagePack, r#"{"a":1}"#, fault(5, Problem::UnexpectedEnd)),
        (bytes("81 a2 61 ff 01"), Format::MessagePack, "{}", fault(3, Problem::NotUtf8)),
        (
            nested.to_vec(),
            Format::MessagePack,
            &format!("{}{}", "[".repeat(MAX_TREE_DEPTH), "]".repeat(MAX_TREE_DEPTH)),
            fault(MAX_TREE_DEPTH + 1, Problem::TooDeep),
        ),
        (bytes("82 01 1c"), Format::Cbor, "[1]", fault(2, Problem::InvalidByte)),
        (bytes("82 01 ff"), Format::Cbor, "[1]", fault(2, Problem::Unbalanced)),
        (bytes("08 01 12 05 61"), Format::Protobuf, r#"{"1 varint":1}"#, fault(4, Problem::UnexpectedEnd)),
        (bytes("08 01 0c"), Format::Protobuf, r#"{"1 varint":1}"#, fault(2, Problem::Unbalanced)),
        (bytes("08 01 07"), Format::Protobuf, r#"{"1 varint":1}"#, fault(2, Problem::InvalidByte)),
    ] {
        assert_eq!(read(&payload, format), (tree.to_owned(), expected), "{payload:02x?}");
    }
}

/// RFC 8949 §8: inside of a key a map is written with keys of any kind.
#[test]
fn a_key_that_is_a_map_is_written_in_one_piece() {
    for (message_pack, cbor, tree) in [
        ("81 81 01 02 03", "a1 a1 01 02 03", r#"{"({1:2})":3}"#),
        ("81 81 81 a1 61 02 03 04", "a1 a1 a1 61 61 02 03 04", r#"{"({{\"a\":2}:3})":4}"#),
        ("82 92 01 80 02 a1 62 03", "a2 82 01 a0 02 61 62 03", r#"{"([1,{}])":2,"b":3}"#),
        ("82 a1 61 01 81 01", "a2 61 61 01 a1 01", r#"{"a":1}"#),
    ] {
        assert_eq!(read(&bytes(message_pack), Format::MessagePack).0, tree, "{message_pack}");
        assert_eq!(read(&bytes(cbor), Format::Cbor).0, tree, "{cbor}");
    }
}

/// Each level used to be made a text anew, which doubled what it had inside of it.
#[test]
fn the_work_for_keys_inside_of_keys_grows_with_the_payload_only() {
    let depths = [1, 2, 8, 32, MAX_TREE_DEPTH - 1];
    for (map, nothing, array, format) in [
        (0xa1, 0xf6, [0x9b, 0, 0, 0, 0, 0, 0], Format::Cbor),
        (0x81, 0xc0, [0xdd, 0, 0, 0, 0, 0, 0], Format::MessagePack),
    ] {
        for depth in depths {
            let one = [vec![map; depth], vec![nothing; depth + 1]].concat();
            let count = 16 * 1024 / one.len();
            let head = if format == Format::Cbor { &array[..7] } else { &array[..3] };
            let payload = [head, &(count as u16).to_be_bytes(), &one.repeat(count)].concat();
            let (tree, fault) = read(&payload, format);
            assert_eq!(fault, None, "{format:?} {depth}");
            // All that is written stands in the tree, and is read over twice at most.
            assert!(tree.len() < 16 * payload.len(), "{format:?} {depth}: {} bytes", tree.len());
        }
    }
}

#[test]
fn a_byte_that_is_no_text_makes_every_message_around_it_none() {
    let mut message = b"\x0a\x01\x00".to_vec();
    for _ in 0..MAX_TREE_DEPTH - 2 {
        message = [&[0x0a][..], &varint_of(message.len()), &message].concat();
    }
    let (tree, fault) = read(&message, Format::Protobuf);
    assert_eq!(fault, None);
    assert_eq!(tree.matches("message").count(), MAX_TREE_DEPTH - 2);
    assert!(tree.contains("1 bytes"), "{tree}");
}

fn varint_of(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = write::GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("to memory");
    encoder.finish().expect("to memory")
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = write::ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("to memory");
    encoder.finish().expect("to memory")
}

#[test]
fn what_was_compressed_is_read_on() {
    let look = |payload: &[u8]| {
        let decoded = decode(payload, None, &never);
        (decoded.layers, decoded.content, decoded.fault)
    };
    let json = br#"{"n": 1.50}"#;
    assert_eq!(look(&gzip(json)), (vec![Format::Gzip], Content::Tree(json.to_vec()), None));
    assert_eq!(look(&zlib(b"plain text")), (vec![Format::Zlib], Content::Text(b"plain text".to_vec()), None));
    let pack = gzip(&zlib(&bytes("81 a1 61 c3")));
    let layers = vec![Format::Gzip, Format::Zlib, Format::MessagePack];
    assert_eq!(look(&pack), (layers, Content::Tree(br#"{"a":true}"#.to_vec()), None));
    let mut torn = gzip(b"some words that are cut");
    torn.truncate(20);
    let (_, _, fault) = look(&torn);
    assert_eq!(fault.map(|fault| fault.problem), Some(Problem::UnexpectedEnd));
    let mut followed = zlib(b"x");
    followed.push(7);
    let at = followed.len() - 1;
    assert_eq!(look(&followed).2, Some(Fault { at, problem: Problem::TrailingData }));
}

#[test]
fn a_bomb_is_inflated_up_to_the_limit_and_no_further() {
    let bomb = gzip(&vec![0; 1024 * 1024]);
    assert!(bomb.len() < 4_096);
    let (inside, fault) = inflate(&bomb, Format::Gzip, Bounds { most_bytes: 100_000, cancelled: &never });
    assert!(inside.len() <= 100_000);
    assert_eq!(fault.map(|fault| fault.problem), Some(Problem::TooLong));
}

#[test]
fn a_guess_names_everything_that_fits_and_nothing_for_text() {
    let layers = |payload: &[u8]| {
        let decoded = decode(payload, None, &never);
        (decoded.layers, decoded.others)
    };
    assert_eq!(layers(b"hello").0, []);
    assert_eq!(layers(br#"{"a":1}"#).0, []);
    assert_eq!(layers(b"").0, []);
    assert_eq!(layers(b"42 is the answer").0, []);
    assert_eq!(layers(b"42[\"a\"]").0, [Format::EngineIo]);
    assert_eq!(layers(&bytes("82 a1 61 01 a1 62 02")), (vec![Format::MessagePack], vec![]));
    assert_eq!(layers(&bytes("a1 61 61 f6")), (vec![Format::Cbor], vec![]));
    assert_eq!(layers(&bytes("08 96 01")), (vec![Format::Protobuf], vec![]));
    assert_eq!(layers(&bytes("81 01")).0.len(), 1);
    assert_eq!(layers(&bytes("82 01 02")).0, [Format::Cbor], "as MessagePack a value is missing");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic_and_every_tree_is_json(payload in prop::collection::vec(any::<u8>(), 0..300)) {
        for format in Format::ALL {
            let decoded = decode(&payload, Some(format), &never);
            if let Content::Tree(tree) = &decoded.content {
                prop_assert!(serde_json::from_slice::<serde::de::IgnoredAny>(tree).is_ok());
            }
            if let Some(fault) = decoded.fault {
                prop_assert!(fault.at <= payload.len() || decoded.layers.len() > 1);
            }
        }
        decode(&payload, None, &never);
    }

    #[test]
    fn packets_of_any_text_end_somewhere(text in "[0-6b][0-6]?[0-9/,\\-\\[\\]{}\":a\u{1e}é]{0,40}") {
        let decoded = decode(text.as_bytes(), Some(Format::EngineIo), &never);
        if let Content::Tree(tree) = &decoded.content {
            prop_assert!(serde_json::from_slice::<serde::de::IgnoredAny>(tree).is_ok());
        }
    }
}

#[test]
fn bytes_that_only_open_groups_are_no_message() {
    let groups = |depth: usize| [vec![0x0b; depth], vec![0x0c; depth]].concat();
    let looks = |payload: &[u8]| decode(payload, None, &|| false).layers;
    assert_eq!(looks(&groups(MAX_TREE_DEPTH - 1)), [Format::Protobuf]);
    // A message of one byte a group would be kept as eight until it ends.
    assert_eq!(looks(&groups(MAX_TREE_DEPTH + 1)), []);
}
