//! What this process holds, over time, and whether that grows.

use std::{fmt, fs};

/// The last quarter may be so much above the second one, which is the first after the warm-up …
const GROWTH: f64 = 1.10;

/// … and by so much in any case, in MiB.
const SLACK_MIB: f64 = 24.0;

/// With fewer samples in a quarter, the endpoints have not all had their turn: growth is not judged.
const LEAST_SAMPLES: usize = 60;

/// Sockets and files that may be open at the end beside those before.
const SLACK_HANDLES: f64 = 64.0;

/// Samples, one a second.
#[derive(Default)]
pub(super) struct Memory {
    resident_mib: Vec<f64>,
    handles: Vec<f64>,
}

/// What a soak came to.
pub(super) struct Verdict {
    resident_mib: (f64, f64),
    handles: (f64, f64),
    is_long_enough: bool,
    idle: Vec<&'static str>,
}

impl Memory {
    /// Takes a sample.
    pub(super) fn look(&mut self) {
        let status = fs::read_to_string("/proc/self/status").expect("the system tells of this process");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
        let kib: f64 = resident.and_then(|kib| kib.parse().ok()).expect("a number");
        self.resident_mib.push(kib / 1024.0);
        self.handles.push(fs::read_dir("/proc/self/fd").map_or(0, Iterator::count) as f64);
    }

    /// Compares the last quarter with the second. `idle` names tabs in which nothing happened for a minute.
    pub(super) fn verdict(&self, idle: Vec<&'static str>) -> Verdict {
        let is_long_enough = self.resident_mib.len() / 4 >= LEAST_SAMPLES;
        Verdict { resident_mib: quarters(&self.resident_mib), handles: quarters(&self.handles), is_long_enough, idle }
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let now = |samples: &[f64]| samples.last().copied().unwrap_or_default();
        let last_minute = &self.resident_mib[self.resident_mib.len().saturating_sub(60)..];
        let most = last_minute.iter().copied().fold(0.0, f64::max);
        write!(
            f,
            "now {:6.1}  median {:6.1}  most {most:6.1}  handles {:4}",
            now(&self.resident_mib),
            median(last_minute),
            now(&self.handles)
        )
    }
}

impl Verdict {
    /// Whether nothing grew and everything worked.
    pub(super) fn is_good(&self) -> bool {
        let (before, after) = self.resident_mib;
        let has_grown = after > before * GROWTH + SLACK_MIB;
        let leaks_handles = self.handles.1 > self.handles.0 + SLACK_HANDLES;
        !(self.is_long_enough && (has_grown || leaks_handles)) && self.idle.is_empty()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.is_good() { "good" } else { "FAILED" };
        write!(
            f,
            "{word}: median of the second quarter {:.1} MiB, of the last {:.1} MiB (at most {:.1}); handles {} and {}",
            self.resident_mib.0,
            self.resident_mib.1,
            self.resident_mib.0 * GROWTH + SLACK_MIB,
            self.handles.0,
            self.handles.1,
        )?;
        if !self.is_long_enough {
            write!(f, "; growth is judged from {} minutes on", 4 * LEAST_SAMPLES / 60)?;
        }
        if !self.idle.is_empty() {
            write!(f, "; nothing happened for a minute in: {}", self.idle.join(", "))?;
        }
        Ok(())
    }
}

/// The medians of the second and the last quarter.
fn quarters(samples: &[f64]) -> (f64, f64) {
    let quarter = samples.len() / 4;
    (median(&samples[quarter..2 * quarter]), median(&samples[samples.len() - quarter..]))
}

fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}
