### Wirelight in English. Sections are one a part of the window; zh-CN.ftl has the same keys in the same order.

## Window

app-title = Wirelight
tab-new = Open another session
tab-close = Close { $name }
tab-close-this = Close this tab
tab-close-others = Close the other tabs
tab-close-right = Close the tabs at the right
tab-rename = Rename this tab…
tab-name = Name of the tab
tab-copy = Duplicate this tab
tab-reopen = Reopen the tab closed last
tab-move-left = Move this tab to the left
tab-move-right = Move this tab to the right
tabs-hidden = { $count ->
    [one] 1 more tab, { $running } running
   *[other] { $count } more tabs, { $running } running
}
console-duplicate = Duplicate: a second console beside this one
console-title = Console { $number }
console-active = has the keyboard
console-inactive = click, or press F6
console-active-hint = Shortcuts and dropped files go to the console that was used last. F6 goes to the other one.
console-close = Close console { $number }
console-divider = Divider between the two consoles
tabs-none = No session is open
language-switch = Language: English / 中文
language-title = Language
language-system = As the system
theme-title = Theme
theme-system = System
theme-light = Light
theme-dark = Dark
fonts-missing = This system has no fonts: only Latin, Greek and Cyrillic text can be shown. Install a font package for other scripts.

## Actions, palette, shortcuts, about

action-group-window = Window
action-group-tabs = Tabs
action-group-session = Session
action-group-composer = Message field
action-group-list = List
action-group-inspector = Inspector
action-palette = Command palette
action-shortcuts = Show all shortcuts
action-theme-light = Theme: light
action-theme-dark = Theme: dark
action-theme-system = Theme: as the system
action-lab-start = Lab: start
action-lab-stop = Lab: stop
action-lab-copy = Lab: copy its address
action-new-tab = New tab of the same protocol
action-next-tab = Next tab
action-previous-tab = Previous tab
action-tab-by-number = Tab by its number
action-next-console = Keys to the other console
action-go = Main button: connect, send, start, resume
action-stop = Close, stop or pause what runs
action-address = Go to the address
action-open-file = Choose a file…
action-record = Record to file, or stop recording
action-send-message = Send the message
action-new-line = New line
action-older-message = Message sent before
action-next-mark = Next marked row
action-previous-mark = Previous marked row
action-open-protocol = New tab: { $name }
action-go-to-tab = Go to tab: { $name }
action-needs-nothing = not possible now
action-needs-lab-off = the lab runs already
action-needs-lab = the lab does not run
action-needs-tab = no tab is open
action-needs-tabs = there is no other tab
action-needs-closed = no tab was closed
action-needs-fields = this tab shows a saved session
action-needs-left = no tab is at the left
action-needs-right = no tab is at the right
action-needs-duplicable = this tab cannot have another console
action-needs-pair = this tab has one console
action-needs-ready = the main button cannot be pressed now
action-needs-running = nothing runs in this tab
action-needs-file = this tab takes no file now
action-needs-session = no session was opened in this tab
action-needs-rows = the list has no rows
action-needs-row = no row is chosen
action-needs-room = the list is not shown, or too small
action-needs-base = no other row was set as base
action-needs-comparison = nothing is compared
action-needs-focus = only in the field itself
palette-hint = Type what you want to do
palette-nothing = No command fits
shortcuts-title = Shortcuts
about-title = About Wirelight
about-licence = Licence: { $licence }. Everybody may use, change and share it.
about-fonts = Fonts: Inter and JetBrains Mono (SIL Open Font License 1.1), Material Symbols (Apache 2.0).
about-settings = Settings
about-data = Data: records and stored uploads
about-no-place = This system names no folder for it.
about-copy = Copy { $what }

## Shared widgets

notice-dismiss = Dismiss
notice-dismiss-one = Dismiss: { $words }
notice-dismiss-all = Dismiss all
notice-list = { $count ->
    [one] 1 problem
   *[other] { $count } problems
}
closing-tab = Close this tab?
closing-tabs = Close these tabs?
closing-window = Close the window?
closing-what = This runs and ends with it:
closing-more = and { $count } more
closing-never-again = Don't ask again
closing-never-again-hint = The settings can switch the question on again
closing-close = End and close
cancel = Cancel
no-dialog = There is no file dialog on this system: type or paste a path.
session-busy = The session is busy. Try again in a moment.
session-over = The session is over. Open it again first.
save-title = Save session
save-format = Format
save-format-jsonl = Session record (JSON Lines)
save-format-csv = Table (CSV)
save-format-text = Plain text
save-format-har = HAR 1.2
save-what-jsonl = Every row as the command line writes it. Wirelight opens this file again.
save-what-csv = A row a line, for spreadsheets and scripts.
save-what-text = A row a line, for people.
save-what-har = An HTTP archive, for browser tools and proxies.
save-shown = { $count ->
    [one] Only the one row that the filter shows
   *[other] Only the { $count } rows that the filter shows
}
save-exists = This file exists. It will be replaced.
save-path = File
save-browse = Browse…
save-frames = Frame details
save-frames-hint = Each row also says in which frames it came or left: bits, masking key, sizes, times
save-secrets = Include secrets
save-secrets-hint = Otherwise secret header values and passwords in URLs are written as ***.
save-now = Save
save-done = { $rows ->
    [one] Saved 1 row to { $path }
   *[other] Saved { $rows } rows to { $path }
}
save-failed = Not saved: { $reason }
save-running = Saving { $percent } % to { $path }
save-cancelled = Saving was cancelled. No file was written.
record-title = Record to file
record-what = The rows that are there and every row from now on, written at least once a second. Nothing of it is lost when memory runs short.
record-now = Record
record-stopped = The recording is in { $path }
record-failed = The recording ended: { $reason }
saved-reading = reading { $percent } %
saved-rows = { $count ->
    [one] 1 row
   *[other] { $count } rows
}
saved-stop = Stop reading
saved-stopped = stopped after { $percent } %
saved-limit = only the first { $percent } % fit into { $limit } of memory: raise “Memory of all sessions” in the settings
saved-failed = the file could not be read further: { $reason }
saved-torn = the last line is not complete and was left out: the recording was interrupted
saved-broken = { $count ->
    [one] line { $line } is no row and was left out
   *[other] { $count } lines are no rows and were left out, the first is line { $line }
}
saved-long = { $count ->
    [one] line { $line } is longer than { $limit } and was passed over
   *[other] { $count } lines are longer than { $limit } and were passed over, the first is line { $line }
}
saved-unknown = { $count ->
    [one] 1 row of an unknown kind was left out
   *[other] { $count } rows of unknown kinds were left out
}
open-session = Open saved session…
open-title = Open saved session
open-what = A session record (JSON Lines) that was saved or recorded in the window, or written by the command line.
open-now = Open
open-unknown-protocol = This version does not know the protocol { $protocol } of that session. A newer version of Wirelight may.
list-name = Transcript
list-scroll-bar = Scroll bar of the transcript
list-dropped-rows = { $count ->
    [one] { $count } older row removed by the limit
   *[other] { $count } older rows removed by the limit
}
list-kind-state = state
list-kind-request = request
list-kind-response = response
list-kind-error = error
list-kind-backoff = backoff
list-dropped = { $count ->
    [one] { $count } row left out: { $reason }
   *[other] { $count } rows left out: { $reason }
}
list-kind-dropped = dropped
list-wait-cause = attempt { $attempt } · { $reason }
list-kind-partial = partial
list-kind-stray = stray
list-kind-trailers = trailers
list-kind-finding = finding
list-partial = cut off after { $bytes }
list-partial-of = cut off after { $bytes } of { $of }
list-stray-body = { $bytes } behind the body
list-stray-close = { $bytes } behind the close frame
list-stray-other = { $bytes } that belong to nothing
finding-unaskedCoding = the body is compressed, which was not asked for; it is shown decompressed
finding-unknownCoding = the body has a content coding that is not known here; it is shown as it came
finding-tooManyCodings = the body has more content codings than are taken off; it is shown as it came
finding-trailingBytes = bytes behind the end of the compressed data are left out
finding-codingDamaged = the compressed data is damaged; the body is shown as far as it could be read
finding-codingUnfinished = the compressed data has no end; the body is shown as far as it came
finding-codingTooLarge = the body grows beyond the limit when it is decompressed; it is shown up to there
list-time = Time
list-delta = Δ ms
list-kind = Kind
list-size = Size
list-preview = Preview
list-filter = Filter
list-follow = Follow the newest row
list-clear = Clear the list
list-save = Save session record…
list-record = Record to file…
list-record-stop = Stop recording
list-kinds = Kinds
list-no-match = No row matches the filter
chip-shown = { $count ->
    [one] { $name }, 1 row, shown
   *[other] { $name }, { $count } rows, shown
}
chip-hidden = { $count ->
    [one] { $name }, 1 row, hidden
   *[other] { $name }, { $count } rows, hidden
}
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
headers-not-saved-hint = This is a secret: it is kept only while the program runs.
connection-title = Connection
connection-proxy = Proxy
connection-proxy-hint = http://, https://, socks5:// (names are found here) or socks5h:// (names are found by the proxy), with user:password@ if it wants a login; a password is not saved
connection-timeout = Connect time-out, s
connection-timeout-hint = How many seconds the way to the server may take: name, TCP, proxy and TLS, and a WebSocket's handshake
connection-answer-timeout = Answer time-out, s
connection-answer-timeout-hint = How many seconds an answer may take to begin, its connection included. Empty: a server may hold it as long as it wants.
connection-follow = Follow redirects
connection-follow-hint = Go where a 3xx answer leads, up to 10 times. A login and cookies are not taken to another server.
connection-follow-always = An event stream always goes where a 3xx answer leads, up to 20 times. A login and cookies are not taken to another server.
connection-codings = Accept { $codings }
connection-codings-hint = Sends Accept-Encoding, unless you have written one among the headers. Without it a server should not compress; what comes is decompressed in any case.
connection-cookies = Keep cookies that servers set
connection-cookies-hint = They are sent back where they belong, over all connections of this tab, and are never saved
login-user = User
login-user-hint = Log in with HTTP Basic
login-password = Password
login-password-hint = The password of HTTP Basic; it is not saved
login-bearer = Bearer token
login-bearer-hint = Log in with Authorization: Bearer; it is not saved
cookies-title = Cookies
cookies-off = off
cookies-typed = Cookies to send
cookies-typed-hint = Sent as the Cookie header, with those below; one of the same name that you write here wins. They are not saved.
cookies-none = No server has set a cookie in this tab.
cookies-name = Name
cookies-value = Value
cookies-domain = Domain
cookies-path = Path
cookies-expires = Expires
cookies-secure = Secure
cookies-secure-hint = Goes to secure servers only, and to this machine
cookies-session = with the tab
cookies-edit = Edit the cookie { $name }
cookies-remove = Remove the cookie { $name }
cookies-add = Add a cookie
cookies-clear = Clear all
cookies-keep = Keep
cookies-discard = Discard
cookies-note = They live as long as this tab, over its connections, and are never saved.
cookies-off-note = Cookies are switched off under Connection: none is kept and none of these is sent.
security-title = Security
security-skip = Do not verify the certificate
security-skip-hint = For this session only. Anybody on the way could read and change what is sent.
security-unverified = not verified
security-ca = Extra authority (PEM file)
security-ca-hint = A file with certificates that are trusted beside the system's
security-cert = Client certificate (PEM file)
security-cert-hint = Shown to a server that asks who you are
security-key = Its key (PEM file)
security-key-hint = The key of the client certificate, not encrypted; leave it empty when it is in the same file
security-pin = Trust only SHA-256
security-pin-hint = The fingerprint of the one certificate that is trusted, whoever signed it; empty for the usual check
security-pin-forget = Forget
security-refused = The certificate is not trusted
security-trust = Trust this certificate
security-browse = Choose the file: { $name }
security-off-title = Certificates are not verified
security-off-text = Anybody between here and the server could read and change this session.
security-off-undo = Verify again
plot-nothing-yet = Nothing yet · { $what }
plot-nothing-came = Nothing came · { $what }
status-in = in
status-out = out
status-rate = Rate over the last minute, second by second
status-elapsed = Time since the session began

