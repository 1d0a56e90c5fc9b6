//! The lab as the window has it: a task on the engine owns it, takes orders, and tells its state.

use std::{net::SocketAddr, path::PathBuf};

use tokio::sync::{mpsc, watch};

use crate::{
    engine::{Spawner, Wake},
    lab::{Lab, LabOptions, StoreStats, Uploads},
    transcript::entry::Failure,
};

/// Orders that may wait; a person gives one at a time.
const ORDERS_WAITING: usize = 8;

/// What the lab is doing.
#[derive(Clone, Debug, Default)]
pub enum LabState {
    /// It does not run.
    #[default]
    Off,
    /// It is starting or stopping.
    Changing,
    /// It runs.
    Running {
        /// Where a client on this machine reaches it.
        address: SocketAddr,
        /// Its uploads.
        uploads: Uploads,
    },
    /// It could not start.
    Failed(Failure),
}

impl LabState {
    /// Where it is, if it runs.
    pub fn address(&self) -> Option<SocketAddr> {
        match self {
            Self::Running { address, .. } => Some(*address),
            _ => None,
        }
    }

    /// What its uploads take, if it runs.
    pub fn stats(&self) -> Option<StoreStats> {
        match self {
            Self::Running { uploads, .. } => Some(uploads.stats()),
            _ => None,
        }
    }
}

/// What the window asks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Start,
    Stop,
    Restart,
    Empty,
}

/// The window's end.
#[derive(Debug)]
pub(super) struct LabControl {
    orders: mpsc::Sender<Order>,
    state: watch::Receiver<LabState>,
}

impl LabControl {
    /// Makes the task; the lab itself starts when it is asked to.
    pub(super) fn new(spawner: &Spawner) -> Self {
        let (order_sender, orders) = mpsc::channel(ORDERS_WAITING);
        let (state_sender, state) = watch::channel(LabState::Off);
        spawner.spawn(keep(orders, state_sender, spawner.wake().clone()));
        Self { orders: order_sender, state }
    }

    /// Gives an order; false when too many wait.
    pub(super) fn order(&self, order: Order) -> bool {
        self.orders.try_send(order).is_ok()
    }

    /// What it is doing.
    pub(super) fn state(&self) -> LabState {
        self.state.borrow().clone()
    }
}

async fn keep(mut orders: mpsc::Receiver<Order>, state: watch::Sender<LabState>, wake: Wake) {
    let tell = |new: LabState| {
        state.send_replace(new);
        wake.wake();
    };
    let mut lab: Option<Lab> = None;
    while let Some(order) = orders.recv().await {
        if matches!(order, Order::Stop | Order::Restart)
            && let Some(running) = lab.take()
        {
            tell(LabState::Changing);
            running.stop().await;
            tell(LabState::Off);
        }
        if matches!(order, Order::Start | Order::Restart) && lab.is_none() {
            tell(LabState::Changing);
            match Lab::start_anywhere(options()).await {
                Ok(started) => {
                    tell(LabState::Running { address: started.addr(), uploads: started.uploads().clone() });
                    lab = Some(started);
                }
                Err(error) => tell(LabState::Failed(Failure::of(&error))),
            }
        }
        if let (Order::Empty, Some(running)) = (order, &lab) {
            if let Err(error) = running.uploads().empty().await {
                tracing::error!(%error, "the lab's uploads cannot be removed");
            }
            wake.wake();
        }
    }
}

fn options() -> LabOptions {
    let folders = directories::ProjectDirs::from("", "", "wirelight");
    let store: Option<PathBuf> = folders.map(|folders| folders.data_dir().join("lab-uploads"));
    LabOptions { store, ..LabOptions::default() }
}
