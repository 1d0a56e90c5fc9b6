//! Rows that every protocol can have beside its own: what ended early, bytes that belong to nothing, trailers, findings.

use super::{
    chip::{Chip, Filtered},
    format,
    inspector::Payload,
    preview,
    theme::Tokens,
};
use crate::{
    i18n::I18n,
    transcript::{
        Kind, RowRef, Transcript,
        entry::{Finding, Partial, Stray, Trailers},
        reason::{Code, Vocabulary as _},
        secrets::Secrets,
    },
};

/// Bytes that are looked at to tell text from other bytes: it is done in each frame that shows the row.
const JUDGED_BYTES: usize = 4096;

/// The key of the word for such a row; `None` for any other one.
pub fn kind_key(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Partial => "list-kind-partial",
        Kind::Stray => "list-kind-stray",
        Kind::Trailers => "list-kind-trailers",
        Kind::Finding => "list-kind-finding",
        _ => return None,
    })
}

/// Such a row in one line; `None` for any other one.
pub fn line(i18n: &I18n, row: &RowRef<'_>) -> Option<String> {
    let words = match row.kind {
        Kind::Partial => row.fields().map(|head: Partial| partial_words(i18n, &head)),
        Kind::Stray => row.fields().map(|head: Stray| stray_words(i18n, &head)),
        Kind::Trailers => row.fields().map(|head: Trailers| trailer_words(head)),
        Kind::Finding => row.fields().map(|head: Finding| finding_words(i18n, head)),
        _ => return None,
    };
    let begin = match payload(row) {
        Payload::Text(bytes) | Payload::Coded(bytes, _) => preview::text_line(bytes),
        Payload::Binary(bytes) => preview::hex_line(bytes),
        Payload::None => String::new(),
    };
    Some(format!("{}   {begin}", words.unwrap_or_default()).trim_end().to_owned())
}

/// The bytes of such a row, as text where they are some.
pub fn payload<'r>(row: &RowRef<'r>) -> Payload<'r> {
    match row.kind {
        Kind::Partial | Kind::Stray if row.payload.is_empty() => Payload::None,
        Kind::Partial | Kind::Stray if is_text(row.payload) => Payload::Text(row.payload),
        Kind::Partial | Kind::Stray => Payload::Binary(row.payload),
        _ => Payload::None,
    }
}

/// The chips of those that there are.
pub fn chips(i18n: &I18n, transcript: &Transcript, tokens: &Tokens) -> Vec<Chip> {
    let groups: [(&'static str, &'static [Kind], _); 3] = [
        ("list-kind-partial", &[Kind::Partial, Kind::Stray], tokens.warn),
        ("list-kind-trailers", &[Kind::Trailers], tokens.muted),
        ("list-kind-finding", &[Kind::Finding], tokens.warn),
    ];
    let chip = |(key, kinds, color): (&'static str, &'static [Kind], _)| Chip {
        name: i18n.text(key).into_owned().into(),
        count: kinds.iter().map(|&kind| transcript.count(kind)).sum(),
        color,
        what: Filtered::Kinds(kinds),
    };
    groups.into_iter().map(chip).filter(|chip| chip.count > 0).collect()
}

fn partial_words(i18n: &I18n, head: &Partial) -> String {
    let bytes = ("bytes", format::bytes(head.bytes).into());
    match head.of {
        Some(of) => i18n.text_with("list-partial-of", &[bytes, ("of", format::bytes(of).into())]).into_owned(),
        None => i18n.text_with("list-partial", &[bytes]).into_owned(),
    }
}

fn stray_words(i18n: &I18n, head: &Stray) -> String {
    let key = match &*head.after {
        Stray::BODY => "list-stray-body",
        Stray::CLOSE => "list-stray-close",
        _ => "list-stray-other",
    };
    i18n.text_with(key, &[("bytes", format::bytes(head.bytes).into())]).into_owned()
}

/// In the window's language where it has words for it; the details have those of the record.
fn finding_words(i18n: &I18n, head: Finding) -> String {
    let key = match Code::from_name(&head.code) {
        // Of a body that is shown all the same.
        Some(Code::CodingDamaged) => Some("finding-codingDamaged"),
        Some(Code::CodingUnfinished) => Some("finding-codingUnfinished"),
        Some(Code::CodingTooLarge) => Some("finding-codingTooLarge"),
        Some(code @ (Code::UnaskedCoding | Code::UnknownCoding | Code::TooManyCodings | Code::TrailingBytes)) => {
            Some(code.key())
        }
        _ => None,
    };
    let words = key.map_or(head.message, |key| i18n.text(key).into_owned());
    match head.source {
        Some(source) => format!("{words}   {source}"),
        None => words,
    }
}

fn trailer_words(mut head: Trailers) -> String {
    Secrets::masked().mask_headers(&mut head.headers);
    head.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("   ")
}

/// Whether bytes read as text; the begin may be cut inside of a character.
fn is_text(bytes: &[u8]) -> bool {
    let begin = &bytes[..bytes.len().min(JUDGED_BYTES)];
    let valid = match std::str::from_utf8(begin) {
        Ok(text) => text,
        Err(error) if error.error_len().is_some() => return false,
        Err(error) => std::str::from_utf8(&begin[..error.valid_up_to()]).unwrap_or_default(),
    };
    !valid.is_empty() && !valid.contains(|c: char| c.is_control() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::{
        i18n::Lang,
        transcript::{Body, Entry},
    };

    #[test]
    fn each_says_what_is_missing_and_shows_its_begin() {
        let partial = Partial { bytes: 300, of: Some(2_048), ..Partial::default() };
        let headers = vec![("ETag".to_owned(), "1".to_owned()), ("Set-Cookie".to_owned(), "hush".to_owned())];
        let (i18n, mut transcript) = (I18n::new(Lang::English), Transcript::default());
        for (body, words) in [
            (
                Body::Partial(Box::new(partial), Bytes::from_static(b"{\"a\":\xc3")),
                "cut off after 300 B of 2.0 KiB   {\"a\":\u{fffd}",
            ),
            (
                Body::Partial(Box::new(Partial { bytes: 2, ..Partial::default() }), Bytes::from_static(&[0, 7])),
                "cut off after 2 B   00 07",
            ),
            (
                Body::Stray(Stray { after: Stray::BODY.into(), bytes: 3 }, Bytes::from_static(b"HTT")),
                "3 B behind the body   HTT",
            ),
            (Body::Stray(Stray { after: "noon".into(), bytes: 3 }, Bytes::new()), "3 B that belong to nothing"),
            (Body::Trailers(Trailers { headers }), "ETag: 1   Set-Cookie: ***"),
            (Body::Finding(Box::new(Finding { message: "wrong".to_owned(), ..Finding::default() })), "wrong"),
            (
                Body::Finding(Box::new(Finding {
                    code: "trailingBytes".into(),
                    source: Some("§1".into()),
                    ..Finding::default()
                })),
                "bytes behind the end of the compressed data are left out   §1",
            ),
        ] {
            transcript.push(&Entry::incoming(0, body));
            let row = transcript.row(transcript.end_row() - 1).expect("a row");
            assert_eq!(line(&i18n, &row).as_deref(), Some(words));
            assert!(kind_key(row.kind).is_some());
        }
        let counts: Vec<_> = chips(&i18n, &transcript, &Tokens::DARK).iter().map(|chip| chip.count).collect();
        assert_eq!(counts, [4, 1, 2]);
    }
}
