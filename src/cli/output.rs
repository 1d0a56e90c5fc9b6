//! Where a record goes: a writer that never blocks the thread that runs the session for longer than it may.
//!
//! A thread of its own hands the bytes to the system, and it alone waits for a reader that has stopped. Whoever writes
//! here waits for that thread, but goes on listening to signals and to the clock meanwhile: [`Shutdown`] says what they ask for.

use std::{
    collections::VecDeque,
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, select};

use super::shutdown::Shutdown;

/// Bytes that are handed over at once; as many again may wait.
const PIECE_BYTES: usize = 256 * 1024;

/// How often somebody who waits for the reader listens to signals.
const SIGNAL_CHECK_INTERVAL: Duration = Duration::from_millis(50);

/// A writer that gives up when its reader takes nothing any more and the program was asked to end.
pub(super) struct Output {
    buffer: Vec<u8>,
    pieces: Option<Sender<Vec<u8>>>,
    used: Receiver<Vec<u8>>,
    over: Receiver<io::Result<()>>,
    /// Bytes that the system has taken.
    taken: Arc<AtomicU64>,
    /// Bytes that were written here.
    written: u64,
    /// Where the rows end that the system has not wholly taken yet.
    row_ends: VecDeque<u64>,
    /// What asks for the end.
    pub(super) shutdown: Shutdown,
}

impl Output {
    /// Starts the thread that opens the output and writes to it.
    ///
    /// # Errors
    /// When it cannot be opened, or the program is asked to end before it is (a FIFO that nobody reads).
    pub(super) fn start<W: Write>(
        open: impl FnOnce() -> io::Result<W> + Send + 'static,
        mut shutdown: Shutdown,
    ) -> io::Result<Self> {
        let (pieces, to_write) = crossbeam_channel::bounded::<Vec<u8>>(0);
        let (give_back, used) = crossbeam_channel::bounded(2);
        let (done, over) = crossbeam_channel::bounded(1);
        let (is_open, opened) = crossbeam_channel::bounded(1);
        let taken = Arc::new(AtomicU64::new(0));
        let count = taken.clone();
        // It ends with the process where it waits for a reader: nothing can wake it.
        std::thread::Builder::new().name("wirelight-output".to_owned()).spawn(move || {
            let out = match open() {
                Ok(out) => out,
                Err(error) => {
                    is_open.try_send(Err(error)).ok();
                    return;
                }
            };
            is_open.try_send(Ok(())).ok();
            done.try_send(write_pieces(Counted { out, taken: count }, &to_write, &give_back)).ok();
        })?;
        select! {
            recv(opened) -> outcome => outcome.unwrap_or_else(|_| Err(broken_pipe()))?,
            recv(shutdown.signals()) -> _ => {
                shutdown.interrupt();
                return Err(io::Error::other("nobody has opened its other end, and the program was asked to end"));
            }
        }
        let buffer = Vec::with_capacity(PIECE_BYTES);
        Ok(Self { buffer, pieces: Some(pieces), used, over, taken, written: 0, row_ends: VecDeque::new(), shutdown })
    }

    /// A row ends here.
    pub(super) fn end_row(&mut self) {
        self.forget_taken_rows();
        self.row_ends.push_back(self.written);
    }

    /// Rows that the system has not wholly taken.
    pub(super) fn waiting_rows(&mut self) -> u64 {
        self.forget_taken_rows();
        self.row_ends.len() as u64
    }

    /// Hands on what there is, if that can be done at once.
    ///
    /// # Errors
    /// When it cannot be written any more. The session ends then; a broken pipe is a reader that went away, which is fine.
    pub(super) fn hand_on(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let Some(pieces) = &self.pieces else { return Err(broken_pipe()) };
        let next = self.used.try_recv().unwrap_or_else(|_| Vec::with_capacity(PIECE_BYTES));
        match pieces.try_send(std::mem::replace(&mut self.buffer, next)) {
            Ok(()) => Ok(()),
            Err(crossbeam_channel::TrySendError::Full(piece)) => {
                self.buffer = piece;
                Ok(())
            }
            Err(crossbeam_channel::TrySendError::Disconnected(_)) => self.outcome(),
        }
    }

    /// Whether something waits for [`Self::hand_on`].
    pub(super) fn has_rest(&self) -> bool {
        !self.buffer.is_empty()
    }

    /// What became of the writing, once it is over: for a loop that waits for several things.
    pub(super) fn over(&self) -> &Receiver<io::Result<()>> {
        &self.over
    }

    /// Waits until the system has taken everything.
    ///
    /// # Errors
    /// When it cannot be written, or nobody reads it any more and we were asked to end: `TimedOut`.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        if self.has_rest() {
            self.hand_over()?;
        }
        self.pieces = None;
        let since = Instant::now();
        loop {
            let wait = self.shutdown.output_wait(since)?;
            select! {
                recv(self.over) -> outcome => return outcome.unwrap_or_else(|_| Err(broken_pipe())),
                recv(self.shutdown.signals()) -> _ => self.shutdown.interrupt(),
                default(wait) => {}
            }
        }
    }

    /// Waits until the thread takes the piece.
    fn hand_over(&mut self) -> io::Result<()> {
        let next = self.used.try_recv().unwrap_or_else(|_| Vec::with_capacity(PIECE_BYTES));
        let mut piece = std::mem::replace(&mut self.buffer, next);
        let since = Instant::now();
        loop {
            let wait = match self.shutdown.output_wait(since) {
                Ok(wait) => wait,
                Err(error) => {
                    self.buffer = piece;
                    return Err(error);
                }
            };
            let Some(pieces) = &self.pieces else { return Err(broken_pipe()) };
            // `send_timeout` and not a `send` inside of `select!`: the piece comes back.
            match pieces.send_timeout(piece, wait.min(SIGNAL_CHECK_INTERVAL)) {
                Ok(()) => return Ok(()),
                Err(crossbeam_channel::SendTimeoutError::Timeout(back)) => piece = back,
                Err(crossbeam_channel::SendTimeoutError::Disconnected(_)) => return self.outcome(),
            }
            while self.shutdown.signals().try_recv().is_ok() {
                self.shutdown.interrupt();
            }
        }
    }

    fn outcome(&self) -> io::Result<()> {
        match self.over.recv_timeout(Duration::from_secs(1)) {
            Ok(Err(error)) => Err(error),
            Ok(Ok(())) | Err(_) => Err(broken_pipe()),
        }
    }

    fn forget_taken_rows(&mut self) {
        let taken = self.taken.load(Ordering::Relaxed);
        while self.row_ends.front().is_some_and(|&end| end <= taken) {
            self.row_ends.pop_front();
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.buffer.len() + bytes.len() > PIECE_BYTES && self.has_rest() {
            self.hand_over()?;
        }
        self.buffer.extend_from_slice(bytes);
        self.written += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hand_on()
    }
}

fn broken_pipe() -> io::Error {
    io::Error::from(io::ErrorKind::BrokenPipe)
}

/// Writes each piece and gives its memory back, until no more can come.
///
/// # Errors
/// When it cannot be written any more; the pieces that wait are lost.
fn write_pieces(mut out: impl Write, pieces: &Receiver<Vec<u8>>, give_back: &Sender<Vec<u8>>) -> io::Result<()> {
    while let Ok(mut piece) = pieces.recv() {
        out.write_all(&piece)?;
        piece.clear();
        give_back.try_send(piece).ok();
    }
    out.flush()
}

/// Counts what the system takes, as it takes it.
struct Counted<W> {
    out: W,
    taken: Arc<AtomicU64>,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
