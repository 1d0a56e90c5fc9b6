//! Frames in the list, the status bar and the files of a session: sizes on the wire and after inflation, in words.

use bytes::Bytes;
use egui::{Key, Modifiers};
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::Lang,
    limits::MAX_FRAME_HEADS,
    protocols::websocket::{Event, ReadyState, Session, view::WebSocketFace},
    session::Model as _,
    transcript::{
        Body, Entry,
        entry::{FrameNote, Partial, Response, Stray},
        frames::{Frame, FrameHead, FrameTrace, Frames},
    },
    ui::theme,
};

use super::duplicate::{Window, is_open, press, shown, wait_for};
use crate::support::stage::Stage;

fn framed(entry: Entry, heads: &[&[u8]], deflated: Option<&'static [u8]>) -> Entry {
    let at_micros = entry.at_micros;
    let list = heads.iter().map(|head| Frame { head: FrameHead::new(head).expect("a header"), at_micros });
    let frames = Frames::new(list, deflated.map(Bytes::from_static));
    entry.with_frames(FrameTrace::new(at_micros, &frames))
}

fn stage(lang: Lang) -> Stage<WebSocketFace> {
    let mut session = Session::with_limit(1 << 20);
    let mut row = |row: Entry| session.apply(Event::Row(row));
    let extensions = ("Sec-WebSocket-Extensions".to_owned(), "permessage-deflate".to_owned());
    let response = Response::new(101, Some("Switching Protocols".to_owned()), vec![extensions]);
    row(Entry::incoming(1, Body::from(response)));
    row(Entry::local(2, Body::State(ReadyState::Open.to_record())));
    let letters = Bytes::from(vec![b'a'; 1_500]);
    row(framed(Entry::incoming(3, Body::Text(letters)), &[&[0xc1, 50]], Some(b"x")));
    row(framed(
        Entry::incoming(4, Body::Text(Bytes::from_static(b"three"))),
        &[&[0x01, 3], &[0x00, 0], &[0x80, 2]],
        None,
    ));
    row(framed(Entry::outgoing(5, Body::Text(Bytes::from_static(b"plain"))), &[&[0x81, 0x85, 1, 2, 3, 4]], None));
    let note = FrameNote { illegal: vec!["reservedOpcode".into()] };
    row(framed(Entry::incoming(6, Body::Frame(note, Bytes::from_static(b"?"))), &[&[0x83, 1]], None));
    let crumbs: Vec<&[u8]> = std::iter::repeat_n(&[0x02, 0x00][..], MAX_FRAME_HEADS + 76).collect();
    row(framed(Entry::incoming(7, Body::Binary(Bytes::new())), &crumbs, None));
    let partial = Partial { bytes: 22, of: Some(2_048), deflated_bytes: Some(9), ..Partial::default() };
    let cut = Entry::incoming(8, Body::Partial(Box::new(partial), Bytes::from_static(b"no more than this came")));
    row(framed(cut, &[&[0xc1, 50]], Some(b"x")));
    let stray = Stray { after: Stray::CLOSE.into(), bytes: 6_000 };
    row(Entry::incoming(9, Body::Stray(stray, Bytes::from_static(&[0x81, 2]))));
    let mut stage = Stage::new(lang);
    stage.session = Some(session);
    stage
}

#[test]
fn rows_and_status_say_what_was_on_the_wire() {
    for (lang, compressed, fragments, rule, many) in [
        (
            Lang::English,
            "1 frame · 50 → 1 500 B · 30.0×",
            "3 frames",
            "its opcode is reserved",
            "1 100 frames · 76 of them not listed",
        ),
        (Lang::Chinese, "1 帧 · 50 → 1 500 B · 30.0×", "3 帧", "操作码是保留的", "1 100 帧 · 其中 76 帧未列出"),
    ] {
        let mut harness = Harness::builder()
            .with_size([1280.0, 800.0])
            .allow_missing_glyphs()
            .with_context_setup(theme::install)
            .build_ui_state(|ui, stage: &mut Stage<WebSocketFace>| stage.ui(ui), stage(lang));
        harness.run_steps(3);
        harness.get_by_label_contains(compressed);
        harness.get_by_label_contains(fragments);
        harness.get_by_label_contains(rule);
        harness.get_by_label_contains(many);
        // (1 500 + 5) / (50 + 5), and 5 / 5.
        harness.get_by_label("deflate in 27.4× out 1.0×");
    }
}

#[test]
fn bytes_that_became_no_message_say_how_many_they_are() {
    for (lang, partial, stray, title) in [
        (
            Lang::English,
            "in partial cut off after 22 B of 2.0 KiB   no more than this came · 1 frame",
            "in stray 5.9 KiB behind the close frame   81 02",
            "partial 8 ",
        ),
        (
            Lang::Chinese,
            "in 不完整 收到 22 B 后中断，共 2.0 KiB   no more than this came · 1 帧",
            "in 多余字节 关闭帧之后还有 5.9 KiB   81 02",
            "不完整 8 ",
        ),
    ] {
        let mut harness = Harness::builder()
            .with_size([1280.0, 800.0])
            .allow_missing_glyphs()
            .with_context_setup(theme::install)
            .build_ui_state(|ui, stage: &mut Stage<WebSocketFace>| stage.ui(ui), stage(lang));
        harness.run_steps(3);
        harness.get_by_label_contains(stray);
        harness.get_by_label_contains(partial).click();
        harness.run_steps(3);
        harness.get_by_label_contains(title);
        harness.get_by_value("no more than this came");
    }
}

#[test]
fn a_saved_record_has_frame_details_if_they_are_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = shown([1280.0, 800.0], Window::at_chat(Lang::English));
    press(&mut window, Modifiers::COMMAND, Key::Enter);
    wait_for(&mut window, "the connection", |window| is_open(window, 0));
    press(&mut window, Modifiers::COMMAND, Key::Enter);
    let has_text = |window: &Window| !window.texts(0, wirelight::transcript::Direction::Out).is_empty();
    wait_for(&mut window, "a message", has_text);
    for (name, ticks) in [("without.jsonl", false), ("with.jsonl", true)] {
        let path = folder.path().join(name);
        press(&mut window, Modifiers::COMMAND, Key::S);
        if ticks {
            window.get_by_label("Frame details").click();
            window.run_steps(2);
        }
        window.get_by_role_and_label(egui::accesskit::Role::TextInput, "File").focus();
        window.run_steps(2);
        press(&mut window, Modifiers::COMMAND, Key::A);
        window.event(egui::Event::Text(path.display().to_string()));
        window.run_steps(2);
        window.get_by_label("Save").click();
        window.run_steps(2);
        wait_for(&mut window, "the file", |_| path.exists());
        let record = std::fs::read_to_string(&path).expect("a record");
        assert_eq!(record.contains(r#""frames":[{"fin":true,"rsv":0,"opcode":1,"mask":""#), ticks, "{record}");
    }
    assert!(window.state().settings.frame_details, "it is remembered");
}
