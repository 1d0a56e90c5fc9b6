//! What goes on beside the socket of an open connection: a file that is to be sent is read, lines for a repeated send
//! are, and the kernel's tables are looked at.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use tokio::time::Instant;

use crate::{
    net::kernel_queue::Endpoints,
    protocols::websocket::{
        liveness::queues::{KernelLook, QueueWatch},
        send::{LineFeed, SendError, SendQueue, read_file},
    },
};

/// What is ready.
#[derive(Debug)]
pub(in super::super) enum Ready {
    /// The content of the file whose turn it is.
    File(Result<Bytes, SendError>),
    /// Lines for a repeated send.
    Lines(Result<VecDeque<String>, SendError>),
    /// What the kernel holds, if it says so.
    Kernel(KernelLook),
}

type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What is under way.
#[derive(Default)]
pub(in super::super) struct Beside {
    file: Option<Work<Result<Bytes, SendError>>>,
    kernel: Option<Work<KernelLook>>,
    lines: LineFeed,
}

impl Beside {
    /// Begins what the queue needs.
    pub(in super::super) fn follow(&mut self, queue: &mut SendQueue) {
        self.lines.follow(&mut queue.sending.repeat);
        if self.file.is_none() {
            self.file = queue.file().map(|path| Box::pin(read_file(path.to_owned())) as Work<_>);
        }
    }

    /// Begins to look at the kernel's tables if it is time; else when it will be.
    pub(in super::super) fn watch(
        &mut self,
        watch: &mut QueueWatch,
        buffered_bytes: u64,
        now: Instant,
    ) -> Option<Instant> {
        let at = watch.next_at(buffered_bytes, now).filter(|_| self.kernel.is_none())?;
        if at > now {
            return Some(at);
        }
        self.kernel = Some(Box::pin(look_at_kernel(watch.look(now))));
        None
    }

    /// What is ready first.
    pub(in super::super) fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Ready> {
        if let Poll::Ready(kernel) = poll_once(&mut self.kernel, cx) {
            return Poll::Ready(Ready::Kernel(kernel));
        }
        if let Poll::Ready(lines) = self.lines.poll_lines(cx) {
            return Poll::Ready(Ready::Lines(lines));
        }
        poll_once(&mut self.file, cx).map(Ready::File)
    }
}

fn poll_once<T>(work: &mut Option<Work<T>>, cx: &mut Context<'_>) -> Poll<T> {
    let polled = work.as_mut().map_or(Poll::Pending, |work| work.as_mut().poll(cx));
    work.take_if(|_| polled.is_ready());
    polled
}

/// Looks into the kernel's tables, on a thread that may wait for it.
async fn look_at_kernel(ends: Option<Endpoints>) -> KernelLook {
    let Some(ends) = ends else { return KernelLook::default() };
    let read = move || {
        let begun = std::time::Instant::now();
        let queues = ends.read_queues();
        let queues = queues.inspect_err(|error| tracing::debug!(%error, "the kernel's tables cannot be read"));
        KernelLook { queues: queues.ok().flatten(), took: begun.elapsed() }
    };
    tokio::task::spawn_blocking(read).await.unwrap_or_default()
}
