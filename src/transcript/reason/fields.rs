//! What the sentence of a code names: an address, a limit, a status. Few, short, and bounded whoever wrote them.

use std::{borrow::Cow, fmt, time::Duration};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{IgnoredAny, MapAccess, Visitor},
    ser::SerializeMap as _,
};
use serde_json::Value;

use super::Code;
use crate::{
    limits::MAX_REASON_FIELDS,
    transcript::{cut_label::cut_label, reason::Vocabulary as _, secrets::Secrets},
};

/// Names and values in order; at most [`MAX_REASON_FIELDS`]. One pointer while there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(pub(super) Option<Box<List>>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct List(pub(super) Vec<(Cow<'static, str>, FieldValue)>);

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// A text, without secrets and not longer than a label.
    Text(String),
    /// A number: bytes, a status, a count.
    Count(u64),
}

impl Fields {
    /// The field that holds another code: what is behind the first one.
    pub const CAUSE: &'static str = "cause";

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Each name and its value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &FieldValue)> {
        self.0.iter().flat_map(|list| list.0.iter().map(|(name, value)| (name.as_ref(), value)))
    }

    /// The code of what is behind the first one.
    pub fn cause(&self) -> Option<Code> {
        self.iter().find_map(|(name, value)| match value {
            FieldValue::Text(code) if name == Self::CAUSE => Code::from_name(code),
            _ => None,
        })
    }

    /// Bytes that they hold, roughly.
    pub fn held_bytes(&self) -> usize {
        let bytes = |value: &FieldValue| match value {
            FieldValue::Text(text) => text.len(),
            FieldValue::Count(_) => 0,
        };
        self.iter().map(|(name, value)| size_of::<(Cow<'_, str>, FieldValue)>() + name.len() + bytes(value)).sum()
    }

    /// Adds one, unless there are too many. A later one of the same name takes the place of the first.
    pub(super) fn set(&mut self, name: Cow<'static, str>, value: FieldValue) {
        let list = &mut self.0.get_or_insert_default().0;
        if let Some((_, found)) = list.iter_mut().find(|(found, _)| *found == name) {
            *found = value;
        } else if list.len() < MAX_REASON_FIELDS {
            list.push((name, value));
        }
    }
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> Self {
        Self::Text(cut_label(Secrets::masked().mask_message(text).into_owned()).0)
    }
}

impl From<String> for FieldValue {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<&String> for FieldValue {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<u64> for FieldValue {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<usize> for FieldValue {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

impl From<u32> for FieldValue {
    fn from(count: u32) -> Self {
        Self::Count(count.into())
    }
}

impl From<u16> for FieldValue {
    fn from(count: u16) -> Self {
        Self::Count(count.into())
    }
}

impl From<u8> for FieldValue {
    fn from(count: u8) -> Self {
        Self::Count(count.into())
    }
}

impl From<Code> for FieldValue {
    fn from(code: Code) -> Self {
        Self::Text(code.name().to_owned())
    }
}

/// In seconds.
impl From<Duration> for FieldValue {
    fn from(duration: Duration) -> Self {
        if duration.subsec_nanos() == 0 {
            Self::Count(duration.as_secs())
        } else {
            Self::Text(duration.as_secs_f64().to_string())
        }
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.iter() {
            match value {
                FieldValue::Text(text) => map.serialize_entry(name, text)?,
                FieldValue::Count(count) => map.serialize_entry(name, count)?,
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts and numbers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        let mut count = 0;
        while count < MAX_REASON_FIELDS
            && let Some((name, value)) = map.next_entry::<String, Value>()?
        {
            count += 1;
            let value = match value {
                Value::String(text) => FieldValue::Text(cut_label(text).0),
                Value::Number(number) => {
                    number.as_u64().map_or_else(|| FieldValue::Text(number.to_string()), FieldValue::Count)
                }
                // Nothing that this version knows.
                _ => continue,
            };
            fields.set(cut_label(name).0.into(), value);
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_LABEL_BYTES;

    #[test]
    fn they_are_few_and_short_whoever_wrote_them() {
        let long = "x".repeat(100_000);
        let written: serde_json::Map<String, Value> =
            (0..1000).map(|number| (format!("n{number}"), Value::String(long.clone()))).collect();
        let text = serde_json::to_string(&written).expect("JSON");
        let fields: Fields = serde_json::from_str(&text).expect("fields");
        assert_eq!(fields.iter().count(), MAX_REASON_FIELDS);
        assert!(fields.held_bytes() < MAX_REASON_FIELDS * (MAX_LABEL_BYTES + 200), "{}", fields.held_bytes());
    }

    #[test]
    fn what_is_no_text_and_no_number_is_passed_over() {
        let fields: Fields = serde_json::from_str(r#"{"a":null,"b":[1],"c":7,"d":"x","e":-1.5}"#).expect("fields");
        assert_eq!(serde_json::to_string(&fields).expect("JSON"), r#"{"c":7,"d":"x","e":"-1.5"}"#);
    }

    #[test]
    fn a_secret_is_masked_before_it_is_kept() {
        assert_eq!(FieldValue::from("http://u:hush@h/"), FieldValue::Text("http://u:***@h/".to_owned()));
    }

    #[test]
    fn seconds_are_whole_where_they_can_be() {
        assert_eq!(FieldValue::from(Duration::from_secs(10)), FieldValue::Count(10));
        assert_eq!(FieldValue::from(Duration::from_millis(500)), FieldValue::Text("0.5".to_owned()));
    }
}
