//! Uploads to the lab: offsets, checksums, take-overs, limits, and what outlives the process.

use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wirelight::lab::{Lab, LabOptions};

use super::client::{Answer, answer, get, options, post, send, start};

const UPLOAD: &str = "/upload/javascript-info/upload";

fn content(size: usize) -> Vec<u8> {
    (0..size).map(|n| (n * 31 % 251) as u8).collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

async fn status(lab: &Lab, id: &str) -> String {
    get(lab, "/upload/javascript-info/status", &format!("X-File-Id: {id}")).await.text()
}

async fn upload(lab: &Lab, id: &str, start: usize, body: &[u8]) -> Answer {
    post(lab, UPLOAD, &format!("X-File-Id: {id}\nX-Start-Byte: {start}"), body).await
}

async fn stored(lab: &Lab) -> Vec<(String, u64, String)> {
    let list: Vec<serde_json::Value> =
        serde_json::from_slice(&get(lab, "/upload/stored", "").await.body).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("a string").to_owned();
    list.iter().map(|row| (text(&row["id"]), row["size"].as_u64().expect("a size"), text(&row["sha256"]))).collect()
}

/// Waits until the lab has that many bytes of a file.
async fn wait_for(lab: &Lab, id: &str, size: usize) {
    while status(lab, id).await != size.to_string() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_file_comes_in_two_parts_and_its_checksum_is_known() {
    let lab = start().await;
    let file = content(700_000);
    assert_eq!(status(&lab, "a").await, "0");
    let first = upload(&lab, "a", 0, &file[..300_000]).await;
    assert_eq!((first.status, first.text().as_str()), (200, ""));
    assert_eq!(status(&lab, "a").await, "300000");
    assert_eq!(stored(&lab).await, [("a".to_owned(), 300_000, sha256(&file[..300_000]))]);
    assert_eq!(upload(&lab, "a", 300_000, &file[300_000..]).await.status, 200);
    assert_eq!(status(&lab, "a").await, "700000");
    assert_eq!(stored(&lab).await, [("a".to_owned(), 700_000, sha256(&file))]);
    let stats = lab.uploads().stats();
    assert_eq!((stats.files, stats.bytes), (1, 700_000));
}

#[tokio::test]
async fn a_wrong_start_byte_is_answered_with_the_right_one() {
    let lab = start().await;
    for (start, right) in [(5, "0"), (6, "3"), (2, "3")] {
        let wrong = upload(&lab, "a", start, b"abc").await;
        assert_eq!(
            (wrong.status, wrong.reason_phrase.as_str(), wrong.text().as_str()),
            (400, "Wrong start byte", right)
        );
        if right == "0" {
            upload(&lab, "a", 0, b"abc").await;
        }
    }
    assert_eq!(stored(&lab).await, [("a".to_owned(), 3, sha256(b"abc"))]);
}

#[tokio::test]
async fn start_0_or_none_begins_anew() {
    let lab = start().await;
    upload(&lab, "a", 0, b"something long").await;
    upload(&lab, "a", 0, b"new").await;
    assert_eq!(stored(&lab).await, [("a".to_owned(), 3, sha256(b"new"))]);
    assert_eq!(post(&lab, UPLOAD, "X-File-Id: a", b"x").await.status, 200);
    assert_eq!(stored(&lab).await, [("a".to_owned(), 1, sha256(b"x"))]);
    assert_eq!(lab.uploads().stats().bytes, 1);
}

#[tokio::test]
async fn a_reached_file_size_is_a_success_that_the_status_forgets() {
    let lab = start().await;
    let part = post(&lab, UPLOAD, "X-File-Id: a\nX-Start-Byte: 0\nX-File-Size: 6", b"abc").await;
    assert_eq!((part.status, part.text().as_str(), status(&lab, "a").await.as_str()), (200, "", "3"));
    let rest = post(&lab, UPLOAD, "X-File-Id: a\nX-Start-Byte: 3\nX-File-Size: 6", b"def").await;
    assert_eq!((rest.status, rest.text().as_str(), status(&lab, "a").await.as_str()), (200, "Success 6", "0"));
    assert_eq!(stored(&lab).await, [("a".to_owned(), 6, sha256(b"abcdef"))]);
    assert_eq!(upload(&lab, "a", 6, b"more").await.text(), "0");
    assert_eq!(upload(&lab, "a", 0, b"").await.status, 200);
    assert_eq!(stored(&lab).await, [("a".to_owned(), 0, sha256(b""))]);
}

#[tokio::test]
async fn what_is_missing_or_no_number_is_refused_in_words() {
    let lab = start().await;
    for path in [UPLOAD, "/upload/javascript-info/status"] {
        let refused =
            if path == UPLOAD { post(&lab, path, "X-Start-Byte: 0", b"x").await } else { get(&lab, path, "").await };
        assert_eq!((refused.status, refused.reason_phrase.as_str()), (400, "No file id"));
        assert!(refused.text().contains("X-File-Id"));
    }
    for value in ["abc", "-1", "1.5", "18446744073709551616", "0x10"] {
        for name in ["x-start-byte", "x-file-size"] {
            let refused = post(&lab, UPLOAD, &format!("X-File-Id: a\n{name}: {value}"), b"x").await;
            assert_eq!(refused.status, 400);
            assert!(refused.text().contains(&format!("{name} is \"{value}\"")), "{}", refused.text());
        }
    }
    assert_eq!(stored(&lab).await, []);
}

#[tokio::test]
async fn ids_are_any_bytes_and_never_paths() {
    let lab = start().await;
    let ids = ["../../etc/passwd", "报告.pdf-1-2", "%E6%8A%A5", "/", "a b"];
    for id in ids {
        assert_eq!(upload(&lab, id, 0, id.as_bytes()).await.status, 200, "{id}");
        assert_eq!(status(&lab, id).await, id.len().to_string());
    }
    assert_eq!(stored(&lab).await.len(), ids.len());
    let names = std::fs::read_dir(lab.uploads().path()).expect("the folder");
    let names: Vec<_> = names.map(|entry| entry.expect("a file").file_name().into_string().expect("a name")).collect();
    // Two for each, and the lock.
    assert_eq!(names.len(), 2 * ids.len() + 1, "{names:?}");
}

#[tokio::test]
async fn an_upload_that_breaks_off_keeps_what_came() {
    let lab = start().await;
    let file = content(200_000);
    let head = format!("POST {UPLOAD}\nX-File-Id: a\nX-Start-Byte: 0\nContent-Length: {}", file.len());
    let stream = send(&lab, &head, &file[..120_000]).await;
    wait_for(&lab, "a", 120_000).await;
    assert_eq!(stored(&lab).await, [("a".to_owned(), 120_000, sha256(&file[..120_000]))]);
    drop(stream);
    assert_eq!(upload(&lab, "a", 120_000, &file[120_000..]).await.status, 200);
    assert_eq!(stored(&lab).await, [("a".to_owned(), 200_000, sha256(&file))]);
}

#[tokio::test]
async fn a_newer_upload_cuts_off_the_older() {
    let lab = start().await;
    let head = format!("POST {UPLOAD}\nX-File-Id: a\nX-Start-Byte: 0\nContent-Length: 1000000");
    let mut older = send(&lab, &head, b"older").await;
    wait_for(&lab, "a", 5).await;
    let newer = upload(&lab, "a", 5, b"+newer").await;
    assert_eq!(newer.status, 200, "{}", newer.text());
    let mut answered = Vec::new();
    older.read_to_end(&mut answered).await.ok();
    assert_eq!(answered, b"", "the older one has no answer");
    older.write_all(b"late").await.ok();
    assert_eq!(stored(&lab).await, [("a".to_owned(), 11, sha256(b"older+newer"))]);
}

#[tokio::test]
async fn of_many_uploads_of_one_file_the_bytes_never_mix() {
    let lab = start().await;
    let bodies: Vec<Vec<u8>> = (0..8_u8).map(|n| vec![b'a' + n; 300_000]).collect();
    let sending = bodies.iter().map(|body| async {
        let head = format!("POST {UPLOAD}\nX-File-Id: a\nX-Start-Byte: 0\nContent-Length: {}", body.len());
        let mut answered = Vec::new();
        send(&lab, &head, body).await.read_to_end(&mut answered).await.ok();
    });
    futures_util::future::join_all(sending).await;
    let (_, size, hash) = stored(&lab).await.pop().expect("a file");
    let whole = bodies.iter().any(|body| sha256(&body[..size as usize]) == hash);
    assert!(whole, "{size} bytes are of more than one upload");
}

#[tokio::test]
async fn uploads_outlive_the_lab_and_go_on_with_the_right_checksum() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = || LabOptions { store: Some(folder.path().join("new/store")), ..options() };
    let file = content(500_000);
    let lab = Lab::start(options()).await.expect("a lab");
    upload(&lab, "half", 0, &file[..200_000]).await;
    upload(&lab, "whole", 0, &file).await;
    post(&lab, UPLOAD, "X-File-Id: done\nX-File-Size: 3", b"abc").await;
    lab.stop().await;

    let lab = Lab::start(options()).await.expect("the lab again");
    assert_eq!(lab.uploads().stats().bytes, 700_003);
    assert_eq!(status(&lab, "half").await, "200000");
    assert_eq!(status(&lab, "done").await, "0");
    assert_eq!(upload(&lab, "half", 200_000, &file[200_000..400_000]).await.status, 200);
    let half = ("half".to_owned(), 400_000, sha256(&file[..400_000]));
    assert_eq!(stored(&lab).await[1], half);
    assert_eq!(upload(&lab, "half", 400_000, &file[400_000..]).await.status, 200);
    let rows = [("done", b"abc".as_slice()), ("half", &file), ("whole", &file)];
    assert_eq!(stored(&lab).await, rows.map(|(id, bytes)| (id.to_owned(), bytes.len() as u64, sha256(bytes))));
}

#[tokio::test]
async fn a_temporary_folder_goes_with_the_lab() {
    let lab = start().await;
    upload(&lab, "a", 0, b"abc").await;
    let folder = lab.uploads().path().to_owned();
    assert!(folder.exists());
    lab.stop().await;
    assert!(!folder.exists());
}

#[tokio::test]
async fn more_than_the_limit_is_413_whether_announced_or_not() {
    let lab = Lab::start(LabOptions { limit_bytes: 100_000, ..options() }).await.expect("a lab");
    assert_eq!(upload(&lab, "a", 0, &content(60_000)).await.status, 200);
    let announced = send(&lab, &format!("POST {UPLOAD}\nX-File-Id: b\nContent-Length: 40001"), b"").await;
    let announced = answer(announced).await;
    assert_eq!(announced.status, 413);
    assert!(announced.text().contains("100000"));
    assert_eq!(upload(&lab, "b", 0, &content(40_000)).await.status, 200);
    let chunked =
        send(&lab, &format!("POST {UPLOAD}\nX-File-Id: c\nTransfer-Encoding: chunked"), b"1\r\nx\r\n0\r\n\r\n").await;
    assert_eq!(answer(chunked).await.status, 413);
    // What is replaced makes room.
    assert_eq!(upload(&lab, "a", 0, &content(60_000)).await.status, 200);
    assert_eq!(lab.uploads().stats().bytes, 100_000);
}

#[tokio::test]
async fn a_body_without_a_length_is_taken_too() {
    let lab = start().await;
    let head = format!("POST {UPLOAD}\nX-File-Id: a\nTransfer-Encoding: chunked");
    let chunked = send(&lab, &head, b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").await;
    assert_eq!(answer(chunked).await.status, 200);
    assert_eq!(stored(&lab).await, [("a".to_owned(), 5, sha256(b"abcde"))]);
}

#[tokio::test]
async fn emptying_cuts_off_uploads_and_deletes_all_files() {
    let lab = start().await;
    upload(&lab, "a", 0, b"abc").await;
    let mut running = send(&lab, &format!("POST {UPLOAD}\nX-File-Id: b\nContent-Length: 10"), b"12345").await;
    wait_for(&lab, "b", 5).await;
    lab.uploads().empty().await.expect("emptied");
    let mut answered = Vec::new();
    running.read_to_end(&mut answered).await.ok();
    assert_eq!(answered, b"");
    let stats = lab.uploads().stats();
    assert_eq!((stats.files, stats.bytes, status(&lab, "b").await.as_str()), (0, 0, "0"));
    assert_eq!(std::fs::read_dir(lab.uploads().path()).expect("the folder").count(), 1);
    assert_eq!(upload(&lab, "a", 0, b"again").await.status, 200);
}
