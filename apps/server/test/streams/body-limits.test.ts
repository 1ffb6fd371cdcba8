import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StreamApp, limits, openStreamApp } from './stream-app.ts'

let t: StreamApp
beforeAll(async () => {
  t = await openStreamApp()
})
afterAll(() => t[Symbol.asyncDispose]())

/** JSON of exactly so many bytes. */
function json(bytes: number): string {
  const frame = JSON.stringify({ text: '' }).length
  return JSON.stringify({ text: 'x'.repeat(bytes - frame) })
}

async function send(path: string, body: string, chunked: boolean): Promise<{ status: number; text: string }> {
  const init: RequestInit & { duplex?: 'half' } = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: chunked ? (Readable.toWeb(Readable.from(pieces(body))) as ReadableStream) : body,
    duplex: 'half',
  }
  const answer = await fetch(`${t.base}${path}`, init)
  return { status: answer.status, text: await answer.text() }
}

function* pieces(body: string): Generator<Buffer> {
  for (let at = 0; at < body.length; at += 10_000) yield Buffer.from(body.slice(at, at + 10_000))
}

const named = { small: '2 KB', usual: '100 KB', large: '300 KB' }
const cases = (['small', 'usual', 'large'] as const).flatMap((name) =>
  [false, true].flatMap((chunked) => [`/trpc/${name}`, `/${name}`].map((path) => [path, name, chunked] as const)),
)

test.each(cases)('%s takes as much as it says, and no byte more (in chunks: $2)', async (path, name, chunked) => {
  expect((await send(path, json(limits[name]), chunked)).status).toBe(200)
  const refused = await send(path, json(limits[name] + 1), chunked)
  expect(refused.status).toBe(413)
  expect(refused.text).toContain(`at most ${named[name]}`)
  expect(JSON.parse(refused.text)).toMatchObject({
    error: { code: 'PAYLOAD_TOO_LARGE', details: { limitBytes: limits[name] } },
  })
})

test.each([
  ['large,small', limits.small],
  ['large,usual', limits.usual],
  ['large,large', limits.large],
  ['large,nobody', limits.usual],
  ['%6Carge,%73mall', limits.small],
  ['large,%2573mall', limits.small],
])('a batch of %s takes the least of what they do', async (paths, limit) => {
  const body = (bytes: number): string => `{"0":${json(bytes - '{"0":}'.length)}}`
  expect((await send(`/trpc/${paths}?batch=1`, body(limit), false)).status).not.toBe(413)
  expect((await send(`/trpc/${paths}?batch=1`, body(limit + 1), false)).status).toBe(413)
  expect((await send(`/trpc/${paths}?batch=1`, body(limit + 1), true)).status).toBe(413)
})

test('a name that cannot be decoded takes what is usual', async () => {
  expect((await send('/trpc/large%25E0%25A4', json(limits.usual + 1), false)).status).toBe(413)
})
