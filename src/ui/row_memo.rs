//! What was read of rows, kept from one frame to the next: a row never changes, so its number is a key. What is said of
//! it changes with the language and with the headers that are secret; then everything is forgotten. What changes by
//! itself, such as a wait that counts down, is not for here.

use std::collections::HashMap;

use super::tab_context::TabContext;
use crate::{i18n::Lang, transcript::Transcript};

/// What was read of rows of one transcript: of those that the last frame asked for, and of some more.
#[derive(Debug)]
pub struct RowMemo<T> {
    more: usize,
    valid_for: Option<ValidFor>,
    frame: u64,
    kept: HashMap<u64, Kept<T>>,
}

/// What was read is the same as long as these are.
#[derive(Debug, PartialEq, Eq)]
struct ValidFor {
    transcript: u64,
    lang: Lang,
    secret_headers: Vec<String>,
}

#[derive(Debug)]
struct Kept<T> {
    /// The last frame that asked for it.
    frame: u64,
    value: T,
}

impl<T> Default for RowMemo<T> {
    fn default() -> Self {
        Self::keeping_more(0)
    }
}

impl<T> RowMemo<T> {
    /// Up to so many rows are kept though the last frame did not ask for them: those that were scrolled away.
    pub fn keeping_more(more: usize) -> Self {
        Self { more, valid_for: None, frame: 0, kept: HashMap::new() }
    }

    /// To be called in each frame before the first row: forgets what is not valid any longer, and what would be too much.
    pub fn begin_frame(&mut self, cx: &TabContext<'_>, transcript: &Transcript) {
        self.begin(transcript.id(), cx.i18n.lang(), &cx.settings.secret_headers);
    }

    /// What was read of a row, or what `read` reads of it now.
    pub fn of(&mut self, row: u64, read: impl FnOnce() -> T) -> &T {
        let frame = self.frame;
        let kept = self.kept.entry(row).or_insert_with(|| Kept { frame, value: read() });
        kept.frame = frame;
        &kept.value
    }

    fn begin(&mut self, transcript: u64, lang: Lang, secret_headers: &[String]) {
        let is_valid = self.valid_for.as_ref().is_some_and(|valid| {
            valid.transcript == transcript && valid.lang == lang && valid.secret_headers == secret_headers
        });
        if !is_valid {
            self.kept.clear();
            self.valid_for = Some(ValidFor { transcript, lang, secret_headers: secret_headers.to_vec() });
        }
        if self.kept.len() > self.more {
            self.kept.retain(|_, kept| kept.frame == self.frame);
        }
        self.frame += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks for rows in a frame; returns those that were read.
    fn frame(memo: &mut RowMemo<u64>, rows: impl IntoIterator<Item = u64>) -> Vec<u64> {
        memo.begin(1, Lang::English, &[]);
        read(memo, rows)
    }

    fn read(memo: &mut RowMemo<u64>, rows: impl IntoIterator<Item = u64>) -> Vec<u64> {
        let mut read = Vec::new();
        for row in rows {
            let value = *memo.of(row, || {
                read.push(row);
                row * 10
            });
            assert_eq!(value, row * 10);
        }
        read
    }

    #[test]
    fn a_row_is_read_once_however_many_frames_show_it() {
        let mut memo = RowMemo::default();
        assert_eq!(frame(&mut memo, [7, 8, 7]), [7, 8]);
        for _ in 0..100 {
            assert!(frame(&mut memo, [7, 8]).is_empty());
        }
    }

    #[test]
    fn another_transcript_language_or_secret_is_read_anew() {
        let names = ["x-key".to_owned()];
        let mut memo = RowMemo::keeping_more(10);
        for (transcript, lang, secrets) in [
            (1, Lang::English, &names[..0]),
            (2, Lang::English, &names[..0]),
            (2, Lang::Chinese, &names[..0]),
            (2, Lang::Chinese, &names[..]),
            (1, Lang::English, &names[..0]),
        ] {
            memo.begin(transcript, lang, secrets);
            assert_eq!(read(&mut memo, [3]), [3], "{transcript} {lang:?} {secrets:?}");
            memo.begin(transcript, lang, secrets);
            assert!(read(&mut memo, [3]).is_empty());
        }
    }

    #[test]
    fn what_was_scrolled_away_is_kept_up_to_a_limit() {
        let mut memo = RowMemo::keeping_more(10);
        frame(&mut memo, 0..5);
        frame(&mut memo, 5..8);
        assert!(frame(&mut memo, 0..5).is_empty(), "back again");
        for first in 1..1_000 {
            frame(&mut memo, first * 5..first * 5 + 5);
            assert!(memo.kept.len() <= 10 + 5);
        }
        let mut strict = RowMemo::default();
        frame(&mut strict, 0..5);
        frame(&mut strict, [4]);
        assert_eq!(frame(&mut strict, [3, 4]), [3], "nothing but what the last frame asked for");
    }
}