## Table

table-columns = Columns: which are shown, how wide they are, how times are written
table-columns-button = Columns
table-columns-default = Default columns
table-column-width = Width of { $name }. Double click for the default.
table-column-narrower = Make { $name } narrower
table-column-wider = Make { $name } wider
table-column-last = the last one
table-direction = Direction
table-time-clock = Time of day
table-time-start = Since start
table-time-mark = Since mark
table-time-clock-hint = Local time of day. Right click to write times in another way.
table-time-start-hint = Seconds since the session began
table-time-mark-hint = Seconds since the nearest marked row above. Rows above every mark count down to the first one.
table-pause = Pause the view
table-paused = { $count ->
    [one] 1 new row · Resume
   *[other] { $count } new rows · Resume
}
table-resume-hint = Recording went on: show what came
table-all-in-file = all of them are in { $path }
table-some-in-file = { $count ->
    [one] 1 of them is in { $path }
   *[other] { $count } of them are in { $path }
}
table-go-to = Row or time
table-go-to-go = Go
table-go-to-menu = Go to row or time…
table-go-to-hint = A row by its number, a time of day, or the time since the session began
table-go-to-refused = This is no row and no time. Understood are 5000001, 12:00:01.5, +3.5s, +200ms, +2m and +1h.
table-go-to-empty = No row is shown
table-go-to-hidden = The filter hides row { $row }; the nearest that is shown is row { $nearest }
table-go-to-gone = The limit has removed row { $row }; the nearest that is shown is row { $nearest }
table-go-to-beyond = There is no row { $row } yet; the nearest that is shown is row { $nearest }
table-row-menu = Chosen rows
table-copy-text = Copy as text
table-copy-json = Copy as JSON Lines
table-copy-json-how = secrets masked
table-copy-payload = Copy payload
table-copy-payload-how = text, or else hex
table-copy-payloads = Copy payloads
table-copy-payloads-how = one a line; text, or else hex
table-copied = { $count ->
    [one] 1 row copied
   *[other] { $count } rows copied
}
table-copied-nothing = Nothing was copied: no payload in what is chosen
table-copy-too-much = Nothing was copied: the clipboard gets at most { $most }. Export the rows to a file instead.
table-select-all = Select all
table-mark = Mark, or unmark
table-mark-edit = Mark with colour and note…
table-mark-note = Note
table-mark-set = Set mark
table-mark-remove = Remove mark
table-marked = marked { $color }
table-marked-note = marked { $color }: { $note }
table-no-mark = No marked row is shown. M marks the chosen rows.
table-too-many-marks = At most { $most } rows can be marked at once
mark-red = red
mark-amber = amber
mark-green = green
mark-blue = blue
mark-violet = violet

## Reasons and errors

