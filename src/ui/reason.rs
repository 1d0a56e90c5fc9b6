//! Why something happened, in the window's language: by the code of a row and its fields. A row without a code that this
//! version knows, as an older record has it, says it in its own words.

use fluent_bundle::FluentValue;

use crate::{
    i18n::{I18n, count, grouped},
    transcript::{
        entry::{Dropped, Failure, State, Wait},
        reason::{Code, FieldValue, Fields, HasReason, Reason, Word},
        secrets::mask_url_passwords,
    },
};

/// Why something failed.
pub fn failure(i18n: &I18n, failure: &Failure) -> String {
    let own = || {
        let last = failure.causes.last().filter(|cause| !cause.is_empty());
        last.map_or_else(|| failure.message.clone(), |cause| format!("{}: {cause}", failure.message))
    };
    words(i18n, failure.code.as_ref(), &failure.fields, own)
}

/// Why a wait is.
pub fn wait(i18n: &I18n, wait: &Wait) -> String {
    // A reason that was always one word has no other code in older records.
    let word = Word::from(wait.reason.as_str());
    words(i18n, wait.reason_code.as_ref().or(Some(&word)), &wait.reason_fields, || wait.reason.clone())
}

/// Why a session is in a state, where there is a reason.
pub fn state(i18n: &I18n, state: &State) -> Option<String> {
    let own = state.reason.as_deref()?;
    let word = Word::from(own);
    Some(words(i18n, state.reason_code.as_ref().or(Some(&word)), &state.reason_fields, || own.to_owned()))
}

/// A word of a record that is its own code: why a line has no effect, or which rule a frame breaks.
pub fn word(i18n: &I18n, word: &str) -> String {
    words(i18n, Some(&Word::from(word)), &Fields::default(), || word.to_owned())
}

/// How many rows are missing, and why.
pub fn dropped(i18n: &I18n, dropped: &Dropped) -> String {
    let code = dropped.code().map(Word::from);
    let reason = words(i18n, code.as_ref(), &Fields::default(), || dropped.reason.clone());
    i18n.text_with("list-dropped", &[("count", count(dropped.rows)), ("reason", reason.into())]).into_owned()
}

/// Why something is that is no row.
pub fn of(i18n: &I18n, reason: &Reason) -> String {
    sentence(i18n, reason.code, &reason.fields).unwrap_or_else(|| i18n.text(reason.code.key()).into_owned())
}

/// Why something that is no row failed.
pub fn error(i18n: &I18n, error: &dyn HasReason) -> String {
    let reason = error.reason();
    sentence(i18n, reason.code, &reason.fields).unwrap_or_else(|| error.to_string())
}

fn words(i18n: &I18n, code: Option<&Word<Code>>, fields: &Fields, own: impl FnOnce() -> String) -> String {
    let known = code.and_then(Word::known);
    let words = known.and_then(|code| sentence(i18n, code, fields)).unwrap_or_else(own);
    mask_url_passwords(&words).into_owned()
}

/// The sentence of a code; `None` where a field is missing, as a record that was changed by hand can have it.
fn sentence(i18n: &I18n, code: Code, fields: &Fields) -> Option<String> {
    let mut args: Vec<(&str, FluentValue<'_>)> = Vec::new();
    for (name, value) in fields.iter().filter(|(name, _)| *name != Fields::CAUSE) {
        args.push((name, argument(value)));
    }
    // What is behind a code names the same fields, and nothing stands behind it.
    if let Some(cause) = fields.cause() {
        args.push((Fields::CAUSE, i18n.complete_text_with(cause.key(), &args)?.into()));
    }
    Some(i18n.complete_text_with(code.key(), &args)?.trim_end().to_owned())
}

/// Numbers that are codes stay as they are; large ones are grouped. Each chooses a plural form where its sentence has some.
fn argument(value: &FieldValue) -> FluentValue<'_> {
    const FROM: u64 = 100_000;
    match value {
        FieldValue::Text(text) => text.as_str().into(),
        FieldValue::Count(count) if *count >= FROM => grouped(*count).into(),
        FieldValue::Count(count) => count.into(),
    }
}
