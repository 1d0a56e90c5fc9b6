//! A folder of saved connections: what is found in it, and that nothing of another program's is ever overwritten.

use std::{fs, path::Path};

use tempfile::TempDir;
use wirelight::{
    desk::library::{Library, LibraryError, Saved},
    limits::{MAX_CONNECTION_FILE_BYTES, MAX_LIBRARY_DEPTH, MAX_LIBRARY_FILES},
    settings::connection::{Connection, ConnectionProtocol},
    transcript::secrets::Secrets,
};

fn library() -> (TempDir, Library) {
    let folder = tempfile::tempdir().expect("a folder");
    let library = Library::new(folder.path().join("saved"));
    (folder, library)
}

fn connection(name: &str, url: &str) -> Connection {
    Connection { name: name.to_owned(), ..Connection::new(ConnectionProtocol::WebSocket, url) }
}

fn save(library: &Library, folder: &str, name: &str) -> Saved {
    let connection = connection(name, "ws://h/echo");
    library.save_new(Path::new(folder), &connection, &Secrets::masked()).expect("saved")
}

fn paths(library: &Library) -> Vec<String> {
    library.list().connections.iter().map(|listed| listed.path.to_str().expect("a path").to_owned()).collect()
}

#[test]
fn what_was_saved_is_listed_opened_and_found() {
    let (_folder, library) = library();
    assert!(library.list().connections.is_empty());
    let first = save(&library, "", "Echo");
    assert_eq!(first.path, Path::new("echo.toml"));
    assert_eq!(save(&library, "", "echo!").path, Path::new("echo-2.toml"));
    assert_eq!(save(&library, "staging/deep", "聊天").path, Path::new("staging/deep/聊天.toml"));
    fs::write(library.folder().join("README.md"), "not ours").expect("written");
    fs::write(library.folder().join(".hidden.toml"), "not ours").expect("written");
    fs::create_dir(library.folder().join(".git")).expect("made");
    library.create_folder(Path::new("empty")).expect("made");

    let listing = library.list();
    let listed = &listing.connections[1];
    assert_eq!((listed.name.as_str(), listed.url.as_str()), ("Echo", "ws://h/echo"));
    assert_eq!((listed.protocol, listed.stamp), (ConnectionProtocol::WebSocket, first.stamp));
    assert_eq!(paths(&library), ["echo-2.toml", "echo.toml", "staging/deep/聊天.toml"]);
    assert_eq!(listing.folders, ["empty", "staging", "staging/deep"].map(Path::new));
    assert!(listing.unlisted.is_empty() && listing.beyond == 0, "{:?}", listing.unlisted);
    let opened = library.open(&listed.path).expect("opened");
    assert_eq!(opened.read.connection, connection("Echo", "ws://h/echo"));

    let found = |words: &str| listing.search(words).map(|listed| listed.name.as_str()).collect::<Vec<_>>();
    assert_eq!(found(""), ["echo!", "Echo", "聊天"]);
    assert_eq!((found("ECHO! h/"), found("聊"), found("nothing")), (vec!["echo!"], vec!["聊天"], vec![]));
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_listed() {
    let (_folder, library) = library();
    save(&library, "", "Echo");
    for (name, text) in [("broken.toml", "a ="), ("newer.toml", "wirelight = 2"), ("other.TOML", "[package]")] {
        fs::write(library.folder().join(name), text).expect("written");
    }
    let large = vec![b' '; MAX_CONNECTION_FILE_BYTES as usize + 1];
    fs::write(library.folder().join("zlarge.toml"), large).expect("written");
    let listing = library.list();
    assert_eq!(listing.connections.len(), 1);
    let problems: Vec<_> =
        listing.unlisted.iter().map(|unlisted| format!("{}: {}", unlisted.path.display(), unlisted.problem)).collect();
    for (problem, words) in problems.iter().zip([
        "broken.toml: this is no saved connection: line 1",
        "newer.toml: this connection was saved by a newer version",
        "other.TOML: this is no saved connection: it does not begin with",
        "zlarge.toml: it is larger than 1 MiB",
    ]) {
        assert!(problem.starts_with(words), "{problem}");
    }
    assert_eq!(problems.len(), 4);
}

#[test]
fn a_connection_is_saved_again_renamed_duplicated_moved_and_deleted() {
    let (_folder, library) = library();
    let secrets = Secrets::masked();
    let saved = save(&library, "", "Echo");
    let changed = connection("Echo", "ws://h/other");
    let saved = library.save(&saved.path, &saved.stamp, &changed, &secrets).expect("saved");
    assert_eq!(library.open(&saved.path).expect("opened").read.connection, changed);

    let saved = library.rename(&saved.path, &saved.stamp, "Chat", &secrets).expect("renamed");
    assert_eq!((saved.path.as_path(), paths(&library)), (Path::new("chat.toml"), vec!["chat.toml".to_owned()]));
    // The file's name says it already.
    let saved = library.rename(&saved.path, &saved.stamp, "chat", &secrets).expect("renamed");
    assert_eq!(saved.path, Path::new("chat.toml"));

    let twin = library.duplicate(&saved.path, "Chat", &secrets).expect("duplicated");
    assert_eq!(twin.path, Path::new("chat-2.toml"));
    let moved = library.move_to(&twin.path, &twin.stamp, Path::new("a/b")).expect("moved");
    assert_eq!((moved.path.as_path(), moved.stamp.modified.is_some()), (Path::new("a/b/chat-2.toml"), true));
    let again = library.duplicate(&saved.path, "Chat 2", &secrets).expect("duplicated");
    let beside = library.move_to(&again.path, &again.stamp, Path::new("a/b")).expect("moved");
    assert_eq!(beside.path, Path::new("a/b/chat-2-2.toml"));
    assert_eq!(library.move_to(&beside.path, &beside.stamp, Path::new("a/b")).expect("stays").path, beside.path);
    library.delete(&beside.path, &beside.stamp).expect("deleted");
    assert_eq!(paths(&library), ["a/b/chat-2.toml", "chat.toml"]);
}

#[test]
fn a_file_that_another_program_changed_is_not_overwritten() {
    let (_folder, library) = library();
    let secrets = Secrets::masked();
    let saved = save(&library, "", "Echo");
    let whole = library.folder().join(&saved.path);
    let before = fs::read_to_string(&whole).expect("a text");
    let modified = fs::metadata(&whole).expect("a file").modified().expect("a time");

    // Touched only: nothing of it is lost.
    fs::write(&whole, &before).expect("written");
    let saved = library.save(&saved.path, &saved.stamp, &connection("Echo", "ws://h/2"), &secrets).expect("saved");

    // Another text of the same length, with the time of before.
    let theirs = fs::read_to_string(&whole).expect("a text").replace("ws://h/2", "ws://h/3");
    fs::write(&whole, &theirs).expect("written");
    fs::File::options().write(true).open(&whole).expect("open").set_modified(modified).expect("set");
    let ours = connection("Mine", "ws://h/4");
    let (path, stamp) = (saved.path.as_path(), &saved.stamp);
    let refused = |error: LibraryError| matches!(error, LibraryError::Changed);
    assert!(refused(library.save(path, stamp, &ours, &secrets).expect_err("changed")));
    assert!(refused(library.rename(path, stamp, "Mine", &secrets).expect_err("changed")));
    assert!(refused(library.move_to(path, stamp, Path::new("a")).expect_err("changed")));
    assert!(refused(library.delete(path, stamp).expect_err("changed")));
    assert_eq!((fs::read_to_string(&whole).expect("kept"), paths(&library)), (theirs, vec!["echo.toml".to_owned()]));

    fs::remove_file(&whole).expect("deleted");
    let error = library.save(path, stamp, &ours, &secrets).expect_err("gone");
    assert!(matches!(error, LibraryError::Gone), "{error}");
    assert!(fs::read_dir(library.folder()).expect("a folder").next().is_none(), "something was left behind");
}

#[test]
fn nothing_outside_of_the_folder_is_touched() {
    let (folder, library) = library();
    let secrets = Secrets::masked();
    let saved = save(&library, "", "Echo");
    for path in ["../echo.toml", "/etc/echo.toml", "a/../../echo.toml"] {
        let error = library.save(Path::new(path), &saved.stamp, &connection("a", "b"), &secrets).expect_err("outside");
        assert!(matches!(error, LibraryError::Outside), "{path}: {error}");
    }
    for path in ["echo.txt", ".echo.toml", "", "a/"] {
        assert!(matches!(library.open(Path::new(path)), Err(LibraryError::NotToml)), "{path}");
    }
    assert!(matches!(library.create_folder(Path::new("../b")), Err(LibraryError::Outside)));
    assert!(!folder.path().join("b").exists());
}

#[cfg(unix)]
#[test]
fn links_are_named_and_not_followed_and_files_are_for_their_owner() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let (folder, library) = library();
    let saved = save(&library, "deep", "Echo");
    let outside = folder.path().join("outside");
    fs::create_dir(&outside).expect("made");
    let target = outside.join("echo.toml");
    fs::copy(library.folder().join(&saved.path), &target).expect("copied");
    symlink(&outside, library.folder().join("linked")).expect("a link");
    symlink(&target, library.folder().join("link.toml")).expect("a link");
    symlink(folder.path().join("saved"), library.folder().join("circle")).expect("a link");
    symlink("/no/such", library.folder().join("nowhere")).expect("a link");
    let listing = library.list();
    let unlisted: Vec<_> = listing.unlisted.iter().map(|unlisted| unlisted.path.as_path()).collect();
    assert_eq!(unlisted, ["circle", "link.toml", "linked"].map(Path::new));
    assert_eq!(listing.connections.len(), 1);
    assert!(library.open(Path::new("link.toml")).is_err());
    for path in ["linked/echo.toml", "circle/deep/echo.toml"] {
        assert!(matches!(library.open(Path::new(path)), Err(LibraryError::Outside)), "{path}");
    }
    let error = library.move_to(&saved.path, &saved.stamp, Path::new("linked")).expect_err("outside");
    assert!(matches!(error, LibraryError::Outside), "{error}");
    assert_eq!(fs::read_dir(&outside).expect("a folder").count(), 1);

    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&library.folder().join(&saved.path)), 0o600);
    assert_eq!((mode(library.folder()), mode(&library.folder().join("deep"))), (0o700, 0o700));
}

