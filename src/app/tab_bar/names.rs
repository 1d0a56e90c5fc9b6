//! What a tab is called: as the user named it, else by file, by host and path of its URL, or by its protocol.

use std::path::Path;

use crate::{
    app::tabs::{OpenTab, Tabs},
    i18n::I18n,
    net,
    protocols::tab::Descriptor,
};

/// Signs of a name at most; a longer one is cut in its middle.
const LONGEST: usize = 48;

/// The name of a tab, and a shorter one for when there is little room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::app) struct TabName {
    pub(in crate::app) full: String,
    pub(in crate::app) short: String,
}

/// The names of all tabs, from left to right. Those that would be the same have numbers.
pub(in crate::app) fn names(tabs: &Tabs, i18n: &I18n) -> Vec<TabName> {
    let mut names: Vec<TabName> = tabs.iter().map(|open| name(open, i18n)).collect();
    for at in 1..names.len() {
        let number = 1 + names[..at].iter().filter(|other| is_numbered(&other.full, &names[at].full)).count();
        if number > 1 {
            names[at] = TabName {
                full: format!("{} {number}", names[at].full),
                short: format!("{} {number}", names[at].short),
            };
        }
    }
    names
}

/// Whether a name is this one, with or without a number.
fn is_numbered(other: &str, name: &str) -> bool {
    other.strip_prefix(name).is_some_and(|rest| {
        rest.is_empty() || rest.strip_prefix(' ').is_some_and(|number| number.parse::<u32>().is_ok())
    })
}

fn name(open: &OpenTab, i18n: &I18n) -> TabName {
    let Descriptor { name_key, .. } = open.tab.descriptor();
    if let Some(name) = &open.name {
        return TabName::both(name);
    }
    if let Some(name) = open.tab.record_path().and_then(Path::file_name) {
        return TabName::both(&name.to_string_lossy());
    }
    of_url(open.tab.url()).unwrap_or_else(|| TabName::both(&i18n.text(name_key)))
}

impl TabName {
    fn both(name: &str) -> Self {
        let name = shortened(name);
        Self { short: name.clone(), full: name }
    }
}

/// Host and path of a URL; the path alone where it has one that says something.
fn of_url(url: &str) -> Option<TabName> {
    let url = url.trim();
    if net::is_words(url) {
        return None;
    }
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if host.is_empty() && path.is_empty() {
        return None;
    }
    let short = if path.is_empty() { host } else { path };
    Some(TabName { full: shortened(&format!("{host}{path}")), short: shortened(short) })
}

/// A name cut in its middle: its begin and its end tell it from others.
fn shortened(name: &str) -> String {
    let signs: Vec<char> = name.chars().filter(|sign| !sign.is_control()).collect();
    if signs.len() <= LONGEST {
        return signs.into_iter().collect();
    }
    let half = LONGEST / 2;
    signs[..half].iter().chain(&['…']).chain(&signs[signs.len() - half..]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_is_named_by_host_and_path() {
        for (url, full, short) in [
            ("wss://api.acme.dev/trades?key=1", "api.acme.dev/trades", "/trades"),
            ("http://127.0.0.1:4460/", "127.0.0.1:4460", "127.0.0.1:4460"),
            ("https://me:secret@h/a/b/#c", "h/a/b", "/a/b"),
            ("ws://{{host}}/ws", "{{host}}/ws", "/ws"),
            ("localhost:8080/x", "localhost:8080/x", "/x"),
        ] {
            assert_eq!(of_url(url), Some(TabName { full: full.to_owned(), short: short.to_owned() }), "{url}");
        }
        for command in ["curl -H 'Authorization: Bearer secret http://h/", "curl -u me:secret h/x"] {
            assert_eq!(of_url(command), None, "{command}");
        }
        assert_eq!(of_url(" "), None);
        assert_eq!(of_url("wss://"), None);
    }

    #[test]
    fn a_long_name_is_cut_in_its_middle() {
        let cut = shortened(&format!("begin{}end", "x".repeat(100)));
        assert!(cut.starts_with("begin") && cut.ends_with("end") && cut.contains('…'));
        assert_eq!(cut.chars().count(), LONGEST + 1);
    }
}
