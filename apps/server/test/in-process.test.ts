import { type RefreshCookie, createCaller } from '@cronicl/api'
import type { Actor } from '@cronicl/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t[Symbol.asyncDispose]())

function memoryCookie(): RefreshCookie & { token: string | undefined } {
  const cookie = {
    token: undefined as string | undefined,
    read: () => cookie.token,
    write: (token: string) => {
      cookie.token = token
    },
    clear: () => {
      cookie.token = undefined
    },
  }
  return cookie
}

function caller(actor: Actor, refreshCookie = memoryCookie()) {
  return createCaller({ domain: t.runtime.context({ actor }), refreshCookie })
}

test('procedures are called in process, without HTTP', async () => {
  const cookie = memoryCookie()
  const signedIn = await caller({ type: 'anonymous' }, cookie).auth.register({
    email: 'in-process@example.com',
    password: 'a lantern in the fog',
  })
  expect(cookie.token).toBeDefined()
  const user = caller(await t.runtime.verifyAccessToken(signedIn.accessToken))
  expect((await user.auth.me()).email).toBe('in-process@example.com')
  expect(await user.media.list({})).toEqual({ items: [], nextCursor: null })
  await expect(caller({ type: 'anonymous' }).media.list({})).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
})

const red = { asset: { type: 'color' as const, color: '#ff0000' }, start: 0, length: 1 }
const output = { format: 'mp4' as const, width: 320, height: 180, fps: 25 }

test('a render without commit is priced and starts nothing; the same key gives the same job', async () => {
  const { userId } = await t.signUp()
  const user = caller({ type: 'user', userId, sessionId: 'ses_test', role: 'USER' })
  const document = { output, tracks: [{ clips: [red] }] }
  const priced = await user.renders.create({ ...document, commit: false })
  expect(priced).toMatchObject({ jobId: null, estimate: { durationMs: 1_000, frames: 25, costMicroUsd: 167 } })
  expect(await t.runtime.db.job.count({ where: { userId } })).toBe(0)

  const [first, second] = await Promise.all([
    user.renders.create({ ...document, idempotencyKey: 'once' }),
    user.renders.create({ ...document, idempotencyKey: 'once' }),
  ])
  expect(first.jobId).toBe(second.jobId)
  await expect(user.renders.create({ ...document, duration: 0.5, idempotencyKey: 'once' })).rejects.toMatchObject({
    cause: { code: 'IDEMPOTENCY_MISMATCH' },
  })
  expect((await user.jobs.list({})).items.map((job) => job.id)).toEqual([first.jobId])
  expect(await user.jobs.cancel({ id: first.jobId as string })).toMatchObject({ status: 'canceled' })
})

test('every mistake of a document is told at its path, and creating it starts nothing', async () => {
  const { userId } = await t.signUp()
  const user = caller({ type: 'user', userId, sessionId: 'ses_test', role: 'USER' })
  const document = {
    output: { ...output, width: 321 },
    tracks: [{ clips: [{ ...red, opacity: 7 }, { asset: { type: 'image', src: 'ast_missing' } }] }],
  }
  const checked = await user.renders.validate(document)
  expect(checked.valid).toBe(false)
  expect(checked.issues.map((issue) => issue.path.join('.'))).toEqual(
    expect.arrayContaining(['output.width', 'tracks.0.clips.0.opacity']),
  )
  await expect(user.renders.create(document as never)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  expect(await t.runtime.db.job.count({ where: { userId } })).toBe(0)
})

test("another user's job is not found, and cannot be watched or canceled", async () => {
  const [owner, other] = [await t.signUp(), await t.signUp()]
  const asUser = (userId: string) => caller({ type: 'user', userId, sessionId: 'ses_test', role: 'USER' })
  const { jobId } = await asUser(owner.userId).renders.create({ output, tracks: [{ clips: [red] }] })
  const id = jobId as string
  for (const attempt of [() => asUser(other.userId).jobs.get({ id }), () => asUser(other.userId).jobs.cancel({ id })]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
  const watched = await asUser(other.userId).jobs.watch({ id })
  await expect(watched[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect((await asUser(other.userId).jobs.list({})).items).toEqual([])
})
