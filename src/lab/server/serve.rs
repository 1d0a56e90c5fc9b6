//! HTTP on one connection, until it ends, is cut, or the lab stops.

use std::{
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, body::Body, extract::Request, response::Response};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use hyper::{
    server::conn::http1,
    service::{Service as _, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{net::TcpStream, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    connection::{Connection, InRequest},
    tracked_stream::TrackedStream,
};
use crate::limits::MAX_LAB_HEAD_BYTES;

/// What answers may still take when the lab stops.
const STOP_GRACE: Duration = Duration::from_millis(300);

/// A whole head has to come within this.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// Serves until the connection ends, is cut, or the lab stops; then what is being answered has [`STOP_GRACE`].
pub(super) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    connection: Arc<Connection>,
    stop: CancellationToken,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%peer, %error, "no TCP_NODELAY");
    }
    let stream = TrackedStream::new(stream, connection.clone());
    let http_service = TowerToHyperService::new(router);
    let (cut, late) = (connection.cut.clone(), connection.clone());
    let service = service_fn(move |mut request: Request<hyper::body::Incoming>| {
        let in_request = connection.begin_request();
        request.extensions_mut().insert(connection.clone());
        let answering = http_service.call(request);
        async move {
            answering.await.map(|response: Response| response.map(|body| AnswerBody { body, _in_request: in_request }))
        }
    });
    let http = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(MAX_LAB_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let mut http = pin!(http.with_upgrades());
    tokio::select! {
        biased;
        () = cut.cancelled() => return,
        () = stop.cancelled() => {}
        ended = http.as_mut() => {
            if let Err(error) = ended {
                tracing::debug!(%peer, %error, "a connection ended");
                if error.is_timeout() {
                    late.mark_late();
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
struct AnswerBody {
    body: Body,
    _in_request: InRequest,
}

impl http_body::Body for AnswerBody {
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
