//! Short messages: one at a time in a place without controls, and a list of what failed.

use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::{I18n, Lang},
    ui::{
        notice::{Notices, Weight},
        theme,
    },
};

struct Said {
    notices: Notices,
    i18n: I18n,
}

fn said<'a>(lang: Lang, width: f32) -> Harness<'a, Said> {
    let builder = Harness::builder().with_size([width, 600.0]).with_context_setup(theme::install);
    let state = Said { notices: Notices::default(), i18n: I18n::new(lang) };
    let mut harness = builder.allow_missing_glyphs().build_ui_state(
        |ui, said: &mut Said| {
            let Said { notices, i18n } = said;
            notices.ui(ui, i18n);
        },
        state,
    );
    harness.state_mut().notices.say(Weight::Bad, "the disk is full");
    harness.state_mut().notices.say(Weight::Bad, "the peer is gone ".repeat(20).trim_end());
    harness.run_steps(3);
    harness
}

#[test]
fn errors_are_listed_and_dismissed_one_by_one_or_all() {
    for lang in Lang::ALL {
        let mut harness = said(lang, 1280.0);
        let i18n = I18n::new(lang);
        let list = i18n.text_with("notice-list", &[("count", 2.into())]).into_owned();
        harness.get_by_label(&list).click();
        harness.run_steps(3);
        harness.get_by_label("the disk is full");
        let one = i18n.text_with("notice-dismiss-one", &[("words", "the disk is full".into())]).into_owned();
        harness.get_by_label(&one).click();
        harness.run_steps(3);
        assert_eq!(harness.state().notices.words().count(), 1);
        harness.get_by_label(&i18n.text("notice-dismiss-all")).click();
        harness.run_steps(3);
        assert_eq!(harness.state().notices.words().count(), 0);
        assert!(harness.query_by_label(&i18n.text("notice-dismiss")).is_none());
    }
}

#[test]
fn they_stand_over_the_status_bar_and_no_higher_at_every_width() {
    for width in [720.0, 900.0, 1280.0] {
        let harness = said(Lang::English, width);
        let i18n = I18n::new(Lang::English);
        for name in [i18n.text("notice-dismiss"), i18n.text_with("notice-list", &[("count", 2.into())])] {
            let rect = harness.get_by_label(&name).rect();
            assert!(rect.top() >= 600.0 - 28.5 && rect.bottom() <= 600.5, "{name}: {rect}");
            assert!(rect.left() >= width * 0.5 && rect.right() <= width, "{name}: {rect}");
        }
    }
}
