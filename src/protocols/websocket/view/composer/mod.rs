//! The composer below the log: a message in one of its formats, the buttons that send, and what folds out above.

mod expert;
mod notes;
mod panels;
mod words;

use std::sync::Arc;

use egui::{Id, Key, Modifiers, Ui};

use super::{
    action::Action,
    form::{ComposerPanel, MessageFormat, WebSocketForm, Written},
};
use crate::{
    i18n::I18n,
    protocols::{
        tab::Live,
        websocket::{Command, ReadyState, Session, send::json_text},
    },
    transcript::reason::{HasReason as _, Reason},
    ui::{
        bars::{self, FillRow, Ground},
        button::Button,
        chooser::{Chooser, Chosen},
        field::Field,
        icons,
        menu::{item_ui, select_ui},
        notice::Weight,
        reason, shortcut,
        tab_context::TabContext,
        theme::{NARROW_WIDTH, height},
    },
};

/// A line's height in the field.
const LINE: f32 = 17.0;

/// What the composer remembers.
#[derive(Debug, Default)]
pub(super) struct ComposerState {
    chooser: Chooser,
    lines_chooser: Chooser,
    wants_focus: bool,
    checked: Option<Checked>,
}

/// What is known of the message as long as it is not changed.
#[derive(Clone, Debug)]
struct Checked {
    written: Arc<Written>,
    placeholders: bool,
    problem: Option<Reason>,
    unknown: Vec<String>,
}

impl ComposerState {
    /// The field takes the keyboard once something can be sent.
    pub(super) fn focus_when_open(&mut self) {
        self.wants_focus = true;
    }

    /// Why the message cannot be sent now, apart from the connection.
    fn refusal(&mut self, i18n: &I18n, form: &WebSocketForm, session: &Session) -> Option<String> {
        if let Some(open) = session.open_message {
            let args = [("state", words::open_words(i18n, open).into())];
            return Some(i18n.text_with("ws-send-message-open", &args).into_owned());
        }
        let split = form.composer.fragment_bytes().err().map(|problem| problem.reason());
        self.check(form).problem.or(split).map(|problem| reason::of(i18n, &problem))
    }

    fn check(&mut self, form: &WebSocketForm) -> Checked {
        let is_same = |known: &&Checked| {
            known.written.format == form.format
                && known.placeholders == form.composer.placeholders
                && known.written.text == form.message
        };
        if let Some(known) = self.checked.as_ref().filter(is_same) {
            return known.clone();
        }
        let content = form.content();
        let unknown = content.as_ref().map(|content| content.unknown_placeholders().to_vec()).unwrap_or_default();
        let problem = content.err().map(|problem| problem.reason());
        let placeholders = form.composer.placeholders;
        self.checked.insert(Checked { written: Arc::new(form.written()), placeholders, problem, unknown }).clone()
    }
}

/// Draws it at the bottom.
pub(super) fn composer_ui(
    ui: &mut Ui,
    cx: &mut TabContext<'_>,
    form: &mut WebSocketForm,
    state: &mut ComposerState,
    live: Live<'_, Session>,
) -> Option<Action> {
    let i18n = cx.i18n;
    take_file(ui, cx, form, state);
    let is_open = live.session.ready_state == ReadyState::Open && !live.over;
    let narrow = ui.available_width() < NARROW_WIDTH;
    let refusal = state.refusal(i18n, form, live.session);
    let mut action = notes::notes_ui(ui, i18n, state.checked.as_ref(), form, live);
    let most_lines = ((height::COMPOSER_MAX - height::COMPOSER) / LINE) as usize + 1;
    let lines = (form.message.matches('\n').count() + 1).min(most_lines);
    let tall = height::COMPOSER + LINE * (lines - 1) as f32;
    bars::bottom_ui(ui, "composer", tall, Ground::Surface, |ui| {
        let row = FillRow::begin(ui, "composer");
        if message_ui(ui, i18n, form, state, is_open && refusal.is_none(), (row.width, lines)) {
            action = Some(Action::Send);
        }
        let formats = MessageFormat::CHOICES.map(|(format, key)| (format, i18n.text(key)));
        let choices: Vec<_> = formats.iter().map(|(format, words)| (*format, words.as_ref())).collect();
        select_ui(ui, &i18n.text("ws-format"), &mut form.format, &choices);
        let (words, hint) = (i18n.text("ws-send"), i18n.text("ws-send-hint"));
        let hint = refusal.as_deref().unwrap_or(&hint);
        let send = if is_open { Button::primary(&words) } else { Button::secondary(&words) };
        let send = send.icon(icons::SEND).hint(hint).enabled(is_open && refusal.is_none());
        // While it can be opened, the same key opens it.
        let send = if is_open { send.shortcut(shortcut::GO) } else { send };
        if send.pressed(ui) {
            action = Some(Action::Send);
        }
        let (words, hint) = (i18n.text("ws-ping"), i18n.text("ws-ping-hint"));
        if Button::secondary(&words).hint(&hint).enabled(is_open && form.ping_content().is_ok()).pressed(ui) {
            action = Some(Action::Ping);
        }
        file_button_ui(ui, cx, state, narrow);
        more_ui(ui, i18n, form);
        row.end(ui);
    });
    action.or(panels::panel_ui(ui, cx, form, state, live, is_open))
}

