//! A file as Rust reads it: what it imports in whichever style, which paths and texts its code has, also inside of
//! macros. What is only there for unit tests is left out.

use std::collections::BTreeSet;

use syn::{
    Attribute, Ident, ImplItemFn, Item, ItemFn, ItemMod, ItemUse, LitStr, Macro, Meta, UseTree, VisRestricted,
    Visibility,
    ext::IdentExt as _,
    parse::{Parse, ParseStream},
    visit::{self, Visit},
};

/// A module: a file, or one that stands inside of another.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// `["ui", "table"]`; empty for the crate itself.
    pub(super) path: Vec<String>,
    pub(super) file: String,
    pub(super) uses: Vec<Use>,
    /// The paths in its code, as they are written: `["super", "row", "RowTools"]`.
    pub(super) paths: BTreeSet<Vec<String>>,
    /// What it declares by name.
    pub(super) items: BTreeSet<String>,
    pub(super) texts: Vec<Text>,
    /// Modules of other files that are only there for unit tests.
    pub(super) test_modules: Vec<String>,
}

/// One imported name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Use {
    /// As it is written: `["crate", "ui", "format"]`; of a glob, the path before the star.
    pub(super) path: Vec<String>,
    /// What it is called here; `None` for a glob and for `as _`.
    pub(super) name: Option<String>,
    pub(super) is_glob: bool,
    /// Whether others get it from here.
    pub(super) is_reexport: bool,
}

/// A string literal in code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) value: String,
    /// The function that it stands in.
    pub(super) function: Option<String>,
}

/// Reads the modules of a file, its own first.
pub(super) fn modules(file: &str, text: &str) -> Vec<Module> {
    let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
    let module = Module { path: module_path(file), file: file.to_owned(), ..Module::default() };
    let mut reader = Reader { open: vec![module], done: Vec::new(), functions: Vec::new() };
    reader.visit_file(&parsed);
    reader.done.extend(reader.open.pop());
    reader.done.reverse();
    reader.done
}

/// `src/ui/table/mod.rs` is `["ui", "table"]`.
fn module_path(file: &str) -> Vec<String> {
    let inside = file.trim_start_matches("src/").trim_end_matches(".rs");
    let mut path: Vec<String> = inside.split('/').map(ToOwned::to_owned).collect();
    path.pop_if(|last| matches!(last.as_str(), "mod" | "lib"));
    path
}

/// Walks through a file.
struct Reader {
    /// The module that is being read, and those around it.
    open: Vec<Module>,
    done: Vec<Module>,
    functions: Vec<String>,
}

impl Reader {
    fn module(&mut self) -> &mut Module {
        self.open.last_mut().expect("a module is open")
    }