#[test]
fn no_secret_is_written() {
    let (_folder, library) = library();
    let mut connection = connection("Echo", "ws://me:hunter2@h/");
    connection.headers = vec![("X-Key".to_owned(), "hunter2".to_owned())];
    connection.set("bearer", "hunter2");
    let secrets = Secrets::masked().with_names(["x-key".to_owned()].into());
    let saved = library.save_new(Path::new(""), &connection, &secrets).expect("saved");
    let text = fs::read_to_string(library.folder().join(&saved.path)).expect("a text");
    assert!(!text.contains("hunter2"), "{text}");
    let saved = library.save(&saved.path, &saved.stamp, &connection, &secrets).expect("saved");
    let opened = library.open(&saved.path).expect("opened").read.connection;
    assert_eq!(opened.missing_secrets(), ["X-Key", "--bearer", "url"]);
    // Written by hand.
    let text = text.replace("ws://me@h/", "ws://me:hunter2@h/");
    fs::write(library.folder().join(&saved.path), text).expect("written");
    assert_eq!(library.list().connections[0].url, "ws://me:***@h/");
}

#[test]
fn what_is_beyond_the_limits_is_counted() {
    let (_folder, library) = library();
    let saved = save(&library, "", "Echo");
    let text = fs::read(library.folder().join(&saved.path)).expect("a text");
    for number in 0..MAX_LIBRARY_FILES + 2 {
        fs::write(library.folder().join(format!("{number}.toml")), &text).expect("written");
    }
    let deep = library.folder().join(vec!["d"; MAX_LIBRARY_DEPTH + 2].join("/"));
    fs::create_dir_all(deep).expect("made");
    let listing = library.list();
    assert_eq!((listing.connections.len(), listing.folders.len()), (MAX_LIBRARY_FILES, MAX_LIBRARY_DEPTH));
    // Three files, and the folder that is too deep.
    assert_eq!(listing.beyond, 4);

    let long = connection(&"é".repeat(3000), &format!("ws://h/{}", "a".repeat(3000)));
    let (_folder, library) = self::library();
    library.save_new(Path::new(""), &long, &Secrets::masked()).expect("saved");
    let listed = &library.list().connections[0];
    assert!(listed.name.len() < 1100 && listed.name.ends_with('…') && listed.url.ends_with('…'));
    let huge = connection("huge", &"a".repeat(MAX_CONNECTION_FILE_BYTES as usize));
    let error = library.save_new(Path::new(""), &huge, &Secrets::masked()).expect_err("too large");
    assert!(matches!(error, LibraryError::TooLarge), "{error}");
}
