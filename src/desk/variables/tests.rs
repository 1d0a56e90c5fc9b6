//! Texts with variables, filled in.

use proptest::prelude::*;

use super::*;

fn values() -> Values {
    let pairs = [
        ("host", "h:1"),
        ("odd", "{{host}} \\{{n}} %41"),
        ("brace", "{"),
        ("a.b-c_1", "x"),
        ("nothing", ""),
        ("env:HOME", "/root"),
    ];
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect::<BTreeMap<_, _>>().into()
}

fn filled(text: &str) -> Result<String, Vec<String>> {
    fill(text, &values(), Timestamp::UNIX_EPOCH).map_err(|names| names.into_iter().collect())
}

#[test]
fn known_names_go_in_once_and_as_they_are() {
    for (text, sent) in [
        ("ws://{{host}}/{{ host }}", "ws://h:1/h:1"),
        ("{{odd}}", "{{host}} \\{{n}} %41"),
        ("{{brace}}{{host}}}}", "{h:1}}"),
        ("{{brace}}{host}}", "{{host}}"),
        ("{{a.b-c_1}}|{{nothing}}|{{env:HOME}}", "x||/root"),
        ("\\{{host}} \\{{unknown}}", "{{host}} {{unknown}}"),
        ("{{x y}} {{1}} {{}} {{ | }} {{host", "{{x y}} {{1}} {{}} {{ | }} {{host"),
        ("{{n}} {{now}} {{random:0}}", "1 1970-01-01T00:00:00.000Z "),
    ] {
        assert_eq!(filled(text), Ok(sent.to_owned()), "{text}");
    }
    assert_eq!(filled("{{uuid}}").expect("filled").len(), 36);
}

#[test]
fn unknown_names_are_all_told_each_once() {
    let text = "{{b}} {{host}} {{a}} {{ b }} {{env:NO}} {{x y}} {{random:99999999}} \\{{c}}";
    assert_eq!(filled(text), Err(["a", "b", "env:NO", "random:99999999"].map(ToOwned::to_owned).to_vec()));
    let known = fill_known("{{b}} {{host}} {{n}} {{uuid}} \\{{host}}", &values());
    assert_eq!(known, "{{b}} h:1 {{n}} {{uuid}} {{host}}");
    let named = names(["{{a}} \\{{b}} {{n}}", "{{env:X}} {{c d}} {{a}}"]);
    assert_eq!(Vec::from_iter(named), ["a", "env:X"]);
}

#[test]
fn variables_are_read_of_the_command_line_and_of_a_file() {
    let pair = |name: &str, value: &str| Ok((name.to_owned(), value.to_owned()));
    assert_eq!(assignment("a=b=c"), pair("a", "b=c"));
    assert_eq!(assignment("_a.b-1="), pair("_a.b-1", ""));
    assert_eq!(assignment("a"), Err(VariableError::NoValue));
    for name in ["", "1a", "a b", "é", "env:A", "random:3", "-a"] {
        assert_eq!(assignment(&format!("{name}=hush")), Err(VariableError::NoName { name: name.to_owned() }));
    }
    for name in RESERVED {
        assert_eq!(assignment(&format!("{name}=hush")), Err(VariableError::Reserved { name: name.to_owned() }));
    }
    let read = from_toml("host = \"h\"\n\"a.b\" = 'c'\n").expect("variables");
    assert_eq!(Vec::from_iter(read), [("a.b".to_owned(), "c".to_owned()), ("host".to_owned(), "h".to_owned())]);
    for text in ["a = hush", "a = 1", "a.b = \"hush\"", "n = \"hush\"", "\"a b\" = \"hush\""] {
        let error = from_toml(text).expect_err("an error").to_string();
        assert!(!error.contains("hush"), "{error}");
    }
}

proptest! {
    #[test]
    fn a_value_goes_in_as_it_is(value in "[\\\\{}a-z:=\u{e9} ]{0,20}", before in "[a-z ]{0,5}", after in "[a-z ]{0,5}") {
        let values: Values = BTreeMap::from([("v".to_owned(), value.clone())]).into();
        let text = format!("{before}{{{{v}}}}{after}");
        let sent = format!("{before}{value}{after}");
        prop_assert_eq!(fill(&text, &values, Timestamp::UNIX_EPOCH), Ok(sent.clone()));
        prop_assert_eq!(fill_known(&text, &values), sent);
    }

    #[test]
    fn any_text_can_be_escaped(text in "[a-z{}:n ]{0,40}") {
        let escaped = text.replace("{{", r"\{{");
        prop_assert_eq!(fill(&escaped, &values(), Timestamp::UNIX_EPOCH), Ok(text));
    }

    #[test]
    fn what_is_told_is_what_stands_in_the_text(text in "[\\\\{}a-z:. ]{0,60}") {
        match fill(&text, &values(), Timestamp::UNIX_EPOCH) {
            Ok(_) => {}
            Err(names) => for name in names {
                prop_assert!(text.contains(&name));
            },
        }
    }
}
