import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
let token: string
beforeAll(async () => {
  t = await createTestApp()
  ;({ token } = await t.signUp())
})
afterAll(() => t[Symbol.asyncDispose]())

const post = (url: string, payload: object) => t.as(token, { method: 'POST', url, payload })
const activePath = [{ title: 'The storm', content: 'Mara climbs the stairs while the wind takes the shutters.' }]

test('without any key the sandbox suggests, and says that it cost nothing', async () => {
  const response = await post('/ai/suggest', { activePath, count: 10, explorationRatio: 0.3 })
  expect(response.statusCode).toBe(200)
  const { ghostNodes, usage } = response.json<{ ghostNodes: { alignment: string }[]; usage: object }>()
  expect(ghostNodes.filter(({ alignment }) => alignment === 'exploratory')).toHaveLength(3)
  expect(ghostNodes).toHaveLength(10)
  expect(usage).toMatchObject({ provider: 'sandbox', model: 'sandbox-text', costMicroUsd: 0 })
})

test.each<[string, object, string]>([
  ['/ai/expand', { activePath }, 'alternatives'],
  ['/ai/canon-diff', { activePath }, 'changes'],
  ['/ai/summarize-path', { activePath }, 'summary'],
  ['/ai/merge-propose', { left: { path: activePath }, right: { path: activePath } }, 'conflicts'],
  ['/ai/context', { activePath }, 'parts'],
  ['/api/generate/text', { prompt: 'A street in rain.' }, 'text'],
])('POST %s answers', async (url, payload, field) => {
  const response = await post(url, payload)
  expect(response.statusCode, response.body).toBe(200)
  expect(response.json()).toHaveProperty(field)
})

test('a stored story is suggested for, expanded and read', async () => {
  const story = (
    await post('/api/timelines', { title: 'The lighthouse', root: { content: activePath[0]?.content } })
  ).json<{
    id: string
    rootNodeId: string
  }>()
  const at = { timelineId: story.id, nodeId: story.rootNodeId }
  for (const name of ['suggest', 'expand', 'canon-diff'])
    expect((await post(`/ai/${name}-from-timeline`, at)).statusCode, name).toBe(200)
  expect((await post('/ai/suggest-from-timeline', { ...at, nodeId: 'nod_none' })).statusCode).toBe(404)
})

test('a stream over plain HTTP ends with the answer', async () => {
  const { body, headers } = await post('/ai/suggest/stream', { activePath, count: 2 })
  expect(headers['content-type']).toContain('text/event-stream')
  const events = [...body.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json as string) as { type: string })
  expect(events.at(0)).toMatchObject({ type: 'partial' })
  expect(events.findLast(({ type }) => type === 'done')).toMatchObject({ promptVersion: 'suggest.v1' })
})

test('the creator profile is put and read, and models are listed', async () => {
  const url = '/me/creator-profile'
  const put = await t.as(token, { method: 'PUT', url, payload: { favoriteThemes: ['the sea'] } })
  expect(put.json()).toMatchObject({ favoriteThemes: ['the sea'], explorationRatio: 0.3 })
  expect((await t.as(token, { url })).json()).toEqual(put.json())
  expect((await t.as(token, { url: '/ai/models' })).json()).toMatchObject({
    items: [{ id: 'sandbox-text', default: true }],
  })
})

test('more than 50 KB of story are too many, and unknown fields are refused by name', async () => {
  const large = Array.from({ length: 8 }, () => ({ content: 'x'.repeat(9_000) }))
  expect((await post('/ai/suggest', { activePath: large })).statusCode).toBe(413)
  const unknown = await post('/ai/suggest', { activePath, siblings: [] })
  expect(unknown.statusCode).toBe(400)
  expect(unknown.body).toContain('siblings')
})
