// npm better-sse: three events with ids, then the end; with a Last-Event-ID it answers 204.
import { createServer } from 'node:http'
import { createSession } from 'better-sse'

createServer(async (request, response) => {
  if (request.headers['last-event-id']) {
    response.writeHead(204).end()
    return
  }
  const session = await createSession(request, response, { retry: 50 })
  session.push({ n: 1 }, 'tick', 'a').push('two', 'message', 'b').push('三', 'tick', 'c')
  response.end()
}).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'))
