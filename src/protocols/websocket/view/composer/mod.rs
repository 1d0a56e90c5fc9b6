//! The composer below the log: a message as text, hex, base64 or a file, and the buttons that send.

use egui::{Id, Key, KeyboardShortcut, Modifiers, Ui};

use super::{Action, MessageFormat, WebSocketForm};
use crate::{
    i18n::I18n,
    protocols::{
        tab::{Live, TabContext},
        websocket::{ReadyState, Session},
    },
    ui::{
        bars::{self, FillRow, Ground},
        button::Button,
        chooser::{Chooser, Chosen},
        field::Field,
        icons,
        menu::select_ui,
        notice::Weight,
        shortcut,
        theme::{NARROW_WIDTH, height},
    },
};

/// A line's height in the field.
const LINE: f32 = 17.0;

const NEW_LINE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter);

/// What the composer remembers.
#[derive(Debug, Default)]
pub(super) struct ComposerState {
    chooser: Chooser,
    wants_focus: bool,
}

impl ComposerState {
    /// The field takes the keyboard once something can be sent.
    pub(super) fn focus_when_open(&mut self) {
        self.wants_focus = true;
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
    let most_lines = ((height::COMPOSER_MAX - height::COMPOSER) / LINE) as usize + 1;
    let lines = (form.message.matches('\n').count() + 1).min(most_lines);
    let tall = height::COMPOSER + LINE * (lines - 1) as f32;
    let mut action = None;
    bars::bottom_ui(ui, "composer", tall, Ground::Surface, |ui| {
        let row = FillRow::begin(ui, "composer");
        if message_ui(ui, i18n, form, state, is_open, (row.width, lines)) {
            action = Some(Action::Send);
        }
        let formats = MessageFormat::CHOICES.map(|(format, key)| (format, i18n.text(key)));
        let choices: Vec<_> = formats.iter().map(|(format, words)| (*format, words.as_ref())).collect();
        select_ui(ui, &i18n.text("ws-format"), &mut form.format, &choices);
        let problem = form.payload().err().map(|problem| problem.to_string());
        let (words, hint) = (i18n.text("ws-send"), i18n.text("ws-send-hint"));
        let hint = problem.as_deref().unwrap_or(&hint);
        let send = if is_open { Button::primary(&words) } else { Button::secondary(&words) };
        let send = send.icon(icons::SEND).hint(hint).enabled(is_open && problem.is_none());
        // Until it is open, the same key connects.
        let send = if is_open { send.shortcut(shortcut::GO) } else { send };
        if send.pressed(ui) {
            action = Some(Action::Send);
        }
        let (words, hint) = (i18n.text("ws-ping"), i18n.text("ws-ping-hint"));
        if Button::secondary(&words).hint(&hint).enabled(is_open && form.ping_payload().is_ok()).pressed(ui) {
            action = Some(Action::Ping);
        }
        file_button_ui(ui, cx, state, narrow);
        row.end(ui);
    });
    action
}

impl MessageFormat {
    /// All of them, with the keys of their names.
    const CHOICES: [(Self, &'static str); 4] = [
        (Self::Text, "ws-format-text"),
        (Self::Hex, "ws-format-hex"),
        (Self::Base64, "ws-format-base64"),
        (Self::File, "ws-format-file"),
    ];
}

/// Draws the field; true when Enter was pressed in it and the message can be sent.
fn message_ui(
    ui: &mut Ui,
    i18n: &I18n,
    form: &mut WebSocketForm,
    state: &mut ComposerState,
    is_open: bool,
    (width, lines): (f32, usize),
) -> bool {
    let id: Id = ui.scope_id().with("message");
    let focused = ui.memory(|memory| memory.has_focus(id));
    // A pattern without Shift would match with it too.
    let enter =
        focused && ui.input_mut(|input| !input.modifiers.shift && input.consume_key(Modifiers::NONE, Key::Enter));
    if focused
        && form.message.is_empty()
        && !form.last_message.is_empty()
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowUp))
    {
        form.message.clone_from(&form.last_message);
    }
    let problem = form.payload().err().map(|problem| problem.to_string());
    let can_send = is_open && problem.is_none();
    let (name, hint) = (i18n.text("ws-message"), i18n.text("ws-message-hint"));
    // An empty field is no mistake yet.
    let problem = problem.filter(|_| !form.message.is_empty());
    let response = Field::new(&mut form.message, &name)
        .hint(&name)
        .tooltip(&hint)
        .lines(lines)
        .new_line(NEW_LINE)
        .id(id)
        .problem(problem)
        .width(width)
        .show(ui);
    if state.wants_focus && is_open {
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
    let dropped = ui.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_owned()));
    if let Some(path) = chosen.or(dropped.filter(|_| !shortcut::is_elsewhere(ui))) {
        form.format = MessageFormat::File;
        form.message = path.display().to_string();
    }
}
