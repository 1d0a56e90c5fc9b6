//! `wirelight connect`: a saved connection does what its protocol's subcommand does with the same fields.

use serde_json::Value;

use super::{Finished, LabProcess, refused, run};

/// A folder with one saved connection in it.
struct Saved {
    folder: tempfile::TempDir,
}

impl Saved {
    fn new(text: &str) -> Self {
        let saved = Self { folder: tempfile::tempdir().expect("a folder") };
        std::fs::write(saved.path(), text).expect("written");
        saved
    }

    fn path(&self) -> String {
        self.folder.path().join("saved.toml").to_str().expect("a path").to_owned()
    }

    fn run(&self, flags: &[&str]) -> Finished {
        run(&[&["connect", &self.path()], flags].concat())
    }

    fn refused(&self, flags: &[&str]) -> String {
        let words = refused(&[&["connect", &self.path()], flags].concat());
        assert!(!words.contains("hunter2"), "{words}");
        words
    }
}

/// A record without what differs from run to run.
fn told(finished: &Finished) -> Vec<String> {
    let row = |row: &Value| {
        let mut row = row.clone();
        for key in ["at", "startedAt", "heldMillis", "connection"] {
            row.as_object_mut().expect("an object").remove(key);
        }
        for key in ["headers", "settings"] {
            let Some(text) = row.get(key).map(ToString::to_string) else { continue };
            let changing = ["Sec-WebSocket-Key", "Sec-WebSocket-Accept", "sec-websocket-accept", "date", "Date"];
            if changing.iter().any(|name| text.contains(name)) {
                let lines = row[key].as_array().expect("lines").iter();
                let kept = lines.filter(|line| !changing.iter().any(|name| line[0] == *name)).cloned().collect();
                row[key] = Value::Array(kept);
            }
        }
        row.to_string()
    };
    // How often progress is told is a matter of time.
    finished.rows.iter().filter(|row| row["kind"] != "progress").map(row).collect()
}

/// Fails unless both say the same, and ended alike.
fn same(connect: &Finished, subcommand: &Finished) {
    assert_eq!(connect.errors, subcommand.errors);
    assert_eq!((connect.status, told(connect)), (subcommand.status, told(subcommand)));
}