    fn words(&mut self, words: Words) {
        let function = self.functions.last().cloned();
        let module = self.module();
        module.paths.extend(words.paths);
        module.texts.extend(words.texts.into_iter().map(|value| Text { value, function: function.clone() }));
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        if attributes_of(item).iter().any(is_for_tests) {
            if let Item::Mod(ItemMod { ident, content: None, .. }) = item {
                self.module().test_modules.push(ident.to_string());
            }
            return;
        }
        if let (Some(name), true) = (name_of(item), self.functions.is_empty()) {
            self.module().items.insert(name.to_string());
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let Some((_, items)) = &item.content else { return };
        let (outer, name) = (self.module(), item.ident.to_string());
        let path = outer.path.iter().cloned().chain([name]).collect();
        let inner = Module { path, file: outer.file.clone(), ..Module::default() };
        self.open.push(inner);
        for item in items {
            self.visit_item(item);
        }
        self.done.extend(self.open.pop());
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let is_reexport = !matches!(item.vis, Visibility::Inherited);
        flatten(&item.tree, &mut Vec::new(), is_reexport, &mut self.module().uses);
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.functions.push(item.sig.ident.to_string());
        visit::visit_item_fn(self, item);
        self.functions.pop();
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if item.attrs.iter().any(is_for_tests) {
            return;
        }
        self.functions.push(item.sig.ident.to_string());
        visit::visit_impl_item_fn(self, item);
        self.functions.pop();
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.module().paths.insert(words);
        visit::visit_path(self, path);
    }

    fn visit_lit_str(&mut self, text: &'ast LitStr) {
        self.words(Words { texts: vec![text.value()], ..Words::default() });
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.visit_path(&call.path);
        // Tokens have words, whatever the macro makes of them.
        self.words(call.parse_body().expect("tokens"));
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta {
            let words: Words = list.parse_args().expect("tokens");
            self.words(Words { texts: Vec::new(), ..words });
        }
    }

    /// `pub(in crate::lab)` says who may look, and imports nothing.
    fn visit_vis_restricted(&mut self, _visibility: &'ast VisRestricted) {}
}

/// `a::{b, c::{d as e, *}}` name by name.
fn flatten(tree: &UseTree, before: &mut Vec<String>, is_reexport: bool, uses: &mut Vec<Use>) {
    let mut add = |path: Vec<String>, name: Option<String>, is_glob| {
        uses.push(Use { path, name: name.filter(|name| name != "_"), is_glob, is_reexport });
    };
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            flatten(&path.tree, before, is_reexport, uses);
            before.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, before, is_reexport, uses)),
        UseTree::Glob(_) => add(before.clone(), None, true),
        // `a::{self}` is `a`.
        UseTree::Name(name) if name.ident == "self" => add(before.clone(), before.last().cloned(), false),
        UseTree::Rename(rename) if rename.ident == "self" => {
            add(before.clone(), Some(rename.rename.to_string()), false);
        }
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            add(before.iter().cloned().chain([name.clone()]).collect(), Some(name), false);
        }
        UseTree::Rename(rename) => {
            let path = before.iter().cloned().chain([rename.ident.to_string()]).collect();
            add(path, Some(rename.rename.to_string()), false);
        }
    }
}

/// What tokens have in them.
#[derive(Default)]
struct Words {
    paths: Vec<Vec<String>>,
    texts: Vec<String>,
}

impl Parse for Words {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut words = Self::default();
        while !input.is_empty() {
            if input.peek(LitStr) {
                words.texts.push(input.parse::<LitStr>()?.value());
            } else if input.peek(Ident::peek_any) {
                words.paths.push(path(input)?);
            } else if let Some(inside) = group(input)? {
                words.paths.extend(inside.paths);
                words.texts.extend(inside.texts);
            } else {
                input.step(|cursor| {
                    let next = cursor.token_tree().map(|(_, next)| ((), next));
                    next.ok_or_else(|| cursor.error("no token"))
                })?;
            }
        }
        Ok(words)
    }
}

/// `a::b::c`.
fn path(input: ParseStream<'_>) -> syn::Result<Vec<String>> {
    let mut path = vec![input.call(Ident::parse_any)?.to_string()];
    while input.peek(syn::Token![::]) && input.peek3(Ident::peek_any) {
        input.parse::<syn::Token![::]>()?;
        path.push(input.call(Ident::parse_any)?.to_string());
    }
    Ok(path)
}

/// What stands in brackets, if they come next.
fn group(input: ParseStream<'_>) -> syn::Result<Option<Words>> {
    let content;
    if input.peek(syn::token::Paren) {
        syn::parenthesized!(content in input);
    } else if input.peek(syn::token::Brace) {
        syn::braced!(content in input);
    } else if input.peek(syn::token::Bracket) {
        syn::bracketed!(content in input);
    } else {
        return Ok(None);
    }
    content.parse().map(Some)
}

/// `#[cfg(test)]`, alone or together with other conditions.
fn is_for_tests(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else { return false };
    let says_test = |words: Words| words.paths.iter().any(|path| *path == ["test"]);
    let is_negated = |words: &Words| words.paths.iter().any(|path| *path == ["not"]);
    list.path.is_ident("cfg") && list.parse_args().is_ok_and(|words: Words| !is_negated(&words) && says_test(words))
}

fn attributes_of(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The name under which others find an item.
fn name_of(item: &Item) -> Option<&Ident> {
    match item {
        Item::Const(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        Item::Fn(item) => Some(&item.sig.ident),
        Item::Macro(item) => item.ident.as_ref(),
        Item::Static(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        Item::Trait(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        Item::Union(item) => Some(&item.ident),
        _ => None,
    }
}
