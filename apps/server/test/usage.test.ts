import { newId } from '@cronicl/core'
import type { usageLimitsOutput } from '@cronicl/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
let token: string
beforeAll(async () => {
  t = await createTestApp({ PLAN_LIMITS: '{"free":{"requests":{"day":7},"spend":{"month":null}}}' })
  ;({ token } = await t.signUp())
})
afterAll(() => t[Symbol.asyncDispose]())

test('limits are those of the plan, with what the environment changed', async () => {
  const response = await t.as(token, { url: '/usage/limits' })
  expect(response.statusCode).toBe(200)
  const { plan, items, inFlight } = response.json<z.infer<typeof usageLimitsOutput>>()
  expect(plan).toBe('free')
  expect(items.filter(({ metric }) => metric === 'requests' || metric === 'spend')).toMatchObject([
    { metric: 'requests', window: 'day', limit: 7, used: 0, reserved: 0 },
    { metric: 'requests', window: 'month', limit: 3_000 },
    { metric: 'spend', window: 'day', limit: 1_000_000 },
    { metric: 'spend', window: 'month', limit: null },
  ])
  expect(items).toContainEqual(expect.objectContaining({ metric: 'images', window: 'day', limit: 20 }))
  expect(inFlight).toContainEqual({ kind: 'image', limit: 1, inFlight: 0, overridden: false })
})

test('current usage has two paths and one answer', async () => {
  const [usage, ofMe] = await Promise.all(['/usage/current', '/me/usage/current'].map((url) => t.as(token, { url })))
  expect(usage?.json()).toMatchObject({ items: [], costMicroUsd: 0 })
  expect(ofMe?.json()).toEqual(usage?.json())
})

test('history takes a period', async () => {
  expect((await t.as(token, { url: '/usage/history?period=30d' })).json()).toMatchObject({ items: [], costMicroUsd: 0 })
  expect((await t.as(token, { url: '/usage/history?period=1y' })).statusCode).toBe(400)
})

test('an estimate prices without sending anything', async () => {
  const payload = { model: 'sandbox-text', text: 'Once upon a time', maxOutputTokens: 100 }
  const response = await t.as(token, { method: 'POST', url: '/usage/estimate', payload })
  expect(response.json()).toMatchObject({ provider: 'sandbox', maxOutputTokens: 100, costMicroUsd: 0 })
  const { items } = (await t.as(token, { url: '/usage/limits' })).json<z.infer<typeof usageLimitsOutput>>()
  for (const item of items) expect(item).toMatchObject({ used: 0, reserved: 0 })
})

test('pictures are estimated with the fields that make them', async () => {
  const payload = { kind: 'image', prompt: 'A lighthouse in the fog', count: 2 }
  const response = await t.as(token, { method: 'POST', url: '/usage/estimate', payload })
  expect(response.json()).toMatchObject({ kind: 'image', provider: 'sandbox', costMicroUsd: 0 })
  const wrong = await t.as(token, { method: 'POST', url: '/usage/estimate', payload: { ...payload, text: 'a' } })
  expect(wrong.json()).toMatchObject({ error: { code: 'VALIDATION_ERROR', details: { issues: [{ path: ['text'] }] } } })
})

test('an administrator sets limits and plans of users, and nobody else does', async () => {
  const user = await t.signUp()
  const url = `/admin/users/${user.userId}/limits`
  const payload = { metric: 'images', window: 'day', limit: 3, note: 'trial' }
  expect((await t.as(user.token, { method: 'PUT', url, payload })).statusCode).toBe(403)
  expect((await t.as(user.token, { url })).statusCode).toBe(403)
  // The first account of an installation is its administrator's.
  expect((await t.as(token, { method: 'PUT', url, payload })).json()).toMatchObject({ ...payload, userId: user.userId })
  expect((await t.as(token, { url })).json()).toMatchObject({ items: [payload], nextCursor: null })
  const plan = { method: 'PUT', url: `/admin/users/${user.userId}/plan`, payload: { plan: 'creator' } } as const
  expect((await t.as(token, plan)).json()).toEqual({ userId: user.userId, plan: 'creator' })
  const limits = async () =>
    (await t.as(user.token, { url: '/usage/limits' })).json<z.infer<typeof usageLimitsOutput>>()
  const imagesOfDay = { metric: 'images', window: 'day' }
  expect(await limits()).toMatchObject({ plan: 'creator' })
  expect((await limits()).items).toContainEqual(expect.objectContaining({ ...imagesOfDay, limit: 3, overridden: true }))
  const removed = await t.as(token, { method: 'DELETE', url: `${url}?metric=images&window=day` })
  expect(removed.json()).toEqual({ removed: true })
  expect((await limits()).items).toContainEqual(expect.objectContaining({ ...imagesOfDay, limit: 200 }))
})

test('flags are an administrator’s to see and to resolve', async () => {
  const user = await t.signUp()
  const id = newId('flag')
  const day = new Date('2026-11-21T00:00:00Z')
  const row = { id, userId: user.userId, kind: 'burst', day, details: { reservations: 120 }, createdAt: day }
  await t.runtime.db.usageFlag.create({ data: row })
  expect((await t.as(user.token, { url: '/admin/flags' })).statusCode).toBe(403)
  const listed = await t.as(token, { url: '/admin/flags?resolved=false&limit=10' })
  expect(listed.json()).toMatchObject({ items: [{ id, kind: 'burst', day: '2026-11-21', resolvedAt: null }] })
  expect((await t.as(token, { method: 'POST', url: `/admin/flags/${id}/resolve` })).statusCode).toBe(200)
  expect((await t.as(token, { url: '/admin/flags?resolved=false' })).json()).toMatchObject({ items: [] })
})
