//! The tab for payloads of other formats: what they look like, what was chosen, and where they are damaged.

use std::io::Write as _;

use egui::accesskit::Role;
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::i18n::Lang;

use super::{Stage, binary, click, copied_by, shown, text, wait_for};

/// `{"a":[1,true]}` in `MessagePack`.
const PACKED: &[u8] = b"\x81\xa1a\x92\x01\xc3";

fn open<'a>(lang: Lang, tab: &str, row: wirelight::transcript::Body) -> Harness<'a, Stage> {
    let mut harness = shown(560.0, Stage::new(lang, vec![row]));
    click(&mut harness, tab);
    harness
}

#[test]
fn what_it_looks_like_is_shown_as_a_tree_and_called_a_guess() {
    for (lang, tab, guess) in [
        (Lang::English, "Decoded", "Looks like MessagePack. This is a guess."),
        (Lang::Chinese, "解码", "看起来像 MessagePack，仅为猜测。"),
    ] {
        let mut harness = open(lang, tab, binary(PACKED));
        wait_for(&mut harness, "the tree", |harness| harness.query_by_label("a [ 2 ]").is_some());
        harness.get_by_label(guess);
        harness.get_by_role_and_label(Role::TreeItem, "1 true");
    }
}

#[test]
fn a_chosen_format_is_kept_and_its_fault_says_at_which_byte() {
    let mut harness = open(Lang::English, "Decoded", binary(&b"\x92\x01\xc1"[..]));
    wait_for(&mut harness, "a guess", |harness| {
        harness.query_by_label_contains("Looks like").is_some()
            || harness.query_by_label_contains("none of the formats").is_some()
    });
    click(&mut harness, "Read the payload as Detected");
    click(&mut harness, "MessagePack");
    wait_for(&mut harness, "the tree", |harness| harness.query_by_label("Read as MessagePack, as chosen.").is_some());
    harness.get_by_label_contains("At byte 2: no value begins with this byte");
    harness.get_by_role_and_label(Role::TreeItem, "0 1");
    let copied = copied_by(&mut harness, "Copy").expect("a copy");
    assert_eq!(copied, "[1]");
}

#[test]
fn socket_io_in_text_and_text_in_gzip_are_opened() {
    let mut harness = open(Lang::English, "Decoded", text(r#"42/chat,7["hi"]"#));
    wait_for(&mut harness, "the packet", |harness| harness.query_by_label("socket.io \"event\"").is_some());
    for label in ["namespace \"/chat\"", "ack id 7", "data [ 1 ]"] {
        harness.get_by_role_and_label(Role::TreeItem, label);
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(b"plain words").expect("to memory");
    let mut harness = open(Lang::English, "Decoded", binary(encoder.finish().expect("to memory")));
    wait_for(&mut harness, "the text", |harness| harness.query_by_label("plain words").is_some());
    harness.get_by_label("11 B after inflation");
}

#[test]
fn plain_text_looks_like_nothing_and_says_what_to_do() {
    let mut harness = open(Lang::English, "Decoded", text("hello"));
    wait_for(&mut harness, "the verdict", |harness| harness.query_by_label_contains("none of the formats").is_some());
    harness.get_by_label_contains("choose it above");
}
