//! The list's toolbar: filter, chips, and what can be done with the list. Where it is narrow, chips and actions fold
//! into menus; their keys work all the same.

use egui::{Popup, PopupCloseBehavior, Ui};

use super::{
    bars::FillRow,
    button::Button,
    chip::{self, Chip},
    find::{self, FindState},
    format,
    icons::{self, Icon},
    menu, shortcut,
    tab_context::{SaveRequest, TabContext},
    table::TableState,
    theme::{GAP, MARGIN, height},
    timeline,
};
use crate::transcript::{Query, Transcript};

/// Below this width the actions are in a menu.
const FOLDS_ACTIONS: f32 = 600.0;
/// Buttons that are there at every width.
const LEAST_BUTTONS: usize = 2;

/// Draws the toolbar and applies it to the table's filter.
pub fn toolbar_ui(
    ui: &mut Ui,
    cx: &mut TabContext<'_>,
    state: &mut FindState,
    table: &mut TableState,
    chips: &[Chip],
    transcript: &Transcript,
) {
    ui.set_height(height::TOOLBAR);
    let room = ui.available_width();
    let width = match room {
        room if room < 480.0 => 150.0,
        room if room < 1000.0 => 210.0,
        _ => 280.0,
    };
    find::filter_ui(ui, cx, state, table, transcript, width);
    // The timeline is as wide as the list, which the toolbar has margins in.
    let timeline = timeline::has_room(room + 2.0 * MARGIN).then(|| timeline::is_on(ui, cx.settings));
    let actions = actions(cx, state, table, transcript, timeline);
    let buttons = if room < FOLDS_ACTIONS { LEAST_BUTTONS } else { button_count(ui, chips, actions.len()) };
    let row = FillRow::begin(ui, "toolbar");
    let left = ui.cursor().left();
    let mut query = table.filter.query().clone();
    chips_ui(ui, cx, chips, &mut query, row.width);
    table.filter.set_query(query);
    let used = ui.cursor().left() - left;
    ui.add_space((row.width - used).max(0.0));
    let chosen =
        if buttons < actions.len() { folded_ui(ui, cx, &actions, buttons) } else { actions_ui(ui, cx, &actions) };
    match chosen {
        Some(What::Search) => state.toggle_search(),
        Some(What::Timeline) => timeline::toggle(ui, cx.settings),
        Some(What::Pause) if table.is_paused() => table.resume(),
        Some(What::Pause) => table.pause(),
        Some(What::Follow) => table.set_follow(!table.follow),
        Some(What::Clear) => {
            cx.requests.clear = true;
            table.selected = None;
            table.follow = true;
        }
        Some(What::Record) => cx.requests.record = true,
        Some(What::Save) => cx.requests.save = Some(SaveRequest { shown: table.filter.shown() }),
        None => {}
    }
    row.end(ui);
}

/// How many actions are buttons, the others being in the menu: as many as leave the chips their room, whose
/// counts say more than icons do. All of them where the chips find no room anyway.
fn button_count(ui: &Ui, chips: &[Chip], actions: usize) -> usize {
    let room = ui.available_width() - 2.0 * GAP - chips_width(ui, chips);
    let fit = (room / height::CONTROL).max(0.0) as usize;
    if fit >= actions || fit <= LEAST_BUTTONS { actions } else { fit - 1 }
}

/// What can be done with the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Search,
    Timeline,
    Pause,
    Follow,
    Clear,
    Record,
    Save,
}

/// A button of the toolbar, or an item of its menu.
#[derive(Clone, Copy, Debug)]
struct Action {
    what: What,
    icon: Icon,
    key: &'static str,
    shortcut: shortcut::Action,
    on: bool,
    enabled: bool,
    /// The lower, the longer it is a button while others fold into the menu.
    rank: usize,
}

