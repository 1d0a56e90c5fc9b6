//! Files that are read and written back, and what of them is secret.

use super::*;
use crate::transcript::secrets::Secrets;

const WHOLE: &str = r#"wirelight = 1
protocol = "websocket"
name = "Echo"
url = "wss://h/echo?a={{b}}"
headers = [["X-One", "1"], ["x-one", "2"], ["Empty", ""]]
tint = "red"

[settings]
insecure = true
connect-timeout = 2.5
protocol = ["chat", "superchat"]

[[rules]]
when = "regex:^a"
with = "b"
after = 10

[[rules]]
when = "c"
with = ""
on = false

[[snippets]]
name = "hello"
text = "Hello {{n}}"

[later]
key = 1
"#;

#[test]
fn a_file_is_read_and_written_back_with_what_it_says_beyond() {
    let read = Connection::from_toml(WHOLE).expect("a connection");
    assert_eq!(read.unknown_keys, ["later", "tint"]);
    let connection = &read.connection;
    assert_eq!((connection.protocol, connection.name.as_str()), (ConnectionProtocol::WebSocket, "Echo"));
    assert_eq!(connection.headers[1], ("x-one".to_owned(), "2".to_owned()));
    assert_eq!(connection.texts("protocol"), ["chat", "superchat"]);
    assert_eq!(connection.text("connect-timeout").as_deref(), Some("2.5"));
    assert!(connection.is_on("insecure") && !connection.rules[1].on);
    let text = connection.to_toml();
    let again = Connection::from_toml(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(again, read);
}

#[test]
fn what_is_no_saved_connection_is_named() {
    let error = |text: &str| Connection::from_toml(text).expect_err("an error");
    assert!(matches!(error("a = "), ConnectionFileError::Toml { .. }));
    for text in ["", "protocol = \"sse\"\nurl = \"\"", "wirelight = 0", "wirelight = \"1\""] {
        assert!(matches!(error(text), ConnectionFileError::NotOurs), "{text}");
    }
    assert!(matches!(error("wirelight = 2\nurl = 1"), ConnectionFileError::Newer { version: 2 }));
    for text in ["wirelight = 1\nurl = \"http://h\"", "wirelight = 1\nprotocol = \"gopher\"\nurl = \"http://h\""] {
        assert!(matches!(error(text), ConnectionFileError::Toml { .. }), "{text}");
    }
}

#[test]
fn secrets_are_left_out_listed_and_missed_until_they_are_given() {
    let mut connection = Connection::new(ConnectionProtocol::Sse, "http://me:hush1@h/p?a@b");
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    connection.headers = vec![
        header("authorization", "Bearer hush2"),
        header("X-Key", "hush3"),
        header("Accept", "text/event-stream"),
        header("Cookie", "{{session}}"),
    ];
    connection.set("bearer", "hush4");
    connection.set("user", "me:hush5");
    connection.set("proxy", "http://me:hush6@p:1");
    connection.push("cookie", "a=hush7");
    let secrets = Secrets::masked().with_names(["x-key".to_owned()].into());
    let kept = connection.without_secrets(&secrets);
    let text = kept.to_toml();
    assert!(!text.contains("hush"), "{text}");
    let listed = ["authorization", "X-Key", "--bearer", "--cookie", "--user", "--proxy", "url"];
    assert_eq!(kept.secret, listed);
    assert_eq!((kept.url.as_str(), kept.text("proxy").as_deref()), ("http://me@h/p?a@b", Some("http://me@p:1")));
    assert_eq!((kept.text("user").as_deref(), kept.headers.len()), (Some("me"), 2));
    let mut read = Connection::from_toml(&text).expect("a connection").connection;
    assert_eq!(read.missing_secrets(), listed);
    read.headers.push(header("Authorization", "x"));
    read.headers.push(header("x-key", ""));
    read.set("user", "me:pw");
    read.set("bearer", "t");
    read.url = "http://me:pw@h/".to_owned();
    assert_eq!(read.missing_secrets(), ["X-Key", "--cookie", "--proxy"]);
}

#[test]
fn a_variable_in_the_place_of_a_secret_stays() {
    let mut connection = Connection::new(ConnectionProtocol::LongPoll, "http://me:{{word}}@h/");
    connection.headers = vec![("Authorization".to_owned(), "Bearer {{token}}".to_owned())];
    connection.set("user", "{{name}}:{{word}}");
    connection.push("cookie", "a={{value}}");
    let kept = connection.clone().without_secrets(&Secrets::masked());
    assert_eq!((kept.secret.len(), &kept), (0, &connection));
}

#[test]
fn a_flag_that_says_nothing_is_not_kept() {
    let mut connection = Connection::new(ConnectionProtocol::Upload, "http://h/");
    for (flag, value) in [("insecure", Value::from(true)), ("ca", Value::from("a.pem"))] {
        connection.set(flag, value);
    }
    assert_eq!(connection.settings.len(), 2);
    connection.set("insecure", false);
    connection.set("ca", "");
    assert!(connection.settings.is_empty());
}
