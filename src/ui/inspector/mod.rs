//! The inspector: the chosen row whole, the HTTP exchange behind it, and what is known about it.

mod document;
mod http;

use egui::{Align, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

pub use self::{document::DocumentCache, http::Exchange};
use super::{
    bars,
    button::Button,
    fonts, icons, paint,
    theme::{RADIUS, Tokens, height},
};
use crate::{i18n::I18n, transcript::Direction};

/// A row as the inspector shows it.
#[derive(Clone, Debug)]
pub struct Inspected<'a> {
    /// The row's number, for which a formatted payload is kept.
    pub number: u64,
    /// Who said it.
    pub direction: Direction,
    /// Whether it is a failure, whose mark is a triangle in the error colour.
    pub is_error: bool,
    /// `Message 13`.
    pub title: String,
    /// Time, size and the like, in monospace.
    pub meta: String,
    /// What the text tab shows.
    pub payload: Payload<'a>,
    /// What the details tab shows.
    pub details: Vec<(String, String)>,
}

/// What came or went.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    /// The row has none.
    None,
    /// Text, or bytes that are read as text.
    Text(&'a [u8]),
    /// Bytes, shown in hex or read as text, with a note on what a page would get.
    Binary(&'a [u8]),
}

/// Which tab is open, and what was formatted for it.
#[derive(Debug, Default)]
pub struct InspectorState {
    tab: Tab,
    document: DocumentCache,
}

impl InspectorState {
    /// Opened at the HTTP exchange.
    pub fn showing_http() -> Self {
        Self { tab: Tab::Http, ..Self::default() }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Text,
    Http,
    Details,
}

/// Draws the inspector into all of the room that is left. `false` when it shall be closed.
pub fn inspector_ui(
    ui: &mut Ui,
    i18n: &I18n,
    state: &mut InspectorState,
    row: Option<&Inspected<'_>>,
    exchanges: &[Exchange],
    closable: bool,
) -> bool {
    let mut stays = true;
    bars::top_ui(ui, "inspector-tabs", height::TOOLBAR, bars::Ground::Surface, |ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        ui.add_space(4.0);
        for (tab, key) in
            [(Tab::Text, "inspector-text"), (Tab::Http, "inspector-http"), (Tab::Details, "inspector-details")]
        {
            if tab_ui(ui, &i18n.text(key), state.tab == tab) {
                state.tab = tab;
            }
        }
        ui.spacing_mut().item_spacing.x = 4.0;
        let row_width = ui.max_rect().right() - ui.cursor().left() - if closable { 64.0 } else { 32.0 };
        ui.add_space(row_width.max(0.0));
        let copied = copied_text(state.tab, row, exchanges);
        if Button::ghost(icons::COPY, &i18n.text("inspector-copy")).enabled(copied.is_some()).pressed(ui)
            && let Some(copied) = copied
        {
            ui.ctx().copy_text(copied());
        }
        if closable && Button::ghost(icons::CLOSE, &i18n.text("inspector-close")).pressed(ui) {
            stays = false;
        }
    });
    egui::Frame::new().inner_margin(egui::Margin { left: 16, right: 6, top: 8, bottom: 4 }).show(ui, |ui| {
        match (state.tab, row) {
            (Tab::Http, _) => http::http_ui(ui, i18n, exchanges),
            (_, None) => note_ui(ui, &i18n.text("inspector-none")),
            (Tab::Text, Some(row)) => {
                head_ui(ui, row);
                document::document_ui(ui, i18n, &mut state.document, row);
            }
            (Tab::Details, Some(row)) => {
                head_ui(ui, row);
                details_ui(ui, &row.details);
            }
        }
    });
    stays
}

/// Key and value, one below the other, values selectable.
pub fn details_ui(ui: &mut Ui, details: &[(String, String)]) {
    let tokens = Tokens::of(ui);
    egui::ScrollArea::vertical().id_salt("details").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        for (key, value) in details {
            ui.horizontal_top(|ui| {
                let (rect, response) = ui.allocate_exact_size(vec2(104.0, 16.0), Sense::hover());
                response.widget_info(|| WidgetInfo::labeled(Role::Label, true, key));
                let at = rect.left_center();
                paint::text_cut(ui.painter(), at, key, fonts::body(12.5), tokens.muted, rect.width());
                let text = egui::RichText::new(value).font(fonts::mono(12.0)).color(tokens.text);
                ui.add(egui::Label::new(text).wrap().selectable(true));
            });
        }
    });
}

