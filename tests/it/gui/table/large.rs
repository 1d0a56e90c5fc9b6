//! Ten million rows: each of them can be reached, and exactly the rows there are drawn.

use bytes::Bytes;
use egui::{Key, Modifiers};
use wirelight::{
    i18n::Lang,
    transcript::{Body, Entry, Transcript},
};

use crate::gui::stage::{Stage, click, key, shown, shown_list, wheel};

const ROWS: u64 = 10_000_000;

fn ten_million() -> Transcript {
    let mut transcript = Transcript::with_limit(1 << 30);
    let mut entry = Entry::incoming(0, Body::Text(Bytes::from_static(b"x")));
    for number in 0..ROWS {
        entry.at_micros = number;
        transcript.push(&entry);
    }
    transcript
}

#[test]
fn of_ten_million_rows_exactly_those_at_the_place_are_drawn() {
    let mut harness = shown_list(Stage::new(ten_million(), Lang::English));
    assert_eq!(shown(&harness), (ROWS - 10..ROWS).collect::<Vec<_>>(), "it follows the newest");
    click(&mut harness, "row 9999999");
    key(&mut harness, Modifiers::NONE, Key::Home);
    assert_eq!(shown(&harness), (0..10).collect::<Vec<_>>());
    key(&mut harness, Modifiers::NONE, Key::PageDown);
    assert_eq!(harness.state().table.selected, Some(8));
    for (go_to, row) in [("5 000 001", 5_000_000), ("1", 0), ("10000000", 9_999_999), ("+5s", 5_000_000)] {
        crate::gui::table::go_to::go(&mut harness, go_to);
        assert_eq!(harness.state().table.selected, Some(row));
        let rows = shown(&harness);
        assert!(rows.contains(&row) && (10..=11).contains(&rows.len()), "{go_to}: {rows:?}");
        assert!(rows.windows(2).all(|pair| pair[1] == pair[0] + 1), "{rows:?}");
    }
    // A pixel is a pixel there, too: 22 of them are one row.
    let before = shown(&harness);
    wheel(&mut harness, 22.0 * 3.0);
    let expected: Vec<u64> = before.iter().map(|row| row - 3).collect();
    assert_eq!(shown(&harness), expected);
    key(&mut harness, Modifiers::COMMAND, Key::A);
    let selection = &harness.state().table.selection;
    assert_eq!((selection.len(), selection.ranges()), (ROWS, [(0, ROWS - 1)].as_slice()));
    harness.event(egui::Event::Copy);
    harness.run();
    assert!(harness.state().notices()[0].contains("at most 16.0 MiB"), "{:?}", harness.state().notices());
}
