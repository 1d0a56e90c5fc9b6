//! Each protocol by its subcommand against the lab: the rows, their order, the exit status.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::Stdio,
};

use sha2::{Digest as _, Sha256};

use super::{LabProcess, run, wirelight};

#[test]
fn hello_is_answered_and_closed_with_bye() {
    let lab = LabProcess::start(None);
    let finished = run(&["ws", &lab.ws("/ws/hello"), "--send", "I am Bob"]);
    assert_eq!(finished.status, 0, "{}", finished.errors);
    assert_eq!(finished.states(), ["connecting", "open", "closing", "closed"]);
    let texts: Vec<_> = finished.of_kind("text").iter().map(|row| row["data"].as_str().unwrap_or("")).collect();
    assert_eq!(texts, ["I am Bob", "Hello from server, Bob!"]);
    let closes: Vec<_> = finished.of_kind("close").iter().map(|row| row["direction"].as_str().unwrap_or("")).collect();
    assert_eq!(closes, ["in", "out", "local"]);
    let last = finished.of_kind("close").pop().expect("a close");
    assert_eq!(
        (last["code"].as_u64(), last["reason"].as_str(), last["clean"].as_bool()),
        (Some(1000), Some("Bye!"), Some(true))
    );
}

#[test]
fn sends_leave_in_order_and_the_chosen_code_is_sent() {
    let lab = LabProcess::start(None);
    let finished = run(&[
        "ws",
        &lab.ws("/ws/echo"),
        "--send",
        "one",
        "--send",
        "two",
        "--close",
        "3500:enough",
        "--protocol",
        "chat",
    ]);
    assert_eq!(finished.status, 0, "{}", finished.errors);
    let sent: Vec<_> = finished
        .of_kind("text")
        .into_iter()
        .filter(|row| row["direction"] == "out")
        .map(|row| row["data"].as_str().unwrap_or("").to_owned())
        .collect();
    assert_eq!(sent, ["one", "two"]);
    let out = finished.of_kind("close").into_iter().find(|row| row["direction"] == "out").expect("our close");
    assert_eq!((out["code"].as_u64(), out["reason"].as_str()), (Some(3500), Some("enough")));
    assert_eq!(finished.last()["state"], "closed");
}

#[test]
fn a_websocket_may_be_written_as_a_page_is() {
    let lab = LabProcess::start(None);
    let finished = run(&["ws", &lab.http("/ws/echo"), "--send", "hi", "--close", "1000"]);
    assert_eq!(finished.status, 0, "{}", finished.errors);
    let url = lab.ws("/ws/echo");
    assert_eq!(
        (finished.rows[0]["url"].as_str(), finished.of_kind("request")[0]["url"].as_str()),
        (Some(&*url), Some(&*url))
    );
}

#[test]
fn a_connection_without_a_close_frame_is_1006() {
    let lab = LabProcess::start(None);
    let finished = run(&["ws", &lab.ws("/ws/drop")]);
    assert_eq!(finished.status, 1);
    let close = finished.of_kind("close").pop().expect("a close");
    assert_eq!(
        (close["direction"].as_str(), close["code"].as_u64(), close["clean"].as_bool()),
        (Some("local"), Some(1006), Some(false))
    );
}

#[test]
fn a_stream_reconnects_with_its_last_event_id() {
    let lab = LabProcess::start(None);
    let finished = run(&["sse", &lab.http("/sse/retry?millis=20"), "--max-events", "3"]);
    assert_eq!(finished.status, 0, "{}", finished.errors);
    let ids: Vec<_> = finished.of_kind("event").iter().map(|row| row["lastEventId"].as_str().unwrap_or("")).collect();
    assert_eq!(ids, ["1", "2", "3"]);
    let backoffs = finished.of_kind("backoff");
    assert!(
        backoffs.len() >= 2 && backoffs.iter().all(|row| row["millis"] == 20 && row["attempt"] == 1),
        "{backoffs:?}"
    );
    let second = finished.of_kind("request")[1].clone();
    let headers = second["headers"].as_array().expect("headers").clone();
    assert!(headers.contains(&serde_json::json!(["Last-Event-ID", "1"])), "{headers:?}");
    assert_eq!(finished.last()["state"], "closed");
}

