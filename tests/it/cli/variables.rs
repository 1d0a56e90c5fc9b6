//! `{{name}}` on the command line and in files: where values go in, and what is refused.

use tokio::runtime::Runtime;

use super::{
    Finished, LabProcess,
    bodies::{MESSAGE, hearing},
    refused, run, wirelight,
};

fn texts(finished: &Finished, direction: &str) -> Vec<String> {
    let rows = finished.of_kind("text").into_iter().filter(|row| row["direction"] == direction);
    rows.map(|row| row["data"].as_str().unwrap_or_default().to_owned()).collect()
}

fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("written");
    path.to_str().expect("a path").to_owned()
}

/// A run with a variable in its environment.
fn run_with(environment: (&str, &str), arguments: &[&str]) -> Finished {
    let (name, value) = environment;
    Finished::of(&wirelight().args(arguments).env(name, value).output().expect("the program starts"))
}

#[test]
fn values_go_into_the_url_headers_login_and_body() {
    let runtime = Runtime::new().expect("a runtime");
    let (server, heard) = hearing(&runtime, MESSAGE);
    let folder = tempfile::tempdir().expect("a folder");
    let vars = file(&folder, "vars.toml", "id = \"of the file\"\ntoken = \"t{{id}}\"\nend = '}'\n");
    let url = "http://{{host}}/a?id={{id}}&raw=%41{{end}}#{{uuid}}";
    let host = server.addr.to_string();
    let finished = run(&[
        &["poll", url, "--var", &format!("host={host}"), "--var", "id=7", "--vars", &vars, "--max-events", "1"][..],
        &["--data", "{\"id\": {{id}}, \"at\": \\{{now}}, \"x\": {{ y z }}}", "-H", "X-{{id}}: {{token}}|{{random:3}}"],
        &["--bearer", "{{token}}", "--cookie", "a={{id}}", "--include-secrets"],
    ]
    .concat());
    assert_eq!((finished.status, finished.errors.as_str()), (0, ""));
    let request = heard.recv().expect("a request");
    assert!(request.starts_with("POST /a?id=7&raw=%41} HTTP/1.1\r\n"), "{request}");
    // A value is not searched again.
    for line in ["X-7: t{{id}}|", "Authorization: Bearer t{{id}}", "Cookie: a=7"] {
        assert!(request.contains(line), "{request}");
    }
    assert!(request.ends_with("\r\n\r\n{\"id\": 7, \"at\": {{now}}, \"x\": {{ y z }}}"), "{request}");
}

#[test]
fn a_proxy_and_an_address_for_publishing_may_be_variables() {
    let runtime = Runtime::new().expect("a runtime");
    let (proxy, heard) = hearing(&runtime, MESSAGE);
    let there = format!("there={}", proxy.addr);
    let finished =
        run(&["poll", "http://h.test/", "--proxy", "http://{{there}}", "--var", &there, "--max-events", "1"]);
    assert_eq!(finished.status, 0, "{}", finished.errors);
    assert!(heard.recv().expect("a request").starts_with("GET http://h.test/ HTTP/1.1"));
    for (value, words) in [("ftp://me:hunter2@h", "ftp"), ("http://me:hunter2@h:99999", "--proxy")] {
        let words_said = refused(&["poll", "http://h.test/", "--proxy", "{{p}}", "--var", &format!("p={value}")]);
        assert!(words_said.contains(words) && !words_said.contains("hunter2"), "{words_said}");
    }

    let lab = LabProcess::start(None);
    let arguments = ["poll", "{{lab}}/poll/subscribe", "--publish-url", "{{lab}}/poll/publish", "--max-events", "1"];
    let message = ["--publish", "{{lab}} {{n}} {{no}}", "--var"];
    let finished = run(&[&arguments[..], &message, &[&format!("lab={}", lab.http)]].concat());
    assert_eq!(finished.status, 0, "{}", finished.errors);
    assert_eq!(finished.of_kind("message")[0]["data"], format!("{} {{{{n}}}} {{{{no}}}}", lab.http));
}