fn sent_headers(finished: &Finished) -> Vec<(String, String)> {
    let request = finished.of_kind("request")[0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    request["headers"].as_array().expect("headers").iter().map(|line| (text(&line[0]), text(&line[1]))).collect()
}

fn values(finished: &Finished, name: &str) -> Vec<String> {
    sent_headers(finished).into_iter().filter(|(other, _)| other == name).map(|(_, value)| value).collect()
}

#[test]
fn a_saved_websocket_does_what_its_subcommand_does() {
    let lab = LabProcess::start(None);
    let url = lab.ws("/ws/echo");
    let saved = Saved::new(&format!(
        r#"wirelight = 1
protocol = "websocket"
name = "Echo"
url = "{url}"
headers = [["X-One", "1"], ["x-two", ""]]
[settings]
send = ["a", "--b"]
protocol = ["chat", "superchat"]
close = 3001
deflate = "off"
echo = false
closing-timeout = 5
[[rules]]
when = "never"
with = "nothing"
[[rules]]
when = "regex:^a$"
with = "off"
on = false
[[snippets]]
name = "hello"
text = "hello"
"#
    ));
    let connect = saved.run(&[]);
    let headers = ["-H", "X-One: 1", "-H", "x-two:"];
    let sends = ["--send", "a", "--send", "--b", "--protocol", "chat", "--protocol", "superchat", "--close", "3001"];
    let rules = ["--deflate", "off", "--reply-when", "never", "--reply-with", "nothing"];
    same(&connect, &run(&[&["ws", &url], &headers[..], &sends, &rules].concat()));
    assert_eq!((connect.status, connect.errors.as_str()), (0, ""));
}

#[test]
fn a_saved_stream_and_a_saved_poll_do_what_their_subcommands_do() {
    let lab = LabProcess::start(None);
    let sse = lab.http("/sse/retry?millis=20");
    let text = format!(
        "wirelight = 1\nprotocol = \"sse\"\nurl = \"{sse}\"\n[settings]\nmax-events = 2\nretry = 30\nmax-time = 20.5\n"
    );
    let subcommand = run(&["sse", &sse, "--max-events", "2", "--retry", "30", "--max-time", "20.5"]);
    same(&Saved::new(&text).run(&[]), &subcommand);

    let (poll, publish) = (lab.http("/poll/subscribe"), lab.http("/poll/publish"));
    let text = format!(
        "wirelight = 1\nprotocol = \"longPoll\"\nurl = \"{poll}\"\n[settings]\npublish-url = \"{publish}\"\n\
         publish = \"hello\"\n"
    );
    let flags = ["--publish-url", &publish, "--publish", "hello", "--max-events", "1"];
    let connect = Saved::new(&text).run(&["--max-events", "1"]);
    let subcommand = run(&[&["poll", &poll], &flags[..]].concat());
    assert_eq!((connect.status, connect.states()), (0, subcommand.states()), "{}", connect.errors);
    assert_eq!(connect.of_kind("message")[0]["data"], "hello");
    assert_eq!(connect.rows[0]["settings"], subcommand.rows[0]["settings"]);
    // Where the window would publish, and nothing that is published.
    let half = text.replace("publish = \"hello\"\n", "key = \"/no/such/key.pem\"\n");
    let connect = Saved::new(&half).run(&["--max-time", "0.2"]);
    assert_eq!((connect.states()[0], connect.rows[0]["settings"]["publishUrl"].as_str()), ("waiting", None));
}

#[test]
fn a_saved_upload_names_its_file_and_another_may_be_named_behind_it() {
    let lab = LabProcess::start(None);
    let url = lab.http("/upload/javascript-info");
    let saved = Saved::new("");
    let file = saved.folder.path().join("one.bin");
    let file = file.to_str().expect("a path");
    std::fs::write(file, vec![7; 3000]).expect("written");
    let text = |file: &str| {
        format!(
            "wirelight = 1\nprotocol = \"upload\"\nurl = \"{url}\"\n[settings]\n{file}x-file-size = true\n\
             file-id = \"one\"\n"
        )
    };
    std::fs::write(saved.path(), text(&format!("file = '{file}'\n"))).expect("written");
    let connect = saved.run(&[]);
    assert_eq!((connect.status, connect.last()["state"].as_str()), (0, Some("done")), "{}", connect.errors);
    let offset = |finished: &Finished| finished.of_kind("offset")[0]["confirmed"].clone();
    assert_eq!(offset(&connect), 0);
    same(&saved.run(&[]), &run(&["upload", file, &url, "--x-file-size", "--file-id", "one"]));

    let other = format!("{file}.other");
    std::fs::write(&other, vec![8; 1000]).expect("written");
    let connect = saved.run(&["--file-id", "two", &other]);
    assert_eq!(
        (connect.status, connect.rows[0]["settings"]["sizeBytes"].as_u64()),
        (0, Some(1000)),
        "{}",
        connect.text
    );
    let unnamed = Saved::new(&text(""));
    assert_eq!(unnamed.run(&[&other, "--restart"]).status, 0);
    assert!(unnamed.refused(&[]).contains("saved.toml: file: "));
}

#[test]
fn a_flag_replaces_its_key_and_a_header_the_header_of_its_name() {
    let lab = LabProcess::start(None);
    let url = lab.ws("/ws/echo");
    let saved = Saved::new(&format!(
        r#"wirelight = 1
protocol = "websocket"
url = "{url}"
headers = [["X-One", "1"], ["x-one", "2"], ["X-Two", "3"], ["Authorization", "{{{{no}}}}"]]
secret = ["Cookie"]
[settings]
send = ["from the file"]
close-illegal = 5
bearer = "of the file"
reply-after = 5
[[rules]]
when = "typed"
with = "from the file"
"#
    ));
    let flags = ["-H", "X-ONE: 9", "--cookie", "a=1", "--user", "me:pw", "--send", "typed", "--send", "again"];
    let connect =
        saved.run(&[&flags[..], &["--close=1000", "--include-secrets", "--reply-when=x", "--reply-with=y"]].concat());
    assert_eq!((connect.status, connect.errors.as_str()), (0, ""));
    let texts: Vec<_> = connect.of_kind("text").iter().map(|row| row["data"].clone()).collect();
    assert_eq!(texts, ["typed", "again", "typed", "again"]);
    let of = |name: &str| values(&connect, name);
    assert_eq!(
        (of("X-ONE"), of("X-One"), of("x-one"), of("X-Two")),
        (vec!["9".into()], vec![], vec![], vec!["3".into()])
    );
    assert_eq!((of("Authorization"), of("Cookie")), (vec!["Basic bWU6cHc=".to_owned()], vec!["a=1".to_owned()]));
    // An address of the user's own.
    let connect =
        saved.run(&[&lab.ws("/ws/hello"), "-H", "Cookie:", "-H", "Authorization:", "--reply-when=x", "--reply-with=y"]);
    assert!(connect.rows[0]["url"].as_str().is_some_and(|url| url.ends_with("/ws/hello")), "{}", connect.errors);
    assert_eq!(values(&connect, "Cookie").len(), 1, "{}", connect.text);
}

#[test]
fn a_secret_that_is_missing_is_named_and_never_sent_as_nothing() {
    let text = r#"wirelight = 1
protocol = "sse"
url = "http://me@127.0.0.1:9/"
headers = [["X-Key", ""]]
secret = ["X-Key", "--bearer", "--proxy", "url", "Cookie"]
[settings]
proxy = "http://me@127.0.0.1:9"
"#;
    let saved = Saved::new(text);
    let words = saved.refused(&[]);
    assert!(
        words.contains("saved.toml: what is secret is not in the file: X-Key, --bearer, --proxy, url, Cookie"),
        "{words}"
    );
    let words =
        saved.refused(&["-H", "x-KEY: hunter2", "--cookie", "a=hunter2", "--proxy", "http://me:hunter2@127.0.0.1:9"]);
    assert!(words.contains("file: --bearer, url ("), "{words}");
    let given = ["-H", "x-key: a", "-H", "cookie: a=b", "--proxy", "http://a:b@127.0.0.1:9", "--user", "me:hunter2"];
    let whole = [&given[..], &["http://me:hunter2@127.0.0.1:9/", "--no-reconnect", "--max-time", "3"]].concat();
    let connect = saved.run(&whole);
    assert_eq!(connect.status, 1, "{}", connect.errors);
    assert!(!connect.text.contains("hunter2") && !connect.errors.contains("hunter2"), "{}", connect.errors);
}

#[test]
fn keys_that_mean_nothing_here_are_named_and_passed_over() {
    let lab = LabProcess::start(None);
    let url = lab.http("/sse/stop");
    let saved = Saved::new(&format!(
        "wirelight = 1\nprotocol = \"sse\"\nurl = \"{url}\"\ntint = \"red\"\n[settings]\nclose = 1000\nhelp = true\n\
         no-cookie-jar = true\noutput = \"/no/such/folder/x\"\ninclude-secrets = true\n[[rules]]\nwhen = \"a\"\n\
         with = \"b\"\n[[snippets]]\nname = \"a\"\ntext = \"b\"\n"
    ));
    let connect = saved.run(&[]);
    assert_eq!(connect.status, 0, "{}", connect.errors);
    let named: Vec<_> = connect.errors.lines().filter_map(|line| line.split("saved.toml: ").nth(1)).collect();
    let unknown = |key: &str| format!("{key} is not known here and is passed over");
    let asked = |key: &str| format!("settings.{key} counts on the command line only and is passed over");
    let wanted = [
        unknown("tint"),
        unknown("settings.close"),
        unknown("settings.help"),
        unknown("rules"),
        asked("include-secrets"),
        asked("output"),
    ];
    assert_eq!(named, wanted);
}

#[test]
fn what_is_wrong_in_a_file_is_named_with_the_file_and_the_key() {
    let head = |protocol: &str| format!("wirelight = 1\nprotocol = \"{protocol}\"\nurl = \"ws://127.0.0.1:9\"\n");
    let sse = || head("sse").replace("ws:", "http:");
    for (text, words) in [
        (sse() + "[settings]\nmax-time = \"soon\"", "saved.toml: max-time: invalid value 'soon'"),
        (sse() + "[settings]\nretry = -1", "saved.toml: retry: "),
        (sse() + "[settings]\ninsecure = \"hunter\"", "saved.toml: insecure: "),
        (sse() + "[settings]\nbearer = true", "saved.toml: bearer: "),
        (sse() + "[settings]\nmax-time = [1, 2]", "saved.toml: max-time: "),
        (sse() + "[settings]\nca = { a = 1 }", "saved.toml: ca: it is true, a text, a number, or a list"),
        (sse() + "[settings]\ncookie = [true]", "saved.toml: cookie: it is true, a text"),
        (sse() + "[settings]\nproxy = \"ftp://me:hunter2@h\"", "saved.toml: proxy: "),
        (sse() + "[settings]\nbearer = \"\\u0001hunter2\"", "saved.toml: the value of the header Authorization"),
        (sse() + "headers = [[\"X Y\", \"hunter2\"]]", "saved.toml: headers: "),
        (sse() + "headers = [[\"Cookie\", \"\\u0001hunter2\"]]", "saved.toml: headers: the value of the header Cookie"),
        (sse() + "headers = \"Cookie: hunter2\"", "saved.toml: this is no saved connection: "),
        (sse() + "[settings]\nbearer = hunter2", "saved.toml: this is no saved connection: line 5, column 10: "),
        (head("sse"), "saved.toml: url: the scheme of ws://127.0.0.1:9"),
        (sse().replace("http://127.0.0.1:9", ""), "saved.toml: url: there is none"),
        (head("websocket") + "[settings]\nsend-hex = \"8\"", "saved.toml: --send-hex: "),
        (head("websocket") + "[settings]\nclose = \"x\"", "saved.toml: "),
        (head("gopher"), "saved.toml: this is no saved connection: "),
        ("[a]\nb = 1".to_owned(), "saved.toml: this is no saved connection: it does not begin with wirelight = 1"),
        ("wirelight = 2".to_owned(), "saved.toml: this connection was saved by a newer version"),
        (" ".repeat(1024 * 1024 + 1), "saved.toml: it is larger than 1 MiB"),
    ] {
        let said = Saved::new(&text).refused(&[]);
        assert!(said.contains(words), "{words:?} is not in {said:?}");
    }
    assert!(refused(&["connect", "/no/such/file.toml"]).contains("/no/such/file.toml: it cannot be read: "));
    assert!(refused(&["connect", "/"]).contains("/: it is no regular file"));
    refused(&["connect"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_holds_nobody_up_and_a_device_is_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let fifo = folder.path().join("fifo.toml");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status().expect("mkfifo");
    assert!(made.success());
    for path in [fifo.to_str().expect("a path"), "/dev/zero"] {
        assert!(refused(&["connect", path]).contains("it is no regular file"));
    }
}

#[test]
fn flags_that_are_wrong_are_refused_as_by_the_subcommand() {
    let saved = Saved::new("wirelight = 1\nprotocol = \"longPoll\"\nurl = \"http://127.0.0.1:9\"\n");
    let words = saved.refused(&["--max-time", "soon"]);
    assert!(words.contains("invalid value 'soon' for '--max-time <SECONDS>'"), "{words}");
    assert!(saved.refused(&["--send", "x"]).contains("--send"));
    assert!(saved.refused(&["--publish", "x"]).contains("--publish-url"));
}
