// npm ws. What a connection does is its path:
//   /echo?deflate=HOW      echo, with one of the compressions below; the first of the offered subprotocols
//   /protocol/NAME         that subprotocol, or none without a NAME
//   /close/CODE/REASON     a close frame; /terminate: none
//   /fragments             a message in fragments with a ping in between
//   /pause/MILLIS          reads nothing for so long, then echoes
//   /small                 takes messages of 1000 bytes at most
//   /status/CODE           refuses the upgrade, with a body
// ?seen=NAME writes what the connection received and sent to NAME.jsonl in the folder given.
import { createServer, STATUS_CODES } from 'node:http'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocketServer } from 'ws'

const [port, folder] = process.argv.slice(2)
const DEFLATE = {
  off: false,
  on: { threshold: 0 },
  'no-takeover': { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true },
  'no-client-takeover': { threshold: 0, clientNoContextTakeover: true },
  bits: { threshold: 0, serverMaxWindowBits: 10, clientMaxWindowBits: 9 },
  // ws has a threshold only when each of its messages begins anew.
  large: { threshold: 1024, serverNoContextTakeover: true },
}
const chosen = (request) => new URL(request.url, 'http://localhost').pathname.split('/').slice(1).map(decodeURIComponent)
const handleProtocols = (offered, request) => {
  const [what, name] = chosen(request)
  return what === 'protocol' ? (name ?? false) : ([...offered][0] ?? false)
}
const servers = Object.fromEntries(Object.entries(DEFLATE).map(([name, perMessageDeflate]) =>
  [name, new WebSocketServer({ noServer: true, perMessageDeflate, handleProtocols })]))
const small = new WebSocketServer({ noServer: true, maxPayload: 1000 })

function refusal(status) {
  const body = `${status} says this server`
  const extra = status === 401 ? 'WWW-Authenticate: Basic realm="peers"\r\n' : status === 426 ? 'Upgrade: websocket\r\n' : ''
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${extra}Content-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

/// Remembers every message, what the extension compressed, and the end.
function remember(ws, file) {
  const seen = []
  const note = (direction, kind, data) => {
    const bytes = Buffer.from(data)
    seen.push({ direction, kind, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
  }
  const compressed = { in: 0, out: 0 }
  const extension = ws._extensions['permessage-deflate']
  if (extension) {
    const { compress, decompress } = extension
    extension.compress = (data, fin, done) => compress.call(extension, data, fin, (error, result) => {
      compressed.out += result?.length ?? 0
      done(error, result)
    })
    extension.decompress = (data, fin, done) => {
      compressed.in += data.length
      decompress.call(extension, data, fin, done)
    }
  }
  const send = ws.send
  ws.send = (data, options, ...rest) => {
    note('out', options?.binary ? 'binary' : 'text', data)
    return send.call(ws, data, options, ...rest)
  }
  ws.on('message', (data, binary) => note('in', binary ? 'binary' : 'text', data))
  ws.on('close', (code, reason) => {
    seen.push({ direction: 'in', kind: 'close', code, reason: reason.toString() }, { kind: 'end', compressed })
    writeFileSync(file, seen.map((one) => `${JSON.stringify(one)}\n`).join(''))
  })
}

const http = createServer((request, response) => {
  response.writeHead(426, { Upgrade: 'websocket', 'Content-Type': 'text/plain' }).end('this is for WebSockets')
})
http.on('upgrade', (request, socket, head) => {
  const [what, ...words] = chosen(request)
  const query = new URL(request.url, 'http://localhost').searchParams
  if (what === 'status') return socket.end(refusal(Number(words[0])))
  const server = what === 'small' ? small : servers[query.get('deflate') ?? 'off']
  server.handleUpgrade(request, socket, head, (ws) => {
    ws.on('error', () => {})
    if (query.has('seen')) remember(ws, join(folder, `${query.get('seen')}.jsonl`))
    ws.on('message', (data, binary) => ws.send(data, { binary }))
    if (what === 'close') ws.close(words[0] && Number(words[0]), words[1])
    else if (what === 'terminate') ws.terminate()
    else if (what === 'pause') {
      ws.pause()
      setTimeout(() => ws.resume(), Number(words[0]))
    } else if (what === 'fragments') {
      ws.send('one ', { fin: false })
      ws.ping('between')
      ws.send('two', { fin: true })
      ws.close(1000)
    }
  })
})
http.listen(Number(port), '127.0.0.1', () => console.log('ready'))
