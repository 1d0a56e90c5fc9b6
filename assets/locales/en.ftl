### Wirelight in English. Sections are one a part of the window; zh-CN.ftl has the same keys in the same order.

## Window

app-title = Wirelight
tab-new = Open another session
tab-close = Close { $name }
tabs-none = No session is open
language-switch = Language: English / 中文
language-title = Language
language-system = As the system
theme-title = Theme
theme-system = System
theme-light = Light
theme-dark = Dark
fonts-missing = This system has no fonts: only Latin, Greek and Cyrillic text can be shown. Install a font package for other scripts.

## Shared widgets

notice-dismiss = Dismiss
cancel = Cancel
session-busy = The session is busy. Try again in a moment.
session-over = The session is over. Open it again first.
save-title = Save session record
save-what = JSON Lines with every row of this session, as the command line writes it.
save-path = File
save-browse = Browse…
save-secrets = Include secrets
save-secrets-hint = Otherwise secret header values and passwords in URLs are written as ***.
save-now = Save
save-done = Saved { $rows } rows to { $path }
save-failed = The record was not saved: { $reason }
list-name = Transcript
list-scroll-bar = Scroll bar of the transcript
list-dropped-rows = { $count ->
    [one] { $count } older row removed by the limit
   *[other] { $count } older rows removed by the limit
}
list-time = Time
list-delta = Δ ms
list-kind = Kind
list-size = Size
list-preview = Preview
list-filter = Filter
list-follow = Follow the newest row
list-clear = Clear the list
list-save = Save session record…
list-kinds = Kinds
list-no-match = No row matches the filter
chip-shown = { $name }, { $count } rows, shown
chip-hidden = { $name }, { $count } rows, hidden
inspector-text = Text
inspector-http = HTTP
inspector-details = Details
inspector-copy = Copy
inspector-copied = Copied
inspector-close = Close the inspector
inspector-resize = Width of the inspector
inspector-none = Choose a row to see it whole
inspector-no-http = No request was sent yet
inspector-no-text = This row carries no payload
inspector-cut = The first { $shown } of { $total } are shown; copying takes all of it
inspector-pretty = Format JSON
inspector-request = Request
inspector-response = Response
inspector-body = Body
address-name = URL
address-insecure = The certificate is not verified
address-tls = Encrypted with TLS
address-plain = Not encrypted
address-password-lost = The password in this URL was not saved. Type it again.
headers-title = Headers
headers-name = Name
headers-value = Value
headers-value-bad = A header value cannot hold control characters
headers-add = Add a header
headers-remove = Remove header { $name }
headers-not-saved = not saved
headers-not-saved-hint = The value of this header is a secret: it is kept only while the program runs.
security-title = Security
security-skip = Do not verify the certificate
security-skip-hint = For this session only. Anybody on the way could read and change what is sent.
security-ca = Extra authority (PEM file)
security-ca-hint = A file with certificates that are trusted beside the system's
security-browse = Choose the file…
security-off-title = Certificates are not verified
security-off-text = Anybody between here and the server could read and change this session.
security-off-undo = Verify again
status-in = in
status-out = out
status-rate = Messages per second over the last minute
status-elapsed = Time since the session began
no-dialog = This system offers no file dialog. Type or paste the path.

## Settings

settings-title = Settings
settings-done = Done
settings-limit = Transcript limit
settings-limit-hint = What one session keeps in memory. Beyond it the oldest rows go, and their number is shown. New sessions use a new limit.
settings-lab = Start the lab with the window
settings-lab-hint = The demo server on this machine that all four protocols can be tried with
settings-version = Wirelight { $version }
settings-broken = The settings file could not be read. It was kept as { $path }, and the window starts afresh.
settings-newer = The settings were written by a newer version (format { $version }). They are left alone, and nothing is saved.
settings-unusable = Settings cannot be kept: { $path }: { $reason }

## Lab

lab-title = Lab
lab-what = A small server on this machine that speaks all four protocols, so that everything can be tried without another server.
lab-off = not running
lab-changing = one moment
lab-running = Running
lab-failed = failed
lab-start = Start
lab-stop = Stop
lab-restart = Restart
lab-panel-open = The lab: start, stop, addresses, stored uploads
lab-copy = Copy { $address }
lab-copied = The lab's address was copied
lab-endpoints = What it offers
lab-uploads = Stored uploads: { $files ->
    [one] { $files } file
   *[other] { $files } files
}, { $size } of { $limit }
lab-empty = Empty
lab-empty-hint = Delete every stored upload

## Upload

## WebSocket

## Server-Sent Events

