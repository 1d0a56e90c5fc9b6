//! No export, record, log or settings file has the value of a secret header or the password of a URL.

use std::process::{Command, Stdio};

use wirelight::{
    protocols::{
        sse::view::SseFace,
        tab::{SessionTab, Tab as _},
    },
    settings::{Settings, SettingsFile},
    transcript::{export::Format, secrets::Secrets},
    ui::headers::{HeaderLine, HeaderLines},
};

use super::{export, long_poll, sse, web_socket, written};

/// Every secret of these tests begins so.
const SECRET: &str = "hush";

#[test]
fn no_export_has_a_secret_unless_it_was_asked_for() {
    for format in Format::ALL {
        for (protocol, transcript) in [("websocket", web_socket()), ("sse", sse()), ("longPoll", long_poll())] {
            let mut export = export(protocol, format, &transcript);
            let masked = written(&export);
            assert!(!masked.contains(SECRET), "{format:?} of {protocol}: {masked}");
            export.secrets = Secrets::included();
            assert!(written(&export).contains(SECRET), "{format:?} of {protocol} can be asked for them");
        }
    }
}

#[test]
fn no_record_and_no_log_of_the_command_line_has_a_secret() {
    let run = |extra: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_wirelight"))
            .args(["sse", "http://me:hushpass@127.0.0.1:9/", "--no-reconnect", "--max-time", "5"])
            .args(["-H", "Authorization: Bearer hushhush", "-H", "X-Api-Key: hushkey"])
            .args(extra)
            .env("WIRELIGHT_LOG", "trace")
            .stdin(Stdio::null())
            .output()
            .expect("the program starts");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let masked = run(&["--secret-header", "x-api-key"]);
    assert!(masked.contains("***") && masked.contains("x-api-key"), "{masked}");
    assert!(!masked.contains(SECRET), "{masked}");
    assert!(run(&["--include-secrets"]).contains("hushpass"));
}

#[test]
fn no_settings_file_has_a_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("settings.toml");
    let mut tab = SessionTab::<SseFace>::default();
    let form = tab.form_mut();
    form.url = "http://me:hushpass@h/".to_owned();
    let line = |name: &str| HeaderLine { name: name.to_owned(), value: "hushhush".to_owned() };
    form.headers = HeaderLines(vec![line("Authorization"), line("x-api-key")]);
    let mut settings = Settings { secret_headers: vec!["X-Api-Key".to_owned()], ..Settings::default() };
    let fields = tab.save(&settings).expect("fields");
    settings.tabs.push(wirelight::settings::SavedTab { protocol: "sse".to_owned(), fields });
    let (mut file, _, _) = SettingsFile::open(path.clone());
    file.save_later(&settings);
    file.flush();
    let text = std::fs::read_to_string(path).expect("settings");
    assert!(text.contains("X-Api-Key") && text.contains("me:***@h"), "{text}");
    assert!(!text.contains(SECRET), "{text}");
}