code-cancelled = cancelled
code-programEnded = the program ended it
code-streamEnded = the stream ended
code-endedWithoutReconnect = the stream ended, and this source does not reconnect
code-failedWithoutReconnect = the connection failed, and this source does not reconnect
code-noFurtherAttempt = no further attempt is wanted
code-closedWith = closed with { $code }
code-closedWithReason = closed with { $code }: { $reason }
code-error = after an error
code-empty = empty, and too soon
code-retryAfter = the server said when (Retry-After)
code-guard = too many requests in a second
code-alreadyComplete = the server has the whole file
code-incomplete = { $size ->
    [one] the server took the request but has { $confirmed } of 1 byte
   *[other] the server took the request but has { $confirmed } of { $size } bytes
}
code-nothingToCompare = the server has the whole file, but no checksum to compare with
code-takenWhole = the server took it all; with X-File-Size it forgets the upload then, so it is not asked
code-noContent = the server answered 204 No Content: nothing more will come
code-transcriptLimit = older than what the memory limit keeps
code-maxEvents = beyond --max-events
code-closed = the source was closed
code-pongWithheld = pong withheld
code-urlWithoutHost = the URL names no host
code-nameNotFound = cannot find the address of { $host }
code-nameTimeout = no address for { $host } within { $seconds } s
code-connectRefused = cannot connect to { $host }: it refuses the connection
code-connectUnreachable = cannot connect to { $host }: there is no way to it
code-connectTimedOut = cannot connect to { $host }: it does not answer
code-connectFailed = cannot connect to { $host }: { $cause }
code-connectTimeout = no connection with { $host } within { $seconds } s
code-proxyTimeout = no answer of the proxy for { $host } within { $seconds } s
code-proxyTlsTimeout = no agreement on TLS with the proxy { $host } within { $seconds } s
code-proxyRefused = the proxy { $proxy } does not lead to { $host }: it answered { $status } { $phrase }
code-proxyWantsLogin = the proxy { $proxy } wants a login ({ $status }): put a user and a password into its URL, before the host
code-proxyForbids = the proxy { $proxy } does not allow { $host } ({ $status })
code-proxyCannotReach = the proxy { $proxy } cannot reach { $host } ({ $status })
code-proxyNotHttp = the answer of the proxy { $proxy } is not HTTP
code-proxyHeadTooLong = the head of the answer of the proxy { $proxy } is longer than { $limit } bytes
code-proxyTooManyInterim = the proxy { $proxy } sent more than { $limit } interim answers (1xx) and no final one
code-proxyEnded = the proxy { $proxy } ended the connection in its answer
code-proxyLost = the connection to the proxy { $proxy } was lost: { $cause }
code-socksFailed = the proxy { $proxy } does not lead to { $host }: SOCKS5 failed
code-socksWantsLogin = the proxy { $proxy } does not take this login (SOCKS5)
code-socksForbids = the proxy { $proxy } does not allow { $host } (SOCKS5)
code-socksCannotReach = the proxy { $proxy } cannot reach { $host } (SOCKS5)
code-certificateUnknownIssuer = the certificate of { $host } is not trusted: its issuer is not among the trusted authorities
code-certificateExpired = the certificate of { $host } is not trusted: it is no longer valid
code-certificateNotYetValid = the certificate of { $host } is not trusted: it is not valid yet
code-certificateOfOtherHost = the certificate of { $host } is not trusted: it is for another host
code-certificateRevoked = the certificate of { $host } is not trusted: it was revoked
code-certificateOfAuthority = the certificate of { $host } is not trusted: it is the certificate of an authority (CA:TRUE), not of a server
code-certificateNotPinned = the certificate of { $host } is not trusted: it is another one than the pinned { $pin }
code-certificateInvalid = the certificate of { $host } is not trusted: it cannot be verified
code-tlsNotSpoken = { $host } does not speak TLS here
code-tlsAlert = { $host } refuses TLS: { $alert }
code-tlsIncompatible = { $host } and this program have no TLS version or cipher in common
code-tlsEnded = { $host } ended the connection in the TLS handshake
code-tlsLost = the connection to { $host } was lost in the TLS handshake: { $cause }
code-tlsFailed = cannot agree on TLS with { $host }
code-tlsTimeout = no agreement on TLS with { $host } within { $seconds } s
code-tlsNameInvalid = { $host } cannot stand in a certificate
code-tlsSetupFailed = cannot set up TLS
code-authoritiesUnreadable = cannot read the certificate authorities in { $path }: { $cause }
code-authoritiesNotPem = the certificate authorities in { $path } are not PEM
code-authoritiesMissing = there is no certificate in { $path }
code-credentialUnreadable = cannot read { $path }: { $cause }
code-credentialNotPem = { $path } is not PEM
code-credentialTooLarge = it has more than { $limit } MiB: certificates and keys have less
code-clientCertificateMissing = there is no certificate in { $path }: it needs a block BEGIN CERTIFICATE
code-keyMissing = there is no private key in { $path }: name the file that has one as the key
code-keyEncrypted = the private key in { $path } is encrypted: write it without a password first (openssl pkey -in KEY -out PLAIN)
code-keyMismatch = the certificate in { $certificate } and the key in { $key } cannot be used together
code-connectionEnded = the connection ended before an answer came
code-endedInHead = { $bytes ->
    [one] the connection ended in the head of the answer, after 1 byte: { $first }
   *[other] the connection ended in the head of the answer, after { $bytes } bytes that begin with { $first }
}
code-connectionLost = the connection was lost: { $cause }
code-requestLost = the connection was lost while the request was being sent: { $cause }
code-requestBodyUnreadable = the body of the request could not be read
code-notHttp = the answer is not HTTP/1.1: it begins with { $first }
code-notHttpButTls = the answer is not HTTP/1.1, it looks like TLS: try https:// or wss://
code-notHttpButSsh = the answer is not HTTP/1.1, it looks like SSH: check the port
code-notHttpButHttp2 = the answer is not HTTP/1.1, it looks like HTTP/2
code-headerLineTooLong = the answer has a header line of more than { $limit } KiB
code-headTooLong = the answer has a head of more than { $limit } KiB
code-statusLineInvalid = the answer has a head that cannot be read: this is no status line: { $line }
code-headerLineInvalid = the answer has a head that cannot be read: this is no header line: { $line }
code-tooManyHeaderLines = the answer has more than { $limit } header lines
code-tooManyInterim = the server sent more than { $limit } interim answers (1xx) and no final one
code-bodyCut = { $missing ->
    [one] the answer was cut short: the connection ended 1 byte before the announced length
   *[other] the answer was cut short: the connection ended { $missing } bytes before the announced length
}
code-chunkCut = { $missing ->
    [one] the answer was cut short: the connection ended 1 byte before the end of a chunk
   *[other] the answer was cut short: the connection ended { $missing } bytes before the end of a chunk
}
code-lastChunkMissing = the answer was cut short: the connection ended before the last chunk
code-bodyLost = the answer was cut short: the connection was lost: { $cause }
code-contentLengthInvalid = the answer has the Content-Length { $value }, which is no number of bytes
code-contentLengthConflict = the answer has more than one Content-Length: { $one } and { $other }
code-chunkSizeInvalid = the answer has a chunk whose size is no hexadecimal number of bytes: { $line }
code-chunkEndInvalid = the answer has a chunk that does not end where its size says: { $found } stands there
code-chunkLineTooLong = the answer has a chunk whose size and extensions take more than { $limit } KiB
code-trailersTooLong = the answer has trailers of more than { $limit } KiB
code-answerTooLarge = the answer is larger than { $limit } MiB
code-answerTimeout = no answer of { $host } within { $seconds } s: the time that you gave it is over
code-unexpectedStatus = the server answered { $status } { $phrase }
code-codingDamaged = the answer has { $coding } data that is damaged near byte { $at }: { $cause }
code-codingUnfinished = { $at ->
    [one] the answer ends inside its { $coding } data, after 1 byte of it
   *[other] the answer ends inside its { $coding } data, after { $at } bytes of it
}
code-codingTooLarge = the answer is larger than { $factor } times its bytes once its { $coding } data is decoded, which is the limit
code-gzipMagic = it does not begin with 1f 8b
code-gzipMethod = its compression method is { $method }, and only 8 is known
code-gzipFlags = reserved flags are set: { $flags }
code-gzipHeadChecksum = the checksum of its head is wrong
code-gzipChecksum = its checksum is { $stated }, that of its content { $counted }
code-gzipLength = its length is { $stated }, that of its content { $counted }
code-zlibDictionary = it needs a preset dictionary, which no header names
code-deflateInvalid = it is no DEFLATE data
code-brotliInvalid = the brotli decoder reports error { $number }
code-tooManyRedirects = the server redirected { $limit } times, no more are followed
code-redirectWithoutLocation = the answer { $status } does not say where to: it has no Location header
code-redirectTargetInvalid = the Location header { $location } is no URL that can be followed
code-redirectScheme = the Location header { $location } leads to another scheme than ws, wss, http and https
code-redirectFragment = the Location header { $location } has a fragment, which the URL of a WebSocket must not have
code-redirectLoop = the redirects go in a circle: { $url } was asked already, with the same cookies
code-redirectNotFollowed = the server answered { $status } and points to { $location }, which is not followed
code-cookiesTooLarge = { $count ->
    [one] 1 cookie is not kept: name and value may have { $limit } bytes together
   *[other] { $count } cookies are not kept: name and value may have { $limit } bytes together
}
code-cookiesTooMany = { $count ->
    [one] the oldest cookie is no longer kept: { $limit } are kept for one host
   *[other] the { $count } oldest cookies are no longer kept: { $limit } are kept for one host
}
code-cookiesNotSent = { $count ->
    [one] the oldest cookie is not sent: a request may have { $limit } bytes of them
   *[other] the { $count } oldest cookies are not sent: a request may have { $limit } bytes of them
}
code-contentTypeMissing = the answer has no content type, a source wants text/event-stream
code-contentTypeWrong = the answer's content type is { $value }, a source wants text/event-stream
code-blockTooLong = a block of the stream is larger than { $limit } MiB
code-eventIdUnsendable = Last-Event-ID is left out: { $id } holds a control character, which no header may have
code-publishUrlMissing = there is no URL to publish to
code-publishQueueFull = { $limit } messages wait to be published already
code-publishTimeout = no answer within { $seconds } s
code-fileUnreadable = cannot read { $path }: { $cause }
code-notAFile = { $path } is not a file
code-fileChanged = { $path } has changed since the upload began ({ $cause }): the rest would not fit. Restart from 0
code-fileChangedWhileSent = the file changed while it was sent ({ $cause }): what the server has may be neither the old file nor the new one. Restart from 0
code-changedSize = { $was ->
    [one] it had 1 byte, now { $now }
   *[other] it had { $was } bytes, now { $now }
}
code-changedTime = it was last written at { $was }, now at { $now }
code-changedIdentity = another file has its name now
code-fileCut = { $missing ->
    [one] the file ended 1 byte early: it was cut while it was being sent
   *[other] the file ended { $missing } bytes early: it was cut while it was being sent
}
code-fileReadFailed = the file could not be read any further: { $cause }
code-requestAbandoned = the request is over
code-cutWhileSending = the server closed the connection while the file was being sent; it may have answered before that
code-uploadStalled = no byte has moved for { $seconds } s
code-statusTimeout = no answer within { $seconds } s
code-offsetNotANumber = the server's answer to status is not a number: { $answer }
code-offsetBeyondFile = { $answer ->
    [one] the server says it has 1 byte, but the file has { $size }: this ID belongs to another file
   *[other] the server says it has { $answer } bytes, but the file has { $size }: this ID belongs to another file
}
code-offsetWentBack = the server's number went back: it said { $before }, now it says { $now }. Restart from 0
code-checksumMismatch = the server stored other bytes: its SHA-256 is { $stored }, ours { $local }
code-notListed = the server's list of stored files does not have this ID
code-listUnreadable = the server's list of stored files cannot be read
code-fileIdEmpty = the file ID is empty
code-fileIdNotLatin1 = the file ID holds { $character }, which Latin-1 does not have: use percent or utf8
code-fileIdControl = the file ID holds a control character, which no header may have
code-handshakeTimeout = the server did not answer the WebSocket request within { $seconds } s: it listens, but does not speak HTTP here, or is too busy
code-upgradeRefused = the server refused the WebSocket: it answered { $status } { $phrase } instead of 101
code-upgradeWantsLogin = the server refused the WebSocket: it answered { $status } { $phrase } instead of 101. It wants a login: give a user with a password, or a bearer token
code-upgradeForbidden = the server refused the WebSocket: it answered { $status } { $phrase } instead of 101. It does not allow this request: check the login, the cookies and the Origin header
code-upgradeNotFound = the server refused the WebSocket: it answered { $status } { $phrase } instead of 101. It has nothing at this path: check the URL
code-upgradeWantsProxyLogin = the server refused the WebSocket: it answered { $status } { $phrase } instead of 101. A proxy wants a login: put a user and a password into the proxy's URL, before the host
code-upgradeWantsOther = the server refused the WebSocket: it answered { $status } { $phrase } instead of 101. It wants another protocol or version: its Upgrade and Sec-WebSocket-Version headers say which
code-upgradeRetryLater = the server refused the WebSocket: it answered { $status } { $phrase } instead of 101. It wants to be asked again in { $seconds } s
code-upgradeRedirected = the server redirects to { $location }: it answered { $status } { $phrase }. Allow redirects to be followed, or connect to that URL
code-upgradeHttpVersion = the server's answer breaks the WebSocket handshake: 101 must be said in HTTP/1.1, it came in HTTP/1.0
code-upgradeHeaderInvalid = the server's answer breaks the WebSocket handshake: the Upgrade header must be websocket, it is { $found }
code-upgradeHeaderMissing = the server's answer breaks the WebSocket handshake: the Upgrade header must be websocket, it is missing
code-connectionHeaderInvalid = the server's answer breaks the WebSocket handshake: the Connection header must name Upgrade, it is { $found }
code-connectionHeaderMissing = the server's answer breaks the WebSocket handshake: the Connection header must name Upgrade, it is missing
code-acceptInvalid = the server's answer breaks the WebSocket handshake: the Sec-WebSocket-Accept header must be { $expected } for our key, it is { $found }
code-acceptMissing = the server's answer breaks the WebSocket handshake: the Sec-WebSocket-Accept header must be { $expected } for our key, it is missing
code-extensionNotOffered = the server's answer breaks the WebSocket handshake: it chose the extension { $found }, which was not offered
code-subprotocolNotOffered = the server's answer breaks the WebSocket handshake: it chose the subprotocol { $found }, which was not offered
code-subprotocolMissing = the server chose none of the offered subprotocols { $offered }: RFC 6455 §4.2.2 allows it, browsers refuse it
code-deflateParameterUnknown = the server's permessage-deflate has the parameter { $name }, which there is not
code-deflateParameterTwice = the server's permessage-deflate has the parameter { $name } twice
code-deflateValueInvalid = the server's permessage-deflate has { $name }={ $value }, which is no value that it may have
code-deflateNotOffered = the server's permessage-deflate sets { $name }, which was not offered
code-deflateIgnored = the server accepts permessage-deflate, but not the { $name } of the offer
code-closedWhileConnecting = closed before the connection was open
code-frameReservedBits = the peer broke the WebSocket protocol: a frame has a reserved bit set that no extension in use gives a meaning
code-frameMasked = the peer broke the WebSocket protocol: the server masked a frame
code-frameUnmasked = the peer broke the WebSocket protocol: the client did not mask a frame
code-frameFragmentedControl = the peer broke the WebSocket protocol: a control frame is fragmented
code-frameControlTooLong = the peer broke the WebSocket protocol: a control frame has more than 125 bytes
code-frameReservedOpcode = the peer broke the WebSocket protocol: a frame has the reserved opcode { $opcode }
code-frameUnexpectedContinuation = the peer broke the WebSocket protocol: a continuation frame came, but no message is open
code-frameUnfinishedMessage = the peer broke the WebSocket protocol: a new message began before the last one ended
code-frameLengthNotMinimal = the peer broke the WebSocket protocol: a frame's length of { $bytes } is not written in as few bytes as it can be
code-frameBadDeflate = the peer broke the WebSocket protocol: a compressed message cannot be restored
code-frameClosePayload = the peer broke the WebSocket protocol: a close frame carries one byte, which is no close code
code-frameCloseCode = the peer broke the WebSocket protocol: a close frame carries the code { $code }, which must not be sent
code-frameOther = the peer broke the WebSocket protocol
code-textNotUtf8 = the peer sent text that is not UTF-8
code-messageTooBig = the peer sent a message of { $bytes } bytes or more, the limit is { $limit } bytes
code-closeFrameMissing = the peer ended the connection without a close frame
code-closeTimeout = the peer did not finish the close within { $seconds } s
code-cannotSend = { $path } is not sent: { $cause }
code-fileTooBig = it is larger than { $limit } MiB
code-lineNotUtf8 = line { $line } is not UTF-8, it and what follows is left out
code-lineTooLong = line { $line } is longer than { $limit } MiB, it and what follows is left out
code-hexDigitInvalid = this cannot be sent: { $found } is no hexadecimal digit
code-hexHalfByte = this cannot be sent: a byte has two hexadecimal digits, one is missing at the end
code-base64Invalid = this cannot be sent: it is not base64
code-jsonInvalid = this cannot be sent: it is not JSON at line { $line }, column { $column }
code-fileNotNamed = this cannot be sent: name a file, or choose one
code-pingTooLong = this cannot be sent: the payload has { $bytes } bytes, a ping has room for { $limit }
code-fragmentTextOpen = this fragment is not sent: a text message is open, its fragments are text
code-fragmentFile = this fragment is not sent: a file cannot be one, choose "split every" instead
code-fragmentPing = this fragment is not sent: a ping cannot be one
code-sendQueueFull = { $waiting } bytes wait for the peer already: this message is not sent
code-replyRuleInvalid = a reply rule cannot be used: its pattern is wrong at column { $column }
code-notSent = { $messages ->
    [one] 1 message
   *[other] { $messages } messages
} ({ $bytes ->
    [one] 1 byte
   *[other] { $bytes } bytes
}) { $messages ->
    [one] was
   *[other] were
} not sent: the connection ended before
code-libraryFault = the WebSocket library failed
code-notARecord = { $path } is not a session record of this program: { $cause }
code-recordNotJson = its first line is not a JSON object
code-recordNotOurs = its first line has no number wirelight
code-recordVersion = it has version { $version }, use a newer program
code-recordIncomplete = its first line does not say which session it is of
code-readingInterrupted = the reading of the file was given up
code-fileNotWritten = { $path } cannot be written: { $cause }. Make room, or choose another place
code-recordingEnded = { $path } cannot be written: { $cause }. It has the rows until now: make room, or record to another place
code-settingsFolderMissing = this system names no folder for settings
code-labNotLoopback = { $address } can be reached from other machines: that needs --expose
code-labOriginInvalid = { $text } is no origin: expected a scheme and a host, such as http://localhost:3000, and no path
code-labPortInUse = cannot listen on { $address }: port { $port } is in use
code-labListenFailed = cannot listen on { $address }: { $cause }
code-labFolderUnusable = cannot use the folder { $path } for uploads: { $cause }
code-labFolderForeign = cannot use the folder { $path } for uploads: the lock in it is not ours
code-labFolderTaken = another lab keeps its uploads in { $path }
code-urlInvalid = this is not a URL: “{ $text }”: { $cause }
code-urlHostInvalid = its host is none
code-urlPortInvalid = its port is no number from 0 to 65535
code-urlRelative = it has no scheme and no host
code-urlUnreadable = it cannot be read
code-urlWithoutScheme = { $text } has no scheme: write { $suggestion }
code-urlSchemeWrong = the scheme of { $url } is { $scheme }, expected { $plain }:// or { $tls }://
code-urlFragment = { $url } has a fragment, which the URL of a WebSocket must not have (RFC 6455 §3): leave it out, or write %23 for a # that belongs to the path
code-headerWithoutColon = a header is written 'Name: value', there is no colon behind “{ $name }”
code-headerNameInvalid = what begins with “{ $name }” is no header name: that has no spaces, and none of ()<>@,;:\"/[]?={"{"}{"}"}
code-headerValueInvalid = the value of the header { $name } holds a control character
code-proxyUrlInvalid = “{ $text }” is not the URL of a proxy: { $cause }. Write it as http://host:port or socks5://host:port
code-proxySchemeWrong = the scheme of the proxy { $text } is { $scheme }, expected http, https, socks5 or socks5h
code-proxyWithoutHost = the URL of the proxy { $text } names no host
code-connectTimeInvalid = the time for a connection is a number of seconds above 0, up to { $limit }, not “{ $text }”
code-answerTimeInvalid = the time for an answer is a number of seconds above 0, up to { $limit }, or empty: not “{ $text }”
code-cookiesUnsendable = these cookies cannot be sent: { $cause }
code-loginUnsendable = this login cannot be sent: { $cause }
code-originUnsendable = this origin cannot be sent: { $cause }
code-pinInvalid = a certificate's SHA-256 has 64 hexadecimal digits (colons between them do not count), “{ $text }” has not
code-cookieNameInvalid = a cookie's name is not empty and has no spaces, control characters, ; = and ,
code-cookieValueInvalid = a cookie's value has no control characters and no ;
code-cookieDomainInvalid = a cookie's domain is a host
code-cookiePlaceInvalid = a cookie's domain is a host, and its path begins with /
code-cookieTooLarge = a cookie's name and value have at most { $limit } bytes together
code-cookieEndInvalid = the end of a cookie is a time like 2030-01-31T12:00:00Z, or empty for the end of the tab
code-retryTimeInvalid = the reconnection time is a number of milliseconds, not “{ $text }”
code-maxRateInvalid = the rate is a whole number of requests a second from 1 up, or off, not “{ $text }”
code-rateInvalid = “{ $text }” is no rate: write bytes a second, like 500K, 2M or 1G, from 1 to 1024G
code-fileNotChosen = choose a file first
code-subprotocolInvalid = “{ $name }” is not a subprotocol: use letters, digits and any of !#$%&'*+-.^_`|~
code-subprotocolTwice = the subprotocol { $name } is offered twice
code-windowBitsInvalid = a window has 8 to 15 bits, or nothing stands here: not “{ $text }”
code-messageLimitInvalid = the largest message is a number of MiB from 1 to { $limit }, not “{ $text }”
code-livenessTimeInvalid = a number of seconds from { $least } to { $limit } stands here, not “{ $text }”
code-attemptsInvalid = a number of attempts stands here, or nothing for no limit: not “{ $text }”
code-replyDelayInvalid = a reply comes 0 to { $limit } ms after the message, not “{ $text }”
code-closeTimeInvalid = the time for a close is a number of seconds from 0 to { $limit }, not “{ $text }”
code-repeatTimeInvalid = a time is a number of milliseconds from 0 to { $limit }, not “{ $text }”
code-repeatCountInvalid = a count is a number from 1, or nothing for endless, not “{ $text }”
code-fragmentSizeInvalid = a fragment has 1 byte or more, not “{ $text }”
code-closeCodeReported = the close code { $code } is reported, never sent (RFC 6455 §7.4.1)
code-closeCodeUnassigned = the close code { $code } is not assigned: use 1000 to 1003, 1007 to 1014 or 3000 to 4999 (RFC 6455 §7.4)
code-closeCodeNotANumber = a close code is a number or none, not “{ $text }”
code-closeReasonTooLong = the reason has { $bytes } bytes, a close frame has room for { $limit }
code-closeReasonWithoutCode = a close frame without a code cannot have a reason
code-rawCloseCodeInvalid = a close code is a number from 0 to 65535, not “{ $text }”
code-workGivenUp = the work was given up
code-jobPanicked = a fault in this program has ended the work, please report it: { $message }
code-osNotFound = it does not exist
code-osPermissionDenied = permission denied
code-osConnectionRefused = the connection was refused
code-osConnectionReset = the peer reset it
code-osConnectionAborted = it was aborted
code-osBrokenPipe = the other end is closed
code-osNotConnected = it is not connected
code-osHostUnreachable = the host cannot be reached
code-osNetworkUnreachable = the network cannot be reached
code-osTimedOut = it took too long
code-osUnexpectedEnd = it ended too early
code-osAddressInUse = the address is in use
code-osAddressNotAvailable = the address is not available here
code-osAlreadyExists = it exists already
code-osNotADirectory = a part of the path is not a folder
code-osIsADirectory = it is a folder
code-osReadOnly = the disk is read-only
code-osStorageFull = the disk is full
code-osFileTooLarge = the file is too large
code-osInvalidData = its data cannot be understood
code-osInvalidInput = the system does not take this
code-osOutOfMemory = memory is short
code-osOther = the system reports a fault
code-programFault = a fault in this program has ended the session, please report it: { $message }

