//! The heads of requests and answers as they went over the wire.

use std::{fmt::Write as _, rc::Rc};

use egui::{Label, ScrollArea, Ui};

use super::{
    connection::connection_ui,
    words::{SHOWN_LINES, left_out_ui, line_ui, note_ui, shown_value, title_ui},
};
use crate::{
    i18n::I18n,
    transcript::{
        entry::{Failure, Headers, Request, Response},
        secrets::{Secrets, mask_url, mask_url_passwords},
    },
    ui::{fonts, format, reason, theme::Tokens},
};

/// A request and its answer, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchange {
    /// What was asked.
    pub request: Option<Rc<Request>>,
    /// What was answered.
    pub response: Option<Rc<Response>>,
    /// From the request to its answer, where it opened a connection.
    pub answer_micros: Option<u64>,
    /// Why nothing came of it.
    pub failure: Option<Failure>,
}

impl Exchange {
    /// Both heads as text, with secrets masked: what is copied leaves the program.
    pub fn masked_text(&self, secrets: &Secrets) -> String {
        let mut text = String::new();
        if let Some(request) = &self.request {
            let url = mask_url(&request.url);
            writeln!(text, "{} {url}", request.method).ok();
            push_headers(&mut text, &request.headers, secrets);
        }
        if let Some(response) = &self.response {
            let phrase = mask_url_passwords(response.reason_phrase.as_deref().unwrap_or_default());
            writeln!(text, "\n{} {phrase}", response.status).ok();
            push_headers(&mut text, &response.headers, secrets);
        }
        text
    }
}

fn push_headers(text: &mut String, headers: &Headers, secrets: &Secrets) {
    let mut headers = headers.clone();
    secrets.mask_headers(&mut headers);
    for (name, value) in headers {
        writeln!(text, "{name}: {value}").ok();
    }
}

/// Draws the exchanges, oldest first.
pub(super) fn http_ui(ui: &mut Ui, i18n: &I18n, secrets: &Secrets, exchanges: &[Exchange]) {
    let is_empty =
        |exchange: &Exchange| exchange.request.is_none() && exchange.response.is_none() && exchange.failure.is_none();
    if exchanges.iter().all(is_empty) {
        note_ui(ui, &i18n.text("inspector-no-http"));
        return;
    }
    let tokens = Tokens::of(ui);
    ScrollArea::vertical().id_salt("http").auto_shrink(false).show(ui, |ui| {
        for exchange in exchanges {
            if let Some(failure) = &exchange.failure {
                title_ui(ui, &i18n.text("inspector-failure"));
                line_ui(ui, &secrets.mask_message(&reason::failure(i18n, failure)), tokens.error);
                ui.add_space(10.0);
            }
            if let Some(facts) = exchange.request.as_ref().and_then(|request| request.connection.as_deref()) {
                connection_ui(ui, i18n, facts, exchange.answer_micros);
                ui.add_space(10.0);
            }
            if let Some(request) = &exchange.request {
                if request.reused {
                    title_ui(ui, &i18n.text("inspector-connection"));
                    line_ui(ui, &i18n.text("inspector-reused"), tokens.text);
                    ui.add_space(10.0);
                }
                title_ui(ui, &i18n.text("inspector-request"));
                if request.resent {
                    line_ui(ui, &i18n.text("inspector-resent"), tokens.warn);
                }
                let url = mask_url(&request.url);
                line_ui(ui, &format!("{} {url}", request.method), tokens.text);
                headers_ui(ui, i18n, secrets, &request.headers);
                ui.add_space(10.0);
            }
            if let Some(response) = &exchange.response {
                title_ui(ui, &i18n.text("inspector-response"));
                let color = match response.status {
                    100..300 => tokens.ok,
                    300..400 => tokens.text,
                    _ => tokens.error,
                };
                let phrase = mask_url_passwords(response.reason_phrase.as_deref().unwrap_or_default());
                let version = response.http_version.as_deref().map(|version| format!("{version} ")).unwrap_or_default();
                line_ui(ui, &format!("{version}{} {phrase}", response.status), color);
                headers_ui(ui, i18n, secrets, &response.headers);
                if let Some(body) = response.body_preview.as_ref().filter(|body| !body.is_empty()) {
                    ui.add_space(6.0);
                    title_ui(ui, &i18n.text("inspector-body"));
                    line_ui(ui, body, tokens.text);
                    if let Some(whole) = response.body_bytes {
                        line_ui(
                            ui,
                            &i18n.text_with("inspector-body-cut", &[("bytes", format::bytes(whole).into())]),
                            tokens.muted,
                        );
                    }
                }
                ui.add_space(10.0);
            }
        }
    });
}

/// The first of the lines: a peer can send thousands, and each is laid out in each frame.
fn headers_ui(ui: &mut Ui, i18n: &I18n, secrets: &Secrets, headers: &Headers) {
    let tokens = Tokens::of(ui);
    let mut shown = headers[..headers.len().min(SHOWN_LINES)].to_vec();
    secrets.mask_headers(&mut shown);
    for (name, value) in shown {
        let mut job = egui::text::LayoutJob::default();
        let format =
            |color| egui::TextFormat { line_height: Some(18.0), ..egui::TextFormat::simple(fonts::mono(12.0), color) };
        job.append(&format!("{}: ", shown_value(&name)), 0.0, format(tokens.muted));
        job.append(&shown_value(&value), 0.0, format(tokens.text));
        ui.add(Label::new(job).wrap().selectable(true));
    }
    left_out_ui(ui, i18n, headers.len());
}