fn copied_text<'a>(
    tab: Tab,
    row: Option<&'a Inspected<'_>>,
    exchanges: &'a [Exchange],
) -> Option<Box<dyn Fn() -> String + 'a>> {
    match (tab, row) {
        (Tab::Http, _) if exchanges.is_empty() => None,
        (Tab::Http, _) => Some(Box::new(|| exchanges.iter().map(Exchange::masked_text).collect::<Vec<_>>().join("\n"))),
        (Tab::Text, Some(row)) => match row.payload {
            Payload::None => None,
            Payload::Text(bytes) => Some(Box::new(|| String::from_utf8_lossy(bytes).into_owned())),
            Payload::Binary(bytes) => Some(Box::new(|| document::hex_dump(bytes))),
        },
        (Tab::Details, Some(row)) => Some(Box::new(|| {
            row.details.iter().map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>().join("\n")
        })),
        (_, None) => None,
    }
}

fn tab_ui(ui: &mut Ui, words: &str, is_open: bool) -> bool {
    let tokens = Tokens::of(ui);
    let font = if is_open { fonts::medium(13.0) } else { fonts::body(13.0) };
    let width = paint::text_width(ui.painter(), words, fonts::medium(13.0)).round();
    let (rect, response) = ui.allocate_exact_size(vec2(width, height::TOOLBAR), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_open, words));
    let color = if is_open || response.hovered() { tokens.text } else { tokens.muted };
    let at = pos2(rect.left(), rect.center().y + 0.5);
    paint::text(ui.painter(), at, Align::Min, words, font, color);
    if is_open {
        let line =
            Rect::from_min_max(pos2(rect.left() - 2.0, rect.bottom() - 2.0), pos2(rect.right() + 2.0, rect.bottom()));
        ui.painter().rect_filled(line, 1.0, tokens.accent);
    }
    if response.has_focus() {
        paint::focus_ring(ui.painter(), rect.shrink2(vec2(-4.0, 6.0)), RADIUS, &tokens);
    }
    response.on_hover_text(words).clicked()
}

fn head_ui(ui: &mut Ui, row: &Inspected<'_>) {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, format!("{} {}", row.title, row.meta)));
    let center = rect.left_center() + vec2(4.0, 0.0);
    match row.direction {
        _ if row.is_error => paint::triangle(ui.painter(), center, false, tokens.error),
        Direction::In => paint::triangle(ui.painter(), center, true, tokens.incoming),
        Direction::Out => paint::triangle(ui.painter(), center, false, tokens.outgoing),
        Direction::Local => paint::diamond(ui.painter(), center, tokens.muted),
    }
    let at = pos2(rect.left() + 15.0, rect.center().y);
    let title = paint::text(ui.painter(), at, Align::Min, &row.title, fonts::semibold(13.0), tokens.text);
    let at = pos2(title.right() + 9.0, rect.center().y);
    paint::text_cut(ui.painter(), at, &row.meta, fonts::mono(12.0), tokens.muted, rect.right() - at.x);
    ui.add_space(6.0);
}

fn note_ui(ui: &mut Ui, words: &str) {
    let tokens = Tokens::of(ui);
    ui.add_space(4.0);
    ui.add(egui::Label::new(egui::RichText::new(words).color(tokens.muted)).wrap());
}
