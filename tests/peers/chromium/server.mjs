// A server on raw TCP that plays one behaviour of behaviours.json for each connection, the forbidden ones too,
// and remembers which frames it received. Any other path gives an empty page: the origin of Chromium's sockets.
import { createServer } from 'node:net'
import { createHash } from 'node:crypto'

const KINDS = { 0: 'continuation', 1: 'text', 2: 'binary', 8: 'close', 9: 'ping', 10: 'pong' }
/// A connection that a behaviour leaves open is cut after so long.
const PATIENCE_MILLIS = 8000

/// Bytes of {text}, {hex} or {size}: size is that many times the letter a.
export function payloadOf({ text, hex, size }) {
  if (size !== undefined) return Buffer.alloc(size, 'a')
  return hex === undefined ? Buffer.from(text ?? '') : Buffer.from(hex, 'hex')
}

/// One frame, as it is asked for and not as it should be. RFC 6455 §5.2.
function frame({ opcode, fin = true, rsv = 0, masked = false, ...rest }) {
  const payload = payloadOf(rest)
  const length = payload.length < 126 ? Buffer.from([payload.length]) : Buffer.from([126, payload.length >> 8, payload.length & 255])
  if (payload.length > 65535) throw new Error('this server sends no frame that large')
  if (masked) length[0] |= 0x80
  const key = masked ? [Buffer.from([1, 2, 3, 4]), payload.map((byte, i) => byte ^ ((i & 3) + 1))] : [payload]
  return Buffer.concat([Buffer.from([(fin ? 0x80 : 0) | (rsv << 4) | opcode]), length, ...key])
}

function closePayload(code, reason = '') {
  if (code === null) return Buffer.alloc(0)
  return Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)])
}

/// One connection: what arrives, as frames, for those who wait for one.
class Connection {
  received = []
  ended = false
  #bytes = Buffer.alloc(0)
  #wanted = 0
  #chunks = []
  #next = 0
  #waiting = []

  constructor(socket) {
    this.socket = socket
  }

