//! The words of a record that stand in a table of ours, and those that another version has written.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::transcript::cut_label::cut_label;

/// A closed list of words with one spelling each.
pub trait Vocabulary: Copy + PartialEq + 'static {
    /// Every word there is.
    const ALL: &'static [Self];

    /// How a record spells it.
    fn name(self) -> &'static str;

    /// The word that is spelled so.
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|word| word.name() == name)
    }
}

/// A word as a row has it. A record may have words that this version does not know: they stay as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word<T> {
    /// One of the table.
    Known(T),
    /// Any other.
    Unknown(Box<str>),
}

impl<T: Vocabulary> Word<T> {
    /// The word of the table, if it is one.
    pub fn known(&self) -> Option<T> {
        match self {
            Self::Known(word) => Some(*word),
            Self::Unknown(_) => None,
        }
    }

    /// How it is spelled.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(word) => word.name(),
            Self::Unknown(name) => name,
        }
    }
}

impl<T: Vocabulary> From<T> for Word<T> {
    fn from(word: T) -> Self {
        Self::Known(word)
    }
}

impl<T: Vocabulary> From<String> for Word<T> {
    fn from(name: String) -> Self {
        T::from_name(&name).map_or_else(|| Self::Unknown(cut_label(name).0.into()), Self::Known)
    }
}

impl<T: Vocabulary> From<&str> for Word<T> {
    fn from(name: &str) -> Self {
        T::from_name(name).map_or_else(|| name.to_owned().into(), Self::Known)
    }
}

impl<T: Vocabulary> PartialEq<T> for Word<T> {
    fn eq(&self, other: &T) -> bool {
        self.known() == Some(*other)
    }
}

impl<T: Vocabulary> PartialEq<&str> for Word<T> {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl<T: Vocabulary> fmt::Display for Word<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<T: Vocabulary> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, T: Vocabulary> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Cow::<str>::deserialize(deserializer)?.into_owned().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::{entry::SessionState, reason::Code};

    #[test]
    fn every_word_is_found_by_its_spelling_and_none_stands_twice() {
        fn check<T: Vocabulary + fmt::Debug>() {
            for &word in T::ALL {
                assert_eq!(T::from_name(word.name()), Some(word));
                assert_eq!(Word::<T>::from(word.name()).known(), Some(word));
            }
        }
        check::<Code>();
        check::<SessionState>();
    }

    #[test]
    fn a_word_of_another_version_stays_as_it_is() {
        let read: Word<Code> = serde_json::from_str(r#""ofTomorrow""#).expect("a word");
        assert_eq!((read.known(), read.as_str()), (None, "ofTomorrow"));
        assert_eq!(serde_json::to_string(&read).expect("JSON"), r#""ofTomorrow""#);
    }
}
