// Compares a record with what the server says it saw: every message both ways by kind, length and SHA-256, our close
// frame, and the bytes of compressed frames. node equal.mjs RECORD SEEN; prints "equal" as JSON, or what differs.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'

const lines = (path) => readFileSync(path, 'utf8').trim().split('\n').map((line) => JSON.parse(line))
const [record, file] = process.argv.slice(2)
// The server's end of a connection can come a moment after ours.
for (let tries = 0; tries < 100 && !existsSync(file); tries++) await new Promise((resolve) => setTimeout(resolve, 50))
const rows = lines(record).slice(1)
const seen = lines(file)

const TURNED = { in: 'out', out: 'in' }
const short = ({ direction, kind, bytes, sha256, code, reason }) =>
  [TURNED[direction], kind, ...(kind === 'close' ? [code, reason] : [bytes, sha256])].join(' ')
const ours = rows.flatMap((row) => {
  const { direction, kind, code, reason } = row
  if (kind === 'close' && direction === 'out') return [[direction, kind, code, reason].join(' ')]
  if (kind !== 'text' && kind !== 'binary') return []
  const data = row.base64 === undefined ? Buffer.from(row.data) : Buffer.from(row.base64, 'base64')
  return [[direction, kind, data.length, createHash('sha256').update(data).digest('hex')].join(' ')]
})
const theirs = seen.filter(({ kind }) => kind !== 'end').map(short)
const compressedIn = (direction) => rows.filter((row) => row.direction === direction && row.frames?.[0].rsv === 4)
  .flatMap(({ frames }) => frames).reduce((sum, { payloadBytes }) => sum + payloadBytes, 0)
const told = seen.at(-1).compressed
const wire = told && { in: told.out, out: told.in }
const found = { in: compressedIn('in'), out: compressedIn('out') }

// Each direction by itself: which of two messages that pass each other comes first is not the same at both ends.
const differences = ['in', 'out'].flatMap((direction) => {
  const [a, b] = [ours, theirs].map((all) => all.filter((one) => one.startsWith(`${direction} `)))
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ direction, record: a, server: b }]
})
if (wire && JSON.stringify(wire) !== JSON.stringify(found)) differences.push({ compressed: found, server: wire })
if (ours.length === 0) differences.push('there is no message')
console.log(JSON.stringify(differences.length === 0 ? { equal: true, messages: ours.length, compressed: found } : { equal: false, differences }))
