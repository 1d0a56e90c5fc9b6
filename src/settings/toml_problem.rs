//! What is wrong with a TOML file, and where, without its lines: they may hold a secret.

use std::fmt;

/// A fault and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlProblem {
    message: String,
    /// Line and column, from 1, where they are known.
    place: Option<(usize, usize)>,
}

impl TomlProblem {
    /// What the reader says of this text.
    pub fn new(error: &toml::de::Error, text: &str) -> Self {
        let place = error.span().and_then(|span| text.get(..span.start)).map(|before| {
            let line = before.rsplit('\n').next().unwrap_or_default();
            (before.matches('\n').count() + 1, line.chars().count() + 1)
        });
        Self { message: without_values(error.message()), place }
    }
}

impl fmt::Display for TomlProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.place {
            write!(f, "line {line}, column {column}: ")?;
        }
        f.write_str(&self.message)
    }
}

/// In one line, and without what stands in double quotes: serde repeats a text of the wrong type there.
fn without_values(message: &str) -> String {
    let message = message.trim().replace('\n', ", ");
    match (message.find(" \""), message.rfind('"')) {
        (Some(start), Some(end)) if start + 1 < end => format!("{}{}", &message[..start], &message[end + 1..]),
        _ => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_has_its_place_and_no_value() {
        #[derive(Debug, serde::Deserialize)]
        #[expect(dead_code, reason = "only its types are looked at")]
        struct Wanted {
            list: Vec<String>,
        }
        for (text, said) in [
            ("list = hunter2", "line 1, column 8: "),
            ("a = 1\nlist = \"hunter2\"", "line 2, column 8: invalid type: string, expected a sequence"),
            ("list = \"say \\\"hunter2\\\", expected\"", "line 1, column 8: invalid type: string, expected a sequence"),
            ("\nb = [", "line 2, column "),
        ] {
            let error = toml::from_str::<Wanted>(text).expect_err("an error");
            let words = TomlProblem::new(&error, text).to_string();
            assert!(words.starts_with(said) && !words.contains("hunter2") && !words.contains('\n'), "{words}");
        }
    }
}