  take(bytes) {
    this.#chunks.push(bytes)
    this.#wanted -= bytes.length
    // A large frame comes in many pieces, and they are put together once.
    if (this.#wanted > 0) return
    this.#bytes = Buffer.concat([this.#bytes, ...this.#chunks.splice(0)])
    this.#wanted = 0
    for (;;) {
      const b = this.#bytes
      if (b.length < 2) break
      const [extended, mask] = [{ 126: 2, 127: 8 }[b[1] & 127] ?? 0, b[1] & 128 ? 4 : 0]
      const head = 2 + extended + mask
      if (b.length < head) break
      const size = extended === 0 ? b[1] & 127 : extended === 2 ? b.readUInt16BE(2) : Number(b.readBigUInt64BE(2))
      if (b.length < head + size) {
        this.#wanted = head + size - b.length
        break
      }
      const key = b.subarray(head - mask, head)
      const payload = Buffer.from(b.subarray(head, head + size))
      if (mask) for (let i = 0; i < size; i++) payload[i] ^= key[i & 3]
      this.received.push({ kind: KINDS[b[0] & 15] ?? `opcode ${b[0] & 15}`, payload, masked: mask > 0 })
      this.#bytes = b.subarray(head + size)
    }
    this.#wake()
  }

  end() {
    this.ended = true
    this.#wake()
  }

  #wake() {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /// The next frame of a kind; undefined once the peer has ended.
  async wait(kind) {
    for (;;) {
      while (this.#next < this.received.length) {
        const frame = this.received[this.#next++]
        if (frame.kind === kind) return frame
      }
      if (this.ended) return undefined
      await new Promise((resolve) => this.#waiting.push(resolve))
    }
  }
}

const STEPS = {
  text: (connection, text) => connection.socket.write(frame({ opcode: 1, text })),
  binary: (connection, hex) => connection.socket.write(frame({ opcode: 2, hex })),
  ping: (connection, text) => connection.socket.write(frame({ opcode: 9, text })),
  frame: (connection, asked) => connection.socket.write(frame(asked)),
  raw: (connection, hex) => connection.socket.write(Buffer.from(hex, 'hex')),
  close: (connection, code, { reason }) =>
    connection.socket.write(frame({ opcode: 8, hex: closePayload(code, reason).toString('hex') })),
  wait: (connection, kind) => connection.wait(kind),
  /// Sends the payload of the client's close frame back.
  answer: async (connection) => {
    const close = await connection.wait('close')
    if (close) connection.socket.write(frame({ opcode: 8, hex: close.payload.toString('hex') }))
  },
  /// Reads nothing for so many milliseconds.
  pause: async (connection, millis) => {
    connection.socket.pause()
    await new Promise((resolve) => setTimeout(resolve, millis))
    connection.socket.resume()
  },
  end: (connection) => connection.socket.end(),
  reset: (connection) => connection.socket.resetAndDestroy(),
}

async function play(connection, steps) {
  for (const step of steps) {
    const [name] = Object.keys(step)
    await STEPS[name](connection, step[name], step)
  }
  // The server ends TCP first, as RFC 6455 §7.1.1 wants it, once the client has said that it is done.
  await connection.wait('close')
  connection.socket.end()
}

function answer(key, { status = '101 Switching Protocols', version = 'HTTP/1.1', headers = {}, accept, body = '' } = {}) {
  const right = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  const upgrade = { Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Accept': accept ?? right }
  const all = status.startsWith('101') ? { ...upgrade, ...headers } : { ...headers, 'Content-Length': body.length, Connection: 'close' }
  const lines = Object.entries(all).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}`)
  return `${version} ${status}\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}

/// Messages of frames: how a client cuts a large one is its own affair.
function whole(frames) {
  const messages = []
  for (const frame of frames) {
    if (frame.kind === 'continuation') messages.at(-1).size += frame.payload.length
    else messages.push({ ...frame, size: frame.payload.length })
  }
  return messages
}

/// What a connection received, in short: the kinds, with their payload or close code.
function shortly({ kind, payload, size, masked }) {
  const unmasked = masked ? '' : ' unmasked'
  if (kind === 'close') return `close ${payload.length < 2 ? 'empty' : payload.readUInt16BE(0)} ${payload.subarray(2)}`.trim() + unmasked
  return `${kind} ${size > 40 ? `${size} bytes` : kind === 'binary' ? payload.toString('hex') : payload}`.trim() + unmasked
}

/// Starts it; `seen(client, name)` gives the frames that a behaviour's connection received, once it is over.
export async function serve(behaviours) {
  const over = new Map()
  const server = createServer((socket) => {
    socket.on('error', () => {})
    let head = Buffer.alloc(0)
    socket.on('data', function untilHead(bytes) {
      head = Buffer.concat([head, bytes])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      socket.off('data', untilHead)
      const lines = head.subarray(0, end).toString().split('\r\n')
      const url = new URL(lines[0].split(' ')[1], 'http://localhost')
      const name = decodeURIComponent(url.pathname.slice(1))
      const behaviour = behaviours.find((one) => one.name === name)
      if (!behaviour) {
        const page = '<!doctype html><title>behaviours</title>'
        return socket.end(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\n\r\n${page}`)
      }
      const key = lines.find((line) => /^sec-websocket-key:/i.test(line))?.split(': ')[1]
      const connection = new Connection(socket)
      const limit = setTimeout(() => socket.destroy(), PATIENCE_MILLIS)
      const id = `${url.searchParams.get('client')} ${name}`
      over.set(id, new Promise((resolve) => {
        socket.on('close', () => {
          clearTimeout(limit)
          connection.end()
          resolve(whole(connection.received).map(shortly))
        })
      }))
      socket.on('data', (bytes) => connection.take(bytes))
      socket.on('end', () => connection.end())
      connection.take(head.subarray(end + 4))
      socket.write(answer(key, behaviour.handshake))
      if (behaviour.handshake?.status) return socket.end()
      play(connection, behaviour.server ?? []).catch((error) => console.error(name, error))
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: server.address().port,
    seen: async (client, name) => (await over.get(`${client} ${name}`)) ?? [],
    close: () => server.close(),
  }
}