#[test]
fn a_204_ends_a_stream_and_is_a_success() {
    let lab = LabProcess::start(None);
    let finished = run(&["sse", &lab.http("/sse/stop")]);
    assert_eq!((finished.status, finished.states()), (0, vec!["connecting", "closed"]));
    let failed = run(&["sse", &lab.http("/sse/status?code=500")]);
    assert_eq!((failed.status, failed.states()), (1, vec!["connecting", "closed"]));
    assert!(failed.of_kind("response")[0]["bodyPreview"].is_string());
}

#[test]
fn exactly_the_wanted_number_of_events_is_recorded_and_the_rest_counted() {
    let lab = LabProcess::start(None);
    for (command, url) in [("sse", lab.http("/sse/flood?count=20000")), ("ws", lab.ws("/ws/flood?count=20000"))] {
        let finished = run(&[command, &url, "--max-events", "5"]);
        assert_eq!(finished.status, 0, "{}", finished.errors);
        let messages = finished.of_kind("event").len() + finished.of_kind("text").len();
        assert_eq!(messages, 5, "{command}");
        let dropped = finished.of_kind("dropped");
        assert!(dropped.len() <= 1 && dropped.iter().all(|row| row["rows"].as_u64() > Some(0)), "{dropped:?}");
        assert!(dropped.iter().all(|row| row["reasonCode"] == "maxEvents"), "{dropped:?}");
        assert_eq!(finished.last()["state"], "closed");
    }
}

#[test]
fn a_published_message_answers_the_poll() {
    let lab = LabProcess::start(None);
    let finished = run(&[
        "poll",
        &lab.http("/poll/subscribe"),
        "--publish-url",
        &lab.http("/poll/publish"),
        "--publish",
        "hello",
        "--max-events",
        "1",
    ]);
    assert_eq!(finished.status, 0, "{}", finished.errors);
    let message = finished.of_kind("message")[0];
    assert_eq!((message["data"].as_str(), message["status"].as_u64()), (Some("hello"), Some(200)));
    assert!(message["heldMillis"].is_number());
    assert_eq!((finished.states()[0], finished.last()["state"].as_str()), ("waiting", Some("stopped")));
}

#[test]
fn a_502_after_a_second_is_asked_again_at_once_and_an_instant_one_is_not() {
    let lab = LabProcess::start(None);
    let held = run(&["poll", &lab.http("/poll/timeout?status=502&after=1050"), "--max-time", "2.6"]);
    assert!(held.of_kind("error").len() >= 2 && held.of_kind("backoff").is_empty(), "{}", held.text);
    let instant = run(&["poll", &lab.http("/poll/timeout?status=502&after=0"), "--max-time", "1.5"]);
    assert_eq!(instant.of_kind("backoff")[0]["millis"], 1000, "{}", instant.text);
}

