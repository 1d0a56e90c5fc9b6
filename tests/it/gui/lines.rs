//! The list of lines: any line of ten million is reached exactly, and only those in view are drawn.

use egui::{Event, Key, MouseWheelUnit, Vec2, WidgetInfo, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::ui::{
    lines::{Lines, LinesPlace},
    theme,
};

const LINES: u64 = 10_000_000;

#[derive(Default)]
struct Stage {
    place: LinesPlace,
    drawn: usize,
}

/// A view of 200 points: eleven lines of 18, and two points of a twelfth.
fn list<'a>() -> Harness<'a, Stage> {
    let mut harness = Harness::builder().with_size([300.0, 200.0]).with_context_setup(theme::install).build_ui_state(
        |ui, stage: &mut Stage| {
            let Stage { place, drawn } = stage;
            *drawn = 0;
            let lines = Lines::new("Lines", "Scroll bar", LINES, 18.0);
            let id = lines.id(ui);
            lines.show(ui, place, |ui, number, rect| {
                *drawn += 1;
                ui.interact(rect, id.with(number), egui::Sense::hover())
                    .widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("line {number}")));
            });
        },
        Stage::default(),
    );
    harness.run();
    harness
}

fn top_of(harness: &Harness<'_, Stage>, line: u64) -> f32 {
    let list = harness.get_by_role_and_label(Role::List, "Lines").rect();
    harness.get_by_label(&format!("line {line}")).rect().top() - list.top()
}

fn height(harness: &Harness<'_, Stage>) -> f32 {
    harness.get_by_role_and_label(Role::List, "Lines").rect().height()
}

fn wheel(harness: &mut Harness<'_, Stage>, points: f32) {
    harness.hover_at(egui::pos2(100.0, 100.0));
    harness.run();
    harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: Vec2::new(0.0, points),
        modifiers: egui::Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
    });
    harness.run();
}

#[test]
fn the_last_the_middle_and_the_first_line_are_reached_exactly() {
    let mut harness = list();
    assert!(harness.state().drawn <= 13, "{}", harness.state().drawn);
    harness.get_by_role_and_label(Role::List, "Lines").focus();
    harness.key_press(Key::End);
    harness.run();
    assert!((top_of(&harness, LINES - 1) + 18.0 - height(&harness)).abs() < 0.01);
    harness.state_mut().place.set_top(5_000_000);
    harness.run();
    assert!(top_of(&harness, 5_000_000).abs() < 0.01);
    assert!((top_of(&harness, 5_000_007) - 7.0 * 18.0).abs() < 0.01);
    harness.key_press(Key::Home);
    harness.run();
    assert!(top_of(&harness, 0).abs() < 0.01);
    assert!(harness.state().drawn <= 13, "{}", harness.state().drawn);
}

#[test]
fn half_a_point_of_the_wheel_is_half_a_point_also_at_the_end() {
    let mut harness = list();
    harness.state_mut().place.set_top(9_999_000);
    harness.run();
    for step in 1..=20_u8 {
        wheel(&mut harness, -0.5);
        let top = top_of(&harness, 9_999_005);
        assert!((top - (90.0 - f32::from(step) * 0.5)).abs() < 0.01, "{step}: {top}");
    }
}

#[test]
fn keys_move_by_line_and_by_page() {
    let mut harness = list();
    harness.get_by_role_and_label(Role::List, "Lines").focus();
    let page = (height(&harness) / 18.0).floor() as u64 - 1;
    for (key, line) in [(Key::ArrowDown, 1), (Key::PageDown, 1 + page), (Key::ArrowUp, page), (Key::PageUp, 0)] {
        harness.key_press(key);
        harness.run();
        assert!(top_of(&harness, line).abs() < 0.01, "{key:?}");
    }
}

#[test]
fn a_line_that_is_wanted_comes_into_view_with_little_movement() {
    let mut harness = list();
    harness.state_mut().place.reveal(7_654_321);
    harness.run();
    assert!((top_of(&harness, 7_654_321) + 18.0 - height(&harness)).abs() < 0.01);
    harness.state_mut().place.reveal(7_654_320);
    harness.run();
    assert!((top_of(&harness, 7_654_321) + 18.0 - height(&harness)).abs() < 0.01, "it was in view already");
}

#[test]
fn the_bar_leads_to_both_ends() {
    let mut harness = list();
    let rail = harness.get_by_role_and_label(Role::ScrollBar, "Scroll bar").rect();
    for (y, line) in [(rail.bottom() - 1.0, LINES - 1), (rail.top() + 1.0, 0)] {
        harness.drag_at(egui::pos2(rail.center().x, rail.center().y));
        harness.run();
        harness.hover_at(egui::pos2(rail.center().x, y));
        harness.run();
        harness.drop_at(egui::pos2(rail.center().x, y));
        harness.run();
        harness.get_by_label(&format!("line {line}"));
    }
    assert!(top_of(&harness, 0).abs() < 0.01);
}
