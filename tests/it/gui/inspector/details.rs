//! The details: names of fields as long as headers have them.

use egui::Color32;
use egui_kittest::kittest::Queryable as _;
use wirelight::{
    i18n::Lang,
    transcript::{Body, entry::Request},
    ui::fonts,
};

use super::{Stage, shown};

/// As wide as the inspector is at first.
const WIDTH: f32 = 400.0;

fn request(names: &[&str]) -> Body {
    let lines = names.iter().map(|name| ((*name).to_owned(), "value".to_owned())).collect();
    Body::from(Request::new("GET", "http://h/", lines))
}

#[test]
fn names_as_long_as_headers_have_them_are_whole() {
    for lang in Lang::ALL {
        let names = ["Sec-WebSocket-Extensions", "Access-Control-Allow-Credentials", "Host"];
        let harness = shown(WIDTH, Stage::new(lang, vec![request(&names)]));
        for name in names {
            let name = format!("headers · {name}");
            let painter = harness.ctx.debug_painter();
            let needed = painter.layout_no_wrap(name.clone(), fonts::body(12.5), Color32::WHITE).size().x;
            let place = harness.get_by_label(&name).rect();
            assert!(place.width() >= needed.floor() && place.right() <= WIDTH, "{name}: {place} for {needed}");
        }
        // A short name stands beside its value.
        let [name, value] = ["kind", "request"].map(|words| harness.get_by_label(words).rect());
        assert!(name.right() < value.left() && (name.center().y - value.center().y).abs() < 4.0, "{name} {value}");
    }
}

#[test]
fn a_longer_name_is_whole_under_the_pointer() {
    let name = format!("X-{}", "Long-".repeat(20));
    let mut harness = shown(WIDTH, Stage::new(Lang::English, vec![request(&[&name])]));
    let said = format!("headers · {name}");
    let place = harness.get_by_label(&said).rect();
    assert!(place.right() <= WIDTH, "{place}");
    harness.hover_at(place.center());
    harness.run_steps(60);
    assert_eq!(harness.query_all_by_label(&said).count(), 2, "the name and what the pointer shows");
}