## Find

find-text-hint = Only rows that contain this text
find-regex-hint = Only rows that match this regular expression; ^ and $ are the ends of a payload
find-path-hint = Only rows that are JSON and have this: $.type == "trade", $.price > 10.5, $.items[*].id != null, $.note =~ "late"
find-mode = Read as { $mode }
find-mode-text = Text
find-mode-regex = Regular expression
find-mode-path = JSON path
find-match-case = Match case
find-problem = Column { $column }: { $cause }
find-unclosed = { $sign } is not closed
find-too-large = the pattern is too large
find-below-least = this is below the lower bound
find-regex-group-unclosed = this group is not closed: ) is missing
find-regex-group-unopened = ) without a (; write \) for the sign itself
find-regex-class-unclosed = this class is not closed: ] is missing
find-regex-repetition-missing = nothing to repeat; write \ before the sign to mean itself
find-regex-count-unclosed = this count is not closed: {"}"} is missing
find-regex-escape = this escape does not exist; write \\ for a backslash
find-regex-look-around = look-around is not supported
find-regex-backreference = backreferences are not supported
find-regex-group-name = this group's name is empty, taken, or not made of letters, digits and _
find-regex-class-range = this range of a class begins above its end
find-regex-class-item = this cannot stand in a class; write \ before the sign to mean itself
find-regex-unicode-class = this class of Unicode does not exist
find-regex-repetition-range = the least count is above the most
find-regex-number = a number is missing here, or too large
find-regex-character-code = this is no code of a character in hexadecimal digits
find-regex-flags = these flags cannot be read; there are i, m, s, R, U, u and x
find-regex-word-boundary = this word boundary does not exist; write \b for one
find-regex-too-deep = there are too many groups, or they are nested too deep
find-regex-unusable = this regular expression cannot be used
find-expected-root = expected a path, which begins with $
find-expected-segment = expected the next step of the path (.name or [...]), a comparison, or the end
find-expected-selector = expected a name in quotes, a number, a range, * or ?filter
find-expected-filter = expected a test such as @.price > 10
find-expected-operator = expected a comparison: == != < <= > >= =~ !~
find-expected-value = expected a JSON value: a number, "text", true, false or null
find-expected-regex = expected a regular expression in quotes
find-expected-end = expected the end
find-expected-bytes = expected a number of bytes such as 500, 10K or 1.5M
find-expected-time = expected seconds since the start such as 12.5, or 1:30 or 1:00:00
find-expected-attempt = expected the number of an attempt, from 1
find-more = More filters
find-more-used = More filters, { $count } in use
find-more-actions = More actions
find-clear-all = Clear all filters
find-direction = Direction
find-direction-in = In
find-direction-out = Out
find-direction-local = Local
find-direction-hint = Show rows of this direction
find-bytes = Size of the payload, in bytes
find-bytes-least = At least
find-bytes-most = At most
find-time = Time since the start, in seconds
find-time-least = From
find-time-most = Until
find-attempt = Connection attempt
find-attempt-name = Attempt
find-attempt-all = All of { $count }
find-filter-progress = Filtering: row { $row } of { $rows }
find-search-progress = Searching: row { $row } of { $rows }
find-stopped = Stopped at row { $row } of { $rows }. The rows after it were not looked at.
find-stop = Stop
find-go-on = Go on
find-search = Search
find-search-rows = Search in the rows shown
find-previous = Previous match
find-next = Next match
find-close = Close the search
find-place = { $place } of { $count }
find-found = { $count } found
find-found-so-far = { $count } found so far
find-nothing = Nothing found
find-wrapped-top = Went on from the top
find-wrapped-end = Went on from the end

