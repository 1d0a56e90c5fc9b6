//! Accepts connections until the lab stops.

use std::{sync::Arc, time::Duration};

use axum::Router;
use http::StatusCode;
use tokio::{
    net::TcpListener,
    time::{MissedTickBehavior, interval},
};

use super::{
    connection::Connection,
    connections::{Connections, LOOK_PERIOD},
    serve::serve,
    state::ServerState,
    tracked_stream::answer_and_close,
};

/// A failed accept mostly means that the process has no file handles left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Accepts until the lab stops. When all places are taken, the slowest connection makes room.
pub(in crate::lab) async fn accept(
    listener: TcpListener,
    router: Router,
    server: Arc<ServerState>,
    max_connections: usize,
) {
    let mut connections = Connections::new(max_connections);
    let mut looks = interval(LOOK_PERIOD);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let accepted = tokio::select! {
            biased;
            () = server.stop.cancelled() => return,
            _ = looks.tick() => {
                connections.end_idle_holders(server.budget.is_short());
                continue;
            }
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                if let Some(permit) = connections.take().await {
                    let connection = Arc::new(Connection::new(Some(permit)));
                    connections.remember(&connection);
                    let serving = serve(stream, peer, router.clone(), connection, server.stop.clone());
                    server.tasks.spawn(serving);
                } else {
                    let sentence = format!("The lab has {max_connections} connections, and that is all it takes.");
                    answer_and_close(&stream, StatusCode::SERVICE_UNAVAILABLE, &sentence);
                }
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                // Without a handle for it, a place is of no use: it needs the handle of another one.
                if !connections.make_room().await {
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
}