/// What an action of the composer asks for. What cannot be sent has no button that could be pressed.
pub(super) fn command(action: Action, form: &mut WebSocketForm) -> Option<Command> {
    let command = match action {
        Action::Send => Command::SendDraft(form.draft().ok()?),
        Action::SendFragment { is_last } => Command::SendFragment(form.fragment(is_last).ok()?),
        Action::Ping => return Some(Command::SendDraft(form.ping_content().ok()?.into())),
        Action::Repeat => return form.repeat().ok().map(Command::Repeat),
        Action::SendLines => return form.lines().ok().map(Command::Repeat),
        Action::StopRepeat => return Some(Command::StopRepeat),
        Action::SendFrame => return form.composer.expert.frame().ok().map(Command::SendFrame),
        _ => return None,
    };
    form.message_sent();
    Some(command)
}

/// What is not needed every day.
fn more_ui(ui: &mut Ui, i18n: &I18n, form: &mut WebSocketForm) {
    let words = i18n.text("ws-more");
    let is_on = form.composer.panel.is_some();
    let response = Button::ghost(icons::MORE, &words).hint(&i18n.text("ws-more-hint")).on(is_on).show(ui);
    egui::Popup::menu(&response).gap(4.0).show(|ui| {
        ui.set_min_width(220.0);
        let composer = &mut form.composer;
        if item_ui(ui, None, &i18n.text("ws-placeholders"), "{{n}} {{now}} {{uuid}}", composer.placeholders) {
            composer.placeholders = !composer.placeholders;
            ui.close();
        }
        for panel in ComposerPanel::ALL {
            let is_open = composer.panel == Some(panel);
            if item_ui(ui, None, &i18n.text(panel.title_key()), "", is_open) {
                composer.panel = (!is_open).then_some(panel);
                ui.close();
            }
        }
        if form.format == MessageFormat::Json
            && item_ui(ui, Some(icons::DATA_OBJECT), &i18n.text("ws-json-format"), "", false)
        {
            if let Ok(pretty) = json_text::pretty(&form.message) {
                form.message = pretty;
            }
            ui.close();
        }
    });
}

/// Draws the field; true when Enter was pressed in it and the message can be sent.
fn message_ui(
    ui: &mut Ui,
    i18n: &I18n,
    form: &mut WebSocketForm,
    state: &mut ComposerState,
    can_send: bool,
    (width, lines): (f32, usize),
) -> bool {
    let id: Id = ui.scope_id().with("message");
    let focused = ui.memory(|memory| memory.has_focus(id));
    // A pattern without Shift would match with it too.
    let enter =
        focused && ui.input_mut(|input| !input.modifiers.shift && input.consume_key(Modifiers::NONE, Key::Enter));
    if focused {
        walk_history(ui, form, id);
    }
    let problem = state.check(form).problem;
    let (name, hint) = (i18n.text("ws-message"), i18n.text("ws-message-hint"));
    // An empty field is no mistake yet.
    let is_wrong = problem.is_some() && !form.message.is_empty();
    let response = Field::new(&mut form.message, &name)
        .hint(&name)
        .tooltip(&hint)
        .lines(lines)
        .new_line(shortcut::NEW_LINE)
        .id(id)
        .problem_elsewhere(is_wrong)
        .width(width)
        .show(ui);
    if state.wants_focus && can_send {
        state.wants_focus = false;
        response.request_focus();
    }
    enter && can_send
}

fn file_button_ui(ui: &mut Ui, cx: &TabContext<'_>, state: &mut ComposerState, narrow: bool) {
    let words = cx.i18n.text("ws-file");
    let button =
        if narrow { Button::ghost(icons::ATTACH, &words) } else { Button::secondary(&words).icon(icons::ATTACH) };
    let hint = cx.i18n.text("ws-file-hint");
    let button = button.hint(&hint).shortcut(shortcut::OPEN_FILE).enabled(!state.chooser.is_running());
    if button.pressed(ui) {
        state.chooser.start(cx.spawner, rfd::AsyncFileDialog::new().pick_file());
    }
}

/// Arrow up in the first line and arrow down in the last one show what was sent before and after.
fn walk_history(ui: &Ui, form: &mut WebSocketForm, id: Id) {
    let cursor = egui::TextEdit::load_state(ui.ctx(), id).and_then(|state| state.cursor.char_range());
    let at = cursor.map_or(form.message.chars().count(), |range| usize::from(range.primary.index));
    let before = form.message.chars().take(at);
    let is_first = !before.clone().any(|c| c == '\n');
    let is_last = !form.message.chars().skip(at).any(|c| c == '\n');
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let now = form.written();
    let shown = if is_first && pressed(Key::ArrowUp) {
        form.composer.history.older(&now)
    } else if is_last && pressed(Key::ArrowDown) {
        form.composer.history.newer(&now)
    } else {
        return;
    };
    if let Some(written) = shown {
        form.write(written);
        let mut edit = egui::TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
        let end = egui::text::CCursor::new(form.message.chars().count());
        edit.cursor.set_char_range(Some(egui::text::CCursorRange::one(end)));
        edit.store(ui.ctx(), id);
    }
}

/// A file that was chosen, or dropped on the window, becomes the message.
fn take_file(ui: &Ui, cx: &mut TabContext<'_>, form: &mut WebSocketForm, state: &mut ComposerState) {
    let chosen = match state.chooser.take() {
        Some(Chosen::Path(path)) => Some(path),
        Some(Chosen::NoDialog) => {
            cx.notices.say(Weight::Bad, cx.i18n.text("no-dialog"));
            None
        }
        Some(Chosen::Cancelled) | None => None,
    };
    if let Some(Chosen::Path(path)) = state.lines_chooser.take() {
        form.composer.lines_path = path.display().to_string();
    }
    let dropped = ui.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_owned()));
    if let Some(path) = chosen.or(dropped.filter(|_| !shortcut::is_elsewhere(ui))) {
        form.composer.history.keep(form.written());
        form.write(Written { format: MessageFormat::File, text: path.display().to_string() });
    }
}