## Inspector

inspector-text = Text
inspector-json = JSON
inspector-decoded = Decoded
inspector-frame = Frame
inspector-hex = Hex
inspector-http = HTTP
inspector-details = Details
inspector-compare = Compare
inspector-more-tabs = More tabs
options-more = More options
inspector-copy = Copy
inspector-copy-too-long = This is too long to copy: the clipboard gets at most { $most }. Save it to a file instead.
inspector-copy-value = Copy value
inspector-copy-path = Copy path (JSONPath)
inspector-copy-hex = Copy as hex
inspector-copy-text = Copy as text
inspector-select-all = Select all
inspector-save = Save payload to a file…
inspector-close = Close the inspector
inspector-resize = Width of the inspector
inspector-none = Choose a row to see it whole
inspector-no-http = No request was sent yet
inspector-no-text = This row carries no payload
inspector-scroll-bar = Scroll bar of the inspector
inspector-text-lines = Payload as text
inspector-indexed = indexed { $percent } %
inspector-json-lines = Payload as JSON
inspector-json-parsing = Reading the JSON: { $percent } %
inspector-json-too-long = This payload is longer than the { $limit } that are read as JSON. Text and Hex show all of it.
inspector-json-too-many = This JSON has more than { $limit } values. Text and Hex show all of it.
inspector-json-faulty = This is not JSON. At byte { $byte }, before “{ $near }”: { $why }. Text and Hex show all of it.
inspector-json-not-utf8 = these bytes are not UTF-8
inspector-json-value = a value is missing
inspector-json-key = a key in quotes is missing
inspector-json-colon = a colon is missing
inspector-json-comma = a comma or a closing bracket is missing
inspector-json-behind = there is text after the value
inspector-json-string = a string is not closed, or holds what JSON does not allow
inspector-json-number = a number is not written as JSON wants it
inspector-json-cancelled = reading was given up
inspector-pretty = Pretty print
inspector-pretty-hint = Indented text instead of a tree; numbers and the order of keys stay as written
inspector-expand-all = Expand all
inspector-collapse-all = Collapse all
inspector-hex-lines = Payload in hex
inspector-offset = Offset
inspector-offset-hint = Go to a byte: 1000 or 0x3e8, then Enter
inspector-offset-bad = A number from 0 to { $last }
inspector-marked = { $count } B from { $start }
inspector-record-fields = Record
inspector-base-set = Set as base of a comparison
inspector-base-drop = Base of the comparison
inspector-base-hint = Other rows can then be compared with this one
inspector-compare-with-base = Compare with the base
inspector-compare-lines = Comparison
inspector-compare-how = Set this row as the base, then choose the row to compare with it.
inspector-compare-begin = Use this row as the base
inspector-compare-choose = This row is the base. Choose another row to compare with it.
inspector-compare-other-session = The base is from an earlier session.
inspector-compare-too-long = Rows of up to { $limit } can be compared. Save both to files instead.
inspector-comparing = Comparing…
inspector-compare-counts = { $added } added, { $removed } removed
inspector-compare-same = No difference
inspector-compare-json = as JSON, whatever the order of keys
inspector-compare-text = by line
inspector-compare-bytes = by byte
inspector-compare-rough = Stopped after 5 s: there may be fewer differences than shown.
inspector-next-difference = Next difference
inspector-previous-difference = Previous difference
inspector-read-as-text = Read as text
inspector-read-as-text-hint = Show the bytes as UTF-8; what is none stays visible as \xNN
inspector-binary-type = A page gets, by its binaryType: blob → Blob, size { $bytes } · arraybuffer → ArrayBuffer, byteLength { $bytes }
inspector-failure = What failed
inspector-connection = Connection
inspector-reused = It had carried another request before.
inspector-resent = Sent again: the connection that had been kept was dead.
inspector-remote = Remote address
inspector-local = Local address
inspector-proxy = Proxy
inspector-tls = TLS
inspector-subject = Subject
inspector-issuer = Issuer
inspector-valid = Valid
inspector-sha256 = SHA-256
inspector-time-dns = DNS
inspector-time-tcp = TCP
inspector-time-proxy = Proxy
inspector-time-tls = TLS
inspector-time-upgrade = Upgrade
inspector-request = Request
inspector-response = Response
inspector-body = Body
inspector-lines-left-out = { $count ->
    [one] One more line is not shown; copying takes it too.
   *[other] { $count } more lines are not shown; copying takes all of them.
}
inspector-body-begin = Its first { $bytes } are shown; copying takes all of it.
inspector-body-cut = Only its begin is kept: it has { $bytes }.
inspector-evidence = Row { $row }
frame-list = Frames of this message
frame-title = Frame: { $header } header + { $payload } payload bytes
frame-title-of = Frame { $number } of { $count }: { $header } header + { $payload } payload bytes
frame-omitted = { $count ->
    [one] One more frame came and is only counted: of a message, the first { $kept } frames are kept.
   *[other] { $count } more frames came and are only counted: of a message, the first { $kept } frames are kept.
}
frame-no-message = This row is not a message: it did not travel in a frame.
frame-not-recorded = This record has no frames. Tick “Frame details” when you save or record a session, or use --frames on the command line.
frame-not-kept = Nothing is known of the frames of this row.
frame-hint-fin = FIN: 1 when this frame ends its message (RFC 6455 §5.2)
frame-hint-rsv = RSV1 to RSV3: reserved for extensions; with permessage-deflate, RSV1 means compressed (RFC 7692 §6)
frame-hint-opcode = Opcode: what the frame is; 0 continues a message, 8 and above are control frames
frame-hint-mask = Mask: 1 in every frame of a client, 0 in every frame of a server (RFC 6455 §5.3)
frame-hint-length = Length: up to 125 as it is; 126 and 127 say that it follows in 16 or 64 bits
frame-fin-1 = ends its message
frame-fin-0 = more fragments follow
frame-mask = Masking key
frame-no-mask = none: not masked
frame-length = Length
frame-length-7 = 7 bit: { $bytes }
frame-length-more = { $bits } bit: { $marker }, then { $hex } = { $bytes }
frame-length-not-minimal = not the shortest form, which RFC 6455 §5.2 asks for
frame-time = Time
frame-time-since = { $delta } ms after the first frame
frame-size = On the wire
frame-size-value = { $header } header + { $payload } payload bytes
frame-inflation = Inflated
frame-rule = Breaks a rule
frame-says-whole = A whole { $name } message in one frame.
frame-says-first = The first fragment of a { $name } message.
frame-says-middle = A fragment in the middle of its message.
frame-says-last = The last fragment of its message.
frame-says-control = A { $name } frame, which controls the connection and carries no message.
frame-says-reserved = Opcode { $opcode } is reserved: no standard says what it means.
frame-says-compressed = { $real ->
    [one] RSV1 = compressed: 1 byte was { $wire } on the wire.
   *[other] RSV1 = compressed: { $real } bytes were { $wire } on the wire.
}
frame-breaks = Illegal: { $rule }
frame-rule-reserved-bits = a reserved bit is set that no extension has asked for (RFC 6455 §5.2)
frame-rule-reserved-opcode = its opcode is reserved (RFC 6455 §5.2)
frame-rule-unmasked = a client must mask every frame (RFC 6455 §5.1)
frame-rule-masked = a server must not mask a frame (RFC 6455 §5.1)
frame-rule-fragmented-control = a control frame must not be fragmented (RFC 6455 §5.5)
frame-rule-control-too-long = a control frame has room for 125 bytes (RFC 6455 §5.5)
frame-rule-invalid-utf8 = text must be UTF-8 (RFC 6455 §8.1)
frame-rule-close-code = this close code must not be on the wire (RFC 6455 §7.4)
frame-rule-close-payload = a close frame has no payload, or a code of two bytes and a reason in UTF-8 (RFC 6455 §5.5.1)
frame-rule-unexpected-continuation = it continues a message, but none was begun (RFC 6455 §5.4)
frame-rule-unfinished-message = it begins a message before the last one was finished (RFC 6455 §5.4)
frame-rule-length-not-minimal = the length must be in its shortest form (RFC 6455 §5.2)
frame-rule-too-big = the message is larger than the limit (RFC 6455 §7.4.1, code 1009)
frame-rule-bad-deflate = the compressed data is damaged (RFC 7692 §7.2.2)
frame-rule-other = it breaks another rule of RFC 6455
frame-wire-lines = Bytes on the wire
frame-partly-known = { $all ->
    [one] Of its one payload byte, { $known } is known.
   *[other] Of the { $all } payload bytes, { $known } are known.
}
frame-point = Point at a byte to see what it stands for
frame-byte-first = { $byte }: FIN, RSV1 to RSV3, opcode
frame-byte-second = { $byte }: mask bit and length
frame-byte-length = { $byte }: of the extended length
frame-byte-mask = { $byte }: of the masking key
frame-byte-payload = Byte { $place } of the message: { $value }
frame-byte-compressed = Compressed: only the whole frame stands for the message, no single byte does
frame-byte-compressed-part = Compressed: only all frames together stand for the message, no single byte does
decode-format = Read the payload as
decode-detect = Detected
decode-reading = Reading the payload…
decode-nothing = This looks like none of the formats that can be read here. If you know what it is, choose it above.
decode-looks-like = Looks like { $format }. This is a guess.
decode-read-as = Read as { $format }, as chosen.
decode-others = It could also be { $formats }.
decode-inflated = { $bytes } B after inflation
decode-fault = At byte { $byte }: { $why }. What could be read before it is shown.
decode-problem-ends = the payload ends inside of a value
decode-problem-behind = something follows the value
decode-problem-no-value = no value begins with this byte
decode-problem-not-utf8 = this text is not UTF-8
decode-problem-not-json = this is not JSON
decode-problem-number = this number does not fit, or is missing
decode-problem-unbalanced = this ends something that was not begun
decode-problem-too-deep = there are more than { $levels } levels
decode-problem-too-long = the result is longer than { $limit }
decode-problem-corrupt = the compressed data is damaged
decode-problem-cancelled = reading was given up
payload-save-title = Save payload
payload-save-what = The { $size } of this row as they came or went, nothing added or masked.
payload-save-done = Saved { $size } to { $path }
payload-save-failed = The payload was not saved: { $reason }

