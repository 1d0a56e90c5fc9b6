//! What all connections of a lab may hold together: places for messages, for compression, and for uploads on their way
//! to the disk. What finds no place waits, and whoever holds one without using it is ended for those who wait.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::connection::{Connection, Holding};
use crate::limits::{
    LAB_DEFLATE_PLACES, LAB_FREE_BYTES, LAB_LARGE_PLACES, LAB_SMALL_PLACES, LAB_UPLOADING_BYTES, MAX_LAB_BODY_BYTES,
    MAX_LAB_FRAME_BYTES,
};

/// The budget of one lab; cheap to clone.
#[derive(Debug, Clone)]
pub(in crate::lab) struct Budget(Arc<Places>);

#[derive(Debug)]
struct Places {
    small: Arc<Semaphore>,
    large: Arc<Semaphore>,
    deflate: Arc<Semaphore>,
    uploading: Arc<Semaphore>,
    waiting: AtomicUsize,
}

/// What a message takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lab) enum Share {
    /// So little that nobody counts it.
    Free,
    /// A place for at most 1 MiB.
    Small,
    /// So many parts of 16 MiB.
    Large(u32),
}

/// A place that is taken; dropping it gives it back.
#[derive(Debug)]
pub(in crate::lab) struct Permit {
    _permit: OwnedSemaphorePermit,
}

/// Bytes with the place that they take: it is given back when the last copy of them is gone.
struct Held {
    bytes: Bytes,
    _permit: Option<Arc<Permit>>,
    _holding: Option<Holding>,
}

impl Share {
    /// What so many bytes take.
    pub(in crate::lab) fn of(bytes: usize) -> Self {
        const LARGE: usize = MAX_LAB_BODY_BYTES as usize;
        if bytes <= LAB_FREE_BYTES {
            Self::Free
        } else if bytes <= MAX_LAB_FRAME_BYTES {
            Self::Small
        } else {
            Self::Large(if bytes <= LARGE { 1 } else { LAB_LARGE_PLACES as u32 })
        }
    }
}

impl Default for Budget {
    fn default() -> Self {
        let semaphore = |places| Arc::new(Semaphore::new(places));
        Self(Arc::new(Places {
            small: semaphore(LAB_SMALL_PLACES),
            large: semaphore(LAB_LARGE_PLACES),
            deflate: semaphore(LAB_DEFLATE_PLACES),
            uploading: semaphore(LAB_UPLOADING_BYTES),
            waiting: AtomicUsize::new(0),
        }))
    }
}

impl Budget {
    /// A place for a compressed WebSocket; `None` when there is none.
    pub(in crate::lab) fn take_deflate(&self) -> Option<Permit> {
        let permit = self.0.deflate.clone().try_acquire_owned().ok()?;
        Some(Permit { _permit: permit })
    }

    /// Waits until there is room for a piece of an upload on its way to the disk.
    pub(in crate::lab) async fn uploading(&self, bytes: Bytes) -> Bytes {
        let permits = bytes.len().min(LAB_UPLOADING_BYTES) as u32;
        match self.0.uploading.clone().acquire_many_owned(permits).await {
            Ok(permit) => held(bytes, Some(Arc::new(Permit { _permit: permit })), None),
            // The semaphore is never closed.
            Err(_closed) => bytes,
        }
    }

    /// Takes places for a connection.
    pub(in crate::lab) fn account(&self, connection: Arc<Connection>) -> Account {
        Account { budget: self.clone(), connection }
    }

    /// Whether anybody waits for a place.
    pub(super) fn is_short(&self) -> bool {
        self.0.waiting.load(Ordering::Relaxed) > 0
    }
}

/// Takes places for one connection; cheap to clone.
#[derive(Debug, Clone)]
pub(in crate::lab) struct Account {
    budget: Budget,
    connection: Arc<Connection>,
}

/// The place of a message; it is given back when this is dropped.
#[derive(Debug)]
pub(in crate::lab) struct Place {
    /// What may be shared with others who keep the message.
    pub(in crate::lab) permit: Arc<Permit>,
    _holding: Holding,
}

impl Account {
    /// Takes a place, and waits for it if need be. `None` where none is needed.
    pub(in crate::lab) async fn take(self, share: Share) -> Option<Place> {
        let places = &self.budget.0;
        let (semaphore, permits) = match share {
            Share::Free => return None,
            Share::Small => (&places.small, 1),
            Share::Large(parts) => (&places.large, parts),
        };
        let permit = match semaphore.clone().try_acquire_many_owned(permits) {
            Ok(permit) => permit,
            Err(_none_is_free) => {
                let _waiting = Waiting::begin(places, &self.connection);
                semaphore.clone().acquire_many_owned(permits).await.ok()?
            }
        };
        Some(Place { permit: Arc::new(Permit { _permit: permit }), _holding: self.connection.hold() })
    }

    /// Takes a place for a message of so many bytes.
    pub(in crate::lab) async fn place_for(&self, bytes: usize) -> Option<Place> {
        self.clone().take(Share::of(bytes)).await
    }

    /// Whose places these are.
    pub(in crate::lab) fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }
}

/// The same bytes, which give their place back when the last copy is gone; until then `holding` says who has them.
pub(in crate::lab) fn held(bytes: Bytes, permit: Option<Arc<Permit>>, holding: Option<Holding>) -> Bytes {
    Bytes::from_owner(Held { bytes, _permit: permit, _holding: holding })
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Counts one who waits; whoever waits is not slow.
struct Waiting<'a> {
    places: &'a Places,
    connection: &'a Connection,
}

impl<'a> Waiting<'a> {
    fn begin(places: &'a Places, connection: &'a Connection) -> Self {
        places.waiting.fetch_add(1, Ordering::Relaxed);
        connection.waits(true);
        Self { places, connection }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.places.waiting.fetch_sub(1, Ordering::Relaxed);
        self.connection.waits(false);
    }
}
