// npm ws: echo with subprotocols on /echo, a close code on /close/CODE/REASON, no close frame on /terminate,
// fragments with a ping in between on /fragments, no upgrade on /denied.
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

const http = createServer()
const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][0] ?? false })

http.on('upgrade', (request, socket, head) => {
  if (request.url === '/denied') {
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 15\r\n\r\nnot for you, no')
    return
  }
  sockets.handleUpgrade(request, socket, head, (ws) => {
    const [, what, code, reason] = request.url.split('/')
    if (what === 'close') ws.close(code ? Number(code) : undefined, reason && decodeURIComponent(reason))
    else if (what === 'terminate') ws.terminate()
    else if (what === 'fragments') {
      ws.send('one ', { fin: false })
      ws.ping('between')
      ws.send('two', { fin: true })
      ws.close(1000)
    } else ws.on('message', (data, binary) => ws.send(data, { binary }))
  })
})
http.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'))
