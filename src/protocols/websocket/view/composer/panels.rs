//! What folds out above the composer: snippets, repeated sends, fragments by hand.

use egui::{RichText, Ui};

use super::{
    super::{
        action::Action,
        form::{ComposerPanel, MessageFormat, Snippet, WebSocketForm},
    },
    ComposerState,
    expert::expert_ui,
    words::open_words,
};
use crate::{
    i18n::I18n,
    protocols::{
        tab::Live,
        websocket::{
            Session,
            send::{fragments::OpenMessage, repeat::Stage},
        },
    },
    ui::{
        bars,
        button::Button,
        field::{self, Field},
        icons,
        menu::note_ui,
        reason,
        tab_context::TabContext,
        theme::Tokens,
    },
};

/// A list of snippets is not taller than this.
const LIST_HEIGHT: f32 = 132.0;

/// Draws the one that is open.
pub(super) fn panel_ui(
    ui: &mut Ui,
    cx: &TabContext<'_>,
    form: &mut WebSocketForm,
    state: &mut ComposerState,
    live: Live<'_, Session>,
    may_send: bool,
) -> Option<Action> {
    let i18n = cx.i18n;
    let panel = form.composer.panel?;
    bars::bottom_section_ui(ui, "composer_panel", |ui| {
        ui.horizontal(|ui| {
            title_ui(ui, i18n, panel);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if Button::ghost(icons::CLOSE, &i18n.text("ws-panel-close")).pressed(ui) {
                    form.composer.panel = None;
                }
            });
        });
        match panel {
            ComposerPanel::Snippets => {
                snippets_ui(ui, i18n, form);
                None
            }
            ComposerPanel::Repeat => repeat_ui(ui, cx, form, state, live, may_send),
            ComposerPanel::Fragments => fragments_ui(ui, i18n, form, live.session.open_message, may_send),
            ComposerPanel::Expert => expert_ui(ui, i18n, &mut form.composer.expert, live.session, may_send),
        }
    })
}

fn title_ui(ui: &mut Ui, i18n: &I18n, panel: ComposerPanel) {
    let tokens = Tokens::of(ui);
    let color = if panel == ComposerPanel::Expert { tokens.warn } else { tokens.text };
    let title = RichText::new(i18n.text(panel.title_key())).font(crate::ui::fonts::semibold(12.5)).color(color);
    ui.label(title);
    if panel == ComposerPanel::Expert {
        ui.label(RichText::new(i18n.text("ws-expert-note")).size(12.0).color(color));
    }
}

/// Messages with names: the name can be changed where it stands.
fn snippets_ui(ui: &mut Ui, i18n: &I18n, form: &mut WebSocketForm) {
    let mut inserted = None;
    let mut deleted = None;
    egui::ScrollArea::vertical().max_height(LIST_HEIGHT).show(ui, |ui| {
        for (number, snippet) in form.composer.snippets.iter_mut().enumerate() {
            ui.push_id(number, |ui| {
                ui.horizontal(|ui| {
                    let args = [("number", (number + 1).into())];
                    let name = i18n.text_with("ws-snippet-name", &args);
                    Field::new(&mut snippet.name, &name).width(200.0).show(ui);
                    let insert = i18n.text_with("ws-snippet-insert", &args);
                    if Button::secondary(&i18n.text("ws-snippet-use")).hint(&insert).pressed(ui) {
                        inserted = Some(snippet.written.clone());
                    }
                    let delete = i18n.text_with("ws-snippet-delete", &args);
                    if Button::ghost(icons::DELETE, &delete).pressed(ui) {
                        deleted = Some(number);
                    }
                    let line: String =
                        snippet.written.text.chars().take(80).map(|c| if c < ' ' { ' ' } else { c }).collect();
                    let words = format!("{}  {line}", i18n.text(snippet.written.format.name_key()));
                    let words = RichText::new(words).font(crate::ui::fonts::mono(12.0)).color(Tokens::of(ui).muted);
                    ui.add(egui::Label::new(words).truncate());
                });
            });
        }
    });
    if let Some(number) = deleted {
        form.composer.snippets.remove(number);
    }
    ui.horizontal(|ui| {
        let (words, hint) = (i18n.text("ws-snippet-save"), i18n.text("ws-snippet-save-hint"));
        let button = Button::secondary(&words).icon(icons::BOOKMARK).hint(&hint);
        if button.enabled(!form.message.is_empty()).pressed(ui) {
            let name = i18n.text_with("ws-snippet", &[("number", (form.composer.snippets.len() + 1).into())]);
            let written = form.written();
            form.composer.snippets.push(Snippet { name: name.into_owned(), written });
        }
        if form.composer.snippets.is_empty() {
            note_ui(ui, &i18n.text("ws-snippet-none"));
        }
    });
    if let Some(written) = inserted {
        form.composer.history.keep(form.written());
        form.write(written);
    }
}

