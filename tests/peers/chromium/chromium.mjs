// Chromium without a window, driven over its debugging socket: plays a behaviour with its WebSocket and tells the events.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'

/// Runs in the page. Every event with the readyState that a listener sees.
function play(url, { protocols = [], client = {} }) {
  return new Promise((resolve) => {
    const events = []
    const buffered = []
    const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16))
    const finish = () => resolve({ events, buffered })
    let socket
    const attempt = (action) => {
      try {
        action()
        return true
      } catch (error) {
        events.push({ throws: error.name })
        return false
      }
    }
    if (!attempt(() => { socket = new WebSocket(url, protocols) })) return finish()
    socket.binaryType = 'arraybuffer'
    const close = () => {
      const asked = client.close
      const called = attempt(() => {
        if (asked.code === undefined) socket.close()
        else if (asked.reason === undefined) socket.close(asked.code)
        else socket.close(asked.code, asked.reason)
      })
      if (!called) finish()
    }
    let messages = 0
    socket.onopen = async () => {
      events.push({ event: 'open', protocol: socket.protocol, readyState: socket.readyState })
      for (const one of client.send ?? []) {
        const payload = one.size !== undefined ? new Uint8Array(one.size).fill(97) : one.hex === undefined ? one.text : bytes(one.hex)
        socket.send(payload)
        if (!client.drains) continue
        // As the command line does: the next message waits until this one has gone.
        buffered.push(socket.bufferedAmount)
        while (socket.bufferedAmount > 0) await new Promise((resolve) => setTimeout(resolve, 5))
        buffered.push(socket.bufferedAmount)
      }
      if (client.close && !client.close.after) close()
    }
    socket.onmessage = ({ data }) => {
      const what = typeof data === 'string' ? { type: 'text', data } : { type: 'binary', data: hex(data) }
      events.push({ event: 'message', ...what, readyState: socket.readyState })
      messages += 1
      if (client.close?.after === messages) close()
    }
    socket.onerror = () => events.push({ event: 'error', readyState: socket.readyState })
    socket.onclose = ({ code, reason, wasClean }) => {
      events.push({ event: 'close', code, reason, wasClean, readyState: socket.readyState })
      finish()
    }
    setTimeout(() => { events.push({ event: 'nothing more within 15 s' }); finish() }, 15000)
  })
}

async function until(found) {
  for (let tries = 0; tries < 300; tries++) {
    const value = await found()
    if (value) return value
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('Chromium does not start')
}

/// Starts Chromium on a page of the server.
export async function launch(page) {
  const profile = mkdtempSync(join(tmpdir(), 'wirelight-chromium-'))
  const program = spawn('chromium', ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-proxy-server',
    '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], { stdio: 'ignore', detached: true })
  const stop = () => {
    // The whole group: a browser is several processes, all of them started here.
    try { process.kill(-program.pid, 'SIGKILL') } catch { /* it has ended */ }
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  process.on('exit', stop)
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))
  const portFile = join(profile, 'DevToolsActivePort')
  const port = await until(() => existsSync(portFile) && readFileSync(portFile, 'utf8').split('\n')[0])
  const target = await (await fetch(`http://127.0.0.1:${port}/json/new?${encodeURIComponent(page)}`, { method: 'PUT' })).json()
  const debugging = new WebSocket(target.webSocketDebuggerUrl)
  await new Promise((resolve, reject) => debugging.on('open', resolve).on('error', reject))
  const answers = new Map()
  let calls = 0
  debugging.on('message', (data) => {
    const { id, ...rest } = JSON.parse(data)
    answers.get(id)?.(rest)
  })
  const evaluate = async (expression) => {
    const id = ++calls
    const answer = new Promise((resolve) => answers.set(id, resolve))
    debugging.send(JSON.stringify({ id, method: 'Runtime.evaluate', params: { expression, awaitPromise: true, returnByValue: true } }))
    const { result, error } = await answer
    if (error || result.exceptionDetails) throw new Error(JSON.stringify(error ?? result.exceptionDetails))
    return result.result.value
  }
  await until(() => evaluate(`document.title === 'behaviours'`))
  return {
    version: await evaluate(`navigator.userAgent.match(/Chrome\\/(\\S+)/)[1]`),
    play: (url, behaviour) => evaluate(`(${play})(${JSON.stringify(url)}, ${JSON.stringify(behaviour)})`),
    stop,
  }
}
