//! Resumable uploads in the dialect of javascript.info: `status` says how many bytes there are, `upload` takes the rest.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use http::{HeaderMap, StatusCode, header};
use http_body::Body as _;
use http_body_util::BodyExt as _;

use super::{
    LabState,
    index::Endpoint,
    query::{plain_number, shortened},
    refusal::{PLAIN_TEXT, Refusal},
    serve::Connection,
    store::{Begin, BeginError, Chunk, FileId, Received, Upload, WriteError},
};

/// What this file serves.
pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "GET",
        path: "/upload/javascript-info/status",
        query: "",
        about: "The number of bytes that are here of the file named in X-File-Id.",
        route: || get(status),
    },
    Endpoint {
        method: "POST",
        path: UPLOAD_PATH,
        query: "",
        about: "Takes the rest of the file named in X-File-Id, from the byte in X-Start-Byte; 0 begins anew.",
        route: || post(upload),
    },
    Endpoint {
        method: "GET",
        path: "/upload/stored",
        query: "",
        about: "Every file that is here: its id, size and SHA-256.",
        route: || get(stored),
    },
];

const UPLOAD_PATH: &str = "/upload/javascript-info/upload";

/// A refused upload is read on for this long, so that the client sees the answer and not a reset connection.
const LINGER: Duration = Duration::from_secs(2);

/// Whether a path takes bodies of any size.
pub(super) fn takes_large_bodies(path: &str) -> bool {
    path == UPLOAD_PATH
}

async fn status(State(lab): State<Arc<LabState>>, headers: HeaderMap) -> Result<Response, Refusal> {
    let id = file_id(&headers)?;
    let confirmed = lab.uploads.status(id).await.ok_or_else(Refusal::stopping)?;
    Ok(plain(confirmed.to_string()))
}

async fn stored(State(lab): State<Arc<LabState>>) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], serde_json::to_string(&lab.uploads.stored().await).unwrap_or_default())
        .into_response()
}

async fn upload(State(lab): State<Arc<LabState>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let connection = parts.extensions.get::<Arc<Connection>>().cloned();
    match receive(&lab, &parts.headers, connection, body).await {
        Ok(Received { size, complete: true }) => plain(format!("Success {size}")),
        Ok(_) => StatusCode::OK.into_response(),
        Err((refusal, unread)) => {
            if let Some(body) = unread {
                lab.tasks.spawn(lab.stop.clone().run_until_cancelled_owned(read_away(body)));
            }
            refusal.into_response()
        }
    }
}

/// What went wrong, and the body if there may be more of it.
type Refused = (Refusal, Option<Body>);

async fn receive(
    lab: &LabState,
    headers: &HeaderMap,
    connection: Option<Arc<Connection>>,
    body: Body,
) -> Result<Received, Refused> {
    let wanted = begin(headers, connection.as_deref(), &body);
    let begun = match wanted {
        Ok(begin) => lab.uploads.begin(begin).await.map_err(|error| refuse_begin(&error)),
        Err(refusal) => Err(refusal),
    };
    match begun {
        Ok(upload) => hand_over(upload, body).await,
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
async fn hand_over(upload: Upload, mut body: Body) -> Result<Received, Refused> {
    let Upload { chunks, outcome } = upload;
    let mut unread = None;
    loop {
        let chunk = match body.frame().await {
            None => Chunk::End,
            // Trailers say nothing here.
            Some(Ok(frame)) => match frame.into_data() {
                Ok(bytes) => Chunk::Data(bytes),
                Err(_trailers) => continue,
            },
            Some(Err(error)) => {
                let refusal = Refusal::bad_request(format!("The body was cut short: {error}."));
                return Err((refusal, None));
            }
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
        BeginError::TakenOver => Refusal::new(StatusCode::CONFLICT, "A newer upload of this file has taken over."),
        BeginError::Index(source) => cannot_keep(source),
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
    headers.get("x-file-id").filter(|id| !id.is_empty()).map(|id| FileId(id.as_bytes().to_vec())).ok_or_else(|| {
        Refusal::bad_request("The header X-File-Id names the file, and it is missing.").with_reason_phrase("No file id")
    })
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
    ([(header::CONTENT_TYPE, PLAIN_TEXT), (header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"))], text)
        .into_response()
}

async fn read_away(mut body: Body) {
    let reading = async { while let Some(Ok(_)) = body.frame().await {} };
    // A client that still sends after that gets the reset.
    tokio::time::timeout(LINGER, reading).await.ok();
}
