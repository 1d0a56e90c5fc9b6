//! Payloads that are text in another charset than UTF-8: which one, and the text. WHATWG Encoding.
//!
//! A payload stays as it came. Its row keeps the charset, and who shows, searches or writes its text decodes it.

use std::borrow::Cow;

use encoding_rs::{
    BIG5, CoderResult, Decoder, EUC_JP, EUC_KR, Encoding, GB18030, GBK, IBM866, ISO_2022_JP, ISO_8859_2, ISO_8859_3,
    ISO_8859_4, ISO_8859_5, ISO_8859_6, ISO_8859_7, ISO_8859_8, ISO_8859_8_I, ISO_8859_10, ISO_8859_13, ISO_8859_14,
    ISO_8859_15, ISO_8859_16, KOI8_R, KOI8_U, MACINTOSH, REPLACEMENT, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE,
    WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256,
    WINDOWS_1257, WINDOWS_1258, X_MAC_CYRILLIC, X_USER_DEFINED,
};
use serde::{Deserialize as _, Deserializer, Serialize, Serializer};

/// All of them but UTF-8. A row keeps its place here, from 1.
const ALL: [&Encoding; 39] = [
    BIG5,
    EUC_JP,
    EUC_KR,
    GB18030,
    GBK,
    IBM866,
    ISO_2022_JP,
    ISO_8859_2,
    ISO_8859_3,
    ISO_8859_4,
    ISO_8859_5,
    ISO_8859_6,
    ISO_8859_7,
    ISO_8859_8,
    ISO_8859_8_I,
    ISO_8859_10,
    ISO_8859_13,
    ISO_8859_14,
    ISO_8859_15,
    ISO_8859_16,
    KOI8_R,
    KOI8_U,
    MACINTOSH,
    REPLACEMENT,
    SHIFT_JIS,
    UTF_16BE,
    UTF_16LE,
    WINDOWS_874,
    WINDOWS_1250,
    WINDOWS_1251,
    WINDOWS_1252,
    WINDOWS_1253,
    WINDOWS_1254,
    WINDOWS_1255,
    WINDOWS_1256,
    WINDOWS_1257,
    WINDOWS_1258,
    X_MAC_CYRILLIC,
    X_USER_DEFINED,
];

/// The byte order mark of UTF-8.
pub const MARK: &[u8] = b"\xEF\xBB\xBF";

/// What is decoded at a time.
const PIECE_BYTES: usize = 64 * 1024;

/// A charset other than UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

impl Charset {
    /// The charset with this label, in any case. `None`: UTF-8, or nobody knows it.
    pub fn for_label(label: &[u8]) -> Option<Self> {
        Encoding::for_label(label).and_then(Self::new)
    }

    /// The charset of a body: what its byte order mark says, else what was declared for it.
    pub fn of(body: &[u8], declared: Option<Self>) -> Option<Self> {
        Encoding::for_bom(body).map_or(declared, |(encoding, _)| Self::new(encoding))
    }

    /// Its name in the standard.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The number that a row keeps; 0 is UTF-8.
    pub(super) fn number(charset: Option<Self>) -> u16 {
        let place = charset.and_then(|charset| ALL.iter().position(|&encoding| encoding == charset.0));
        place.map_or(0, |place| place as u16 + 1)
    }

    pub(super) fn with_number(number: u16) -> Option<Self> {
        let place = usize::from(number).checked_sub(1)?;
        ALL.get(place).copied().and_then(Self::new)
    }

    fn new(encoding: &'static Encoding) -> Option<Self> {
        (encoding != UTF_8).then_some(Self(encoding))
    }
}

/// The text of a payload. A byte order mark is no part of it, and what is no text becomes U+FFFD.
pub fn decode(payload: &[u8], charset: Option<Charset>) -> Cow<'_, str> {
    encoding(charset).decode_with_bom_removal(payload).0
}

/// The text that the first `limit_bytes` of a payload hold, without half a character at the cut.
pub fn decode_begin(payload: &[u8], charset: Option<Charset>, limit_bytes: usize) -> String {
    let mut text = String::new();
    let cut = &payload[..payload.len().min(limit_bytes)];
    PieceDecoder::new(charset).push(cut, cut.len() == payload.len(), &mut text);
    text
}

/// Whether the text of a payload, as UTF-8, is the payload byte for byte.
pub fn is_as_it_came(payload: &[u8], charset: Option<Charset>) -> bool {
    let mut rest = Some(payload);
    for piece in pieces(payload, charset) {
        rest = rest.and_then(|rest| rest.strip_prefix(piece.as_bytes()));
    }
    rest == Some(&[])
}