fn repeat_ui(
    ui: &mut Ui,
    cx: &TabContext<'_>,
    form: &mut WebSocketForm,
    state: &mut ComposerState,
    live: Live<'_, Session>,
    may_send: bool,
) -> Option<Action> {
    let i18n = cx.i18n;
    let runs = live.session.repeat.is_some_and(|progress| progress.stage == Stage::Running) && !live.over;
    let mut action = None;
    ui.horizontal_wrapped(|ui| {
        let problem = form.composer.every().err().map(|problem| reason::error(i18n, &problem));
        let (name, hint) = (i18n.text("ws-repeat-every"), i18n.text("ws-repeat-every-hint"));
        let field = Field::new(&mut form.composer.every_millis, &name).show_name().tooltip(&hint);
        field.width(170.0).problem(problem).show(ui);
        let problem = form.composer.times().err().map(|problem| reason::error(i18n, &problem));
        let (name, hint) = (i18n.text("ws-repeat-times"), i18n.text("ws-repeat-times-hint"));
        let endless = i18n.text("ws-repeat-endless");
        let field = Field::new(&mut form.composer.times, &name).show_name().hint(&endless).tooltip(&hint);
        field.width(170.0).problem(problem).show(ui);
        let (words, hint) = (i18n.text("ws-repeat-wait"), i18n.text("ws-repeat-wait-hint"));
        field::check_ui(ui, &mut form.composer.waits_until_empty, &words, &hint);
        let problem = form.repeat().err().map(|problem| reason::error(i18n, &problem));
        let (words, hint) = (i18n.text("ws-repeat-start"), i18n.text("ws-repeat-start-hint"));
        let hint = problem.as_deref().unwrap_or(&hint);
        let button = Button::secondary(&words).icon(icons::REPLAY).hint(hint);
        if button.enabled(may_send && !runs && problem.is_none()).pressed(ui) {
            action = Some(Action::Repeat);
        }
    });
    ui.horizontal_wrapped(|ui| {
        let (name, hint) = (i18n.text("ws-lines-file"), i18n.text("ws-lines-file-hint"));
        Field::new(&mut form.composer.lines_path, &name).show_name().tooltip(&hint).width(420.0).show(ui);
        let choose = i18n.text("ws-lines-choose");
        if Button::ghost(icons::FOLDER, &choose).enabled(!state.lines_chooser.is_running()).pressed(ui) {
            state.lines_chooser.start(cx.spawner, rfd::AsyncFileDialog::new().pick_file());
        }
        let problem = form.lines().err().map(|problem| reason::error(i18n, &problem));
        let (words, hint) = (i18n.text("ws-lines-start"), i18n.text("ws-lines-start-hint"));
        let hint = problem.as_deref().unwrap_or(&hint);
        let button = Button::secondary(&words).hint(hint);
        if button.enabled(may_send && !runs && problem.is_none()).pressed(ui) {
            action = Some(Action::SendLines);
        }
    });
    action
}

fn fragments_ui(
    ui: &mut Ui,
    i18n: &I18n,
    form: &mut WebSocketForm,
    open: Option<OpenMessage>,
    may_send: bool,
) -> Option<Action> {
    let mut action = None;
    ui.horizontal_wrapped(|ui| {
        let (words, hint) = (i18n.text("ws-split"), i18n.text("ws-split-hint"));
        field::check_ui(ui, &mut form.composer.splits, &words, &hint);
        let problem = form.composer.fragment_bytes().err().map(|problem| reason::error(i18n, &problem));
        let name = i18n.text("ws-split-bytes");
        let field = Field::new(&mut form.composer.fragment_bytes, &name).tooltip(&name);
        field.width(80.0).problem(problem).show(ui);
        note_ui(ui, &i18n.text("ws-split-unit"));
    });
    ui.horizontal_wrapped(|ui| {
        let refusal = fragment_refusal(i18n, form, open);
        let may_send = may_send && refusal.is_none();
        for (key, hint_key, asked) in [
            ("ws-fragment", "ws-fragment-hint", Action::SendFragment { is_last: false }),
            ("ws-fragment-last", "ws-fragment-last-hint", Action::SendFragment { is_last: true }),
        ] {
            let (words, hint) = (i18n.text(key), i18n.text(hint_key));
            let hint = refusal.as_deref().unwrap_or(&hint);
            if Button::secondary(&words).hint(hint).enabled(may_send).pressed(ui) {
                action = Some(asked);
            }
        }
        match open {
            Some(open) => note_ui(ui, &open_words(i18n, open)),
            None => note_ui(ui, &i18n.text("ws-fragment-none")),
        }
    });
    action
}

/// Why what is written can be no fragment now.
fn fragment_refusal(i18n: &I18n, form: &WebSocketForm, open: Option<OpenMessage>) -> Option<String> {
    let is_text = matches!(form.format, MessageFormat::Text | MessageFormat::Json);
    if form.format == MessageFormat::File {
        return Some(i18n.text("ws-fragment-file").into_owned());
    }
    if open.is_some_and(|open| open.is_text) && !is_text {
        return Some(i18n.text("ws-fragment-text").into_owned());
    }
    form.fragment(false).err().map(|problem| reason::error(i18n, &problem))
}