fn actions(
    cx: &TabContext<'_>,
    state: &FindState,
    table: &TableState,
    transcript: &Transcript,
    timeline: Option<bool>,
) -> [Action; 7] {
    let action = |what, icon, key, shortcut| Action { what, icon, key, shortcut, on: false, enabled: true, rank: 0 };
    let has_rows = !transcript.is_empty();
    let search = action(What::Search, icons::SEARCH, "find-search-rows", shortcut::SEARCH);
    let strip = action(What::Timeline, icons::TIMELINE, "timeline-show", shortcut::TIMELINE);
    let pause = action(What::Pause, icons::PAUSE, "table-pause", shortcut::PAUSE);
    let follow = action(What::Follow, icons::FOLLOW, "list-follow", shortcut::FOLLOW);
    let clear = action(What::Clear, icons::CLEAR_LIST, "list-clear", shortcut::CLEAR);
    let recording = cx.recording.is_some();
    let record_key = if recording { "list-record-stop" } else { "list-record" };
    let record =
        action(What::Record, if recording { icons::STOP } else { icons::RECORD }, record_key, shortcut::RECORD);
    let save = action(What::Save, icons::DOWNLOAD, "list-save", shortcut::SAVE);
    [
        Action { on: state.searches(), rank: 4, ..search },
        Action { on: timeline == Some(true), enabled: timeline.is_some(), rank: 5, ..strip },
        Action { on: table.is_paused(), enabled: has_rows, rank: 0, ..pause },
        Action { on: table.follow, rank: 1, ..follow },
        Action { enabled: has_rows, rank: 6, ..clear },
        Action { on: recording, enabled: cx.can_record, rank: 2, ..record },
        Action { enabled: has_rows, rank: 3, ..save },
    ]
}

fn actions_ui(ui: &mut Ui, cx: &TabContext<'_>, actions: &[Action]) -> Option<What> {
    let mut chosen = None;
    // Icons stand side by side: the room is for the chips.
    let gap = std::mem::replace(&mut ui.spacing_mut().item_spacing.x, 0.0);
    for action in actions {
        let words = cx.i18n.text(action.key);
        let button = Button::ghost(action.icon, &words).on(action.on).shortcut(action.shortcut).enabled(action.enabled);
        // The search bar takes its key itself: there it means into the field.
        let pressed = if action.what == What::Search { button.show(ui).clicked() } else { button.pressed(ui) };
        if pressed {
            chosen = Some(action.what);
        }
    }
    ui.spacing_mut().item_spacing.x = gap;
    ui.add_space(gap);
    chosen
}

fn folded_ui(ui: &mut Ui, cx: &TabContext<'_>, actions: &[Action], buttons: usize) -> Option<What> {
    let (buttons, items): (Vec<Action>, Vec<Action>) = actions.iter().partition(|action| action.rank < buttons);
    let mut chosen = actions_ui(ui, cx, &buttons);
    let more = Button::ghost(icons::MORE, &cx.i18n.text("find-more-actions")).show(ui);
    for action in &items {
        if action.what != What::Search && action.enabled && shortcut::pressed(ui, action.shortcut) {
            chosen = Some(action.what);
        }
    }
    Popup::menu(&more).gap(4.0).show(|ui| {
        for action in &items {
            let keys = action.shortcut.keys_text(ui.ctx());
            let words = cx.i18n.text(action.key);
            if !action.enabled {
                menu::disabled_item_ui(ui, &words, &keys);
            } else if menu::item_ui(ui, Some(action.icon), &words, &keys, action.on) {
                chosen = Some(action.what);
            }
        }
    });
    chosen
}

fn chip_gap(ui: &Ui) -> f32 {
    ui.spacing().item_spacing.x - 2.0
}

fn chips_width(ui: &Ui, chips: &[Chip]) -> f32 {
    chips.iter().map(|chip| chip::width(ui, chip) + chip_gap(ui)).sum()
}

/// The chips, or one menu when they do not fit.
fn chips_ui(ui: &mut Ui, cx: &TabContext<'_>, chips: &[Chip], query: &mut Query, room: f32) {
    let gap = chip_gap(ui);
    if chips_width(ui, chips) <= room {
        ui.spacing_mut().item_spacing.x = gap;
        for chip in chips {
            if chip::chip_ui(ui, cx.i18n, chip, chip.what.is_shown(query)).clicked() {
                chip.what.toggle(query);
            }
        }
        ui.spacing_mut().item_spacing.x = gap + 2.0;
        return;
    }
    let hidden = chips.iter().filter(|chip| !chip.what.is_shown(query)).count();
    let kinds = cx.i18n.text("list-kinds");
    let words = if hidden > 0 { format!("{kinds} −{hidden}") } else { kinds.into_owned() };
    let button = Button::secondary(&words).show(ui);
    Popup::menu(&button).gap(4.0).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
            for chip in chips {
                if menu::item_ui(ui, None, &chip.name, &format::grouped(chip.count), chip.what.is_shown(query)) {
                    chip.what.toggle(query);
                }
            }
        });
    });
}