sse-name = Server-Sent Events
sse-about = One request, and an answer that does not end: the server sends events as lines of text. When the stream ends, the source asks again and says which event it saw last.
sse-begin = Open the stream
sse-method = Method
sse-connect = Connect
sse-connect-hint = Open a new source at this URL
sse-reconnect-now = Reconnect now
sse-reconnect-now-hint = Do not wait for the rest of the reconnection time
sse-close = Close
sse-close-hint = Close the source for good, as EventSource.close() does
sse-stop-trying = Stop trying
sse-state-connecting = CONNECTING, readyState 0: on the way, or waiting to try again
sse-state-open = OPEN, readyState 1: the stream is open
sse-state-closed = CLOSED, readyState 2: nothing comes any more
sse-last-event-id = last event ID
sse-last-event-id-hint = What the next request tells the server to go on after. Left out while it is empty.
sse-section-reconnect = Reconnect
sse-section-body = Body
sse-reconnect-auto = auto
sse-reconnect-off = off
sse-reconnects = Reconnect when the stream ends or the network fails
sse-reconnects-hint = As the standard says: wait for the reconnection time, then ask again with Last-Event-ID
sse-retry = Wait, in ms
sse-retry-hint = The reconnection time. The server can change it with a retry field.
sse-retry-apply = Apply
sse-retry-apply-hint = Use this reconnection time from the next wait on
sse-continue = Continue after { $id }
sse-continue-hint = Let the next source begin with the ID that this one ended with
sse-no-reconnect-note = A source that does not ask with GET does not reconnect: it would do the same thing twice.
sse-body = Body of the request
sse-body-note = JSON is sent as application/json, other text as text/plain, unless a header says otherwise.
sse-body-get-note = A GET has no body. Choose another method to send one.
sse-security-off = not verified
sse-waiting = Reconnecting in
sse-waiting-why = attempt { $attempt } · { $reason }
sse-waiting-tail = waiting, { $left } to the next request
sse-closed-by-server = The source is closed
sse-column-type = Type
sse-column-data = Data
sse-kind-event = event
sse-kind-state = state
sse-kind-request = request
sse-kind-response = response
sse-kind-id = id
sse-kind-comment = comment
sse-kind-retry = retry
sse-kind-ignored = ignored
sse-kind-backoff = backoff
sse-kind-error = error
sse-chip-comments = comment
sse-chip-fields = fields
sse-chip-connection = connection
sse-chip-more = { $count } more types
sse-count-comments = comments
sse-count-ignored = ignored
sse-count-reconnects = reconnects
sse-backoff-line = attempt { $attempt } · { $wait }   { $reason }
sse-ignored-unknownField = no field of this name
sse-ignored-invalidRetry = retry takes digits only
sse-ignored-idWithNul = an ID cannot hold NUL
sse-ignored-noData = a block without data dispatches nothing
sse-ignored-unfinishedBlock = the stream ended before the empty line
sse-detail-type = type
sse-detail-handler = a page sees it in
sse-detail-lines = data lines
sse-detail-reason = why

## Long polling

poll-name = Long poll
poll-title = Long polling
poll-about = One request that the server answers only when there is something to tell. Each answer is shown with the time it was held, and the next request leaves at once.
poll-begin = Start polling
poll-method = Method
poll-start = Poll
poll-start-hint = Ask, and ask again after each answer
poll-now = Ask now
poll-now-hint = Do not wait for the rest of the backoff. The guard's own wait stays.
poll-stop = Stop
poll-stop-hint = Give up the request that is held, and ask no more
poll-state-waiting = WAITING: a request is held by the server
poll-state-backoff = BACKOFF: waiting before the next request
poll-state-stopped = STOPPED: nothing is asked
poll-section-body = Body
poll-section-publish = Publishing
poll-section-pace = Pace
poll-security-off = not verified
poll-body-get-note = A GET has no body. Choose POST to send one.
poll-pace = Requests a second
poll-pace-hint = At most so many requests start in any second, or off. A server that answers at once is then not flooded.
poll-pace-off = off
poll-publish-off = off
poll-publish-url = URL
poll-publish-url-hint = The publish box posts its text here. Empty: no publish box.
poll-publish-text = Message to publish
poll-publish-placeholder = Message to publish …
poll-publish-nowhere = No URL to publish to: see Publishing above
poll-publish-over = Start polling to publish
poll-publish = Publish
poll-publish-hint = Post this text to the publish URL. An empty one gives every held request an empty answer.
poll-column-sent = Sent at
poll-column-status = Status
poll-column-held = Held
poll-kind-state = state
poll-kind-request = request
poll-kind-response = response
poll-kind-message = message
poll-kind-empty = empty
poll-kind-error = failed
poll-kind-backoff = backoff
poll-chip-message = message
poll-chip-empty = empty
poll-chip-error = error
poll-chip-backoff = backoff
poll-chip-exchange = HTTP
poll-number = Poll { $number }
poll-empty-line = no message within { $held }
poll-backoff-line = attempt { $attempt } · { $reason }
poll-left = { $left } left
poll-wait-error = after an error
poll-wait-empty = empty, and too soon
poll-wait-retryAfter = the server said when (Retry-After)
poll-wait-guard = too many requests in a second
poll-held-now = held
poll-tail = waiting for an answer
poll-given-up = given up
poll-given-up-line = stopped before an answer came
poll-held-time = Held time
poll-held-polls = { $count ->
    [one] { $count } poll
   *[other] { $count } polls
}
poll-held-hint = Of the last thousand polls: from the request's start until its answer was complete
poll-held-p50 = held p50
poll-held-p99 = p99
poll-count-polls = polls
poll-count-messages = messages
poll-count-empties = empty
poll-count-errors = errors
poll-count-backoffs = backoffs
poll-detail-what = what
poll-detail-why = why
poll-detail-wait = wait
poll-detail-status = status
poll-detail-sent = sent at
poll-detail-held = held
poll-detail-head = head after
poll-detail-body = body read in
poll-detail-gap = next poll after

## End
