//! Accepts connections, at most so many at a time, and lets HTTP run on each until it ends or the lab stops.

use std::{io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, extract::Request};
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
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::LabState;

/// What answers may still take when the lab stops.
const STOP_GRACE: Duration = Duration::from_millis(300);

/// A failed accept mostly means that the process has no file handles left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// One TCP connection, as its requests see it.
#[derive(Debug)]
pub(super) struct Connection {
    /// Ends the connection at once, without an answer.
    pub(super) cut: CancellationToken,
    /// Given back when the last user of the connection is gone.
    _permit: OwnedSemaphorePermit,
}

/// Accepts until the lab stops.
pub(super) async fn accept(listener: TcpListener, router: Router, lab: Arc<LabState>, max_connections: usize) {
    let permits = Arc::new(Semaphore::new(max_connections));
    loop {
        let accepted = tokio::select! {
            biased;
            () = lab.stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => match permits.clone().try_acquire_owned() {
                Ok(permit) => {
                    let connection = Connection { cut: CancellationToken::new(), _permit: permit };
                    let serving = serve(stream, peer, router.clone(), Arc::new(connection), lab.stop.clone());
                    lab.tasks.spawn(serving);
                }
                Err(_full) => turn_away(&stream, max_connections),
            },
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
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
    let http_service = TowerToHyperService::new(router);
    let cut = connection.cut.clone();
    let service = service_fn(move |mut request: Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(connection.clone());
        http_service.call(request)
    });
    let http = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    let mut http = pin!(http.with_upgrades());
    tokio::select! {
        biased;
        () = cut.cancelled() => return,
        () = stop.cancelled() => {}
        ended = http.as_mut() => {
            if let Err(error) = ended {
                tracing::debug!(%peer, %error, "a connection ended");
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

/// Says why, in so far as the socket takes it at once; there is no task for one connection too many.
fn turn_away(stream: &TcpStream, max_connections: usize) {
    let sentence = format!("The lab has {max_connections} connections, and that is all it takes.\n");
    let head = "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n";
    let answer = format!("{head}content-length: {}\r\n\r\n{sentence}", sentence.len());
    let written: io::Result<usize> = stream.try_write(answer.as_bytes());
    if let Err(error) = written {
        tracing::debug!(%error, "a connection too many could not be told so");
    }
}
