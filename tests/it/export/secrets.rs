//! No export, record, log or settings file has the value of a secret header or the password of a URL.

use std::process::{Command, Stdio};

use wirelight::{
    lab::{Lab, LabOptions},
    protocols::{
        sse::view::SseFace,
        tab::{SessionTab, Tab as _},
    },
    settings::{Settings, SettingsFile},
    transcript::{
        export::Format,
        recording::{RecordOrder, Recording},
        secrets::Secrets,
    },
    ui::headers::{HeaderLine, HeaderLines},
};

use super::{export, header, sessions, written};

/// Every secret of these tests begins so.
const SECRET: &str = "hush";

#[test]
fn no_export_has_a_secret_unless_it_was_asked_for() {
    for format in Format::ALL {
        for (protocol, transcript) in sessions() {
            let mut export = export(protocol, format, &transcript);
            let masked = written(&export);
            assert!(!masked.contains(SECRET), "{format:?} of {protocol}: {masked}");
            export.secrets = Secrets::included();
            assert!(written(&export).contains(SECRET), "{format:?} of {protocol} can be asked for them");
        }
    }
}

#[test]
fn no_recording_has_a_secret_unless_it_was_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let recorded = |secrets: Secrets| {
        sessions().map(|(protocol, transcript)| {
            let path = folder.path().join("recording.jsonl");
            let (orders_sender, orders) = crossbeam_channel::bounded(1);
            let rows = transcript.snapshot_from(0);
            orders_sender.try_send(RecordOrder::Finish { rows, marks: Vec::new() }).expect("room");
            drop(orders_sender);
            let header = header(protocol, "ws://me:hushpass@h/chat");
            let recording = Recording::create(&path, &header, secrets.clone(), false).expect("created");
            recording.run(&orders, || {}).expect("written");
            std::fs::read_to_string(path).expect("UTF-8")
        })
    };
    for record in recorded(Secrets::masked().with_names(["x-api-key".to_owned()].into())) {
        assert!(!record.contains(SECRET) && record.contains("***"), "{record}");
    }
    for record in recorded(Secrets::included()) {
        assert!(record.contains(SECRET), "{record}");
    }
}

/// The password alone, and as the header has it that is made of the URL.
fn finds_a_secret(text: &str) -> Option<&'static str> {
    // BASE64("me:hushpass"), what HTTP's Basic scheme sends.
    [SECRET, "bWU6aHVzaHBhc3M"].into_iter().find(|secret| text.contains(secret))
}

#[test]
fn no_record_and_no_log_of_the_command_line_has_a_secret() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let listen = "127.0.0.1:0".parse().expect("an address");
    let lab = runtime.block_on(Lab::start(LabOptions { listen, ..LabOptions::default() })).expect("a lab");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("upload.txt");
    std::fs::write(&file, "a few bytes").expect("a file");
    let file = file.to_str().expect("UTF-8");
    let with_user = |url: String| url.replace("://", "://me:hushpass@");
    let (ws, sse) = (with_user(lab.ws("/ws/echo")), with_user(lab.http("/sse/stop")));
    let poll = with_user(lab.http("/poll/timeout?status=204&after=0"));
    let upload = with_user(lab.http("/upload/javascript-info"));
    let nobody = "http://me:hushpass@127.0.0.1:9/";
    let runs: [&[&str]; 5] = [
        &["ws", &ws, "--send", "hello", "--close", "1000"],
        &["sse", &sse],
        &["poll", &poll, "--max-time", "0.5"],
        &["upload", file, &upload],
        &["sse", nobody, "--no-reconnect", "--max-time", "5"],
    ];
    let run_with = |arguments: &[&str], extra: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_wirelight"))
            .args(arguments)
            .args(["-H", "X-Api-Key: hushkey", "-H", "Cookie: id=hushhush"])
            .args(extra)
            .env("WIRELIGHT_LOG", "trace")
            .stdin(Stdio::null())
            .output()
            .expect("the program starts");
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    let named: &[&str] = &["--secret-header", "x-api-key"];
    let bearer = &[named, &["-H", "Authorization: Bearer hushhush"]].concat();
    for (arguments, extra) in runs.iter().flat_map(|run| [(*run, named), (*run, bearer.as_slice())]) {
        let [record, log] = run_with(arguments, extra);
        assert!(record.contains("***") && record.to_lowercase().contains("x-api-key"), "{record}");
        assert!(log.contains("DEBUG wirelight"), "{arguments:?} logs nothing: {log}");
        assert_eq!(finds_a_secret(&record), None, "{record}");
        let leaks: Vec<&str> = log.lines().filter(|line| finds_a_secret(line).is_some()).collect();
        assert!(leaks.is_empty(), "{arguments:?}: {leaks:#?}");
        let [record, _] = run_with(arguments, &["--include-secrets"]);
        assert!(record.contains("hushpass") && record.contains("hushkey"), "{record}");
    }
    // Without its name, a header is as any other.
    assert!(run_with(runs[1], &[])[0].contains("hushkey"));
    runtime.block_on(lab.stop());
}

#[test]
fn no_settings_file_has_a_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("settings.toml");
    let mut tab = SessionTab::<SseFace>::default();
    let form = tab.form_mut();
    form.url = "http://me:hushpass@h/".to_owned();
    let line = |name: &str| HeaderLine { name: name.to_owned(), value: "hushhush".to_owned() };
    form.peer.headers = HeaderLines(vec![line("Authorization"), line("x-api-key")]);
    let mut settings = Settings { secret_headers: vec!["X-Api-Key".to_owned()], ..Settings::default() };
    let fields = tab.save(&settings).expect("fields");
    settings.tabs.push(wirelight::settings::SavedTab { protocol: "sse".to_owned(), name: None, fields });
    let (mut file, _, _) = SettingsFile::open(path.clone());
    file.save_later(&settings);
    file.flush();
    let text = std::fs::read_to_string(path).expect("settings");
    assert!(text.contains("X-Api-Key") && text.contains("me:***@h"), "{text}");
    assert!(!text.contains(SECRET), "{text}");
}
