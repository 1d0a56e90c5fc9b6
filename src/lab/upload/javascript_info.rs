//! Resumable uploads in the dialect of javascript.info: `status` says how many bytes there are, `upload` takes the rest.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body::Body as _;
use http_body_util::BodyExt as _;

use super::{
    super::server::{Budget, Connection, PLAIN_TEXT, Refusal, ServerState, cut_short, plain_number, shortened},
    store::{Begin, BeginError, Chunk, FileId, Received, Upload, Uploads, WriteError},
};
use crate::limits::MAX_LAB_ID_BYTES;

/// A refused upload is read on for this long, so that the client sees the answer and not a reset connection.
const LINGER: Duration = Duration::from_secs(2);

/// How many bytes of a file are here.
pub(super) async fn status(Extension(uploads): Extension<Uploads>, headers: HeaderMap) -> Result<Response, Refusal> {
    let id = file_id(&headers)?;
    let confirmed = uploads.status(id).await.ok_or_else(Refusal::stopping)?;
    Ok(plain(confirmed.to_string()))
}

/// Takes the rest of a file.
pub(super) async fn upload(
    State(server): State<Arc<ServerState>>,
    Extension(uploads): Extension<Uploads>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let connection = parts.extensions.get::<Arc<Connection>>().cloned();
    match receive(&uploads, &server.budget, &parts.headers, connection, body).await {
        Ok(Received { size, complete: true }) => plain(format!("Success {size}")),
        Ok(_) => StatusCode::OK.into_response(),
        Err((refusal, unread)) => {
            if let Some(body) = unread {
                server.tasks.spawn(server.stop.clone().run_until_cancelled_owned(drain(body)));
            }
            refusal.into_response()
        }
    }
}

/// What went wrong, and the body if there may be more of it.
type Refused = (Refusal, Option<Body>);

async fn receive(
    uploads: &Uploads,
    budget: &Budget,
    headers: &HeaderMap,
    connection: Option<Arc<Connection>>,
    body: Body,
) -> Result<Received, Refused> {
    let wanted = begin(headers, connection.as_deref(), &body);
    let begun = match wanted {
        Ok(begin) => uploads.begin(begin).await.map_err(|error| refuse_begin(&error)),
        Err(refusal) => Err(refusal),
    };
    match begun {
        Ok(upload) => hand_over(upload, budget, body).await,
        Err(refusal) => Err((refusal, Some(body))),
    }
}

fn begin(headers: &HeaderMap, connection: Option<&Connection>, body: &Body) -> Result<Begin, Refusal> {
    Ok(Begin {
        id: file_id(headers)?,
        // As in the published server, no start byte means from the start.
        start: header_number(headers, "x-start-byte")?.unwrap_or(0),
        body_bytes: body.size_hint().exact(),
        total: header_number(headers, "x-file-size")?,
        cut: connection.map(|connection| connection.cut.clone()).unwrap_or_default(),
    })
}

/// Passes a body on to the writer and waits until it has closed the file.
async fn hand_over(upload: Upload, budget: &Budget, mut body: Body) -> Result<Received, Refused> {
    let Upload { chunks, outcome } = upload;
    let mut unread = None;
    loop {
        let chunk = match body.frame().await {
            None => Chunk::End,
            // Trailers say nothing here.
            Some(Ok(frame)) => match frame.into_data() {
                Ok(bytes) => Chunk::Data(budget.uploading(bytes).await),
                Err(_trailers) => continue,
            },
            Some(Err(error)) => return Err((cut_short(&error), None)),
        };
        let ended = matches!(chunk, Chunk::End);
        if chunks.send(chunk).await.is_err() {
            unread = Some(body);
            break;
        }
        if ended {
            break;
        }
    }
    drop(chunks);
    outcome.await.unwrap_or(Err(WriteError::Closed)).map_err(|error| (refuse_write(&error), unread))
}

fn refuse_begin(error: &BeginError) -> Refusal {
    match error {
        BeginError::WrongStart { confirmed } => {
            Refusal::exact(StatusCode::BAD_REQUEST, confirmed.to_string()).with_reason_phrase("Wrong start byte")
        }
        BeginError::Full { limit_bytes } => full(*limit_bytes),
        BeginError::TooMany { max_uploads } => {
            let sentence = format!("The lab keeps at most {max_uploads} uploads. Empty the lab's uploads to go on.");
            Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, sentence)
        }
        BeginError::TakenOver => Refusal::new(StatusCode::CONFLICT, "A newer upload of this file has taken over."),
        BeginError::Entry(source) => cannot_keep(source),
        BeginError::Closed => Refusal::stopping(),
    }
}

fn refuse_write(error: &WriteError) -> Refusal {
    match error {
        WriteError::Full { limit_bytes } => full(*limit_bytes),
        WriteError::File(source) => cannot_keep(source),
        WriteError::Closed => Refusal::stopping(),
    }
}

fn full(limit_bytes: u64) -> Refusal {
    let sentence = format!("All uploads together may take {limit_bytes} bytes. Empty the lab's uploads to go on.");
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, sentence)
}

fn cannot_keep(source: &std::io::Error) -> Refusal {
    Refusal::new(StatusCode::INSUFFICIENT_STORAGE, format!("The upload cannot be kept: {source}."))
}

fn file_id(headers: &HeaderMap) -> Result<FileId, Refusal> {
    let id = headers.get("x-file-id").filter(|id| !id.is_empty()).ok_or_else(|| {
        Refusal::bad_request("The header X-File-Id names the file, and it is missing.").with_reason_phrase("No file id")
    })?;
    if id.len() > MAX_LAB_ID_BYTES {
        let sentence = format!("The header X-File-Id has {} bytes: expected at most {MAX_LAB_ID_BYTES}.", id.len());
        return Err(Refusal::bad_request(sentence));
    }
    Ok(FileId(id.as_bytes().to_vec()))
}

fn header_number(headers: &HeaderMap, name: &str) -> Result<Option<u64>, Refusal> {
    let Some(value) = headers.get(name) else { return Ok(None) };
    let text = String::from_utf8_lossy(value.as_bytes());
    plain_number(text.trim()).map(Some).ok_or_else(|| {
        let expected = format!("a whole number of bytes from 0 to {}", u64::MAX);
        Refusal::bad_request(format!("The header {name} is \"{}\": expected {expected}.", shortened(&text)))
    })
}

fn plain(text: String) -> Response {
    ([(header::CONTENT_TYPE, PLAIN_TEXT), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], text)
        .into_response()
}

async fn drain(mut body: Body) {
    let reading = async { while let Some(Ok(_)) = body.frame().await {} };
    // A client that still sends after that gets the reset.
    tokio::time::timeout(LINGER, reading).await.ok();
}