/// The text of a payload piece by piece, for who cannot hold all of it.
pub(super) fn pieces(payload: &[u8], charset: Option<Charset>) -> impl Iterator<Item = String> {
    let mut decoder = PieceDecoder::new(charset);
    let last = payload.len().div_ceil(PIECE_BYTES).max(1) - 1;
    // A payload of no bytes has one piece, too: an empty one.
    (0..=last).map(move |number| {
        let piece = payload.get(number * PIECE_BYTES..).unwrap_or_default();
        let mut text = String::new();
        decoder.push(&piece[..piece.len().min(PIECE_BYTES)], number == last, &mut text);
        text
    })
}

struct PieceDecoder(Decoder);

impl PieceDecoder {
    fn new(charset: Option<Charset>) -> Self {
        Self(encoding(charset).new_decoder_with_bom_removal())
    }

    fn push(&mut self, mut bytes: &[u8], is_last: bool, text: &mut String) {
        loop {
            text.reserve(self.0.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len()));
            let (result, taken, _) = self.0.decode_to_string(bytes, text, is_last);
            bytes = &bytes[taken..];
            if result == CoderResult::InputEmpty {
                return;
            }
        }
    }
}

fn encoding(charset: Option<Charset>) -> &'static Encoding {
    charset.map_or(UTF_8, |charset| charset.0)
}

impl Serialize for Charset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Reads a label; one that is not known is as none, so that the row can be read all the same.
pub(super) fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Charset>, D::Error> {
    let label = Option::<Cow<'_, str>>::deserialize(deserializer)?;
    Ok(label.and_then(|label| Charset::for_label(label.as_bytes())))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn charset(label: &str) -> Option<Charset> {
        Charset::for_label(label.as_bytes())
    }

    #[test]
    fn every_charset_has_a_number_and_gets_it_back() {
        for (place, &encoding) in ALL.iter().enumerate() {
            let charset = Charset::for_label(encoding.name().as_bytes());
            assert_eq!(charset, Some(Charset(encoding)));
            assert_eq!(Charset::number(charset), place as u16 + 1);
            assert_eq!(Charset::with_number(place as u16 + 1), charset);
        }
        assert_eq!((Charset::number(None), Charset::with_number(0)), (0, None));
        assert_eq!((Charset::with_number(40), charset("utf-8"), charset("nonsense")), (None, None, None));
    }

    #[test]
    fn a_mark_wins_over_what_was_declared() {
        let cyrillic = charset("windows-1251");
        for (body, declared, name, text) in [
            (&b"\xef\xf0\xe8\xe2\xe5\xf2"[..], cyrillic, Some("windows-1251"), "привет"),
            (b"\xEF\xBB\xBF\xd0\xb0", cyrillic, None, "а"),
            (b"\xFF\xFEa\0", cyrillic, Some("UTF-16LE"), "a"),
            (b"\xFE\xFF\0a\x04\x30", None, Some("UTF-16BE"), "aа"),
            (b"\xFF\xFE\x3d\xd8\x00\xde", charset("utf-16be"), Some("UTF-16LE"), "\u{1f600}"),
            (b"a\0", charset("utf-16le"), Some("UTF-16LE"), "a"),
            (b"\x82\xa0", charset("sjis"), Some("Shift_JIS"), "あ"),
            (b"\x1b$B\x24\x22\x1b(B", charset("iso-2022-jp"), Some("ISO-2022-JP"), "あ"),
            (b"\xe9", charset("iso-8859-1"), Some("windows-1252"), "é"),
            (b"a\xff", None, None, "a\u{fffd}"),
            (b"", cyrillic, Some("windows-1251"), ""),
        ] {
            let charset = Charset::of(body, declared);
            assert_eq!(charset.map(Charset::name), name, "{body:?}");
            assert_eq!(decode(body, charset), text);
        }
    }

    #[test]
    fn the_begin_of_a_text_has_no_half_character() {
        assert_eq!(decode_begin("aé".as_bytes(), None, 2), "a");
        assert_eq!(decode_begin(b"a\xc3", None, 9), "a\u{fffd}");
        assert_eq!(decode_begin(b"a\0\x30\x04", charset("utf-16le"), 3), "a");
        assert_eq!(decode_begin(b"\x82\xa0\x82\xa0", charset("sjis"), 3), "あ");
    }

    proptest! {
        #[test]
        fn pieces_give_the_same_text(
            number in 0..=ALL.len() as u16,
            bytes in prop::collection::vec(any::<u8>(), 1..40),
            repeats in 1..6000_usize,
        ) {
            let (charset, payload) = (Charset::with_number(number), bytes.repeat(repeats));
            let joined: String = pieces(&payload, charset).collect();
            prop_assert_eq!(joined, decode(&payload, charset).into_owned());
        }
    }
}