#[test]
fn a_message_is_filled_in_and_what_is_unknown_is_sent_as_typed() {
    let lab = LabProcess::start(None);
    let url = lab.ws("/ws/echo");
    let sends = [
        "--send={{a}} {{n}} {{no}} \\{{a}}",
        "--send-json={\"a\": \"{{b}}\"}",
        "--send-hex={{hex}}",
        "--ping={{a}}{{b}}",
        "--close=1000",
    ];
    let values = ["--var=a={{b}}\\", "--var=b={{n}}", "--var=hex=00 ff"];
    let finished = run(&[&["ws", &url], &sends[..], &values].concat());
    assert_eq!(finished.status, 0, "{}", finished.errors);
    assert_eq!(texts(&finished, "out"), ["{{b}}\\ {{n}} {{no}} {{a}}", "{\"a\": \"{{n}}\"}"]);
    assert_eq!(finished.of_kind("binary")[0]["base64"], "AP8=");
    assert_eq!(finished.of_kind("ping")[0]["data"], "{{b}}\\{{n}}");

    let with = run(&[&["ws", &url, "--placeholders"], &sends[..], &values].concat());
    let sent = texts(&with, "out");
    let number = sent[0].strip_prefix("{{b}}\\ ").and_then(|rest| rest.strip_suffix(" {{no}} {{a}}"));
    assert!(number.is_some_and(|number| number.parse::<u64>().is_ok()), "{}", with.text);
    assert_eq!(sent[1], "{\"a\": \"{{n}}\"}");

    // Without any of the options nothing is a variable, and nothing is escaped.
    let without = run(&["ws", &url, "--send", "{{a}} \\{{b}} {{env:HOME}}", "--close", "1000", "-H", "X: {{a}}"]);
    assert_eq!(texts(&without, "out"), ["{{a}} \\{{b}} {{env:HOME}}"]);
    assert!(without.text.contains("[\"X\",\"{{a}}\"]"), "{}", without.text);

    let wrong = refused(&["ws", &url, "--send-hex", "{{hex}}", "--var", "hex=8"]);
    assert!(wrong.contains("--send-hex: ") && wrong.contains("one is missing"), "{wrong}");
}

#[test]
fn a_rule_answers_with_values_that_are_not_searched_again() {
    let lab = LabProcess::start(None);
    let flags =
        ["--reply-when", "{{a}}", "--reply-with", "got {{a}} {{n}} {{no}}", "--var", "a=x{{n}}{", "--max-events=2"];
    let finished = run(&[&["ws", &lab.ws("/ws/echo"), "--send", "1 {{a}}"], &flags[..]].concat());
    assert_eq!(finished.status, 0, "{}", finished.errors);
    assert_eq!(texts(&finished, "out")[..2], ["1 x{{n}}{", "got x{{n}}{ 1 {{no}}"]);
}

#[test]
fn unknown_names_stop_before_anything_is_sent_and_all_are_named() {
    let words = refused(
        &[
            &["sse", "http://{{host}}/{{a}}", "-H", "X: {{b}}{{a}}", "--data", "{{c}}", "--user", "{{d}}:{{e}}"][..],
            &["--proxy", "http://{{f}}", "--cookie", "g={{g}}", "--last-event-id", "{{h}}", "--var", "a=hunter2"],
        ]
        .concat(),
    );
    let named = "{{b}}, {{c}}, {{d}}, {{e}}, {{f}}, {{g}}, {{h}}, {{host}}";
    assert!(words.contains(&format!("there is no value for {named}: ")) && !words.contains("hunter2"), "{words}");
    assert!(refused(&["ws", "ws://h", "--protocol", "{{p}}", "--var", "a=b"]).contains("{{p}}"));
    assert!(refused(&["upload", "Cargo.toml", "http://h", "--file-id", "{{id}}", "--var", "a=b"]).contains("{{id}}"));
    for (value, words) in
        [("a\u{1}", "the value of the header X holds a control character"), ("", "there is no value for {{b}}")]
    {
        let var = if value.is_empty() { "c=d".to_owned() } else { format!("b={value}") };
        assert!(refused(&["sse", "http://h", "-H", "X: {{b}}", "--var", &var]).contains(words), "{words}");
    }
}

#[test]
fn variables_that_are_none_are_refused_without_their_values() {
    let folder = tempfile::tempdir().expect("a folder");
    for (var, words) in [
        ("hunter2", "--var: a variable is written NAME=VALUE"),
        ("n=hunter2", "{{n}} has a meaning of its own"),
        ("a b=hunter2", "is no name of a variable"),
        ("env:A=hunter2", "is no name of a variable"),
    ] {
        let said = refused(&["sse", "http://h", "--var", var]);
        assert!(said.contains(words) && !said.contains("hunter2"), "{said}");
    }
    for (text, words) in [
        ("a = hunter2", "vars.toml: this is no file of variables"),
        ("a = 1", "vars.toml: a: a variable's value is a text in quotes"),
        ("[a]\nb = \"hunter2\"", "vars.toml: a: a variable's value"),
    ] {
        let said = refused(&["sse", "http://h", "--vars", &file(&folder, "vars.toml", text)]);
        assert!(said.contains(words) && !said.contains("hunter2"), "{said}");
    }
    assert!(refused(&["sse", "http://h", "--vars", "/no/such/file"]).contains("/no/such/file: it cannot be read"));
    assert!(refused(&["sse", "http://h", "--vars", "/dev/null"]).contains("it is no regular file"));
}

