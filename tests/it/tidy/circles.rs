//! Files of one folder do not need each other in a circle, except a `mod.rs` and one of its children. A folder inside
//! counts as one of the files.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    names::{Crate, Need, house},
    parse::Module,
    sources::complain,
};

/// A circle of files, and why it is one: each needs the next.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Circle {
    pub(super) folder: String,
    /// By name, `mod` being the folder's own file.
    pub(super) files: BTreeSet<String>,
    why: Vec<String>,
}

#[test]
fn the_files_of_a_folder_need_each_other_in_no_circle() {
    let circles = circles(house());
    let faults: Vec<String> =
        circles.iter().map(|circle| format!("{}: {}", circle.folder, circle.why.join(", "))).collect();
    complain(&faults);
}

/// The circles of every folder: the shortest for each file that stands in one, and no two of the same files.
pub(super) fn circles(whole: &Crate) -> Vec<Circle> {
    let needs: BTreeSet<Need> = whole.modules().flat_map(|module| whole.needs(module)).collect();
    let folders = whole.modules().filter(|module| whole.children(&module.path).next().is_some());
    folders.flat_map(|folder| in_folder(folder, &needs)).collect()
}

/// What each file of a folder needs, and one place where it does.
type Arrows<'n> = BTreeMap<&'n str, BTreeMap<&'n str, &'n str>>;

/// The folder's own file among its children.
const OWN: &str = "mod";

fn in_folder(folder: &Module, needs: &BTreeSet<Need>) -> Vec<Circle> {
    let mut arrows = Arrows::new();
    for Need { of, from, written } in needs {
        if let (Some(of), Some(from)) = (file_of(folder, of), file_of(folder, from))
            && of != from
        {
            arrows.entry(of).or_default().entry(from).or_insert(written);
        }
    }
    let children = arrows.keys().filter(|file| **file != OWN);
    let among = children.filter_map(|file| shortest_way(&arrows, file, file));
    // From the folder's own file to a child, and by way of another child back.
    let entered = arrows.get(OWN).into_iter().flat_map(BTreeMap::keys);
    let through = entered.filter_map(|file| Some([vec![OWN], shortest_way(&arrows, file, OWN)?].concat()));
    let mut found: Vec<Circle> = Vec::new();
    for round in among.chain(through) {
        let files: BTreeSet<String> = round.iter().map(|file| (*file).to_owned()).collect();
        if !found.iter().any(|circle| circle.files == files) {
            let pairs = round.iter().zip(round.iter().cycle().skip(1));
            let why = pairs.map(|(of, from)| format!("{of} needs {from} ({})", arrows[of][from])).collect();
            found.push(Circle { folder: folder.path.join("/"), files, why });
        }
    }
    found
}

/// The file of a folder that a module belongs to.
fn file_of<'p>(folder: &Module, path: &'p [String]) -> Option<&'p str> {
    let inside = path.strip_prefix(folder.path.as_slice())?;
    Some(inside.first().map_or(OWN, String::as_str))
}

/// The shortest way from a child to another one that needs `end`. It leads over children only.
fn shortest_way<'n>(arrows: &Arrows<'n>, start: &'n str, end: &str) -> Option<Vec<&'n str>> {
    let mut ways = VecDeque::from([vec![start]]);
    let mut seen = BTreeSet::from([start, OWN]);
    while let Some(way) = ways.pop_front() {
        let needed = arrows.get(way.last()?);
        if way.len() > 1 && needed.is_some_and(|needed| needed.contains_key(end)) {
            return Some(way);
        }
        for &next in needed.into_iter().flat_map(BTreeMap::keys) {
            if seen.insert(next) {
                ways.push_back(way.iter().copied().chain([next]).collect());
            }
        }
    }
    None
}
