//! What a peer, a file or a page can make us keep, at most: one list, so that it can be read as one promise.
//!
//! Each limit says what happens beyond it. None of them cuts in silence: a row, a field or an error names what is not
//! there. Windows of flow control (credit, batches, read sizes) are no limits in this sense and stand where they work.

/// Bytes of one header line of an answer, its name and its end included; a longer one is an error that names it.
pub const MAX_HEADER_LINE_BYTES: usize = 64 * 1024;

/// Bytes of one head of an answer; a longer one is an error.
pub const MAX_HEAD_BYTES: usize = 1024 * 1024;

/// Header lines of one head of an answer, as many as curl takes; more of them are an error. Each is kept by itself, so
/// that a head of empty lines would cost thirty times its bytes.
pub const MAX_HEADER_LINES: usize = 5000;

/// Interim answers (1xx) to one request; one more is an error.
pub const MAX_INTERIM_ANSWERS: usize = 100;

/// Bytes of the line before a chunk, its size with its extensions; a longer one is an error.
pub const MAX_CHUNK_LINE_BYTES: usize = 16 * 1024;

/// Characters of the name of a tab; more of them are not taken.
pub const MAX_TAB_NAME_CHARS: usize = 100;

/// Messages of the window that are kept until they are dismissed; the oldest goes.
pub const MAX_NOTICES: usize = 50;

/// Tabs that were closed and can be opened again; the oldest goes with its rows.
pub const MAX_CLOSED_TABS: usize = 10;

/// Bytes of the trailers behind a body in chunks; more of them are an error.
pub const MAX_TRAILER_BYTES: usize = 64 * 1024;

/// Bytes of the head of a proxy's answer to CONNECT; a longer one is an error.
pub const MAX_PROXY_HEAD_BYTES: usize = 64 * 1024;

/// Bytes of the body with which a proxy refuses that the error repeats; the rest is not read.
pub const MAX_PROXY_BODY_BYTES: usize = 1024;

/// Bytes of the body of an answer that is an error which its row shows; the rest is not read.
pub const MAX_BODY_PREVIEW_BYTES: usize = 4096;

/// Content codings of one body that are taken off, as many as curl does; with more of them the body is left as it came,
/// and a row says so.
pub const MAX_CONTENT_CODINGS: usize = 5;

/// How many times its bytes a body may become when its codings are taken off. What is beyond is left out, which is an
/// error that says how much that is.
pub const MAX_DECODED_FACTOR: u64 = 1000;

/// Bytes that a body may become however few they were before.
pub const FREE_DECODED_BYTES: u64 = 1024 * 1024;

/// Levels inside of each other of a payload that is shown as a tree; deeper ones are not read, and the fault says so.
pub const MAX_TREE_DEPTH: usize = 128;

/// Bytes of a payload that is shown as a tree, as JSON; what is beyond is not read, and the fault says so.
pub const MAX_TREE_BYTES: usize = 64 * 1024 * 1024;

/// Bytes that a payload which is shown as a tree is inflated to; what is beyond is not read, and the fault says so.
pub const MAX_INFLATED_BYTES: usize = 64 * 1024 * 1024;

/// Compressed payloads inside of each other that are opened; one inside of those is shown as bytes.
pub const MAX_COMPRESSED_LAYERS: usize = 4;

/// Bytes of an event type or a reason phrase that a row shows, beside the whole length.
pub const MAX_LABEL_BYTES: usize = 1024;

/// Fields of the reason of a row, each not longer than a label; others are left out.
pub const MAX_REASON_FIELDS: usize = 16;

/// Bytes of a last event ID; a longer one is not taken, and a row says so.
pub const MAX_EVENT_ID_BYTES: usize = 16 * 1024;

/// Bytes of a WebSocket message, also of one that is sent from a file. A larger one of the peer fails the connection with
/// 1009, unless the user wants another limit; a larger file is not sent.
pub const MAX_MESSAGE_BYTES: usize = 64 * 1024 * 1024;

/// Bytes of the body of a poll's answer; a larger one is an error, and what is beyond is not read.
pub const MAX_POLL_BODY_BYTES: usize = 64 * 1024 * 1024;

/// Bytes of a block of an event stream, the lines up to an empty one; a larger one ends the stream with an error.
pub const MAX_BLOCK_BYTES: usize = 64 * 1024 * 1024;

/// Bytes of what a peer sent that an error repeats, beside the whole length.
pub const MAX_QUOTED_BYTES: usize = 256;

/// Bytes that are kept of a message or body that ended early, where it was not in memory as a whole; a row has them, and
/// says how many came.
pub const MAX_PARTIAL_BYTES: usize = 64 * 1024;

/// Bytes that are kept of those that belong to nothing; a row has them, and says how many came.
pub const MAX_STRAY_BYTES: usize = 4096;

/// Frame heads that a row of a message keeps; the rest is counted.
pub const MAX_FRAME_HEADS: usize = 1024;

/// Bytes of pongs that wait to be sent; past them nothing more is read until some left.
pub const MAX_WAITING_PONG_BYTES: usize = 1024 * 1024;

