//! Commands of curl, websocat and wscat, written from their manuals and as browsers copy them, and the fields that they
//! become: a table in `commands.txt`. Blocks stand apart by an empty line; behind a command, each indented line is a field,
//! something that was left out, or why it is no command.

use std::fmt::Write as _;

use pretty_assertions::assert_eq;
use wirelight::{
    desk::command::{CommandTarget, ReadCommand, WhyLeftOut, is_command, read_command, write_command},
    settings::connection::Connection,
};

const TABLE: &str = include_str!("commands.txt");

/// The commands of the table with what is said of each.
fn table() -> Vec<(String, String)> {
    TABLE
        .split("\n\n")
        .map(|block| {
            let is_expected = |line: &&str| line.starts_with("    ");
            let command: Vec<&str> = block.lines().filter(|line| !is_expected(line)).collect();
            let expected: Vec<&str> = block.lines().filter(is_expected).map(str::trim_start).collect();
            (command.join("\n"), expected.join("\n"))
        })
        .collect()
}

/// What is said of a command.
fn told(command: &str) -> String {
    let ReadCommand { connection, left_out } = match read_command(command) {
        Ok(read) => read,
        Err(error) => return format!("error {error}"),
    };
    let mut lines = fields(&connection);
    for left in left_out {
        // Writing into a string cannot fail.
        writeln!(lines, "left {:?} {:?}", left.why, left.text).expect("written");
    }
    lines.trim_end().to_owned()
}

fn fields(connection: &Connection) -> String {
    let mut lines = format!("{} {}\n", connection.protocol, connection.url);
    for (name, value) in &connection.headers {
        writeln!(lines, "header {name}: {value}").expect("written");
    }
    for (flag, value) in &connection.settings {
        writeln!(lines, "--{flag} {value}").expect("written");
    }
    lines
}

#[test]
fn each_command_of_the_table_becomes_its_fields_or_says_why_not() {
    let table = table();
    assert!(table.len() >= 200, "{} commands", table.len());
    for (command, expected) in table {
        assert_eq!(told(&command), expected, "{command}");
    }
}

#[test]
fn what_is_read_is_written_again_and_means_the_same() {
    for (command, _) in table() {
        let Ok(ReadCommand { connection, .. }) = read_command(&command) else { continue };
        for target in [CommandTarget::Curl, CommandTarget::Websocat] {
            if !CommandTarget::of(connection.protocol).contains(&target) {
                continue;
            }
            let written = write_command(&connection, target);
            let again = read_command(&written.text).unwrap_or_else(|error| panic!("{error}: {}", written.text));
            let lost: Vec<_> = again.left_out.iter().filter(|left| left.why != WhyLeftOut::MadeAnew).collect();
            assert!(lost.iter().all(|left| left.text == "-T -"), "{lost:?}: {}", written.text);
            assert_eq!(
                comparable(&again.connection, &written.left_out),
                comparable(&connection, &written.left_out),
                "{command}\n{}",
                written.text
            );
        }
    }
}

/// The fields as their meaning has them: no order of headers, and logins, cookies and origins as headers.
fn comparable(connection: &Connection, left_out: &[String]) -> Vec<String> {
    let mut connection = connection.clone();
    if let Some(token) = connection.text("bearer") {
        connection.set("bearer", "");
        connection.headers.push(("Authorization".to_owned(), format!("Bearer {token}")));
    }
    let cookies = connection.texts("cookie");
    if !cookies.is_empty() && connection.header("Cookie").is_none() {
        connection.settings.remove("cookie");
        connection.headers.push(("Cookie".to_owned(), cookies.join("; ")));
    }
    if connection.protocol.id() == "sse" {
        // A source always follows; its own ID is a header on the wire.
        connection.settings.remove("follow-redirects");
        if let Some(id) = connection.text("last-event-id") {
            connection.set("last-event-id", "");
            connection.headers.push(("Last-Event-ID".to_owned(), id));
        }
    }
    let mut lines: Vec<String> = fields(&connection)
        .lines()
        .filter(|line| !left_out.iter().any(|flag| line.split(' ').next() == Some(flag)))
        .map(str::to_owned)
        .collect();
    lines.sort();
    lines
}

#[test]
fn an_address_is_no_command() {
    for text in ["http://h/", "curl", "ws://h/ x", "curl.example.com", "curling http://h/", "localhost:80"] {
        assert!(!is_command(text), "{text}");
    }
    for text in ["curl http://h/", " $ wscat -c ws://h/", "C:\\Windows\\curl.exe -k x", "npx wscat -c h"] {
        assert!(is_command(text), "{text}");
    }
}

#[test]
#[ignore = "writes the table anew, to be read before it is kept"]
fn write_the_table() {
    let blocks = table().into_iter().map(|(command, _)| {
        let told = told(&command).lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n");
        format!("{command}\n{told}")
    });
    std::fs::write(
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/desk/commands.txt"),
        blocks.collect::<Vec<_>>().join("\n\n"),
    )
    .expect("written");
}