## Timeline

timeline-show = Show the timeline
timeline-name = Timeline
timeline-messages = Messages
timeline-bytes = Bytes
timeline-to-bytes = Messages per second are drawn. Press for bytes per second.
timeline-to-messages = Bytes per second are drawn. Press for messages per second.
timeline-reconnect = reconnect
timeline-error = error
timeline-close = close
timeline-summary-messages = messages per second: { $in } in, at most { $inPeak }, { $out } out, at most { $outPeak }
timeline-summary-bytes = bytes per second: { $in } in, at most { $inPeak }, { $out } out, at most { $outPeak }
timeline-chosen = Chosen: { $range }
timeline-gaps = Gaps
timeline-gaps-hint = How far apart messages come
timeline-gaps-title = Gaps between messages
timeline-gaps-in = Between incoming messages
timeline-gaps-out = Between outgoing messages
timeline-gaps-none = two messages make the first gap
timeline-gaps-extent = { $count ->
    [one] 1 gap, of { $least }
   *[other] { $count } gaps, from { $least } to { $most }
}
timeline-gaps-error = Percentiles are off by { $percent } % at most; the count, the shortest and the longest gap are exact.

## Settings

settings-title = Settings
settings-done = Done
settings-limit = Transcript limit
settings-limit-hint = What one session keeps in memory. Beyond it the oldest rows go, and their number is shown.
settings-memory = Memory of all sessions
settings-memory-hint = What all sessions together keep. Beyond it the oldest rows of the largest go. Saved sessions are read up to it.
settings-secrets = More secret headers
settings-secrets-hint = Their values are masked in every file and copy, as those of Authorization and Cookie always are.
settings-sync = Sync recordings to the disk
settings-sync-hint = Slower, but a recording then survives a power cut, too
settings-ask = Ask before closing what runs
settings-ask-hint = A tab, or the window, in which something runs is closed only after a question
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
lab-about-page = This page.
lab-about-upload-status = The number of bytes that are here of the file named in X-File-Id.
lab-about-upload-rest = Takes the rest of the file named in X-File-Id, from the byte in X-Start-Byte; 0 begins anew.
lab-about-upload-stored = Every file that is here: its id, size and SHA-256.
lab-about-ws-echo = Sends each message back as it came; takes the first offered of the subprotocols chat and superchat, and the first offer of permessage-deflate that it can keep, with these parameters.
lab-about-ws-chat = Sends each message to every client, the sender too.
lab-about-ws-hello = Greets the last word of the first message, and closes with 1000 Bye! five seconds later.
lab-about-ws-close = Closes at once with that code and reason.
lab-about-ws-drop = Sends that many messages back and then ends the connection without a close frame.
lab-about-ws-clock = Sends the time, again and again.
lab-about-ws-origin = An echo for pages of that origin only; others get 403. Any page may try, unlike elsewhere.
lab-about-ws-flood = Sends exactly that many numbered messages of exactly that many bytes, then closes with 1000.
lab-about-ws-fragments = Sends a message in that many fragments with pings between them, and then each message of yours so.
lab-about-ws-slow-reader = Takes that many bytes a second and no more (0: none), so that what you send piles up on your side.
lab-about-ws-ping = Pings you and says how long each pong took; closes with 1011 when one takes longer than timeout (0: never).
lab-about-ws-illegal = Sends what must not be sent, after that many good echoes; a kind that there is not is answered with all that there are.
lab-about-ws-bad-handshake = Agrees to a WebSocket in a way that a client must refuse, or (keepAlive, slow) must not; a kind that there is not is answered with all that there are.
lab-about-sse-digits = 1, 2, 3, a second apart, then the event bye and the end; no ids, so each reconnect starts again.
lab-about-sse-clock = The time, with ids from 1 that go on after Last-Event-ID.
lab-about-sse-typed = Each second one of add, update, remove and an event without a type, in turn.
lab-about-sse-retry = Sets the reconnection time, sends one event with the next id, and ends.
lab-about-sse-stop = 204: tells a client to stop reconnecting.
lab-about-sse-status = An event stream with that status, which a client has to refuse.
lab-about-sse-wrong-type = Events that are called text/plain, which a client has to refuse.
lab-about-sse-flood = That many events of exactly that many bytes; the last has the id end, after which it answers 204.
lab-about-poll-subscribe = Waits for the next message that somebody publishes, for as long as it takes.
lab-about-poll-publish = Hands the body to everybody who waits now; nothing is kept for those who come later.
lab-about-poll-timeout = Waits and then answers with that status and no body, as servers and proxies do that give up.
lab-uploads = Stored uploads: { $files ->
    [one] { $files } file
   *[other] { $files } files
}, { $size } of { $limit }
lab-empty = Empty
lab-empty-hint = Delete every stored upload