/// Cookies that are kept for one host; the oldest goes first.
pub const MAX_COOKIES_PER_HOST: usize = 50;

/// Hosts whose cookies are kept; the one that was first set goes first, with all of its cookies.
pub const MAX_COOKIE_HOSTS: usize = 60;

/// Bytes of one cookie, name and value; a larger one is not taken. RFC 6265 §6.1.
pub const MAX_COOKIE_BYTES: usize = 4096;

/// Bytes of the cookies that one request sends; those that do not fit are left out.
pub const MAX_COOKIE_HEADER_BYTES: usize = 16 * 1024;

/// Bytes of a file with certificates or a key.
pub const MAX_CREDENTIAL_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// Bytes of a file with a saved connection or with variables; a larger one is refused, and named.
pub const MAX_CONNECTION_FILE_BYTES: u64 = 1024 * 1024;

/// Files of a library of saved connections; those beyond are counted, and the list says so.
pub const MAX_LIBRARY_FILES: usize = 10_000;

/// Folders inside of each other in a library of saved connections; deeper ones are named and not read.
pub const MAX_LIBRARY_DEPTH: usize = 32;

/// Bytes of one line of a saved session; a longer one is passed over, and the window says so.
pub const MAX_RECORD_LINE_BYTES: u64 = 512 * 1024 * 1024;

/// Bytes of the head of a request to the lab; a longer one is refused with 431 and a sentence.
pub const MAX_LAB_HEAD_BYTES: usize = 64 * 1024;

/// Parameters in the query of a request to the lab; more are refused with 400.
pub const MAX_LAB_PARAMETERS: usize = 100;

/// Bytes of a parameter of the lab that is a text of its own, such as an origin; a longer one is refused with 400.
pub const MAX_LAB_TEXT_BYTES: usize = 1024;

/// The largest number of messages, events or echoes that the lab is asked for; a larger one is refused with 400.
pub const MAX_LAB_COUNT: u64 = 1_000_000_000_000;

/// The highest rate that the lab is asked for, in messages or bytes a second; a higher one is refused with 400.
pub const MAX_LAB_RATE: u64 = 1_000_000_000;

/// Bytes of a message that the lab sends, in how many pieces ever: twice what a client has to accept. What asks for more
/// is refused with 400.
pub const MAX_LAB_SENT_BYTES: u64 = 128 * 1024 * 1024;

/// Bytes of a message that the lab takes on a WebSocket; a larger one is answered with close code 1009.
pub const MAX_LAB_MESSAGE_BYTES: usize = 64 * 1024 * 1024;

/// Bytes of a body that is no upload, and of a message to the chat; a larger one is answered with 413 or 1009.
pub const MAX_LAB_BODY_BYTES: u64 = 16 * 1024 * 1024;

/// Bytes of a frame that the lab sends; a larger message leaves in several, made one after the other.
pub const MAX_LAB_FRAME_BYTES: usize = 1024 * 1024;

/// The same where messages are compressed, which takes its time: so long is a worker busy with one connection.
pub const MAX_LAB_DEFLATED_FRAME_BYTES: usize = 256 * 1024;

/// Bytes that the lab makes or reads at a time for one connection; what is larger needs a place in its budget.
pub const LAB_PIECE_BYTES: usize = 16 * 1024;

/// Bytes of a message that a connection of the lab holds without a place in the budget.
pub const LAB_FREE_BYTES: usize = 32 * 1024;

/// Messages of at most 1 MiB that the lab holds at a time, over all connections; the next ones wait.
pub const LAB_SMALL_PLACES: usize = 24;

/// Parts of 16 MiB that larger messages of the lab take, over all connections; the next ones wait. The largest message
/// takes all of them.
pub const LAB_LARGE_PLACES: usize = 4;

/// Connections of the lab with compression at a time; one more gets none.
pub const LAB_DEFLATE_PLACES: usize = 32;

/// Bytes of uploads on their way to the disk, over all connections of the lab; the next ones wait.
pub const LAB_UPLOADING_BYTES: usize = 16 * 1024 * 1024;

/// Connections of the lab at a time; for one more, the one that has moved least ends.
pub const MAX_LAB_CONNECTIONS: usize = 1_000;

/// Pings of `/ws/ping` that wait for their pong; for one more, the oldest is forgotten.
pub const MAX_LAB_UNANSWERED_PINGS: usize = 1_000;

/// Files in the lab's store; one more is refused with 413. Each is two on disk, and a temporary folder is deleted when the
/// lab ends: a busy disk takes seconds for 20,000.
pub const MAX_LAB_UPLOADS: usize = 2_000;

/// Bytes of the id of a file in the lab's store; a longer one is refused with 400.
pub const MAX_LAB_ID_BYTES: usize = 1024;

/// Bytes of the line that the lab's store keeps of a file; a longer one is not ours and is passed over.
pub const MAX_LAB_LINE_BYTES: u64 = 16 * 1024;

/// Bytes of an index as earlier versions of the store wrote it; a longer one is passed over.
pub const MAX_LAB_INDEX_BYTES: u64 = 64 * 1024 * 1024;
