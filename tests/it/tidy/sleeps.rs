//! A test waits for what it is about, not for a time: it sleeps only on a clock that stands still, or for the
//! millisecond between two looks at something that cannot wake it.

use syn::{
    Expr, ExprCall, ItemFn,
    visit::{self, Visit},
};

use super::sources::{complain, sources};

#[test]
fn no_test_sleeps() {
    let mut all = Vec::new();
    for source in sources("tests/it") {
        all.extend(faults(&source.path, &source.text));
    }
    complain(&all);
}

/// The functions of a file that sleep.
pub(super) fn faults(file: &str, text: &str) -> Vec<String> {
    let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut finder = Finder { file, function: String::new(), is_paused: false, found: Vec::new() };
    finder.visit_file(&parsed);
    finder.found
}

struct Finder<'f> {
    file: &'f str,
    function: String,
    /// Whether the function is a test on tokio's paused clock.
    is_paused: bool,
    found: Vec<String>,
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        let around = (self.function.clone(), self.is_paused);
        self.function = item.sig.ident.to_string();
        self.is_paused = item.attrs.iter().any(|attribute| match &attribute.meta {
            syn::Meta::List(list) => list.tokens.to_string().contains("start_paused"),
            _ => false,
        });
        visit::visit_item_fn(self, item);
        (self.function, self.is_paused) = around;
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if last_name(&call.func).is_some_and(|name| matches!(name.as_str(), "sleep" | "sleep_until" | "park_timeout"))
            && !self.is_paused
            && !call.args.first().is_some_and(is_a_look)
        {
            self.found.push(format!("{}: {} sleeps", self.file, self.function));
        }
        visit::visit_expr_call(self, call);
    }
}

/// `Duration::from_millis(1)`.
fn is_a_look(time: &Expr) -> bool {
    let Expr::Call(call) = time else { return false };
    let is_one = |argument: &Expr| matches!(argument, Expr::Lit(lit) if matches!(&lit.lit, syn::Lit::Int(number) if number.base10_digits() == "1"));
    last_name(&call.func).is_some_and(|name| name == "from_millis") && call.args.first().is_some_and(is_one)
}

fn last_name(function: &Expr) -> Option<String> {
    let Expr::Path(path) = function else { return None };
    path.path.segments.last().map(|segment| segment.ident.to_string())
}
