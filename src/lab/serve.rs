//! Accepts connections, at most so many at a time, and lets HTTP run on each until it ends or the lab stops.
//! When all places are taken, the slowest connection makes room.

use std::{
    net::SocketAddr,
    pin::{Pin, pin},
    sync::{Arc, Weak},
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, body::Body, extract::Request, response::Response};
use bytes::Bytes;
use http::StatusCode;
use http_body::{Frame, SizeHint};
use hyper::{
    server::conn::http1,
    service::{Service as _, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{MissedTickBehavior, interval, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    connection::{Connection, InRequest},
    socket::{Socket, say_and_close},
    state::LabState,
};
use crate::limits::MAX_LAB_HEAD_BYTES;

/// What answers may still take when the lab stops.
const STOP_GRACE: Duration = Duration::from_millis(300);

/// A failed accept mostly means that the process has no file handles left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A whole head has to come within this.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// How long a connection that makes room may take to end.
const ROOM_TIME: Duration = Duration::from_secs(1);

/// Who holds part of the budget while others wait has to move so many bytes in each of these periods.
const LOOK_PERIOD: Duration = Duration::from_secs(1);
const LEAST_MOVED_BYTES: u64 = 32 * 1024;

/// Accepts until the lab stops.
pub(super) async fn accept(listener: TcpListener, router: Router, lab: Arc<LabState>, max_connections: usize) {
    let mut places = Places::new(max_connections);
    let mut looks = interval(LOOK_PERIOD);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let accepted = tokio::select! {
            biased;
            () = lab.stop.cancelled() => return,
            _ = looks.tick() => {
                places.look_for_idle_holders(lab.budget.is_short());
                continue;
            }
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                if let Some(permit) = places.take().await {
                    let connection = Arc::new(Connection::new(Some(permit)));
                    places.remember(&connection);
                    let serving = serve(stream, peer, router.clone(), connection, lab.stop.clone());
                    lab.tasks.spawn(serving);
                } else {
                    let sentence = format!("The lab has {max_connections} connections, and that is all it takes.");
                    say_and_close(&stream, StatusCode::SERVICE_UNAVAILABLE, &sentence);
                }
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                // Without a handle for it, a place is of no use: it needs the handle of another one.
                if !places.make_room().await {
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
}

/// The places for connections, and who has them.
struct Places {
    permits: Arc<Semaphore>,
    taken: Vec<Weak<Connection>>,
}

impl Places {
    fn new(max_connections: usize) -> Self {
        Self { permits: Arc::new(Semaphore::new(max_connections)), taken: Vec::new() }
    }

    /// A place, if need be that of the slowest connection.
    async fn take(&mut self) -> Option<OwnedSemaphorePermit> {
        if let Ok(permit) = self.permits.clone().try_acquire_owned() {
            return Some(permit);
        }
        self.make_room().await;
        self.permits.clone().try_acquire_owned().ok()
    }

    fn remember(&mut self, connection: &Arc<Connection>) {
        if self.taken.len() == self.taken.capacity() {
            self.taken.retain(|taken| taken.strong_count() > 0);
        }
        self.taken.push(Arc::downgrade(connection));
    }

    /// Ends the connection on which nothing has moved for the longest time, first of those whose client has to do
    /// something next: a poll that is held and a quiet WebSocket do nothing wrong. Whether there is room now.
    async fn make_room(&mut self) -> bool {
        self.taken.retain(|taken| taken.strong_count() > 0);
        let connections = self.taken.iter().filter_map(Weak::upgrade);
        let others = connections.filter(|connection| !connection.cut.is_cancelled());
        let Some(slowest) = others.min_by_key(|other| (!other.owes(), other.moved_at())) else { return false };
        let ended = slowest.ended();
        slowest.displace();
        drop(slowest);
        timeout(ROOM_TIME, ended.cancelled()).await.is_ok()
    }

    /// Ends connections that keep others waiting for a part of the budget and do not use their own.
    fn look_for_idle_holders(&mut self, is_short: bool) {
        self.taken.retain(|taken| taken.strong_count() > 0);
        for connection in self.taken.iter().filter_map(Weak::upgrade) {
            let is_idle = connection.is_idle_holder(LEAST_MOVED_BYTES);
            if is_short && is_idle {
                connection.displace();
            }
        }
    }
}

async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    connection: Arc<Connection>,
    stop: CancellationToken,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%peer, %error, "no TCP_NODELAY");
    }
    let socket = Socket::new(stream, connection.clone());
    let http_service = TowerToHyperService::new(router);
    let (cut, late) = (connection.cut.clone(), connection.clone());
    let service = service_fn(move |mut request: Request<hyper::body::Incoming>| {
        let in_request = connection.begin_request();
        request.extensions_mut().insert(connection.clone());
        let answering = http_service.call(request);
        async move {
            answering.await.map(|response: Response| response.map(|body| Answering { body, _in_request: in_request }))
        }
    });
    let http = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(MAX_LAB_HEAD_BYTES)
        .serve_connection(TokioIo::new(socket), service);
    let mut http = pin!(http.with_upgrades());
    tokio::select! {
        biased;
        () = cut.cancelled() => return,
        () = stop.cancelled() => {}
        ended = http.as_mut() => {
            if let Err(error) = ended {
                tracing::debug!(%peer, %error, "a connection ended");
                if error.is_timeout() {
                    late.is_late();
                }
            }
            return;
        }
    }
    http.as_mut().graceful_shutdown();
    tokio::select! {
        biased;
        () = cut.cancelled() => {}
        // What is not over by then is dropped.
        _ = timeout(STOP_GRACE, http) => {}
    }
}

/// The body of an answer; the request is over when it has been handed out.
struct Answering {
    body: Body,
    _in_request: InRequest,
}

impl http_body::Body for Answering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
