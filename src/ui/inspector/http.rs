//! The heads of requests and answers as they went over the wire.

use std::{fmt::Write as _, sync::Arc};

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

/// What of a body is shown; copying takes all that is there.
const SHOWN_BODY_BYTES: usize = 16 * 1024;

/// Between two parts of an exchange, in points.
const PART_GAP: f32 = 10.0;

/// A request and its answer, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchange {
    /// What was asked.
    pub request: Option<Arc<Request>>,
    /// What was answered.
    pub response: Option<Arc<Response>>,
    /// From the request to its answer, where it opened a connection.
    pub answer_micros: Option<u64>,
    /// Why nothing came of it.
    pub failure: Option<Arc<Failure>>,
}

impl Exchange {
    /// Whether nothing is known.
    fn is_empty(&self) -> bool {
        self.request.is_none() && self.response.is_none() && self.failure.is_none()
    }

    /// Both heads and what is kept of the answer's body as text, with secrets masked: what is copied leaves the program.
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
            if let Some(body) = response.body_preview.as_deref().filter(|body| !body.is_empty()) {
                writeln!(text, "\n{}", secrets.mask_message(body)).ok();
            }
        }
        text
    }
}

fn push_headers(text: &mut String, headers: &Headers, secrets: &Secrets) {
    for (name, value) in headers {
        let (name, value) = secrets.mask_header(name, value);
        writeln!(text, "{name}: {value}").ok();
    }
}

/// Draws the exchanges, oldest first.
pub(super) fn http_ui(ui: &mut Ui, i18n: &I18n, secrets: &Secrets, exchanges: &[Exchange]) {
    if exchanges.iter().all(Exchange::is_empty) {
        note_ui(ui, &i18n.text("inspector-no-http"));
        return;
    }
    ScrollArea::vertical().id_salt("http").auto_shrink(false).show(ui, |ui| {
        for exchange in exchanges {
            if let Some(failure) = &exchange.failure {
                failure_ui(ui, i18n, secrets, failure);
            }
            if let Some(request) = &exchange.request {
                request_ui(ui, i18n, secrets, request, exchange.answer_micros);
            }
            if let Some(response) = &exchange.response {
                response_ui(ui, i18n, secrets, response);
            }
        }
    });
}

fn failure_ui(ui: &mut Ui, i18n: &I18n, secrets: &Secrets, failure: &Failure) {
    title_ui(ui, &i18n.text("inspector-failure"));
    line_ui(ui, &secrets.mask_message(&reason::failure(i18n, failure)), Tokens::of(ui).error);
    ui.add_space(PART_GAP);
}

/// How the peer was reached, and what it was asked.
fn request_ui(ui: &mut Ui, i18n: &I18n, secrets: &Secrets, request: &Request, answer_micros: Option<u64>) {
    let tokens = Tokens::of(ui);
    if let Some(facts) = request.connection.as_deref() {
        connection_ui(ui, i18n, facts, answer_micros);
        ui.add_space(PART_GAP);
    }
    if request.reused {
        title_ui(ui, &i18n.text("inspector-connection"));
        line_ui(ui, &i18n.text("inspector-reused"), tokens.text);
        ui.add_space(PART_GAP);
    }
    title_ui(ui, &i18n.text("inspector-request"));
    if request.resent {
        line_ui(ui, &i18n.text("inspector-resent"), tokens.warn);
    }
    let url = mask_url(&request.url);
    line_ui(ui, &format!("{} {url}", request.method), tokens.text);
    headers_ui(ui, i18n, secrets, &request.headers);
    ui.add_space(PART_GAP);
}

fn response_ui(ui: &mut Ui, i18n: &I18n, secrets: &Secrets, response: &Response) {
    let tokens = Tokens::of(ui);
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
    if let Some(body) = response.body_preview.as_deref().filter(|body| !body.is_empty()) {
        ui.add_space(6.0);
        body_ui(ui, i18n, body, response.body_bytes);
    }
    ui.add_space(PART_GAP);
}

/// The begin of a body, and how much of it is not there.
fn body_ui(ui: &mut Ui, i18n: &I18n, body: &str, whole_bytes: Option<u64>) {
    let tokens = Tokens::of(ui);
    title_ui(ui, &i18n.text("inspector-body"));
    let shown = &body[..body.floor_char_boundary(SHOWN_BODY_BYTES)];
    line_ui(ui, shown, tokens.text);
    if shown.len() < body.len() {
        let args = [("bytes", format::bytes(shown.len() as u64).into())];
        line_ui(ui, &i18n.text_with("inspector-body-begin", &args), tokens.muted);
    }
    if let Some(whole) = whole_bytes {
        let args = [("bytes", format::bytes(whole).into())];
        line_ui(ui, &i18n.text_with("inspector-body-cut", &args), tokens.muted);
    }
}

/// The first of the lines: a peer can send thousands, and each is laid out in each frame.
fn headers_ui(ui: &mut Ui, i18n: &I18n, secrets: &Secrets, headers: &Headers) {
    let tokens = Tokens::of(ui);
    let format =
        |color| egui::TextFormat { line_height: Some(18.0), ..egui::TextFormat::simple(fonts::mono(12.0), color) };
    for (name, value) in headers.iter().take(SHOWN_LINES) {
        let (name, value) = secrets.mask_header(name, value);
        let mut job = egui::text::LayoutJob::default();
        job.append(&format!("{}: ", shown_value(&name)), 0.0, format(tokens.muted));
        job.append(&shown_value(&value), 0.0, format(tokens.text));
        ui.add(Label::new(job).wrap().selectable(true));
    }
    left_out_ui(ui, i18n, headers.len());
}
