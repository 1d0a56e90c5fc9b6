//! The tab for frames: their bits in words, fragments, compression, bytes of both sides, broken rules.

use bytes::Bytes;
use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::Lang,
    protocols::websocket::view::FrameTab,
    transcript::{
        Body, Entry,
        entry::{Close, FrameNote},
        frames::{Frame, FrameHead, FrameTrace, Frames},
    },
    ui::inspector::InspectorState,
};

use crate::gui::inspector::{Stage, binary, click, copied, focus, labels, press, shown, text};

const HELLO: [u8; 6] = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d];

fn row(body: Body, heads: &[&[u8]], deflated: Option<&'static [u8]>) -> Entry {
    let list = heads.iter().enumerate().map(|(number, head)| {
        let head = FrameHead::new(head).expect("a header");
        Frame { head, at_micros: 1_000 + number as u64 * 2_500 }
    });
    let frames = Frames::new(list, deflated.map(Bytes::from_static));
    let at = frames.list.last().map_or(0, |frame| frame.at_micros);
    Entry::outgoing(at, body).with_frames(FrameTrace::new(at, &frames))
}

fn open<'a>(lang: Lang, row: Entry) -> Harness<'a, Stage> {
    let mut stage = Stage::with_rows(lang, vec![row]);
    stage.state = InspectorState::default().with_tab(FrameTab::default());
    let mut harness = Harness::builder()
        .with_size([420.0, 900.0])
        .allow_missing_glyphs()
        .with_context_setup(wirelight::ui::theme::install)
        .build_ui_state(|ui, stage: &mut Stage| stage.ui(ui), stage);
    harness.run_steps(3);
    click(&mut harness, if lang == Lang::English { "Frame" } else { "帧" });
    harness
}

fn shows(harness: &Harness<'_, Stage>, words: &str) {
    let all = labels(harness);
    assert!(all.iter().any(|label| label.contains(words)), "no “{words}” in {all:#?}");
}

/// RFC 6455 §5.7: a masked text message.
#[test]
fn every_part_of_a_header_is_named_and_the_wire_stands_beside_the_payload() {
    for (lang, says, size) in [
        (Lang::English, "A whole text message in one frame.", "6 header + 5 payload bytes"),
        (Lang::Chinese, "一帧中的完整 text 消息。", "6 字节帧头 + 5 字节载荷"),
    ] {
        let harness = open(lang, row(text("Hello"), &[&HELLO], None));
        for words in
            [says, size, "1 text", "37 fa 21 3d", "RSV1 0 · RSV2 0 · RSV3 0", "FIN: 1", "MSK: 1", "length 5: 0000101"]
        {
            shows(&harness, words);
        }
        shows(&harness, "7f 9f 4d 51  48 65 6c 6c  Hell");
        shows(&harness, "00000a  58  6f  o");
    }
}

#[test]
fn a_chosen_byte_says_how_it_becomes_one_of_the_message() {
    let mut harness = open(Lang::English, row(text("Hello"), &[&HELLO], None));
    shows(&harness, "Point at a byte");
    focus(&mut harness, "Bytes on the wire");
    press(&mut harness, Key::End);
    shows(&harness, "Byte 4 of the message: 58 ⊕ 37 = 6f “o”");
    press(&mut harness, Key::Home);
    shows(&harness, "81: FIN, RSV1 to RSV3, opcode");
    assert_eq!(copied(&mut harness, Modifiers::COMMAND).as_deref(), Some("81"));
}

#[test]
fn fragments_stand_in_a_list_with_size_and_time() {
    for (lang, list, first, last) in [
        (
            Lang::English,
            "Frames of this message",
            "The first fragment of a binary message.",
            "The last fragment of its message.",
        ),
        (Lang::Chinese, "此消息的帧", "binary 消息的第一个分片。", "消息的最后一个分片。"),
    ] {
        let heads: [&[u8]; 3] = [&[0x02, 0x03], &[0x00, 0x00], &[0x80, 0x02]];
        let mut harness = open(lang, row(binary(&b"Hello"[..]), &heads, None));
        harness.get_by_role_and_label(Role::ListBox, list);
        harness.get_by_role_and_label(Role::ListBoxOption, "1 2 binary  3 B +0.0 ms");
        shows(&harness, first);
        shows(&harness, "000002  48 65 6c  Hel");
        harness.get_by_role_and_label(Role::ListBoxOption, "3 0 continuation FIN 2 B +5.0 ms").click();
        harness.run_steps(4);
        shows(&harness, last);
        shows(&harness, "000002  6c 6f  lo");
        press(&mut harness, Key::ArrowUp);
        shows(&harness, "000000  80 02".replace("80 02", "00 00").as_str());
    }
}

