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
status-rate = Messages per second over the last minute
status-elapsed = Time since the session began
no-dialog = This system offers no file dialog. Type or paste the path.

## Settings

## Lab

## Upload

## WebSocket

## Server-Sent Events

## Long polling

## End
