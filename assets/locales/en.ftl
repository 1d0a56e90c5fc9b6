### Wirelight in English. Sections are one a part of the window; zh-CN.ftl has the same keys in the same order.

## Window

app-title = Wirelight

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
status-rate = Rate over the last minute, second by second
status-elapsed = Time since the session began
no-dialog = This system offers no file dialog. Type or paste the path.

## Settings

## Lab

## Upload

upload-name = Upload
upload-title = Resumable upload
upload-about = The server says which byte it wants next, and only the rest of the file is sent. A pause or a lost connection costs nothing: the upload goes on where the server is. Choose a file, paste its path, or drop it here.
upload-choose = Choose a file…
upload-ready = { $size }. The server is asked first how many bytes it has of this file; the rest is sent from there.
upload-begin = Start upload
upload-section-file = File
upload-section-options = Options
upload-security-off = not verified
upload-note-dialect = javascript.info
upload-note-limit = limit { $rate }
upload-note-no-limit = rate limit off
upload-file = Path of the file
upload-file-hint = Paste a path, or drop a file on this window
upload-browse = Browse…
upload-file-found = { $size } ({ $bytes } bytes)
upload-file-looking = Looking at the file…
upload-file-none = No file yet: paste a path, drop a file on this window, or browse.
upload-file-id = File ID
upload-file-id-hint = Names the file to the server. Made from name, size and time of the last change; it can be edited.
upload-encoding = Encoding of the ID
upload-encoding-percent = Percent if not ASCII
upload-encoding-utf8 = UTF-8 bytes
upload-encoding-latin1 = Latin-1 bytes
upload-no-dialog = There is no file dialog on this system: paste a path, or drop a file on the window.
upload-drop-here = Drop the file to upload it
upload-drop-busy = An upload is running in this tab: finish or cancel it first, or open another tab.
upload-drop-many = One tab uploads one file: the first was taken.
upload-file-size = Send X-File-Size
upload-file-size-hint = That server then forgets a finished upload, so it is not asked again whether all has arrived.
upload-rate-limit = At most bytes per second
upload-rate-limit-hint = 500K, 2M, 1G; empty: no limit
upload-rate-limit-note = A limit makes it easy to pause half-way. K, M and G are 1024, 1024² and 1024³ bytes.
upload-start = Start
upload-start-hint = Ask the server which byte it wants, and send from there
upload-pause = Pause
upload-pause-hint = Abort the request, then ask what the server has kept
upload-resume = Resume
upload-resume-hint = Ask the server which byte it wants, and go on from there
upload-retry-now = Retry now
upload-retry-now-hint = Do not wait any longer
upload-restart = Restart from 0
upload-restart-hint = Send everything again; the server forgets what it has
upload-cancel = Cancel
upload-cancel-hint = Give up. What the server has stays there, so the upload can go on later
upload-state-ready = Nothing has been sent yet
upload-state-probing = Asking the server which byte it wants
upload-state-sending = Sending
upload-state-waiting = All sent, waiting for the server
upload-state-paused = Paused
upload-state-backoff = Waiting before the next attempt
upload-state-confirming = Asking the server whether all has arrived
upload-state-done = The server has the whole file
upload-state-failed = Stopped
upload-waiting = Trying again in
upload-waiting-why = Attempt { $attempt }. { $reason }
upload-needs-you = Paused: this needs a decision
upload-failed = The upload has stopped
upload-form-problem = This cannot be started
upload-advice-file = Check the file, then start again, or choose another one.
upload-advice-connection = Check the address and that the server runs, then resume.
upload-advice-login = The server wants to know who you are: add a header such as Authorization.
upload-advice-url = Check the base URL: /status and /upload are added to it.
upload-advice-size = The server has no room for this file: empty it there, or send a smaller one.
upload-advice-redirect = The server points elsewhere: use the address that its Location header names.
upload-advice-restart = Resume asks the server again; restart sends everything from the first byte.
upload-advice-server = The answer is in the list of requests. Resume asks the server again.
upload-figure = { $percent } % confirmed by the server
upload-figure-first = confirmed
upload-figure-second = by the server
upload-confirmed = Confirmed
upload-not-confirmed = Sent, not confirmed
upload-not-confirmed-hint = Handed to the socket; the server has not said yet that it has these bytes
upload-to-send = To send
upload-resumes-at = resumes at byte { $byte }
upload-started-at = started at byte { $byte }
upload-bar = Progress
upload-so-far = Uploaded { $sent } of { $total }
upload-time-left = { $time } left
upload-map = Byte map
upload-map-note = one cell is { $size }, coloured by the attempt that carried it
upload-cell-earlier = the server had it before
upload-cell-carried = attempt { $attempt }
upload-speed = Speed
upload-speed-note = { $unit }, one-second mean
upload-speed-figures = mean { $mean } · peak { $peak }
upload-cause-paused = paused
upload-cause-lost = lost
upload-ended-running = running
upload-ended-user = you
upload-ended-success = complete
upload-ended-status = server { $status }
upload-attempts = Attempts
upload-attempts-note = { $count } · { $kept } of { $total } kept
upload-no-attempt = Nothing has been sent yet.
upload-attempt-words = Attempt { $number }: from { $from }, kept { $kept }, { $speed }, ended by: { $ended }
upload-column-number = #
upload-column-started = Started
upload-column-from = From
upload-column-kept = Kept
upload-column-speed = Speed
upload-column-ended = Ended by
upload-column-detail = Detail
upload-column-took = Took
upload-kind-request = request
upload-kind-response = answer
upload-kind-offset = offset
upload-kind-state = state
upload-kind-backoff = wait
upload-kind-progress = progress
upload-kind-verified = verified
upload-kind-error = error
upload-kind-dropped = dropped
upload-kind-mark = mark
upload-row-offset = the server wants byte { $byte }
upload-row-progress = { $sent } of { $total }
upload-row-post = from byte { $from } · { $size }
upload-row-wait = { $wait }, attempt { $attempt } · { $reason }
upload-row-probing = probing
upload-row-sending = sending
upload-row-paused = paused
upload-row-backoff = waiting
upload-row-confirming = confirming
upload-row-done = done
upload-row-failed = stopped
upload-integrity = Integrity
upload-integrity-local = local
upload-integrity-server = server
upload-integrity-how = method
upload-integrity-not-yet = not compared yet
upload-integrity-method = SHA-256 of the whole file
upload-integrity-compared = SHA-256 of the whole file, { $url }
upload-integrity-same = identical
upload-integrity-untold = this server tells no checksum
upload-integrity-not-proved = not proved
upload-integrity-now = comparing…
upload-integrity-later = after the last byte
upload-count-confirmed = confirmed
upload-count-in-flight = in flight
upload-count-requests = requests
upload-count-retries = retries
upload-count-out-hint = Bytes of the file handed to the socket in all attempts

## WebSocket

## Server-Sent Events

## Long polling

## End
