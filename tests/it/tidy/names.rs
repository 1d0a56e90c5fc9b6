//! Where a name comes from: paths made whole, and followed through re-exports to the module that declares the item.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use super::{
    parse::{Module, Use, modules},
    sources::{Source, sources},
};

/// The modules of the crate. Those of unit tests are not among them.
pub(super) struct Crate {
    modules: BTreeMap<Vec<String>, Module>,
}

/// This crate, as its files are.
pub(super) fn house() -> &'static Crate {
    static HOUSE: LazyLock<Crate> = LazyLock::new(|| Crate::of(&sources("src")));
    &HOUSE
}

/// That one module needs another one's item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Need {
    pub(super) of: Vec<String>,
    /// The module that declares the item.
    pub(super) from: Vec<String>,
    /// As it is written: `super::row::RowTools`.
    pub(super) written: String,
}

impl Crate {
    pub(super) fn of<'s>(sources: impl IntoIterator<Item = &'s Source>) -> Self {
        let read = sources.into_iter().filter(|source| source.path != "src/main.rs");
        let read: Vec<Module> = read.flat_map(|source| modules(&source.path, &source.text)).collect();
        let tests: BTreeSet<Vec<String>> =
            read.iter().flat_map(|module| module.test_modules.iter().map(|name| below(&module.path, name))).collect();
        let is_shipped = |module: &Module| !tests.iter().any(|test| module.path.starts_with(test));
        let modules = read.into_iter().filter(is_shipped).map(|module| (module.path.clone(), module)).collect();
        Self { modules }
    }

    pub(super) fn modules(&self) -> impl Iterator<Item = &Module> {
        self.modules.values()
    }

    pub(super) fn module(&self, path: &[String]) -> Option<&Module> {
        self.modules.get(path)
    }

    /// The modules directly below one.
    pub(super) fn children(&self, path: &[String]) -> impl Iterator<Item = &Module> {
        self.modules.values().filter(move |module| module.path.split_last().is_some_and(|(_, parent)| parent == path))
    }

    /// Everything that a module names, as paths from the crate on; with how it is written. Names of other crates are
    /// not among it.
    pub(super) fn named(&self, module: &Module) -> Vec<(Vec<String>, String)> {
        let used = module.uses.iter().map(|used| &used.path);
        let paths = used.chain(&module.paths);
        paths.filter_map(|path| Some((self.absolute(module, path, 0)?, path.join("::")))).collect()
    }

    /// What a module needs of others. A re-export by itself is no need, nor is importing a module: using it is.
    pub(super) fn needs(&self, module: &Module) -> BTreeSet<Need> {
        let is_needed =
            |used: &&Use| !used.is_reexport || module.paths.iter().any(|path| used.name.as_ref() == path.first());
        let used = module.uses.iter().filter(is_needed).map(|used| &used.path);
        let mut needs = BTreeSet::new();
        for path in used.chain(&module.paths) {
            let Some(whole) = self.absolute(module, path, 0) else { continue };
            if self.modules.contains_key(&whole) && !is_glob(module, path) {
                continue;
            }
            let from = self.home(&whole, 0);
            if from != module.path {
                needs.insert(Need { of: module.path.clone(), from, written: path.join("::") });
            }
        }
        needs
    }

    /// The same path from the crate on; `None` when it leads elsewhere.
    fn absolute(&self, module: &Module, path: &[String], depth: u32) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        if first == "self" && rest.first().is_some_and(|word| word == "super") {
            return self.absolute(module, rest, depth);
        }
        let mut whole = match first.as_str() {
            "crate" => Vec::new(),
            "self" => module.path.clone(),
            "super" => {
                let mut whole = module.path.clone();
                whole.pop()?;
                let supers = rest.iter().take_while(|word| *word == "super").count();
                whole.truncate(whole.len().checked_sub(supers)?);
                whole.extend_from_slice(&rest[supers..]);
                return Some(whole);
            }
            name if self.modules.contains_key(&below(&module.path, name)) => below(&module.path, name),
            name if module.items.contains(name) => below(&module.path, name),
            name => {
                let used = module.uses.iter().find(|used| used.name.as_deref() == Some(name))?;
                // `use url;` leads elsewhere.
                if depth > DEEPEST || used.path == [first.clone()] {
                    return None;
                }
                self.absolute(module, &used.path, depth + 1)?
            }
        };
        whole.extend_from_slice(rest);
        Some(whole)
    }

    /// The module that declares what a whole path leads to.
    fn home(&self, whole: &[String], depth: u32) -> Vec<String> {
        let known = (0..=whole.len()).rev().find(|&length| self.modules.contains_key(&whole[..length]));
        let module = known.and_then(|length| self.modules.get(&whole[..length])).expect("the crate itself");
        let inside = &whole[module.path.len()..];
        let Some((name, rest)) = inside.split_first() else { return module.path.clone() };
        if module.items.contains(name) || depth > DEEPEST {
            return module.path.clone();
        }
        let named = module.uses.iter().find(|used| used.name.as_ref() == Some(name));
        if let Some(mut next) = named.and_then(|used| self.absolute(module, &used.path, 0)) {
            next.extend_from_slice(rest);
            return self.home(&next, depth + 1);
        }
        let globs =
            module.uses.iter().filter(|used| used.is_glob).filter_map(|used| self.absolute(module, &used.path, 0));
        for glob in globs {
            let found = self.home(&[&glob, inside].concat(), depth + 1);
            if self.modules.get(&found).is_some_and(|home| home.items.contains(name)) {
                return found;
            }
        }
        module.path.clone()
    }
}

/// Longer chains of re-exports than this are circles.
const DEEPEST: u32 = 16;

fn below(path: &[String], name: &str) -> Vec<String> {
    path.iter().cloned().chain([name.to_owned()]).collect()
}

fn is_glob(module: &Module, path: &[String]) -> bool {
    module.uses.iter().any(|used| used.is_glob && used.path == path)
}
