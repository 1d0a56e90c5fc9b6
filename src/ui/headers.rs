//! The editor for the header lines of a request, and the lines as a form keeps them.

use egui::{RichText, Ui};
use serde::{Deserialize, Serialize, Serializer};

use super::{button::Button, field::Field, fonts, icons, reason, theme::Tokens};
use crate::{
    i18n::I18n,
    net::headers::{self, HeaderError, parse_pair},
    transcript::secrets::is_secret_header,
};

/// The header lines of a form. Where it is saved, secret values are left out and their names stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HeaderLines(pub Vec<HeaderLine>);

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct HeaderLine {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

impl HeaderLines {
    /// The lines as they are sent; lines without a name are skipped.
    ///
    /// # Errors
    /// With the first line whose name or value cannot be sent; its field says so, and no session begins.
    pub fn parse(&self) -> Result<Vec<headers::HeaderLine>, HeaderError> {
        self.0
            .iter()
            .filter(|line| !line.name.trim().is_empty())
            .map(|line| parse_pair(line.name.trim(), line.value.trim()))
            .collect()
    }

    /// How many lines are sent, as the option row shows it; empty for none.
    pub fn count_text(&self) -> String {
        let count = self.0.iter().filter(|line| !line.name.trim().is_empty()).count();
        if count == 0 { String::new() } else { count.to_string() }
    }
}

/// Saving leaves the values of secret headers out.
impl Serialize for HeaderLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let value = if is_secret_header(&self.name) { "" } else { &self.value };
        let mut fields = serializer.serialize_struct("HeaderLine", 2)?;
        fields.serialize_field("name", &self.name)?;
        fields.serialize_field("value", value)?;
        fields.end()
    }
}

/// Draws the lines and a button that adds one. `enabled` is false while a session runs with them.
pub fn headers_ui(ui: &mut Ui, i18n: &I18n, lines: &mut HeaderLines, enabled: bool) {
    let tokens = Tokens::of(ui);
    let mut removed = None;
    for (number, line) in lines.0.iter_mut().enumerate() {
        ui.push_id(number, |ui| {
            ui.horizontal(|ui| {
                if line_ui(ui, i18n, line, enabled, &tokens) {
                    removed = Some(number);
                }
            });
        });
    }
    if let Some(number) = removed {
        lines.0.remove(number);
    }
    if Button::plain(&i18n.text("headers-add")).icon(icons::ADD).enabled(enabled).pressed(ui) {
        lines.0.push(HeaderLine::default());
    }
}

fn line_ui(ui: &mut Ui, i18n: &I18n, line: &mut HeaderLine, enabled: bool, tokens: &Tokens) -> bool {
    let name_problem = (!line.name.trim().is_empty())
        .then(|| parse_pair(line.name.trim(), "").err())
        .flatten()
        .map(|error| reason::error(i18n, &error));
    let value_problem = parse_pair("x", line.value.trim()).err().map(|_| i18n.text("headers-value-bad"));
    let name = i18n.text("headers-name");
    Field::new(&mut line.name, &name).hint("X-Name").width(200.0).problem(name_problem).enabled(enabled).show(ui);
    let secret = is_secret_header(&line.name);
    let value = i18n.text("headers-value");
    let width = (ui.available_width() - 36.0 - if secret { 100.0 } else { 0.0 }).clamp(120.0, 560.0);
    Field::new(&mut line.value, &value).width(width).problem(value_problem).enabled(enabled).show(ui);
    if secret {
        let words = RichText::new(i18n.text("headers-not-saved")).font(fonts::body(12.0)).color(tokens.warn);
        ui.label(words).on_hover_text(i18n.text("headers-not-saved-hint"));
    }
    let remove = i18n.text_with("headers-remove", &[("name", line.name.clone().into())]);
    Button::ghost(icons::CLOSE, &remove).enabled(enabled).pressed(ui)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_value_is_not_saved_but_its_name_is() {
        let line = |name: &str, value: &str| HeaderLine { name: name.to_owned(), value: value.to_owned() };
        let lines = HeaderLines(vec![line("AUTHORIZATION", "Bearer x"), line("X-Y", "z")]);
        let text = serde_json::to_string(&lines).expect("serialised");
        assert_eq!(text, r#"[{"name":"AUTHORIZATION","value":""},{"name":"X-Y","value":"z"}]"#);
        let back: HeaderLines = serde_json::from_str(&text).expect("parsed");
        assert_eq!(back.0[1], line("X-Y", "z"));
        assert_eq!(lines.parse().expect("sent whole")[0].value(), "Bearer x");
    }
}
