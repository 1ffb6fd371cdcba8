import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { expect } from 'vitest'

/**
 * Who answers at our door: we, tRPC's adapter, or Fastify, which refuses some requests before either. Events of ours and
 * of the adapter's are alike to the last byte, so only `context-lane` tells them apart, where the context sets it.
 */
export type Lane = 'plain' | 'adapter' | 'neither' | 'events'

export interface ContractRequest {
  url: string
  method?: NonNullable<InjectOptions['method']>
  headers?: Record<string, string>
  payload?: string | object
}

/** A table's row: what is sent, the request, who has to answer it. */
export type ContractCase = [name: string, request: ContractRequest, lane: Lane]

export const json = { 'content-type': 'application/json' }

export function post(url: string, payload: string | object, headers: Record<string, string> = {}): ContractRequest {
  return { method: 'POST', url, payload, headers: { ...json, ...headers } }
}

/** The query string of an input. */
export function input(value: unknown): string {
  return `input=${encodeURIComponent(JSON.stringify(value))}`
}

/**
 * Sends one request to our door at `/trpc` and to tRPC's own adapter at `/stock`, and compares all that a client can
 * see: status, headers and body. Only how the body is framed may differ.
 */
export async function expectSameAnswer(app: FastifyInstance, request: ContractRequest, lane: Lane): Promise<void> {
  const headers = { 'x-request-id': 'contract-0123456789', ...request.headers }
  const send = (door: string): Promise<LightMyRequestResponse> =>
    app.inject({ ...request, headers, url: request.url.replace(/^\/trpc/, door) } as InjectOptions)
  const [ours, stock] = await Promise.all([send('/trpc'), send('/stock')])
  expect(seen(ours)).toEqual(seen(stock))
  // Without this both answers could be the adapter's.
  expect(laneOf(ours)).toBe(lane)
}

function seen(response: LightMyRequestResponse) {
  const {
    'content-length': _length,
    'transfer-encoding': _encoding,
    'context-lane': _lane,
    date: _date,
    ...headers
  } = response.headers
  return { status: response.statusCode, headers, body: response.body.replaceAll('/stock', '/trpc') }
}

/** The adapter streams its answers; one that states its length and still varies as tRPC's do is ours. */
function laneOf({ headers }: LightMyRequestResponse): Lane {
  if (headers['content-type'] === 'text/event-stream')
    return headers['context-lane'] === 'adapter' ? 'adapter' : 'events'
  if (headers['content-length'] === undefined) return 'adapter'
  return headers.vary === 'trpc-accept, accept' ? 'plain' : 'neither'
}
