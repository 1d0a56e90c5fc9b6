//! Pings, the idle alarm, reconnecting and reply rules on the command line.

use super::{LabProcess, run};

#[test]
fn pings_are_sent_on_a_schedule_and_their_times_are_told() {
    let lab = LabProcess::start(None);
    let finished = run(&["ws", &lab.ws("/ws/echo"), "--ping-every", "20", "--max-time", "0.4"]);
    assert_eq!(finished.status, 0, "{}", finished.errors);
    let pongs: Vec<_> = finished.of_kind("pong").iter().filter_map(|row| row["data"].as_str()).collect();
    assert_eq!(pongs.first(), Some(&"1"));
    assert!(finished.errors.contains("RTT last"), "{}", finished.errors);
}

#[test]
fn a_refused_connection_is_tried_again_as_often_as_asked_for() {
    let finished = run(&["ws", "ws://127.0.0.1:1/", "--reconnect=2", "--reconnect-delay", "10"]);
    assert_eq!(finished.status, 1, "{}", finished.errors);
    let attempts: Vec<_> = finished.of_kind("backoff").iter().filter_map(|row| row["attempt"].as_u64()).collect();
    assert_eq!(attempts, [1, 2]);
    assert_eq!(finished.states(), ["connecting", "closed", "connecting", "closed", "connecting", "closed"]);
}

#[test]
fn messages_are_answered_by_rules_and_silence_is_said() {
    let lab = LabProcess::start(None);
    let rules =
        ["--reply-when", "regex:^a$", "--reply-with", "b", "--reply-when", "json:$.x == 1", "--reply-with", "c"];
    let arguments = ["ws", &lab.ws("/ws/echo"), "--send", "a", "--send", "{\"x\":1}", "--max-events", "4"];
    let finished = run(&[&arguments[..], &rules].concat());
    assert_eq!(finished.status, 0, "{}", finished.errors);
    let texts = finished.of_kind("text");
    let sent: Vec<_> =
        texts.iter().filter(|row| row["direction"] == "out").filter_map(|row| row["data"].as_str()).collect();
    assert_eq!(sent, ["a", "{\"x\":1}", "b", "c"]);
    let finished = run(&["ws", &lab.ws("/ws/echo"), "--idle-alarm", "0.05", "--max-time", "0.3"]);
    assert!(finished.errors.contains("nothing came for 0.05 s"), "{}", finished.errors);
}

#[test]
fn rules_and_times_that_cannot_be_meant_are_refused() {
    for arguments in [
        &["--reply-when", "a"][..],
        &["--reply-when", "regex:(", "--reply-with", "b"],
        &["--reply-when", "a", "--reply-with", "b", "--reply-after", "1", "--reply-after", "2"],
        &["--idle-alarm", "0"],
        &["--ping-every", "1"],
        &["--reconnect-delay", "5"],
    ] {
        let finished = run(&[&["ws", "ws://127.0.0.1:1/"][..], arguments].concat());
        assert_eq!(finished.status, 2, "{arguments:?}: {}", finished.errors);
    }
}