## Upload

upload-name = Upload
upload-title = Resumable upload
upload-about = Only what the server does not have yet is sent, so a pause or a lost connection costs nothing. Choose a file, paste its path, or drop it here.
upload-choose = Choose a file…
upload-ready = { $size }. The server is asked first how many bytes it has of this file; the rest is sent from there.
upload-begin = Start upload
upload-section-file = File
upload-section-options = Options
upload-note-dialect = javascript.info
upload-note-limit = limit { $rate }
upload-note-no-limit = rate limit off
upload-file = Path of the file
upload-file-hint = Paste a path, or drop a file on this window
upload-browse = Browse…
upload-file-found = { $bytes ->
    [one] { $size } (1 byte)
   *[other] { $size } ({ $bytes } bytes)
}
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
upload-state-comparing = The server has all of it; comparing checksums
upload-state-done = The server has the whole file
upload-state-done-before = The server had the whole file already
upload-state-cancelled = Cancelled
upload-state-failed = Stopped
upload-waiting = Trying again in
upload-waiting-why = Attempt { $attempt }: { $reason }
upload-needs-you = Paused: this needs a decision
upload-paused-after = Paused after a failure
upload-failed = The upload has stopped
upload-advice-waiting-connection = It goes on by itself; check the address and that the server runs.
upload-advice-waiting = It goes on by itself.
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
upload-speed-each = the speed of each attempt
upload-cause-paused = paused
upload-cause-lost = cut
upload-ended-running = running
upload-ended-user = you
upload-ended-success = complete
upload-ended-error = cut off
upload-ended-status = server { $status }
upload-attempts = Attempts
upload-attempts-note = { $count } · { $kept } of { $total } kept
upload-no-attempt = No part of the file was sent.
upload-attempt-words = Attempt { $number }: from { $from }, kept { $kept }, { $speed }, ended by: { $ended }
upload-column-number = #
upload-column-started = Started
upload-column-from = From
upload-column-kept = Kept
upload-column-speed = Speed
upload-column-ended = Ended by
upload-column-detail = Detail
upload-column-took = Took
upload-kind-offset = offset
upload-kind-progress = progress
upload-kind-verified = verified
upload-kind-mark = mark
upload-row-offset = byte { $byte }
upload-row-progress = { $sent } of { $total }
upload-row-post = from byte { $from } · { $size }
upload-row-probing = probing
upload-row-sending = sending
upload-row-paused = paused
upload-row-backoff = backoff
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

ws-name = WebSocket
ws-about = One connection on which both sides send messages when they like. The lab's echo sends each message back: open the connection, then press Enter.
ws-begin = Open the connection
ws-connect = Connect
ws-connect-hint = Open a connection to this URL
ws-close = Close
ws-close-hint = Send a close frame with this code and reason, and wait for the peer's
ws-close-code = Close code and reason:
ws-close-reason = Reason
ws-closing = Closing
ws-closing-why = { $size } of what was sent before still wait for the peer to take them, then the close frame leaves. Drop waits no longer.
ws-drop = Drop
ws-drop-hint = End the connection now, without waiting for the peer to finish the close
ws-state-connecting = CONNECTING, readyState 0: the connection is being made
ws-state-open = OPEN, readyState 1: messages can go both ways
ws-state-closing = CLOSING, readyState 2: a close frame has gone one way; what still comes is shown
ws-state-closed = CLOSED, readyState 3: there is no connection
ws-section-subprotocols = Subprotocols
ws-section-compression = Compression
ws-deflate = Offer compression
ws-deflate-hint = Offers permessage-deflate (RFC 7692), as browsers do. The server decides.
ws-deflate-off = off
ws-deflate-server-alone = Server: each message alone
ws-deflate-server-alone-hint = server_no_context_takeover: the server shall forget each message when it has compressed it.
ws-deflate-client-alone = We: each message alone
ws-deflate-client-alone-hint = client_no_context_takeover: we forget each message when we have compressed it.
ws-deflate-client-window = Server may set our window
ws-deflate-client-window-hint = client_max_window_bits: the server may ask for a smaller window on our side.
ws-deflate-server-bits = Server's window (bits)
ws-deflate-client-bits = Our window (bits)
ws-deflate-bits-hint = 8 to 15, or nothing for as large as it can be. With 8, our own messages go uncompressed.
ws-max-message = Largest message (MiB)
ws-max-message-hint = A larger message, also one that grows when it is decompressed, is refused with 1009.
ws-deflate-note = What was agreed stands at the right of the row above once the connection is open. A record shows both sizes of each message with "frame details".
ws-section-options = Options
ws-echo-on = echo
ws-no-subprotocol = no subprotocol
ws-no-extensions = no extensions
ws-subprotocol = subprotocol
ws-subprotocols = Offer
ws-subprotocols-hint = The preferred one first, with commas between them. The server chooses one, or the connection fails.
ws-origin = Origin
ws-origin-hint = The page that a browser would name. Not sent while it is empty.
ws-closing-time = Time for a close, in s
ws-closing-time-hint = A peer that has not finished a close after this time is dropped: code 1006, not clean.
ws-ping-payload = Ping payload
ws-ping-payload-hint = What a ping carries, at most 125 bytes. The peer's pong brings it back.
ws-echo = Send every message back
ws-echo-hint = Each text or binary message that comes is sent back as it is
ws-section-liveness = Liveness
ws-section-replies = Replies
ws-live-off = off
ws-live-no-pongs = pongs withheld
ws-live-again = reconnects
ws-live-ping = Ping every, in s
ws-live-ping-hint = A ping each time so many seconds have passed, with its number as payload. Empty: no pings.
ws-live-idle = Alarm when idle, in s
ws-live-idle-hint = Says so when nothing came for so many seconds. Empty: never.
ws-live-withhold = Withhold pongs
ws-live-withhold-hint = The peer's pings stay without an answer, to see when it gives up. Each withheld pong is a row.
ws-live-small-buffer = Small send buffer
ws-live-small-buffer-hint = Ask the kernel for the least buffer, so that a slow reader shows in bufferedAmount soon instead of filling megabytes unseen
ws-live-reconnect = Connect again by itself
ws-live-reconnect-hint = When a connection is lost or refused, never after your own close. Each attempt is in the record.
ws-live-first = First wait, in s
ws-live-first-hint = Each next wait is twice as long, and up to a quarter longer by chance
ws-live-cap = Longest wait, in s
ws-live-cap-hint = No wait is longer
ws-live-attempts = Attempts
ws-live-attempts-hint = So many in a row may fail. Empty: no limit. An open connection begins the count again.
ws-live-after-close = also after the peer's close
ws-live-after-close-hint = Connect again even when the peer said goodbye with a close frame
ws-live-newest = (newest { $count })
ws-live-counts = answered { $answered } · unanswered { $unanswered } · waiting { $waiting } · pongs nobody asked for { $unasked }
ws-pong-unasked = nobody asked for it
ws-ignored = { $reason }: { $payload }
ws-rtt-hint = Round-trip time of the newest pings, up to 1000: half are faster than p50, all but one in a hundred than p99
ws-idle = Nothing comes
ws-idle-why = Nothing came for more than { $after }. The peer, or the way to it, may be gone: send a ping to find out.
ws-again = The connection is lost. Next attempt in
ws-again-why = attempt { $attempt } · { $reason }
ws-again-now = Reconnect now
ws-again-stop = Stop
ws-plot-queues = On its way
ws-plot-round-trips = round-trip times of pings
ws-plot-unanswered = { $count } unanswered
ws-plot-waiting-bytes = bytes on their way to the peer
ws-plot-kernel = kernel { $bytes }
ws-plot-kernel-unknown = kernel: not known here
ws-plot-unread = unread by the peer { $bytes }
ws-reply-order = Which rules answer
ws-reply-first = The first rule that matches answers
ws-reply-all = Every rule that matches answers
ws-reply-rule = Rule { $number }
ws-reply-on-hint = Ask this rule for each message that comes
ws-reply-mode = How the pattern is read
ws-reply-mode-text = contains
ws-reply-mode-regex = regex
ws-reply-mode-path = JSON path
ws-reply-when = When a message has
ws-reply-when-hint = A text, a regular expression, or a path into JSON such as $.type == "ping". The first 1 MiB of a message is looked at.
ws-reply-with = Send this text
ws-reply-with-hint = The text that is sent as an answer. {"{{n}}"} is how often the rule has matched; {"{{now}}"}, {"{{uuid}}"} and {"{{random:8}}"} work too.
ws-reply-after = ms
ws-reply-after-hint = How long after the message the answer is sent, in milliseconds
ws-reply-counts = { $hits ->
    [one] 1 hit
   *[other] { $hits } hits
}, { $held ->
    [one] 1 answer held back
   *[other] { $held } answers held back
}
ws-reply-lacks-when = Rule { $number } does nothing yet: it has no condition. For every message write the regular expression .*
ws-reply-lacks-with = Rule { $number } does nothing yet: it has no answer.
ws-reply-remove = Remove rule { $number }
ws-reply-add = Add a rule
ws-reply-note = A rule sends at most 10 answers a second; more are held back and counted.
ws-message = Message
ws-message-hint = Enter sends, Shift+Enter begins a new line, ↑ and ↓ walk through what was sent
ws-format = How the message is written
ws-format-text = Text
ws-format-hex = Hex
ws-format-base64 = Base64
ws-format-file = File
ws-send = Send
ws-send-hint = Send the message
ws-ping = Ping
ws-ping-hint = Send a ping; its payload is set under Options
ws-file = File…
ws-file-hint = Choose a file to send as one binary message. A path can be typed too, and a file can be dropped here.
ws-format-json = JSON
ws-ping-hex = as hex
ws-ping-hex-hint = The ping's payload is written as hexadecimal digits
ws-more = More
ws-more-hint = Placeholders, snippets, repeated sends, fragments, frames against the rules
ws-placeholders = Fill in placeholders
ws-placeholder-unknown = Not a placeholder, sent as it is: { $names }
ws-json-format = Format the JSON
ws-send-message-open = { $state }: end it with "Send last" first
ws-message-open = Message open, { $fragments ->
    [one] { $fragments } fragment
   *[other] { $fragments } fragments
}, { $bytes }
ws-panel-close = Fold in
ws-panel-snippets = Snippets
ws-panel-repeat = Repeat, lines of a file
ws-panel-fragments = Fragments
ws-panel-expert = Expert: break the rules
ws-snippet = Snippet { $number }
ws-snippet-name = Name of snippet { $number }
ws-snippet-use = Insert
ws-snippet-insert = Insert snippet { $number } into the message
ws-snippet-delete = Delete snippet { $number }
ws-snippet-save = Save this message
ws-snippet-save-hint = Keep the message that is written as a snippet of this tab
ws-snippet-none = Messages that you keep stay here, also when the program is closed.
ws-repeat-every = Every, in ms
ws-repeat-every-hint = The time from one send to the next. 0 is as fast as the peer takes it.
ws-repeat-times = Times
ws-repeat-times-hint = How often the message is sent; nothing is endless
ws-repeat-endless = endless
ws-repeat-wait = Wait until bufferedAmount is 0
ws-repeat-wait-hint = Before each send, wait until the system has taken everything
ws-repeat-start = Send again and again
ws-repeat-start-hint = Send what is written again and again; {"{{"}n{"}}"} counts from 1
ws-repeat-stop = Stop
ws-repeat-stop-hint = Send no more of these
ws-repeat-of = { $sent } of { $of }
ws-repeat-sent = { $sent } sent
ws-repeat-pace = every { $millis } ms
ws-repeat-missed = { $missed } missed
ws-repeat-done = Done
ws-repeat-stopped = Stopped
ws-repeat-closed = Stopped, the connection closes
ws-repeat-failed = Failed
ws-lines-file = File
ws-lines-file-hint = Each of its lines is one text message; the file may be larger than the memory
ws-lines-choose = Choose the file
ws-lines-start = Send its lines
ws-lines-start-hint = Send each line of the file as a text message, at the pace above
ws-split = Split every message
ws-split-hint = Each message is sent in fragments of so many bytes, uncompressed; a character may be cut
ws-split-bytes = Bytes of a fragment
ws-split-unit = bytes a fragment
ws-fragment = Send fragment
ws-fragment-hint = Send what is written as a fragment; the message goes on (FIN = 0)
ws-fragment-last = Send last
ws-fragment-last-hint = Send what is written as the last fragment of the message (FIN = 1)
ws-fragment-none = No message is open. A ping may go between fragments.
ws-fragment-file = A file cannot be a fragment: split every message instead
ws-fragment-text = A text message is open: its fragments are text
ws-expert-note = Sends frames that break the protocol on purpose. Each is marked in the log.
ws-expert-presets = Presets
ws-expert-presets-hint = Frames that break one rule each
ws-expert-unmasked = Unmasked text
ws-expert-rsv1 = RSV1 without compression
ws-expert-utf8 = Bad UTF-8
ws-expert-long-ping = Ping of 126 bytes
ws-expert-close-1005 = Close 1005
ws-expert-half-code = Close with half a code
ws-expert-opcode-3 = Reserved opcode 3
ws-expert-continuation = Continuation out of nowhere
ws-expert-fin-hint = The frame ends its message
ws-expert-rsv-hint = A reserved bit: 0 unless an extension gives it a meaning
ws-expert-mask = Masked
ws-expert-mask-hint = A client masks every frame
ws-expert-opcode = Opcode
ws-expert-payload-format = How the payload is written
ws-expert-code-reason = Code, reason
ws-expert-code = Code
ws-expert-payload = Payload
ws-expert-send = Send frame
ws-expert-send-hint = Send this frame exactly so, uncompressed
ws-expert-legal = This frame breaks no rule.
ws-expert-illegal = Illegal: { $rules }
ws-opcode-continuation = continuation
ws-opcode-reserved = reserved
ws-lost = The connection ended badly
ws-not-opened = The connection was not opened
ws-clean = clean
ws-not-clean = not clean
ws-buffered-hint = bufferedAmount: payload bytes that the system has not taken yet
ws-close-event-hint = What the CloseEvent of a page would say: code, reason, wasClean
ws-kind-text = text
ws-kind-binary = binary
ws-kind-ping = ping
ws-kind-pong = pong
ws-kind-close = close
ws-kind-frame = frame
ws-kind-ignored = withheld
ws-frames = { $count ->
    [one] 1 frame
   *[other] { $count } frames
}
ws-frames-omitted = { $count ->
    [one] 1 of them not listed
   *[other] { $count } of them not listed
}
ws-chip-frame = illegal frames
ws-ratio-hint = Compression of messages: { $inWire } B came for { $inReal } B, { $outReal } B left as { $outWire } B. Bytes of payload, without frame headers.
ws-chip-connection = connection
ws-detail-characters = characters
ws-detail-signature = begins like
ws-detail-meaning = meaning
close-1000 = Normal
close-none = no code
close-1001 = Going away
close-1002 = Protocol error
close-1003 = Unsupported data
close-1004 = Reserved
close-1005 = No code received
close-1006 = Abnormal closure
close-1007 = Invalid data
close-1008 = Policy violation
close-1009 = Message too big
close-1010 = Extension missing
close-1011 = Internal error
close-1012 = Service restart
close-1013 = Try again later
close-1014 = Bad gateway
close-1015 = TLS handshake failed
close-registered = Registered with IANA
close-private = Private use
close-unknown = Not assigned
close-never-sent = reported, never sent
close-own = Another code
close-own-hint = 3000 to 3999 are registered by libraries and frameworks, 4000 to 4999 are free for any application.

