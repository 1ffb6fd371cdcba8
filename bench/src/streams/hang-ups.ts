import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { monotonicMs } from '@cronicl/core'

/** An OpenAI-compatible server that writes without end and notes when it is left. */
export interface EndlessModel extends AsyncDisposable {
  url: string
  /** When the next stream is closed by who reads it. */
  left(): Promise<number>
}

export async function startEndlessModel(): Promise<EndlessModel> {
  let leave = Promise.withResolvers<number>()
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const chunk = { id: 'c', object: 'chat.completion.chunk', model: 'bench-model', created: 0 }
    const choices = [{ index: 0, delta: { content: 'word ' }, finish_reason: null }]
    const timer = setInterval(() => response.write(`data: ${JSON.stringify({ ...chunk, choices })}\n\n`), 20)
    response.on('close', () => {
      clearInterval(timer)
      leave.resolve(monotonicMs())
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    left: () => {
      leave = Promise.withResolvers<number>()
      return leave.promise
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Milliseconds from a client's hang-up, three events into a stream, to the upstream's connection being closed. */
export async function hangUpMs(model: EndlessModel, url: string, init: RequestInit): Promise<number> {
  const left = model.left()
  const hangUp = new AbortController()
  const response = await fetch(url, { ...init, signal: hangUp.signal })
  if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  const reader = response.body.getReader()
  for (let events = 0; events < 3; events++) await reader.read()
  const at = monotonicMs()
  hangUp.abort()
  return (await left) - at
}
