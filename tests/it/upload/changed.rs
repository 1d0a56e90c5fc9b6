//! Files that change, shrink or vanish while an upload of them is under way.

use std::{
    fs::{self, File},
    path::Path,
    time::{Duration, SystemTime},
};

use wirelight::{
    protocols::upload::{Command, UploadConfig},
    transcript::Entry,
};

use super::{
    LARGE, Source, assert_same_bytes, described, ended, errors, is_backoff, is_state, open,
    peer::{Peer, Post, Status, header, start_byte},
    send,
};
use crate::support::{all_rows, rows_until};

/// A time of change that no file of this run has.
fn set_old(path: &Path) {
    let file = File::options().write(true).open(path).expect("a file");
    file.set_modified(SystemTime::UNIX_EPOCH).expect("a time");
}

/// What the error says, and what is done to the file.
type Edit = (&'static str, fn(&Path));

fn is_error(row: &Entry) -> bool {
    !errors(std::slice::from_ref(row)).is_empty()
}

#[tokio::test]
async fn a_file_that_changed_since_the_pause_is_refused_and_can_be_restarted() {
    let edits: [Edit; 2] = [
        ("had 1000 bytes, now 1500", |path| fs::write(path, vec![b'n'; 1500]).expect("a file")),
        ("it was last written at", set_old),
    ];
    for (expected, edit) in edits {
        let source = Source::new(1000);
        let mut peer = Peer::start(vec![Post::Stall(300)], Vec::new());
        let handle = open(source.interactive(&peer));
        let (first, _) = peer.next_post().await;
        send(&handle, Command::Pause);
        rows_until(&handle, |row| is_state(row, "paused")).await;
        edit(&source.path());
        send(&handle, Command::Resume);
        let rows = rows_until(&handle, is_error).await;
        let error = errors(&rows)[0];
        assert!(error.contains(expected) && error.ends_with("Restart from 0"), "{error}");

        send(&handle, Command::Resume);
        let rows = rows_until(&handle, is_error).await;
        assert!(errors(&rows)[0].contains(expected), "it is refused each time");

        send(&handle, Command::Restart);
        assert_eq!(ended(&all_rows(&handle).await, "done"), None);
        let (head, kept) = peer.next_post().await;
        assert_eq!(start_byte(&head), 0);
        assert_same_bytes(&kept, &fs::read(source.path()).expect("a file"));
        assert_ne!(header(&head, "x-file-id"), header(&first, "x-file-id"), "the new file has an ID of its own");
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_overwritten_while_it_is_sent_is_never_done() {
    let rewrite: fn(&Path) = |path| {
        fs::write(path, vec![b'n'; 50_000]).expect("a file");
        set_old(path);
    };
    let replace: fn(&Path) = |path| {
        let other = path.with_extension("new");
        let modified = fs::metadata(path).and_then(|found| found.modified()).expect("a time");
        fs::write(&other, vec![b'n'; 50_000]).expect("a file");
        File::options().write(true).open(&other).expect("a file").set_modified(modified).expect("a time");
        fs::rename(other, path).expect("the same name");
    };
    let grow: fn(&Path) = |path| fs::write(path, vec![b'n'; 60_000]).expect("a file");
    for (edit, words) in [(rewrite, "last written"), (replace, "another file has its name"), (grow, "now 60000")] {
        for interactive in [false, true] {
            let source = Source::new(50_000);
            let peer = Peer::start(Vec::new(), Vec::new());
            let config = UploadConfig { interactive, limit_bytes_per_sec: Some(1000), ..source.config(&peer) };
            let handle = open(config);
            rows_until(&handle, |row| super::progress(std::slice::from_ref(row)).iter().any(|now| now.sent > 0)).await;
            edit(&source.path());
            let reason = ended(&all_rows(&handle).await, "failed").expect("a reason");
            assert!(reason.starts_with("the file changed while it was sent") && reason.contains(words), "{reason}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_changes_behind_its_last_byte_is_not_done_either() {
    let rewrite: fn(&Path) = |path| fs::write(path, vec![b'n'; 50_000]).expect("a file");
    let touch: fn(&Path) = |path| {
        let file = File::options().write(true).open(path).expect("a file");
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1)).expect("a time");
    };
    let remove: fn(&Path) = |path| fs::remove_file(path).expect("it is there");
    for (edit, told) in [(rewrite, "last written"), (touch, "last written"), (remove, "cannot read")] {
        let source = Source::new(50_000);
        set_old(&source.path());
        // The question for the confirmed byte has no answer at first.
        let peer = Peer::start(Vec::new(), vec![Status::Truth, Status::Silence]);
        let handle = open(source.config(&peer));
        rows_until(&handle, |row| is_state(row, "confirming")).await;
        edit(&source.path());
        let reason = ended(&all_rows(&handle).await, "failed").expect("a reason");
        assert!(reason.contains(told), "{reason}");
    }
}

#[tokio::test]
async fn nobody_attended_a_changed_file_fails() {
    let source = Source::new(LARGE);
    let peer = Peer::start(vec![Post::Reset(300)], Vec::new());
    let handle = open(source.config(&peer));
    rows_until(&handle, is_backoff).await;
    set_old(&source.path());
    send(&handle, Command::RetryNow);
    let rows = all_rows(&handle).await;
    let reason = ended(&rows, "failed").expect("a reason");
    assert!(reason.contains("has changed since the upload began"), "{reason}");
    assert_eq!(errors(&rows), [reason.as_str()]);
}

#[tokio::test]
async fn a_file_that_vanished_is_told_and_a_restart_without_it_too() {
    let source = Source::new(100);
    let peer = Peer::start(Vec::new(), vec![Status::Close]);
    let handle = open(source.interactive(&peer));
    rows_until(&handle, is_backoff).await;
    fs::remove_file(source.path()).expect("it is there");
    for command in [Command::RetryNow, Command::Resume, Command::Restart] {
        send(&handle, command);
        let rows = rows_until(&handle, is_error).await;
        assert!(errors(&rows)[0].starts_with("cannot read "), "{:?}", errors(&rows));
    }
    fs::write(source.path(), &source.bytes).expect("a file");
    send(&handle, Command::Restart);
    assert_eq!(ended(&all_rows(&handle).await, "done"), None);
}

#[tokio::test]
async fn what_is_no_file_fails_before_anything_is_asked() {
    let source = Source::new(1);
    let mut peer = Peer::start(Vec::new(), Vec::new());
    for path in [source.folder.path().to_owned(), source.folder.path().join("nothing")] {
        let config = UploadConfig { path, interactive: true, ..source.config(&peer) };
        let rows = all_rows(&open(config)).await;
        let summary = described(&rows);
        assert_eq!(summary[..2], ["state probing", "error"]);
        assert_eq!(summary.len(), 3);
        assert!(ended(&rows, "failed").is_some());
    }
    assert!(peer.log().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_cut_while_it_is_sent_is_told_in_our_words() {
    let source = Source::new(1_000_000);
    let mut peer = Peer::start(Vec::new(), Vec::new());
    let config = UploadConfig { limit_bytes_per_sec: Some(1000), ..source.config(&peer) };
    let handle = open(config);
    rows_until(&handle, |row| super::progress(std::slice::from_ref(row)).iter().any(|now| now.sent > 0)).await;
    File::options().write(true).open(source.path()).expect("a file").set_len(5000).expect("a shorter file");
    let rows = all_rows(&handle).await;
    let reason = ended(&rows, "failed").expect("a reason");
    assert_eq!(reason, "the file ended 995000 bytes early: it was cut while it was being sent");
    assert_eq!(errors(&rows), [reason.as_str()]);
    let (_, kept) = peer.next_post().await;
    assert_same_bytes(&kept, &source.bytes[..5000]);
}
