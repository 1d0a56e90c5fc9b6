//! The folder of the lab's uploads in hostile hands: links, pipes and other files in the place of its own, and many ids.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, symlink},
    path::{Path, PathBuf},
    process::Command,
};

use wirelight::lab::{Lab, LabOptions};

use super::client::{Answer, get, options, post};

const UPLOAD: &str = "/upload/javascript-info/upload";
const SECRET: &str = "not yours";

async fn start_in(folder: &Path) -> Lab {
    try_start_in(folder).await.expect("a lab")
}

async fn try_start_in(folder: &Path) -> Result<Lab, wirelight::lab::LabError> {
    Lab::start(LabOptions { store: Some(folder.to_owned()), ..options() }).await
}

async fn upload(lab: &Lab, id: &str, start: usize, body: &[u8]) -> Answer {
    post(lab, UPLOAD, &format!("X-File-Id: {id}\nX-Start-Byte: {start}"), body).await
}

fn files(folder: &Path, suffix: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
    files.filter(|file| file.to_string_lossy().ends_with(suffix)).collect()
}

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
}

/// What somebody may put in the place of a file; `victim` is a file of theirs elsewhere.
type Replacement = (&'static str, fn(path: &Path, victim: &Path));

const REPLACEMENTS: [Replacement; 6] = [
    ("a symbolic link", |path, victim| symlink(victim, path).expect("a link")),
    ("a link to nothing", |path, victim| symlink(victim.with_extension("new"), path).expect("a link")),
    ("a hard link", |path, victim| fs::hard_link(victim, path).expect("a link")),
    ("a pipe", |path, _| make_pipe(path)),
    ("a folder", |path, _| fs::create_dir(path).expect("a folder")),
    ("another file", |path, _| fs::write(path, SECRET).expect("a file")),
];

/// A store and a file outside of it.
struct Folders {
    store: PathBuf,
    victim: PathBuf,
    _all: tempfile::TempDir,
}

fn folders() -> Folders {
    let all = tempfile::tempdir().expect("a folder");
    let (store, victim) = (all.path().join("store"), all.path().join("victim"));
    fs::create_dir(&store).expect("a folder");
    fs::write(&victim, SECRET).expect("a file");
    Folders { store, victim, _all: all }
}

impl Folders {
    fn check(&self, what: &str, path: &Path) {
        assert_eq!(fs::read_to_string(&self.victim).expect("the victim"), SECRET, "{what}");
        assert!(!self.victim.with_extension("new").exists(), "{what}");
        assert!(fs::symlink_metadata(path).is_ok(), "{what} is still there");
        if what == "another file" {
            assert_eq!(fs::read_to_string(path).expect("a file"), SECRET);
        }
    }
}

#[tokio::test]
async fn what_stands_in_the_place_of_an_upload_is_not_written_emptied_or_deleted() {
    for (what, put) in REPLACEMENTS {
        for (start, body) in [(0, b"new".as_slice()), (3, b"more")] {
            let folders = folders();
            let lab = start_in(&folders.store).await;
            assert_eq!(upload(&lab, "a", 0, b"abc").await.status, 200);
            let data = files(&folders.store, ".upload").pop().expect("the upload");
            // Not removed: the number of a file that is gone may be given to the next one.
            fs::rename(&data, folders.victim.with_extension("aside")).expect("moved");
            put(&data, &folders.victim);
            let refused = upload(&lab, "a", start, body).await;
            assert_eq!(refused.status, 507, "{what}: {}", refused.text());
            assert!(refused.text().starts_with("The upload cannot be kept: "), "{}", refused.text());
            folders.check(what, &data);
            assert!(!get(&lab, "/upload/stored", "").await.text().contains(SECRET));
            lab.uploads().empty().await.expect("emptied");
            folders.check(what, &data);
            // The id is free again, under another name.
            assert_eq!(upload(&lab, "a", 0, b"abc").await.status, 200);
            lab.stop().await;
        }
    }
}

#[tokio::test]
async fn what_stands_there_before_the_lab_starts_is_left_alone_too() {
    for (what, put) in REPLACEMENTS.into_iter().filter(|(what, _)| *what != "another file") {
        let folders = folders();
        let lab = start_in(&folders.store).await;
        assert_eq!(upload(&lab, "a", 0, b"abc").await.status, 200);
        lab.stop().await;
        let data = files(&folders.store, ".upload").pop().expect("the upload");
        fs::remove_file(&data).expect("removed");
        put(&data, &folders.victim);
        let lab = start_in(&folders.store).await;
        for body in [b"new".as_slice(), b"newer"] {
            let answer = upload(&lab, "a", 0, body).await;
            // A hard link cannot be told from our own file before it is opened.
            assert_eq!(answer.status, if what == "a hard link" { 507 } else { 200 }, "{what}: {}", answer.text());
        }
        folders.check(what, &data);
        lab.stop().await;
    }
}

#[tokio::test]
async fn the_lock_and_the_old_index_are_not_reached_through_links() {
    for name in ["wirelight-uploads.lock", "wirelight-uploads.json", "0123456789abcdef.json"] {
        for (what, put) in REPLACEMENTS {
            let folders = folders();
            let path = folders.store.join(name);
            put(&path, &folders.victim);
            match try_start_in(&folders.store).await {
                Ok(lab) => {
                    assert_eq!(upload(&lab, "a", 0, b"abc").await.status, 200, "{name} {what}");
                    lab.uploads().empty().await.expect("emptied");
                    lab.stop().await;
                }
                Err(refused) => {
                    assert!(
                        std::path::Path::new(name).extension().is_some_and(|end| end == "lock"),
                        "{name} {what}: {refused}"
                    );
                    assert!(refused.to_string().contains(name), "{refused}");
                }
            }
            if name == "wirelight-uploads.json" && ["a hard link", "another file"].contains(&what) {
                // It is a regular file under the name of ours, and is set aside as a broken one, unchanged.
                folders.check(what, &path.with_extension("json.broken"));
            } else {
                folders.check(what, &path);
            }
        }
    }
}

#[tokio::test]
async fn emptying_leaves_files_that_only_look_like_ours() {
    let folders = folders();
    let foreign = folders.store.join("0123456789abcdef.upload");
    fs::write(&foreign, SECRET).expect("a file");
    let lab = start_in(&folders.store).await;
    assert_eq!(upload(&lab, "a", 0, b"abc").await.status, 200);
    lab.uploads().empty().await.expect("emptied");
    assert_eq!(fs::read_to_string(&foreign).expect("a file"), SECRET);
    assert_eq!(files(&folders.store, ".upload"), [foreign]);
}

#[tokio::test]
async fn a_new_id_does_not_write_the_others_again() {
    let folders = folders();
    let lab = start_in(&folders.store).await;
    let id = |n: usize| format!("{n}-{}", "i".repeat(1_000));
    assert_eq!(upload(&lab, &id(0), 0, b"").await.status, 200);
    let before: Vec<_> = files(&folders.store, "").into_iter().map(|path| state(&path)).collect();
    for n in 1..150 {
        assert_eq!(upload(&lab, &id(n), 0, b"").await.status, 200);
    }
    let after: Vec<_> = files(&folders.store, "").into_iter().map(|path| state(&path)).collect();
    for file in before {
        assert!(after.contains(&file), "{file:?} was written again");
    }
    lab.stop().await;
    let lab = start_in(&folders.store).await;
    assert_eq!(lab.uploads().stats().files, 150);
    // A list that is long is made as it leaves.
    let list = get(&lab, "/upload/stored", "").await;
    assert_eq!(list.header("transfer-encoding"), Some("chunked"));
    let list: Vec<serde_json::Value> = serde_json::from_slice(&list.body).expect("JSON");
    assert_eq!(list.len(), 150);
}

/// Which file it is and when it changed.
fn state(path: &Path) -> (PathBuf, u64, i64, i64) {
    let metadata = fs::symlink_metadata(path).expect("a file");
    (path.to_owned(), metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
}

#[tokio::test]
async fn one_upload_too_many_is_refused_and_those_that_are_there_go_on() {
    let lab = Lab::start(LabOptions { max_uploads: 2, ..options() }).await.expect("a lab");
    for (id, status) in [("a", 200), ("b", 200), ("c", 413), ("a", 200)] {
        let answer = upload(&lab, id, 0, b"x").await;
        assert_eq!(answer.status, status, "{id}");
        assert!(status == 200 || answer.text().contains("at most 2 uploads"), "{}", answer.text());
    }
    assert_eq!(lab.uploads().stats().files, 2);
    lab.uploads().empty().await.expect("emptied");
    assert_eq!(upload(&lab, "c", 0, b"x").await.status, 200);
}