#[test]
fn frames_that_are_only_counted_are_said() {
    for (lang, title, omitted) in [
        (
            Lang::English,
            "Frame 1 of 2 000: ",
            "976 more frames came and are only counted: of a message, the first 1 024 frames are kept.",
        ),
        (Lang::Chinese, "第 1 帧，共 2 000 帧", "另有 976 帧只计数、不保留：每条消息保留前 1 024 帧。"),
    ] {
        let heads: Vec<&[u8]> = std::iter::repeat_n(&[0x02, 0x00][..], 2_000).collect();
        let harness = open(lang, row(binary(&b""[..]), &heads, None));
        shows(&harness, title);
        shows(&harness, omitted);
    }
    let heads: Vec<&[u8]> = std::iter::repeat_n(&[0x02, 0x00][..], 1_024).collect();
    let harness = open(Lang::English, row(binary(&b""[..]), &heads, None));
    assert!(!labels(&harness).iter().any(|label| label.contains("only counted")));
}

/// RFC 7692 §7.2.3.1.
#[test]
fn a_compressed_message_shows_both_sizes_and_links_only_the_whole() {
    let deflated: &[u8] = &[0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
    for (lang, says, link) in [
        (Lang::English, "RSV1 = compressed: 5 bytes were 7 on the wire.", "Compressed: only the whole frame"),
        (Lang::Chinese, "RSV1 = 已压缩：5 字节在线上为 7 字节。", "已压缩：只有整帧对应消息"),
    ] {
        let mut harness = open(lang, row(text("Hello"), &[&[0xc1, 0x07]], Some(deflated)));
        for words in [says, "RSV 100: 100", "7 → 5 B · 0.7×", "000002  f2 48 cd c9 c9 07 00"] {
            shows(&harness, words);
        }
        focus(&mut harness, if lang == Lang::English { "Bytes on the wire" } else { "线上的字节" });
        press(&mut harness, Key::End);
        shows(&harness, link);
    }
}

#[test]
fn long_lengths_are_spelled_out_and_a_wasteful_one_is_named() {
    let medium: &[u8] = &[0x82, 126, 0x01, 0x00];
    let harness = open(Lang::English, row(binary(vec![7; 256]), &[medium], None));
    shows(&harness, "16 bit: 126, then 01 00 = 256");
    shows(&harness, "length 126 → 256: 1111110");
    let long: &[u8] = &[0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0];
    let harness = open(Lang::English, row(binary(vec![7; 65_536]), &[long], None));
    shows(&harness, "64 bit: 127, then 00 00 00 00 00 01 00 00 = 65 536");
    let wasteful: &[u8] = &[0x82, 126, 0, 1];
    let harness = open(Lang::Chinese, row(binary(vec![7; 1]), &[wasteful], None));
    shows(&harness, "16 位：126，随后 00 01 = 1 · 不是最短形式");
}

#[test]
fn a_broken_rule_is_said_with_its_section() {
    for (lang, rule) in [
        (Lang::English, "Illegal: a reserved bit is set that no extension has asked for (RFC 6455 §5.2)"),
        (Lang::Chinese, "不合规：设置了没有扩展要求的保留位（RFC 6455 §5.2）"),
    ] {
        let note = FrameNote { illegal: vec!["reservedBits".into()] };
        let harness = open(lang, row(Body::Frame(note, Bytes::from_static(b"x")), &[&[0xb3, 0x01]], None));
        shows(&harness, rule);
        shows(&harness, "RSV1 0 · RSV2 1 · RSV3 1");
        shows(&harness, "3 reserved");
    }
}

#[test]
fn a_close_frame_shows_its_code_on_the_wire() {
    let close = Close { code: 1000, reason: "bye".to_owned(), clean: None };
    let harness = open(Lang::English, row(Body::Close(close), &[&[0x88, 0x05]], None));
    shows(&harness, "000002  03 e8 62 79 65  ..bye");
}

#[test]
fn a_row_without_frames_says_why() {
    let harness = open(Lang::English, Entry::incoming(0, text("Hello")));
    shows(&harness, "Nothing is known of the frames of this row.");
    let close = Close { code: 1006, reason: String::new(), clean: Some(false) };
    let harness = open(Lang::Chinese, Entry::local(0, Body::Close(close)));
    shows(&harness, "这一行不是消息");
    let harness = shown(700.0, Stage::new(Lang::English, vec![text("Hello")]));
    assert!(harness.query_by_label("Frame").is_none(), "only a protocol that adds it has this tab");
}
