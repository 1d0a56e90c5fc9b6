//! Which values of a tree are shown, line by line: those inside of something closed are not.

use super::spans::Spans;

/// A text with more values than these opens with its first level only.
const OPEN_AT_FIRST: u32 = 2_000;

/// The lines of a tree.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The shown values, in order.
    lines: Vec<u32>,
    /// A bit for each value that is open.
    open: Vec<u64>,
}

impl Tree {
    /// All of a small text, the first level of a large one.
    pub(super) fn new(spans: &Spans) -> Self {
        let mut tree = Self { lines: Vec::new(), open: vec![0; (spans.len() as usize).div_ceil(64)] };
        if spans.len() <= OPEN_AT_FIRST {
            tree.open_all(spans);
        } else {
            tree.set_open(0, true);
            tree.lines.push(0);
            tree.push_inside(spans, 0);
        }
        tree
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> u64 {
        self.lines.len() as u64
    }

    /// The value on a line.
    pub(super) fn value_at(&self, line: u64) -> Option<u32> {
        self.lines.get(usize::try_from(line).ok()?).copied()
    }

    /// The line of a value, or of the closed one that it is inside of.
    pub(super) fn line_of(&self, value: u32) -> u64 {
        self.lines.partition_point(|&shown| shown <= value).saturating_sub(1) as u64
    }

    /// Whether a value is open.
    pub(super) fn is_open(&self, value: u32) -> bool {
        self.open.get(value as usize / 64).is_some_and(|bits| bits >> (value % 64) & 1 == 1)
    }

    /// Opens or closes a value that is shown.
    pub(super) fn toggle(&mut self, spans: &Spans, value: u32) {
        let line = self.line_of(value) as usize;
        if self.lines.get(line) != Some(&value) || spans.value(value).is_none_or(|value| value.children == 0) {
            return;
        }
        let after = spans.after(value);
        if self.is_open(value) {
            self.set_open(value, false);
            let end = self.lines.partition_point(|&shown| shown < after);
            self.lines.drain(line + 1..end);
        } else {
            self.set_open(value, true);
            let below = self.lines.split_off(line + 1);
            self.push_inside(spans, value);
            self.lines.extend_from_slice(&below);
        }
    }

    /// Opens every value.
    pub(super) fn open_all(&mut self, spans: &Spans) {
        self.open.fill(u64::MAX);
        self.lines = (0..spans.len()).collect();
    }

    /// Closes every value but the root.
    pub(super) fn close_all(&mut self, spans: &Spans) {
        self.open.fill(0);
        self.set_open(0, true);
        self.lines = vec![0];
        self.push_inside(spans, 0);
    }

    fn set_open(&mut self, value: u32, open: bool) {
        let Some(bits) = self.open.get_mut(value as usize / 64) else { return };
        let bit = 1 << (value % 64);
        if open {
            *bits |= bit;
        } else {
            *bits &= !bit;
        }
    }

    fn push_inside(&mut self, spans: &Spans, value: u32) {
        let after = spans.after(value);
        let mut inside = value + 1;
        while inside < after {
            self.lines.push(inside);
            inside = if self.is_open(inside) { inside + 1 } else { spans.after(inside) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_hides_what_is_inside_and_opening_brings_it_back_as_it_was() {
        let text = br#"{"a":[1,[2,3],4],"b":5}"#;
        let spans = Spans::parse(text, |_| true).expect("JSON");
        let mut tree = Tree::new(&spans);
        let shown = |tree: &Tree| (0..tree.len()).filter_map(|line| tree.value_at(line)).collect::<Vec<_>>();
        assert_eq!(shown(&tree), [0, 1, 2, 3, 4, 5, 6, 7]);
        tree.toggle(&spans, 3);
        assert_eq!(shown(&tree), [0, 1, 2, 3, 6, 7]);
        tree.toggle(&spans, 1);
        assert_eq!(shown(&tree), [0, 1, 7]);
        assert_eq!(tree.line_of(4), 1, "it is inside of what is closed");
        tree.toggle(&spans, 1);
        assert_eq!(shown(&tree), [0, 1, 2, 3, 6, 7], "the inner one is still closed");
        tree.toggle(&spans, 7);
        tree.close_all(&spans);
        assert_eq!(shown(&tree), [0, 1, 7]);
        tree.open_all(&spans);
        assert_eq!(tree.len(), 8);
    }

    #[test]
    fn a_large_text_opens_with_its_first_level() {
        let text = format!("[{}]", vec!["[1,2]"; 1_000].join(","));
        let spans = Spans::parse(text.as_bytes(), |_| true).expect("JSON");
        assert_eq!(Tree::new(&spans).len(), 1_001);
    }
}
