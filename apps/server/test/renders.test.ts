import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
let token: string
beforeAll(async () => {
  t = await createTestApp({ PUBLIC_URL: 'https://films.example' })
  ;({ token } = await t.signUp())
})
afterAll(() => t[Symbol.asyncDispose]())

const output = { width: 160, height: 90, fps: 25 }
const card = (length: unknown) => ({
  output,
  tracks: [{ clips: [{ asset: { type: 'color', color: '#cc0000' }, length }] }],
})
const send = (url: string, payload: object, method: 'POST' | 'PATCH' = 'POST') => t.as(token, { method, url, payload })

test('anyone may read the schema of the document, from any page, and keep it for an hour', async () => {
  const response = await t.app.inject({ url: '/schemas/render.json', headers: { origin: 'https://editor.example' } })
  expect(response.statusCode).toBe(200)
  expect(response.headers).toMatchObject({
    'content-type': expect.stringContaining('application/schema+json') as string,
    'cache-control': 'public, max-age=3600',
    'access-control-allow-origin': '*',
  })
  expect(response.json()).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://films.example/schemas/render.json',
    properties: { tracks: { type: 'array' }, background: { type: 'string' } },
  })
  const { etag } = response.headers
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const again = await t.app.inject({ url: '/schemas/render.json', headers: { 'if-none-match': String(tag) } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  }
})

test('a template is kept, changed, listed and rendered over plain HTTP', async () => {
  const kept = await send('/v1/render/templates', { name: 'Card', document: card('{{length}}') })
  expect(kept.statusCode).toBe(201)
  const { id } = kept.json<{ id: string }>()
  const changed = await send(`/v1/render/templates/${id}`, { version: 1, name: 'Red card' }, 'PATCH')
  expect(changed.json()).toMatchObject({ version: 2, name: 'Red card', fields: ['length'] })
  const stale = await send(`/v1/render/templates/${id}`, { version: 1, name: 'Blue' }, 'PATCH')
  expect(stale.statusCode).toBe(409)
  expect((await t.as(token, { url: '/v1/render/templates' })).json()).toMatchObject({ items: [{ id, version: 2 }] })
  const first = await t.as(token, { url: `/v1/render/templates/${id}?version=1` })
  expect(first.json()).toMatchObject({ name: 'Card', version: 1 })
  const versions = await t.as(token, { url: `/v1/render/templates/${id}/versions?limit=1` })
  expect(versions.json()).toMatchObject({ items: [{ version: 2 }], nextCursor: '2' })

  const start = { merge: { length: 2 } }
  const [once, twice] = await Promise.all(
    [1, 2].map(() =>
      t.as(token, {
        method: 'POST',
        url: `/v1/render/templates/${id}/render`,
        payload: start,
        headers: { 'idempotency-key': 'card' },
      }),
    ),
  )
  expect(once?.statusCode).toBe(202)
  expect(twice?.json()).toEqual(once?.json())
  const job = await t.as(token, { url: `/v1/jobs/${once?.json<{ jobId: string }>().jobId}` })
  expect(job.json()).toMatchObject({ kind: 'render', plan: null })
  expect((await t.as(token, { method: 'DELETE', url: `/v1/render/templates/${id}` })).json()).toEqual({ id })
  expect((await t.as(token, { url: `/v1/render/templates/${id}` })).statusCode).toBe(404)
})

test('a document with placeholders in place of numbers is taken, and its mistakes are told at their paths', async () => {
  const merged = { ...card('{{n}}'), merge: [{ find: 'n', replace: 3 }], commit: false }
  expect((await send('/v1/render', merged)).json()).toMatchObject({ estimate: { durationMs: 3_000 } })
  const wrong = await send('/v1/render', { ...card(2), tarcks: [], background: 'red' })
  expect(wrong.statusCode).toBe(400)
  expect(wrong.json()).toMatchObject({
    error: {
      details: {
        issues: expect.arrayContaining([
          expect.objectContaining({ path: ['tarcks'] }),
          expect.objectContaining({ path: ['background'] }),
        ]) as unknown,
      },
    },
  })
  const checked = await send('/v1/render/validate', merged)
  expect(checked.json()).toMatchObject({ valid: false, issues: [{ path: ['commit'] }] })
})

test('a preview is a picture of the moment', async () => {
  const response = await send('/v1/render/preview', { ...card(2), atS: 1, widthPx: 80 })
  expect(response.statusCode).toBe(200)
  const { dataUrl, ...size } = response.json<{ dataUrl: string }>()
  expect(dataUrl).toMatch(/^data:image\/png;base64,iVBOR/)
  expect(size).toEqual({ widthPx: 80, heightPx: 45, frame: 25, warnings: [] })
})

test('a story becomes a document that renders as it is', async () => {
  const root = { title: 'The island', content: 'Mara keeps a light that nobody pays for.' }
  const story = await send('/api/timelines', { title: 'The lighthouse', root })
  const { id: timelineId } = story.json<{ id: string }>()
  const made = await send('/v1/render/from-timeline', { timelineId })
  expect(made.statusCode).toBe(200)
  const { document } = made.json<{ document: object }>()
  expect((await send('/v1/render', { ...document, commit: false })).json()).toMatchObject({ status: 'estimated' })
})

test('the reference tells of the document’s fields wherever one is taken', async () => {
  interface Described {
    paths: Record<string, { post: { requestBody: { content: Record<string, { schema: { properties: object } }> } } }>
  }
  const { paths } = (await t.app.inject({ url: '/openapi.json' })).json<Described>()
  for (const [path, more] of Object.entries({ '/v1/render': 'commit', '/v1/render/preview': 'atS' })) {
    const { properties } = paths[path]?.post.requestBody.content['application/json']?.schema ?? { properties: {} }
    expect(properties).toMatchObject({
      tracks: { type: 'array', description: 'Bottom to top' },
      background: { type: 'string' },
      [more]: {},
    })
  }
})
