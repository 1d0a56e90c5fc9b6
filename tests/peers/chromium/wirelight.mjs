// Wirelight's command line plays a behaviour; its record is read as the events that a WebSocket object would have fired.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { payloadOf } from './server.mjs'

/// The command line of what a script would do with `new WebSocket`, `send` and `close`.
function commandLine(url, { protocols = [], client = {} }, folder) {
  const words = ['ws', url, ...protocols.flatMap((name) => ['--protocol', name])]
  for (const [index, one] of (client.send ?? []).entries()) {
    if (one.hex === undefined && one.size === undefined) words.push('--send', one.text)
    else {
      const file = join(folder, `${index}`)
      writeFileSync(file, payloadOf(one))
      words.push('--send-file', file)
    }
  }
  if (client.drains) words.push('--buffered')
  if (client.close) {
    const { code, reason, after } = client.close
    words.push('--close', code === undefined ? 'none' : reason === undefined ? `${code}` : `${code}:${reason}`)
    if (after) words.push('--max-events', `${after}`)
  }
  return words
}

function run(program, words) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] })
    const [out, err] = [[], []]
    child.stdout.on('data', (bytes) => out.push(bytes))
    child.stderr.on('data', (bytes) => err.push(bytes))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }))
  })
}

/// Codes of close frames with which a client fails a connection. RFC 6455 §7.4.1.
const FAILING = [1002, 1003, 1007, 1009, 1010]

/// State `open` is open; a text or binary that came in while it is open is a message; an `error` row is error; the local
/// `close` row is close. Once a script has called close() it hears of no message any more, while the record shows them.
/// A script hears of an error only when the client failed the connection (WHATWG WebSockets §4, "feedback from the
/// protocol"); of a connection that the server dropped it hears nothing but a close with 1006, while the record tells why.
/// Both events of an end are fired when it is over: a listener sees the last state.
function events(rows) {
  const found = []
  const failed = !rows.some((row) => row.state === 'open')
    || rows.some((row) => row.direction === 'out' && row.kind === 'close' && FAILING.includes(row.code))
  let protocol = ''
  let readyState = 0
  const last = rows.findLast((row) => row.kind === 'state')?.code
  for (const row of rows) {
    if (row.kind === 'response') protocol = row.headers.find(([name]) => /^sec-websocket-protocol$/i.test(name))?.[1] ?? ''
    else if (row.kind === 'state') {
      readyState = row.code
      if (row.state === 'open') found.push({ event: 'open', protocol, readyState })
    } else if (row.direction === 'in' && readyState === 1 && (row.kind === 'text' || row.kind === 'binary')) {
      const data = row.base64 === undefined ? row.data : Buffer.from(row.base64, 'base64')
      found.push({ event: 'message', type: row.kind, data: row.kind === 'text' ? data : Buffer.from(data).toString('hex'), readyState })
    } else if (row.kind === 'error' && failed) found.push({ event: 'error', readyState: last })
    else if (row.kind === 'close' && row.direction === 'local')
      found.push({ event: 'close', code: row.code, reason: row.reason, wasClean: row.clean, readyState: last })
  }
  return found
}

/// Plays a behaviour: the events, and the values of bufferedAmount.
export async function play(program, url, behaviour) {
  const folder = mkdtempSync(join(tmpdir(), 'wirelight-behaviour-'))
  const { status, out, err } = await run(program, commandLine(url, behaviour, folder))
  rmSync(folder, { recursive: true })
  // 2: it was asked for something that it does not do; a script gets an exception for that.
  if (status === 2) return { events: [{ refuses: err.trim() }], buffered: [] }
  const rows = out.trim().split('\n').slice(1).map((line) => JSON.parse(line))
  const buffered = [...err.matchAll(/bufferedAmount (\d+)/g)].map(([, bytes]) => Number(bytes))
  return { events: events(rows), buffered }
}
