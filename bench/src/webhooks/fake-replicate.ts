import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { drawDot } from './draw-dot.ts'

export type Truth = 'succeeded' | 'failed' | 'canceled'

export interface FakeReplicate extends AsyncDisposable {
  /** As REPLICATE_BASE_URL. */
  baseUrl: string
  /** As the allow-list spells it. */
  pair: string
  /** Predictions by id, and how each ends once it may. */
  truths: Map<string, Truth>
  /** How many creates came. */
  creates: number
  /** How often a status was asked for. */
  looks: number
  /** From now on work ends; before, all of it is under way. */
  letEnd(): void
}

/**
 * Replicate, as far as our adapter asks it: the one truth of how work goes. What is created while it runs succeeds. Its
 * list does not work, so that lost creates are found by webhook or not at all.
 */
export async function openFakeReplicate(model: string): Promise<FakeReplicate> {
  const webhooks = new Map<string, string>()
  const numbers = new Map<string, number>()
  let mayEnd = false
  const prediction = (id: string): object => {
    const truth = mayEnd ? fake.truths.get(id) : 'processing'
    const number = numbers.get(id) ?? numbers.size + 1
    numbers.set(id, number)
    return {
      id,
      model,
      status: truth ?? 'processing',
      input: {},
      output: truth === 'succeeded' ? `${origin()}/files/${number}.png` : null,
      error: truth === 'failed' ? 'It broke.' : null,
      metrics: { predict_time: 1.5 },
      started_at: '2026-11-21T12:00:00Z',
      webhook: webhooks.get(id) ?? null,
    }
  }
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://fake')
    const picture = /^\/files\/(\d+)\.png$/.exec(pathname)?.[1]
    if (picture) return void response.writeHead(200, { 'content-type': 'image/png' }).end(drawDot(Number(picture)))
    const json = (status: number, body: object): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.method === 'POST' && !pathname.endsWith('/cancel')) {
      const id = `again${++fake.creates}`
      webhooks.set(id, (JSON.parse(await text(request)) as { webhook?: string }).webhook ?? '')
      fake.truths.set(id, 'succeeded')
      return json(201, prediction(id))
    }
    const id = /\/predictions\/([^/]+)/.exec(pathname)?.[1]
    if (!id) return json(500, { detail: 'The list is down.' })
    if (!fake.truths.has(id)) return json(404, { detail: 'Not found.' })
    fake.looks++
    return json(200, prediction(id))
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const pair = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const origin = (): string => `http://${pair}`
  const fake: FakeReplicate = {
    baseUrl: `${origin()}/v1`,
    pair,
    truths: new Map(),
    creates: 0,
    looks: 0,
    letEnd: () => {
      mayEnd = true
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return fake
}
