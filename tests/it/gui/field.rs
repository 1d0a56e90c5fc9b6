//! A field is one thing to the pointer: its icon and its name belong to it.

use egui::{Modifiers, PointerButton, accesskit::Role, pos2, vec2};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use wirelight::ui::{field::Field, theme};

#[test]
fn a_click_on_the_name_inside_a_field_puts_the_focus_there() {
    let mut harness =
        Harness::builder().with_size(vec2(400.0, 60.0)).with_context_setup(theme::install).build_ui_state(
            |ui, text: &mut String| {
                Field::new(text, "Bytes per second").show_name().show(ui);
            },
            String::new(),
        );
    harness.run();
    // The name stands at the left of what can be typed into.
    let typed_into = harness.get_by_role_and_label(Role::TextInput, "Bytes per second").rect();
    let at = pos2(typed_into.left() - 30.0, typed_into.center().y);
    harness.hover_at(at);
    for pressed in [true, false] {
        let button = PointerButton::Primary;
        harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
    }
    harness.run();
    let field = harness.get_by_role_and_label(Role::TextInput, "Bytes per second");
    assert!(field.accesskit_node().is_focused());
    field.type_text("2M");
    harness.run();
    assert_eq!(harness.state(), "2M");
}
