//! A window's model as the attacked: the session of a tab and its transcript with a limit, drained as a window drains,
//! in a process of its own: this test's binary, started again.

use std::{
    env,
    io::{self, Read as _},
    process::{Command, Stdio},
    time::Duration,
};

use crossbeam_channel::RecvTimeoutError;
use wirelight::{
    engine::{Engine, Protocol, SHUTDOWN_GRACE, Wake},
    net::{peer::PeerOptions, tap::Keep},
    protocols::{
        long_poll::{self, LongPoll, MaxRate, PollConfig},
        sse::{Sse, SseConfig, SseSession},
        upload::{Upload, UploadConfig, session::UploadSession},
        websocket::{self, WebSocket, reconnect::ReconnectPolicy, replies::Replies},
    },
    session::Model as _,
};

use super::{
    Attack, MIB,
    child::{Watched, aside},
    command, duration, judge,
    peer::Server,
};

/// Arguments of the tab, separated by line ends: the process is the attacked one when it is set.
const ARGUMENTS: &str = "WIRELIGHT_HOSTILE_TAB";

/// What its transcript keeps.
const TRANSCRIPT_MIB: u64 = 32;

/// Of a frame, for what has come.
const DRAIN_BUDGET: Duration = Duration::from_millis(4);

/// Between two frames.
const FRAME: Duration = Duration::from_millis(16);

/// The attack on the model. In the process that it starts, the model that is attacked.
pub(super) fn attacked(attack: &Attack) {
    if let Ok(arguments) = env::var(ARGUMENTS) {
        let arguments: Vec<&str> = arguments.lines().collect();
        return run_tab(attack.subcommand, &arguments);
    }
    let (time, is_bounded) = duration();
    let server = Server::start(if is_bounded { attack.mib * MIB } else { u64::MAX }, attack.serve);
    let file = command::file();
    let arguments = command::arguments(attack, &server, file.path().to_str().expect("a path"));
    let (_, test) = attack.name.split_once("::").expect("the binary's name");
    let child = Command::new(env::current_exe().expect("this binary"))
        .args([&format!("{test}::window"), "--exact", "--nocapture", "--test-threads=1"])
        .env(ARGUMENTS, arguments.join("\n"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("this binary starts");
    let mut watched = Watched::new(child);
    watched.watch(time, is_bounded, || server.is_spent());
    let measured = watched.end(|watched| drop(watched.child().stdin.take()));
    assert_eq!(measured.status, Some(0), "the tab ended badly");
    judge(&format!("{}::window", attack.name), attack.ceiling_mib + TRANSCRIPT_MIB, &measured);
}

/// Until standard input ends: then the tab is closed, and the window with it.
fn run_tab(subcommand: &str, arguments: &[&str]) {
    let limit_bytes = (TRANSCRIPT_MIB * MIB) as usize;
    match subcommand {
        "ws" => {
            let mut session = websocket::Session::with_limit(limit_bytes);
            show::<WebSocket>(websocket_config(arguments), |event| session.apply(event));
        }
        "sse" => {
            let config = SseConfig { peer: peer(arguments), ..SseConfig::new(url(arguments)) };
            let mut session = SseSession::new(config.retry_millis, String::new(), limit_bytes);
            show::<Sse>(config, |event| session.apply(event));
        }
        "poll" => {
            let mut config = PollConfig::get(url(arguments).as_str()).expect("a URL");
            config.peer = peer(arguments);
            if arguments.contains(&"off") {
                config.max_rate = MaxRate::Off;
            }
            let mut session = long_poll::Session::with_limit(limit_bytes);
            show::<LongPoll>(config, |event| session.apply(event));
        }
        _ => {
            let file = arguments.iter().find(|argument| argument.starts_with('/')).expect("a file");
            let config = UploadConfig { peer: peer(arguments), ..UploadConfig::new(file.into(), url(arguments)) };
            let mut session = UploadSession::new(4 * MIB);
            session.transcript.set_limit(limit_bytes);
            show::<Upload>(config, |event| session.apply(event));
        }
    }
}

fn show<P: Protocol>(config: P::Config, mut apply: impl FnMut(P::Event)) {
    let (sender, closed) = crossbeam_channel::bounded::<()>(0);
    aside(move || {
        let _sender = sender;
        io::stdin().read_to_end(&mut Vec::new()).ok();
    });
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let handle = engine.spawner().open::<P>(config);
    while closed.recv_timeout(FRAME) == Err(RecvTimeoutError::Timeout) {
        handle.inbox.drain(DRAIN_BUDGET, &mut apply);
    }
    drop(handle);
    engine.shutdown(SHUTDOWN_GRACE);
}

fn url(arguments: &[&str]) -> url::Url {
    arguments.iter().rfind(|argument| argument.contains("://")).expect("a URL").parse().expect("a URL")
}

fn peer(arguments: &[&str]) -> PeerOptions {
    let at = arguments.iter().position(|argument| *argument == "--proxy");
    let mut peer = PeerOptions::default();
    peer.connect.proxy = at.map(|at| arguments[at + 1].parse().expect("a proxy"));
    peer.follows_redirects = arguments.contains(&"--follow-redirects");
    peer
}

fn websocket_config(arguments: &[&str]) -> websocket::Config {
    let has = |name: &str| arguments.contains(&name);
    let soon = Duration::from_millis(1);
    websocket::Config {
        keep: Keep::Frames,
        watches_queues: true,
        peer: peer(arguments),
        replies: if has("--echo") { Replies::echo() } else { Replies::default() },
        reconnect: has("--reconnect").then(|| ReconnectPolicy {
            first: soon,
            cap: soon,
            after_close: true,
            ..ReconnectPolicy::default()
        }),
        ..websocket::Config::new(url(arguments))
    }
}