## Server-Sent Events

sse-name = SSE
sse-title = Server-Sent Events
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
sse-waiting = Reconnecting in
sse-waiting-why = attempt { $attempt } · { $reason }
sse-waiting-tail = waiting, { $left } to the next request
sse-awaiting = No answer from { $host } yet
sse-awaiting-why = the request is sent; the server may hold its answer as long as it wants
sse-closed-by-server = The source is closed
sse-column-type = Type
sse-column-data = Data
sse-kind-event = event
sse-kind-id = id
sse-kind-comment = comment
sse-kind-retry = retry
sse-kind-ignored = ignored
sse-chip-comments = comment
sse-chip-fields = fields
sse-chip-connection = connection
sse-chip-more = { $count ->
    [one] 1 more type
   *[other] { $count } more types
}
sse-count-comments = comments
sse-count-ignored = ignored
sse-count-reconnects = reconnects
sse-ignored-unknownField = no field of this name
sse-ignored-invalidRetry = retry takes digits only
sse-ignored-idWithNul = an ID cannot hold NUL
sse-ignored-idTooLong = an ID has at most 16 KiB; the earlier one stays
sse-ignored-noData = a block without data dispatches nothing
sse-ignored-unfinishedBlock = the stream ended before the empty line
sse-detail-type = type
sse-detail-type-cut = { $type } … (the begin of { $size })
sse-detail-handler = a page sees it in
sse-detail-lines = data lines
sse-detail-reason = why

## Long polling

poll-name = Long poll
poll-title = Long polling
poll-about = Ask, and the server answers when there is something to tell. Each answer shows how long it was held.
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
poll-published = { $count ->
    [one] published 1 byte: { $answer }
   *[other] published { $count } bytes: { $answer }
}
poll-not-published = { $count ->
    [one] could not publish 1 byte: { $answer }
   *[other] could not publish { $count } bytes: { $answer }
}
poll-column-sent = Sent at
poll-column-status = Status
poll-column-held = Held
poll-column-bar = Held, as a bar
poll-column-cursor = Cursor
poll-kind-message = message
poll-kind-empty = empty
poll-chip-message = message
poll-chip-empty = empty
poll-chip-exchange = HTTP
poll-number = Poll { $number }
poll-empty-line = no message within { $held }
poll-left = { $left } left
poll-held-now = held
poll-tail = waiting for an answer
poll-given-up = stopped
poll-given-up-line = stopped before an answer came
poll-held-time = Held time
poll-held-each = how long each poll is held
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

# Commands in the address field

command-enter = This is a command: Enter fills the fields with it
command-filled = The fields were filled from the command
command-unclosed = The quote at character { $at } is never closed
command-program = Only commands of curl, websocat and wscat are read, not of { $program }
command-no-address = The command has no address
command-server = The command runs a server, it does not connect to one
command-no-value = { $option } wants a value, and none follows
left-out-title = { $count ->
    [one] 1 part of the command did not become a field
   *[other] { $count } parts of the command did not become fields
}
left-out-dismiss = Dismiss what was left out
left-out-output = is about what that program prints or where it writes
left-out-no-field = has no field here
left-out-unknown = is no option that is known here
left-out-file = stands in a file, which is not read
left-out-made-anew = is made anew with each handshake
left-out-variable = would be filled in by the shell, and stands as it is written
left-out-shell = would be done by the shell
left-out-more = a tab has one address
copy-as = Copy as…
copy-as-curl = curl
copy-as-websocat = websocat
copy-as-wirelight = wirelight command
copy-as-javascript = JavaScript
copy-as-secrets = With secrets
copy-as-secrets-hint = Passwords, tokens, cookies and secret headers as they are, for this copy. Otherwise each is ***.
copy-as-done = Copied as { $target }.
copy-as-masked = Secrets are ***.
copy-as-without = It cannot say { $flags }.
