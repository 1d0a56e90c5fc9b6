//! What was sent in a tab, walked through with the arrow keys as in a shell. Nothing typed is lost on the way.

use serde::{Deserialize, Serialize, Serializer};

use super::format::MessageFormat;

/// How many messages are remembered.
const MOST_ENTRIES: usize = 100;

/// Bytes that are remembered while the program runs.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// Bytes that the settings keep, the newest first.
const MOST_SAVED_BYTES: usize = 64 * 1024;

/// A message as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Written {
    /// How it is written.
    pub format: MessageFormat,
    /// What stands in the field.
    pub text: String,
}

/// Messages that were sent, and the one that was being written.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct History {
    #[serde(serialize_with = "save_newest")]
    sent: Vec<Written>,
    #[serde(skip)]
    shown: Option<usize>,
    #[serde(skip)]
    draft: Option<Written>,
}

impl History {
    /// Adds a message that was sent; the same one twice in a row is one.
    pub fn push(&mut self, written: Written) {
        (self.shown, self.draft) = (None, None);
        if self.sent.last() == Some(&written) {
            return;
        }
        self.sent.push(written);
        let mut bytes: usize = self.sent.iter().map(|written| written.text.len()).sum();
        while self.sent.len() > MOST_ENTRIES || bytes > MOST_BYTES && self.sent.len() > 1 {
            bytes -= self.sent.remove(0).text.len();
        }
    }

    /// The message that was sent last.
    pub fn last(&self) -> Option<&Written> {
        self.sent.last()
    }

    /// The message before the one that is shown.
    pub fn older(&mut self, now: &Written) -> Option<Written> {
        let at = self.shown.unwrap_or(self.sent.len()).checked_sub(1)?;
        self.leave(now);
        self.shown = Some(at);
        self.sent.get(at).cloned()
    }

    /// The message behind the one that is shown, at the end the one that was being written.
    pub fn newer(&mut self, now: &Written) -> Option<Written> {
        let at = self.shown? + 1;
        self.leave(now);
        self.shown = Some(at).filter(|&at| at < self.sent.len());
        match self.shown {
            Some(at) => self.sent.get(at).cloned(),
            None => Some(self.draft.take().unwrap_or_default()),
        }
    }

    /// Something takes the place of what is being written: arrow up has it again.
    pub fn keep(&mut self, written: Written) {
        if !written.text.is_empty() {
            self.push(written);
        }
    }

    /// What differs from the message that is shown was written by hand, and is kept.
    fn leave(&mut self, now: &Written) {
        let shown = self.shown.and_then(|at| self.sent.get(at));
        if shown != Some(now) && (shown.is_none() || !now.text.is_empty()) {
            self.draft = Some(now.clone());
        }
    }
}

fn save_newest<S: Serializer>(sent: &[Written], serializer: S) -> Result<S::Ok, S::Error> {
    let mut bytes = 0;
    let fits = |written: &&Written| {
        bytes += written.text.len();
        bytes <= MOST_SAVED_BYTES
    };
    let kept = sent.iter().rev().take_while(fits).count();
    serializer.collect_seq(&sent[sent.len() - kept..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Written {
        Written { format: MessageFormat::Text, text: text.to_owned() }
    }

    fn sent(texts: &[&str]) -> History {
        let mut history = History::default();
        for sent in texts {
            history.push(text(sent));
        }
        history
    }

    #[test]
    fn arrows_walk_through_what_was_sent_and_back_to_what_is_written() {
        let mut history = sent(&["one", "two", "two"]);
        assert_eq!(history.newer(&text("draft")), None);
        assert_eq!(history.older(&text("draft")), Some(text("two")));
        assert_eq!(history.older(&text("two")), Some(text("one")));
        assert_eq!(history.older(&text("one")), None);
        assert_eq!(history.newer(&text("one")), Some(text("two")));
        assert_eq!(history.newer(&text("two")), Some(text("draft")));
        assert_eq!(history.newer(&text("draft")), None);
    }

    #[test]
    fn what_is_changed_on_the_way_is_what_is_written() {
        let mut history = sent(&["one", "two"]);
        history.older(&text(""));
        assert_eq!(history.older(&text("two, changed")), Some(text("one")));
        history.newer(&text("one"));
        assert_eq!(history.newer(&text("two")), Some(text("two, changed")));
    }

    #[test]
    fn so_much_is_remembered_and_less_is_saved() {
        let mut history = History::default();
        for number in 0..150 {
            history.push(text(&format!("{number}")));
        }
        assert_eq!((history.sent.len(), &history.sent[0]), (100, &text("50")));
        history.push(text(&"x".repeat(MOST_SAVED_BYTES - 2)));
        let saved: History = serde_json::from_value(serde_json::to_value(&history).expect("JSON")).expect("a history");
        assert_eq!(saved.sent.len(), 1);
        history.push(text(&"x".repeat(MOST_SAVED_BYTES + 1)));
        let saved: History = serde_json::from_value(serde_json::to_value(&history).expect("JSON")).expect("a history");
        assert_eq!(saved.sent, []);
    }
}
