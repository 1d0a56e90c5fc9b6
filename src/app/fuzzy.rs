//! How well a few typed letters fit words: all of them, in their order, best where words begin and side by side.

/// For a letter that begins a word.
const WORD_BEGIN: i32 = 8;
/// For a letter right behind the one before.
const SIDE_BY_SIDE: i32 = 10;

/// The better, the higher; `None` where a letter is missing. Spaces and capitals count for nothing.
pub(super) fn score(typed: &str, words: &str) -> Option<i32> {
    let letters: Vec<char> = words.chars().flat_map(char::to_lowercase).collect();
    // The best of the letters so far that ends at each place.
    let mut best: Vec<Option<i32>> = Vec::new();
    for wanted in typed.chars().filter(|sign| !sign.is_whitespace()).flat_map(char::to_lowercase) {
        let is_first = best.is_empty();
        let mut anywhere_before = None;
        let mut next = vec![None; letters.len()];
        for (place, &letter) in letters.iter().enumerate() {
            let behind = place.checked_sub(1).and_then(|before| best.get(before).copied().flatten());
            let from = if is_first { Some(0) } else { anywhere_before.max(behind.map(|score| score + SIDE_BY_SIDE)) };
            if letter == wanted {
                let begins = place == 0 || !letters[place - 1].is_alphanumeric();
                next[place] = from.map(|score| score + 1 + if begins { WORD_BEGIN } else { 0 });
            }
            anywhere_before = anywhere_before.max(best.get(place).copied().flatten());
        }
        best = next;
        if best.iter().all(Option::is_none) {
            return None;
        }
    }
    Some(best.into_iter().flatten().max().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_must_all_be_there_in_their_order() {
        assert!(score("clr", "Clear the list").is_some());
        assert!(score("lc", "Clear").is_none());
        assert!(score("清列表", "清空列表").is_some());
        assert_eq!(score("", "anything"), Some(0));
        assert!(score("x", "").is_none());
    }

    #[test]
    fn begins_of_words_and_neighbours_come_first() {
        assert!(score("ct", "Close this tab") > score("ct", "Inspect"));
        assert!(score("tab", "Close this tab") > score("tab", "The palette bar"));
        assert!(score("abo", "About Wirelight") > score("abo", "A second console beside this one"));
        assert!(score("N T", "Next tab") > score("NT", "Continue it"));
    }
}
