//! A payload of 100 MB: no reading of it lays out more than what is in view.

use egui::{Key, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::Lang,
    transcript::{Body, entry::Request},
    ui::{format, inspector::Exchange},
};

use super::{Stage, binary, click, focus, press, shown, text};

const LENGTH: usize = 100_000_000;

/// Glyphs and shapes of the last frame: what was laid out and painted.
fn drawn(harness: &Harness<'_, Stage>) -> (usize, usize) {
    fn glyphs(shape: &egui::Shape) -> usize {
        match shape {
            egui::Shape::Text(text) => text.galley.rows.iter().map(|row| row.row.glyphs.len()).sum(),
            egui::Shape::Vec(shapes) => shapes.iter().map(glyphs).sum(),
            _ => 0,
        }
    }
    let shapes = &harness.output().shapes;
    (shapes.iter().map(|clipped| glyphs(&clipped.shape)).sum(), shapes.len())
}

fn is_small(harness: &Harness<'_, Stage>, what: &str) {
    let (glyphs, shapes) = drawn(harness);
    assert!(glyphs < 20_000 && shapes < 2_000, "{what}: {glyphs} glyphs, {shapes} shapes");
}

#[test]
fn hex_reaches_both_ends() {
    let mut payload = vec![0; LENGTH];
    payload[LENGTH - 4..].copy_from_slice(b"last");
    let mut harness = shown(800.0, Stage::new(Lang::English, vec![binary(payload)]));
    is_small(&harness, "hex");
    focus(&mut harness, "Payload in hex");
    press(&mut harness, Key::End);
    harness.get_by_label_contains("6c 61 73 74");
    is_small(&harness, "the end of hex");
}

#[test]
fn text_opens_at_once_and_is_indexed_little_by_little() {
    let mut payload = b"first line\n".to_vec();
    payload.resize(LENGTH, b'x');
    let mut harness = shown(400.0, Stage::new(Lang::English, vec![text(payload)]));
    harness.get_by_role_and_label(Role::Document, "Payload as text");
    harness.get_by_label("first line");
    harness.get_by_label_contains("indexed ");
    is_small(&harness, "text");
    focus(&mut harness, "Payload as text");
    press(&mut harness, Key::End);
    is_small(&harness, "the end of text, as far as it is known");
}

#[test]
fn json_says_its_limit() {
    for (lang, words) in [(Lang::English, "64.0 MiB that are read as JSON"), (Lang::Chinese, "64.0 MiB")] {
        let mut payload = b"[".to_vec();
        payload.resize(LENGTH, b' ');
        let mut harness = shown(500.0, Stage::new(lang, vec![text(payload)]));
        harness.get_by_role(Role::Document);
        click(&mut harness, "JSON");
        harness.get_by_label_contains(words);
        is_small(&harness, "the limit");
    }
}

#[test]
fn a_shared_payload_is_compared_or_refused_without_a_copy_in_the_frame() {
    let mut harness = shown(500.0, Stage::new(Lang::English, vec![text(vec![b'x'; LENGTH]), text("x")]));
    click(&mut harness, "Set as base of a comparison");
    harness.state_mut().row = Some(1);
    harness.run_steps(2);
    click(&mut harness, "Compare with the base");
    harness.get_by_label_contains("Rows of up to");
    is_small(&harness, "the comparison");
}

#[test]
fn thousands_of_header_lines_are_not_all_laid_out_and_that_is_said() {
    for (lang, details, words) in [
        (Lang::English, "Details", ["", " more lines are not shown; copying takes all of them."]),
        (Lang::Chinese, "详情", ["另有 ", " 行未显示；复制时全部包含。"]),
    ] {
        let headers = (0..5_000).map(|n| (format!("x-{n}"), "v".to_owned())).collect();
        let request = Request::new("GET", "http://h/", headers);
        let mut stage = Stage::new(lang, vec![Body::from(request.clone())]);
        stage.exchanges = vec![Exchange { request: Some(request.into()), ..Exchange::default() }];
        let mut harness = shown(800.0, stage);
        // Time, direction, kind, method and URL are lines of the details, too.
        for (tab, left_out) in [("HTTP", 4_800), (details, 4_805)] {
            click(&mut harness, tab);
            harness.get_by_label(&words.join(&format::grouped(left_out)));
            is_small(&harness, tab);
        }
    }
}
