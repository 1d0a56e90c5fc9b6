// Chromium and Wirelight go through the behaviours against one server; prints a table and what differs.
// node compare.mjs WIRELIGHT [WORDS OF A NAME]
import { readFileSync } from 'node:fs'
import { launch } from './chromium.mjs'
import { serve } from './server.mjs'
import { play } from './wirelight.mjs'

const [program, words] = process.argv.slice(2)
const every = JSON.parse(readFileSync(new URL('behaviours.json', import.meta.url), 'utf8'))
const chosen = every.filter(({ name }) => !words || name.includes(words))

/// One event on one line; long data by its length.
function line(one) {
  if (one.throws || one.refuses) return 'refused'
  const { event, readyState, ...rest } = one
  const words = Object.entries(rest).map(([name, value]) => {
    const shown = typeof value === 'string' && value.length > 60 ? `${value.length} letters` : JSON.stringify(value)
    return `${name}=${shown}`
  })
  return [event, ...words, ...(readyState === undefined ? [] : [`readyState=${readyState}`])].join(' ')
}

const server = await serve(every)
const chromium = await launch(`http://127.0.0.1:${server.port}/`)
const url = (client, name) => `ws://127.0.0.1:${server.port}/${encodeURIComponent(name)}?client=${client}`
const counts = { same: 0, meant: 0, differs: 0 }
const details = []
let wires = 0

const steps = (values) => [`bufferedAmount ${values.join(' ')}`]

/// The frames that the server received; who sends a reason with 1002 is no event.
const wire = (frames) => frames.map((frame) => frame.replace(/^(close 10(02|07)) .*/, '$1'))

console.log(`Chromium ${chromium.version} and Wirelight, ${chosen.length} behaviours\n`)
for (const behaviour of chosen) {
  const { name, meant } = behaviour
  const theirs = await chromium.play(url('chromium', name), behaviour)
  const ours = await play(program, url('wirelight', name), behaviour)
  const drains = behaviour.client?.drains
  const events = [theirs, ours].map((one) => [...one.events.map(line), ...(drains ? steps(one.buffered) : [])])
  // A script's socket is open by the time a close is refused; the command line refuses before it connects.
  if (ours.events.some((one) => one.refuses)) events[0] = events[0].filter((one) => one === 'refused')
  const refused = events[1].includes('refused')
  const frames = refused ? [[], []] : [await server.seen('chromium', name), await server.seen('wirelight', name)]
  const [equal, wireEqual] = [events, frames.map(wire)].map(([a, b]) => JSON.stringify(a) === JSON.stringify(b))
  const verdict = equal ? 'same' : meant ? 'meant' : 'differs'
  counts[verdict] += 1
  wires += wireEqual ? 1 : 0
  const end = (lines) => (lines.at(-1) ?? 'nothing').replace(/ readyState=\d/, '').slice(0, 62)
  console.log(`${verdict.padEnd(8)}${wireEqual ? ' ' : '*'} ${name.slice(0, 56).padEnd(57)}${end(events[0]).padEnd(63)}${end(events[1])}`)
  if (equal && wireEqual) continue
  const lines = ['Chromium ', 'Wirelight'].flatMap((who, i) => [
    ...events[i].map((text) => `  ${who}  ${text}`), ...frames[i].map((text) => `  ${who}  server received ${text.slice(0, 60)}`)])
  details.push([`${equal ? 'on the wire' : verdict}: ${name}${meant ? ` (${meant})` : ''}`, ...lines].join('\n'))
}
console.log(`* what the server received is not the same\n\n${details.join('\n\n')}\n`)
console.log(`${counts.same} same, ${counts.meant} differ as meant, ${counts.differs} differ; ${wires} the same on the wire, too`)
chromium.stop()
server.close()
process.exit(counts.differs === 0 && chosen.length > 0 ? 0 : 1)
