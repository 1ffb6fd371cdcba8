import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t[Symbol.asyncDispose]())

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
interface Answer {
  status: number
  // What a story's rows have between them.
  body: {
    id: string
    version: number
    rootNodeId: string
    trashId: string
    nodeCount: number
    facts: { id: string }[]
    items: { kind: string; state: string }[]
    mainBranch: { id: string }
    newNode: { id: string }
    error: { code: string; details: { issues?: { path: string[] }[]; current?: { version: number } } }
  }
}

/** Calls of one user below /api/timelines. */
async function client(): Promise<(method: Method, path: string, payload?: object) => Promise<Answer>> {
  const { token } = await t.signUp()
  return async (method, path, payload) => {
    const response = await t.as(token, { method, url: `/api/timelines${path}`, ...(payload ? { payload } : {}) })
    return { status: response.statusCode, body: response.json<Answer['body']>() }
  }
}

test('a story is written over plain HTTP: nodes, branches, facts, the bible, undo, the trash', async () => {
  const call = await client()
  const { body: story } = await call('POST', '', { title: 'The lighthouse', settings: { language: 'english' } })
  const at = `/${story.id}`
  const facts = [{ subject: 'Ann', attribute: 'eyes', value: 'grey', span: { start: 0, end: 3 } }]
  const draft = { branchId: story.mainBranch.id, title: 'Storm', content: 'Ann sees a boat.', facts }
  const { body: storm } = await call('POST', `${at}/nodes`, draft)
  const changed = await call('PATCH', `${at}/nodes/${storm.id}`, { version: 1, kind: 'chapter' })
  expect(changed).toMatchObject({ status: 200, body: { version: 2, kind: 'chapter' } })
  const { body: split } = await call('POST', `${at}/nodes/${storm.id}/split`, { offset: 4 })
  const { body: branch } = await call('POST', `${at}/branches`, { name: 'calm', nodeId: story.rootNodeId })
  const { body: calm } = await call('POST', `${at}/nodes`, { branchId: branch.id })
  const merge = { fromBranchId: branch.id, intoBranchId: story.mainBranch.id, title: 'Both' }
  expect(await call('POST', `${at}/branches/merge`, merge)).toMatchObject({
    status: 200,
    body: { mergedNodeId: calm.id },
  })
  const moved = await call('POST', `${at}/nodes/${split.newNode.id}/move`, { parentId: calm.id })
  expect(moved).toMatchObject({ status: 200, body: { parentId: calm.id, depth: 2 } })
  const copied = await call('POST', `${at}/nodes/${calm.id}/copy`, { parentId: storm.id })
  expect(copied).toMatchObject({ status: 200, body: { nodeCount: 3 } })
  const asserted = await call('PUT', `${at}/nodes/${calm.id}/facts`, {
    facts: [...facts.map((fact) => ({ ...fact, span: null })), { subject: 'sea', attribute: 'state', value: null }],
  })
  const factIds = asserted.body.facts.map((fact) => `factIds=${fact.id}`)
  expect((await call('DELETE', `${at}/facts?${factIds[0]}`)).status).toBe(200)
  expect((await call('DELETE', `${at}/facts?${factIds[1]}`)).status).toBe(200)
  const { body: element } = await call('POST', `${at}/elements`, {
    kind: 'character',
    name: 'Ann',
    fields: { age: 30 },
  })
  expect((await call('DELETE', `${at}/elements/${element.id}`)).status).toBe(200)
  expect((await call('POST', `${at}/elements/${element.id}/restore`)).status).toBe(200)
  expect(await call('DELETE', `${at}/nodes/${calm.id}`)).toMatchObject({ body: { trashId: calm.id, nodeCount: 3 } })
  expect(await call('POST', `${at}/undo`)).toMatchObject({
    status: 200,
    body: { kind: 'deleteSubtree', state: 'undone' },
  })
  expect((await call('POST', `${at}/redo`)).body).toMatchObject({ state: 'applied' })
  const { body: history } = await call('GET', `${at}/history?limit=2`)
  expect(history.items.map((item) => item.kind)).toEqual(['deleteSubtree', 'restoreElement'])
  expect(await call('POST', `${at}/trash/${calm.id}/restore`)).toMatchObject({ body: { id: calm.id, nodeCount: 3 } })
  await call('DELETE', `${at}/nodes/${calm.id}`)
  expect((await call('DELETE', `${at}/trash?trashId=${calm.id}`)).body).toMatchObject({ nodeCount: 3 })
  expect((await call('DELETE', at)).status).toBe(200)
  expect((await call('POST', `${at}/undo`)).status).toBe(404)
  expect((await call('POST', `${at}/purge`)).body).toEqual({ id: story.id })
})

test('mistakes are told with their place, rivals with the row as it is, strangers nothing', async () => {
  const [call, stranger] = [await client(), await client()]
  const { body: story } = await call('POST', '', { title: 'The lighthouse' })
  const node = `/${story.id}/nodes/${story.rootNodeId}`
  const refused = [
    await call('POST', `/${story.id}/nodes`, { title: 'nowhere' }),
    await call('POST', `/${story.id}/nodes`, { parentId: story.rootNodeId, title: 'x'.repeat(301) }),
    await call('POST', `/${story.id}/nodes`, { parentId: story.rootNodeId, metadata: { nul: '\0' } }),
    await call('PATCH', node, { version: 1, colour: 'red' }),
  ]
  expect(refused.map(({ status, body }) => [status, body.error.code, body.error.details.issues?.[0]?.path])).toEqual([
    [400, 'VALIDATION_ERROR', ['parentId']],
    [400, 'VALIDATION_ERROR', ['title']],
    [400, 'VALIDATION_ERROR', ['metadata']],
    [400, 'VALIDATION_ERROR', expect.anything()],
  ])
  await call('PATCH', node, { version: 1, title: 'first' })
  const late = await call('PATCH', node, { version: 1, title: 'second' })
  expect(late).toMatchObject({
    status: 409,
    body: { error: { code: 'CONFLICT', details: { current: { version: 2, title: 'first' } } } },
  })
  expect((await stranger('PATCH', node, { version: 2, title: 'mine' })).status).toBe(404)
})
