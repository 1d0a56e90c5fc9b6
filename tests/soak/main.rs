//! A soak: all four protocols and the lab in one process, for minutes or hours. Sessions are opened, flooded, closed and
//! opened again, uploads come under fresh names and are deleted. Memory is told each minute; growth is a failure.
//!
//! It is a target of its own and not part of an ordinary run: `tests/soak/run --minutes N`.

#![expect(clippy::expect_used, reason = "a soak that cannot go on says why")]
#![expect(clippy::print_stdout, reason = "its numbers are for people")]

mod faces;
mod memory;
mod tab;

use std::{
    env,
    process::ExitCode,
    time::{Duration, Instant},
};

use wirelight::{
    engine::{Engine, Wake},
    lab::{Lab, LabOptions},
};

use self::{
    faces::{PollFace, STEADY, SseFace, UploadFace, WebSocketFace},
    memory::{Memory, Verdict},
    tab::{LIFE, Shown, Tab},
};

/// Between two frames of the window that this stands for.
const FRAME: Duration = Duration::from_millis(16);

/// All uploads of the lab are deleted so often.
const EMPTY_EVERY: Duration = Duration::from_secs(5);

const DEFAULT_MINUTES: f64 = 30.0;

fn main() -> ExitCode {
    let minutes = minutes(env::args().skip(1));
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let options = LabOptions { listen: "127.0.0.1:0".parse().expect("an address"), ..LabOptions::default() };
    let lab = engine.runtime().block_on(Lab::start(options)).expect("a lab");
    println!("{minutes} minutes with the lab at {}; memory in MiB:", lab.addr());
    let verdict = soak(&engine, &lab, Duration::from_secs_f64(minutes * 60.0));
    engine.runtime().block_on(lab.stop());
    println!("{verdict}");
    if verdict.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// `--minutes N`, decimals allowed.
fn minutes(mut arguments: impl Iterator<Item = String>) -> f64 {
    let minutes = match arguments.next().as_deref() {
        None => return DEFAULT_MINUTES,
        Some("--minutes") => arguments.next().and_then(|text| text.parse().ok()),
        Some(_) => None,
    };
    minutes.filter(|minutes: &f64| minutes.is_finite() && *minutes > 0.0).expect("the only option is --minutes N")
}

fn soak(engine: &Engine, lab: &Lab, time: Duration) -> Verdict {
    // Two of each, so that they also meet each other.
    let mut tabs: Vec<Box<dyn Shown>> = Vec::new();
    for seed in 0..2 {
        tabs.push(Box::new(Tab::<WebSocketFace>::new(seed, LIFE)));
        tabs.push(Box::new(Tab::<SseFace>::new(seed, LIFE)));
        tabs.push(Box::new(Tab::<PollFace>::new(seed, LIFE)));
        tabs.push(Box::new(Tab::<UploadFace>::new(seed, LIFE)));
    }
    // What a connection gathers shows only in one that lasts.
    tabs.push(Box::new(Tab::<WebSocketFace>::new(STEADY, Duration::MAX)));
    tabs.push(Box::new(Tab::<SseFace>::new(STEADY, Duration::MAX)));
    tabs.push(Box::new(Tab::<PollFace>::new(STEADY, Duration::MAX)));
    let started = Instant::now();
    let mut memory = Memory::default();
    let (mut minute, mut second, mut emptied) = (0, 0, started);
    while started.elapsed() < time {
        for tab in &mut tabs {
            tab.frame(engine, lab);
        }
        if emptied.elapsed() >= EMPTY_EVERY {
            emptied = Instant::now();
            engine.runtime().block_on(lab.uploads().empty()).expect("the uploads are deleted");
        }
        let elapsed = started.elapsed().as_secs();
        if elapsed > second {
            second = elapsed;
            memory.look();
        }
        if elapsed / 60 > minute {
            minute = elapsed / 60;
            println!("{minute:4} min  {memory}  {}", tell(&mut tabs));
        }
        pause(FRAME);
    }
    if minute == 0 {
        println!(" end      {memory}  {}", tell(&mut tabs));
    }
    memory.verdict(tabs.iter().filter(|tab| !tab.has_worked()).map(|tab| tab.name()).collect())
}

/// What the tabs have done since it was told last.
fn tell(tabs: &mut [Box<dyn Shown>]) -> String {
    let summary: Vec<String> = tabs.iter_mut().map(|tab| tab.tell()).collect();
    summary.join("  ")
}

/// The time between two frames.
fn pause(time: Duration) {
    let (_keep, never) = crossbeam_channel::bounded::<()>(0);
    never.recv_timeout(time).ok();
}
