//! Everything that is known about a row: what its protocol explains, and every field of its record.

use egui::{FontId, Label, RichText, ScrollArea, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use super::{
    json::spans::{Place, Spans},
    words::{SHOWN_LINES, left_out_ui, shown_value},
};
use crate::{
    i18n::I18n,
    transcript::{
        Kind, RowRef, Transcript,
        entry::Finding,
        secrets::{Secrets, mask_url},
    },
    ui::{fonts, format, paint, theme::Tokens},
};

/// The room of a name beside its value, in points.
const NAME_WIDTH: f32 = 104.0;

/// Links to rows that a finding names; a file can name any number.
const MAX_EVIDENCE: usize = 32;

/// The fields of a row as its record names them, with secrets masked.
pub(super) fn record_fields(row: &RowRef<'_>, secrets: &Secrets) -> Vec<(String, String)> {
    let mut fields = vec![
        ("at".to_owned(), format!("{} µs", format::grouped(row.at_micros))),
        ("direction".to_owned(), row.direction.name().to_owned()),
        ("kind".to_owned(), row.kind.name().to_owned()),
    ];
    let Ok(spans) = Spans::parse(row.head, |_| true) else { return fields };
    let mut member = 1;
    while member < spans.len() {
        let name = decoded(spans.key(row.head, member).unwrap_or_default());
        let written = spans.bytes(row.head, member);
        if name == "headers" {
            let mut headers: Vec<(String, String)> = serde_json::from_slice(written).unwrap_or_default();
            secrets.mask_headers(&mut headers);
            fields.extend(headers.into_iter().map(|(header, value)| (format!("headers · {header}"), value)));
        } else {
            let value = if written.starts_with(b"[") { list(&spans, row.head, member) } else { decoded(written) };
            let masked = if name == "url" { mask_url(&value) } else { secrets.mask_message(&value) };
            fields.push((name, masked.into_owned()));
        }
        member = spans.after(member);
    }
    fields
}

/// Keys and values as they are copied: a line for each.
pub fn as_text(details: &[(String, String)]) -> String {
    details.iter().map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>().join("\n")
}

/// Draws what the protocol explains, then the record's fields.
pub(super) fn details_ui(ui: &mut Ui, i18n: &I18n, explained: &[(String, String)], fields: &[(String, String)]) {
    ScrollArea::vertical().id_salt("details").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        pairs_ui(ui, explained);
        if !fields.is_empty() {
            ui.add_space(4.0);
            ui.label(RichText::new(i18n.text("inspector-record-fields")).font(fonts::semibold(12.5)));
            pairs_ui(ui, &fields[..fields.len().min(SHOWN_LINES)]);
            left_out_ui(ui, i18n, fields.len());
        }
    });
}

/// Draws a link to each row that a finding names and that is still there. Returns the one that was clicked.
pub(super) fn evidence_ui(ui: &mut Ui, i18n: &I18n, row: &RowRef<'_>, transcript: &Transcript) -> Option<u64> {
    if row.kind != Kind::Finding {
        return None;
    }
    let Finding { rows, .. } = row.fields()?;
    let mut clicked = None;
    ui.horizontal_wrapped(|ui| {
        for number in rows.into_iter().take(MAX_EVIDENCE).filter(|&number| transcript.row(number).is_some()) {
            let words = i18n.text_with("inspector-evidence", &[("row", format::grouped(number + 1).into())]);
            if ui.link(words.as_ref()).clicked() {
                clicked = Some(number);
            }
        }
    });
    clicked
}

/// Names and values in two columns, values selectable. A name that is longer than its column stands above its value.
pub fn pairs_ui(ui: &mut Ui, pairs: &[(String, String)]) {
    for (name, value) in pairs {
        let name = shown_value(name);
        let width = paint::text_width(ui.painter(), &name, name_font());
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            if width > NAME_WIDTH {
                name_ui(ui, &name, width.ceil().min(ui.available_width()));
            }
            ui.horizontal_top(|ui| {
                if width > NAME_WIDTH {
                    ui.add_space(NAME_WIDTH + ui.spacing().item_spacing.x);
                } else {
                    name_ui(ui, &name, NAME_WIDTH);
                }
                let text = RichText::new(shown_value(value)).font(fonts::mono(12.0)).color(Tokens::of(ui).text);
                ui.add(Label::new(text).wrap().selectable(true));
            });
        });
    }
}

/// A name in the room that it has. One that is cut is whole while the pointer is over it.
fn name_ui(ui: &mut Ui, name: &str, width: f32) {
    let (rect, response) = ui.allocate_exact_size(vec2(width, 16.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
    paint::text_cut(ui.painter(), rect.left_center(), name, name_font(), Tokens::of(ui).muted, width);
    response.on_hover_ui(|ui| {
        ui.label(name);
    });
}

fn name_font() -> FontId {
    fonts::body(12.5)
}

/// The elements of an array, one a line.
fn list(spans: &Spans, text: &[u8], array: u32) -> String {
    let elements = array + 1..spans.after(array);
    let direct = elements.filter(|&value| spans.parent(value) == Some(array));
    let direct = direct.filter(|&value| matches!(spans.place(text, value), Place::Index(_)));
    direct.map(|value| decoded(spans.bytes(text, value))).collect::<Vec<_>>().join("\n")
}

/// A string without quotes and escapes, anything else as written.
fn decoded(written: &[u8]) -> String {
    let text = written.starts_with(b"\"").then(|| serde_json::from_slice(written).ok()).flatten();
    text.unwrap_or_else(|| String::from_utf8_lossy(written).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::{
        Body, Entry, Transcript,
        entry::{Failure, Request},
    };

    fn fields(body: Body) -> Vec<(String, String)> {
        let mut transcript = Transcript::default();
        transcript.push(&Entry::outgoing(1_234_567, body));
        record_fields(&transcript.row(0).expect("a row"), &Secrets::masked())
    }

    #[test]
    fn every_field_is_listed_and_no_secret() {
        let line = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let request = Request::new(
            "GET",
            "http://u:pw@h/",
            vec![line("Authorization", "Bearer pw"), line("x-a", "1"), line("x-a", "2")],
        );
        let expected = [
            ("at", "1 234 567 µs"),
            ("direction", "out"),
            ("kind", "request"),
            ("method", "GET"),
            ("url", "http://u:***@h/"),
            ("headers · Authorization", "***"),
            ("headers · x-a", "1"),
            ("headers · x-a", "2"),
        ];
        assert_eq!(fields(Body::from(request)), expected.map(|(name, value)| line(name, value)));
    }

    #[test]
    fn causes_stand_below_each_other() {
        let failure =
            Failure { message: "no".to_owned(), causes: vec!["a".to_owned(), "b\"c".to_owned()], ..Failure::default() };
        assert_eq!(fields(Body::from(failure)).last().map(|(_, value)| value.as_str()), Some("a\nb\"c"));
    }
}
