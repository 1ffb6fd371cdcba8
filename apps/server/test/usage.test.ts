import { afterAll, beforeAll, expect, test } from 'vitest'
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
  expect(response.json()).toMatchObject({
    plan: 'free',
    items: [
      { metric: 'requests', window: 'day', limit: 7, used: 0, reserved: 0 },
      { metric: 'requests', window: 'month', limit: 3_000 },
      { metric: 'spend', window: 'day', limit: 1_000_000 },
      { metric: 'spend', window: 'month', limit: null },
    ],
  })
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
  expect((await t.as(token, { url: '/usage/limits' })).json()).toMatchObject({
    items: [{ used: 0, reserved: 0 }, {}, {}, {}],
  })
})
