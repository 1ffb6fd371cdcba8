import { once } from 'node:events'
import { type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createOpenAIApi } from './openai-api.ts'

const { signal } = new AbortController()
const event = (data: string): string => `data: ${data}\n\n`

async function serve(answer: (response: ServerResponse) => void): Promise<{ server: Server; baseUrl: string }> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => answer(response))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { server, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/` }
}

async function read(baseUrl: string, isLast?: (event: unknown) => boolean): Promise<unknown[]> {
  const api = createOpenAIApi({ baseUrl, apiKey: undefined })
  const options = { signal, heard: () => {}, ...(isLast ? { isLast } : {}) }
  const events: unknown[] = []
  for await (const one of api.postForEvents('/chat/completions', {}, options)) events.push(one)
  return events
}

test('events come whole, however they are cut, and none after the end', async () => {
  const text = `: a comment\r\n${event('{"n":1,"é":"ü"}').replaceAll('\n', '\r\n')}${event('{"n":\ndata: 2}')}${event('[DONE]')}${event('{"n":3}')}`
  const bytes = Buffer.from(text)
  const { baseUrl } = await serve((response) => {
    let at = 0
    const write = (): void => {
      if (at === bytes.length) response.end()
      else response.write(bytes.subarray(at, ++at), () => setImmediate(write))
    }
    write()
  })
  expect(await read(baseUrl)).toEqual([{ n: 1, é: 'ü' }, { n: 2 }])
})

test('a connection carries the next stream, though its HTTP ended a moment after its answer', async () => {
  let connections = 0
  const { server, baseUrl } = await serve((response) => {
    response.write(event('{"n":1}') + event('[DONE]'), () => setTimeout(() => response.end(), 20))
  })
  server.on('connection', () => connections++)
  for (let i = 0; i < 3; i++) {
    expect(await read(baseUrl)).toEqual([{ n: 1 }])
    await turn()
  }
  expect(connections).toBe(1)
})

test('a server that says its last word and does not hang up is not waited for', async () => {
  const { baseUrl } = await serve((response) => response.write(event('{"n":1}') + event('{"last":true}')))
  const isLast = (one: unknown): boolean => (one as { last?: true }).last === true
  expect(await read(baseUrl, isLast)).toEqual([{ n: 1 }, { last: true }])
})