#[test]
fn a_file_reads_the_environment_only_with_leave() {
    let lab = LabProcess::start(None);
    let url = lab.ws("/ws/echo");
    let folder = tempfile::tempdir().expect("a folder");
    let environment = ("WIRELIGHT_TEST_WORD", "of {{a}} it");
    // What the user types may always.
    let typed = ["ws", &url, "--send", "{{env:WIRELIGHT_TEST_WORD}}|{{env:NO_SUCH_WORD}}|{{a}}", "--close", "1000"];
    let var = ["--var", "a={{env:WIRELIGHT_TEST_WORD}}!"];
    let finished = run_with(environment, &[&typed[..], &var].concat());
    assert_eq!(texts(&finished, "out"), ["of {{a}} it|{{env:NO_SUCH_WORD}}|of {{a}} it!"], "{}", finished.errors);
    let words = refused(&["ws", "ws://h/{{env:NO_SUCH_WORD}}", "--var", "a=b"]);
    assert!(words.contains("{{env:NO_SUCH_WORD}}"), "{words}");

    let vars = file(&folder, "vars.toml", "a = \"{{env:WIRELIGHT_TEST_WORD}} {{b}}\"\nb = \"{{env:NO_SUCH_WORD}}\"\n");
    let with_vars = [&["ws", &url, "--send", "{{a}}", "--close=1000"][..], &["--vars", &vars]].concat();
    let words = refused(&with_vars);
    let named = "vars.toml: the file reads NO_SUCH_WORD, WIRELIGHT_TEST_WORD of the environment";
    assert!(words.contains(named), "{words}");
    let allowed = ["--allow-env", "WIRELIGHT_TEST_WORD", "--allow-env", "NO_SUCH_WORD"];
    let finished = run_with(environment, &[&with_vars[..], &allowed].concat());
    assert_eq!(texts(&finished, "out"), ["of {{a}} it {{b}}"], "{}", finished.errors);

    let saved = file(
        &folder,
        "saved.toml",
        &format!(
            "wirelight = 1\nprotocol = \"websocket\"\nurl = \"{url}\"\nheaders = [[\"X\", \"{{{{env:WIRELIGHT_TEST_WORD}}}}\"]]\n\
             [settings]\nsend = \"{{{{who}}}} {{{{n}}}} {{{{no}}}}\"\nclose = 1000\n"
        ),
    );
    let words = refused(&["connect", &saved]);
    assert!(
        words.contains("saved.toml: the file reads WIRELIGHT_TEST_WORD of the environment; to let it, add --allow-env")
    );
    let connect = ["connect", &saved, "--allow-env", "WIRELIGHT_TEST_WORD", "--var", "who=me"];
    let finished = run_with(environment, &connect);
    assert_eq!((finished.status, texts(&finished, "out")), (0, vec!["me {{n}} {{no}}".to_owned()]));
    assert!(finished.text.contains("[\"X\",\"of {{a}} it\"]"), "{}", finished.text);
    // A header of the user's own takes its place: nothing of the file reads it any more, and he may.
    let own = run_with(environment, &["connect", &saved, "-H", "x: {{env:WIRELIGHT_TEST_WORD}}"]);
    assert_eq!((own.status, texts(&own, "out")), (0, vec!["{{who}} {{n}} {{no}}".to_owned()]), "{}", own.errors);
    assert!(own.text.contains("[\"x\",\"of {{a}} it\"]"), "{}", own.text);
}

#[test]
fn a_saved_connection_has_variables_without_being_asked() {
    let runtime = Runtime::new().expect("a runtime");
    let (server, heard) = hearing(&runtime, MESSAGE);
    let folder = tempfile::tempdir().expect("a folder");
    let saved = file(
        &folder,
        "saved.toml",
        "wirelight = 1\nprotocol = \"longPoll\"\nurl = \"http://{{host}}/\\\\{{x}}\"\nheaders = [[\"Authorization\", \
         \"Bearer {{token}}\"]]\n[settings]\nmethod = \"PUT\"\ndata = \"{{body}}\"\nmax-events = 1\n",
    );
    let words = refused(&["connect", &saved]);
    assert!(words.contains("saved.toml: there is no value for {{body}}, {{host}}, {{token}}: "), "{words}");
    let vars = file(&folder, "vars.toml", &format!("host = \"{}\"\ntoken = \"hunter2\"\nbody = \"b\"\n", server.addr));
    let finished = run(&["connect", &saved, "--vars", &vars]);
    assert_eq!((finished.status, finished.errors.as_str()), (0, ""));
    assert!(!finished.text.contains("hunter2"), "{}", finished.text);
    let request = heard.recv().expect("a request");
    assert!(request.starts_with("PUT /%7B%7Bx%7D%7D HTTP/1.1\r\n") || request.starts_with("PUT /{{x}} "), "{request}");
    assert!(request.contains("Authorization: Bearer hunter2\r\n") && request.ends_with("\r\n\r\nb"), "{request}");
}