fn file_of(size: usize) -> (tempfile::NamedTempFile, String) {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let bytes: Vec<u8> = (0..size as u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    std::fs::write(file.path(), &bytes).expect("written");
    let sha256 = Sha256::digest(&bytes).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    (file, sha256)
}

fn stored(lab: &LabProcess) -> serde_json::Value {
    let address = lab.http.trim_start_matches("http://");
    let mut lab = TcpStream::connect(address).expect("the lab");
    write!(lab, "GET /upload/stored HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").expect("asked");
    let mut answer = String::new();
    lab.read_to_string(&mut answer).expect("an answer");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a head");
    serde_json::from_str(body).expect("JSON")
}

#[test]
fn an_upload_arrives_whole() {
    let lab = LabProcess::start(None);
    let (file, sha256) = file_of(3_000_000);
    let finished = run(&["upload", file.path().to_str().expect("a path"), &lab.http("/upload/javascript-info")]);
    assert_eq!(finished.status, 0, "{}", finished.errors);
    assert_eq!(finished.states(), ["probing", "sending", "confirming", "done"]);
    let progress = finished.of_kind("progress").pop().expect("progress").clone();
    assert_eq!((progress["sent"].as_u64(), progress["total"].as_u64()), (Some(3_000_000), Some(3_000_000)));
    assert_eq!(stored(&lab)[0]["sha256"], sha256.as_str());
}

#[test]
fn an_upload_that_was_killed_goes_on_at_the_servers_byte_after_both_restart() {
    let store = tempfile::tempdir().expect("a folder");
    let (file, sha256) = file_of(2_000_000);
    let path = file.path().to_str().expect("a path").to_owned();
    let lab = LabProcess::start(Some(store.path()));
    let url = lab.http("/upload/javascript-info");
    let mut child = wirelight()
        .args(["upload", &path, &url, "--limit-rate", "500K"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // Half a million bytes are on their way when the process is killed without a word.
    let rows = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let half_way = rows.map_while(Result::ok).any(|line| {
        let row: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        row["sent"].as_u64() > Some(500_000)
    });
    assert!(half_way);
    child.kill().expect("killed");
    child.wait().expect("ended");
    drop(lab);

    let lab = LabProcess::start(Some(store.path()));
    let finished = run(&["upload", &path, &lab.http("/upload/javascript-info")]);
    assert_eq!(finished.status, 0, "{}", finished.errors);
    let resumed_at = finished.of_kind("offset")[0]["confirmed"].as_u64().expect("an offset");
    assert!(resumed_at > 0 && resumed_at < 2_000_000, "{resumed_at}");
    let post = finished.of_kind("request").into_iter().find(|row| row["method"] == "POST").expect("a POST").clone();
    let headers = post["headers"].as_array().expect("headers");
    assert!(headers.contains(&serde_json::json!(["X-Start-Byte", resumed_at.to_string()])), "{headers:?}");
    assert_eq!(stored(&lab)[0]["sha256"], sha256.as_str());
}

#[test]
fn an_upload_whose_file_is_overwritten_meanwhile_is_a_failure() {
    let (file, _) = file_of(100_000);
    let lab = LabProcess::start(None);
    let mut child = wirelight()
        .args(["upload", file.path().to_str().expect("a path"), &lab.http("/upload/javascript-info")])
        .args(["--limit-rate", "100K"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut rows = lines.map_while(Result::ok).map(|line| serde_json::from_str(&line).expect("JSON"));
    let is_under_way = |row: serde_json::Value| row["sent"].as_u64() > Some(10_000);
    assert!(rows.by_ref().any(is_under_way));
    std::fs::write(file.path(), vec![b'n'; 100_000]).expect("written");
    let rows: Vec<serde_json::Value> = rows.collect();
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
    assert_eq!(rows.last().expect("a row")["state"], "failed");
    assert!(rows.iter().any(|row| row["kind"] == "error" && row["code"] == "fileChangedWhileSent"), "{rows:#?}");
    let mut errors = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("text");
    assert!(errors.contains("the file changed while it was sent"), "{errors}");
}

#[test]
fn of_many_frames_the_first_are_in_the_record_and_the_rest_is_counted() {
    let lab = LabProcess::start(None);
    let finished = run(&["ws", &lab.ws("/ws/fragments?count=3000&size=1"), "--frames", "--max-events", "1"]);
    assert_eq!(finished.status, 0, "{}", finished.errors);
    let row =
        finished.of_kind("text").first().map_or_else(|| finished.of_kind("binary")[0].clone(), |row| (*row).clone());
    assert_eq!(row["frames"].as_array().map(Vec::len), Some(1024), "{row}");
    assert_eq!(row["framesOmitted"].as_u64(), Some(3000 - 1024), "{row}");
}
