//! Gives the sealed rows to a worker, so that no frame has to look at them.

use crate::{
    engine::Spawner,
    transcript::{ScanJob, Transcript},
    ui::table::TableState,
};

/// Starts what filter and search want done off the frame. Call it before the list is drawn.
pub fn run_jobs(spawner: &Spawner, table: &mut TableState, transcript: &Transcript) {
    let TableState { filter, search, .. } = table;
    search.look_within(filter);
    for job in [filter.next_job(transcript), search.next_job(transcript)].into_iter().flatten() {
        run(spawner, job);
    }
}

fn run(spawner: &Spawner, job: ScanJob) {
    let wake = spawner.wake().clone();
    spawner.spawn(async move {
        let wakes = wake.clone();
        // A worker that failed dropped its channel, which the scan tells the user.
        if let Err(error) = tokio::task::spawn_blocking(move || job.run(|| wakes.wake())).await {
            tracing::error!(%error, "a scan ended early");
        }
        wake.wake();
    });
}
