import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWebhookEndpoint, createWebhookEndpointInput } from './create-webhook-endpoint.ts'
import { deleteWebhookEndpoint } from './delete-webhook-endpoint.ts'
import { getWebhookEndpoint } from './get-webhook-endpoint.ts'
import { listWebhookDeliveries } from './list-webhook-deliveries.ts'
import { listWebhookEndpoints } from './list-webhook-endpoints.ts'
import { resealSecrets } from './reseal-secrets.ts'
import { resendWebhookDelivery } from './resend-webhook-delivery.ts'
import { rotateWebhookSecret } from './rotate-webhook-secret.ts'
import { isSealedBy, seal, unseal } from './secret-box.ts'
import { testWebhookEndpoint } from './test-webhook-endpoint.ts'
import { type WebhookContext, type WebhookHouse, openWebhookHouse, sealKeys } from './testing/open-webhook-house.ts'
import { updateWebhookEndpoint } from './update-webhook-endpoint.ts'

let house: WebhookHouse
beforeAll(async () => {
  house = await openWebhookHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const create = (ctx: WebhookContext, input: object = {}) =>
  createWebhookEndpoint(ctx, createWebhookEndpointInput.parse({ url: 'https://hooks.example.com/a', ...input }))

test('the secret is shown once and lies sealed', async () => {
  const { ctx } = await house.user()
  const { secret, ...view } = await create(ctx, { description: 'mine', eventTypes: ['job.failed', 'job.failed'] })
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/)
  expect(view).toMatchObject({ description: 'mine', eventTypes: ['job.failed'], enabled: true, failingSince: null })
  expect(await getWebhookEndpoint(ctx, { id: view.id })).toEqual(view)
  const row = await house.db.webhookEndpoint.findUniqueOrThrow({ where: { id: view.id } })
  expect(Buffer.from(row.secret).toString('latin1')).not.toContain(secret.slice(6, 20))
  expect(unseal(sealKeys, view.id, row.secret)).toBe(secret)
})

test.each([
  'http://hooks.example.com/a',
  'https://hooks.example.com:8443/a',
  'https://169.254.169.254/latest/meta-data',
  'https://127.0.0.1/a',
  'https://[::ffff:10.0.0.1]/a',
  'https://localhost/a',
  'https://user:secret@hooks.example.com/a',
  'ftp://hooks.example.com/a',
  'hooks.example.com',
])('%s is no address to send to', async (url) => {
  const { ctx } = await house.user()
  const refused = { code: 'VALIDATION_ERROR', details: { issues: [expect.objectContaining({ path: ['url'] })] } }
  await expect(create(ctx, { url })).rejects.toMatchObject(refused)
  const { id } = await create(ctx)
  await expect(updateWebhookEndpoint(ctx, { id, url })).rejects.toMatchObject(refused)
})

test('a user has ten endpoints at most, also when they are made at once', async () => {
  const { ctx } = await house.user()
  const made = await Promise.allSettled(Array.from({ length: 14 }, () => create(ctx)))
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
  await expect(create(ctx)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', details: { limit: 10, used: 10 } })
  const first = await listWebhookEndpoints(ctx, { limit: 6 })
  const rest = await listWebhookEndpoints(ctx, { limit: 6, cursor: first.nextCursor as string })
  const ids = [...first.items, ...rest.items].map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)].sort())
  expect([ids.length, rest.nextCursor]).toEqual([10, null])
  await deleteWebhookEndpoint(ctx, { id: ids[0] as string })
  await create(ctx)
})

test("another user's endpoint is not found, whatever one wants of it", async () => {
  const [ann, bob] = [await house.user(), await house.user()]
  const { id } = await create(ann.ctx)
  const delivery = await testWebhookEndpoint(ann.ctx, { id })
  const missing = { code: 'NOT_FOUND' }
  await expect(getWebhookEndpoint(bob.ctx, { id })).rejects.toMatchObject(missing)
  await expect(updateWebhookEndpoint(bob.ctx, { id, enabled: false })).rejects.toMatchObject(missing)
  await expect(deleteWebhookEndpoint(bob.ctx, { id })).rejects.toMatchObject(missing)
  await expect(rotateWebhookSecret(bob.ctx, { id })).rejects.toMatchObject(missing)
  await expect(testWebhookEndpoint(bob.ctx, { id })).rejects.toMatchObject(missing)
  await expect(listWebhookDeliveries(bob.ctx, { id, limit: 10 })).rejects.toMatchObject(missing)
  await expect(resendWebhookDelivery(bob.ctx, { id: delivery.id })).rejects.toMatchObject(missing)
  expect((await listWebhookEndpoints(bob.ctx, { limit: 10 })).items).toEqual([])
  expect(await getWebhookEndpoint(ann.ctx, { id })).toMatchObject({ enabled: true })
  await deleteWebhookEndpoint(ann.ctx, { id })
  // What waited to be sent to it is not.
  expect(await house.deliver()).toEqual(['over'])
})

test('the log of an endpoint is read in pages, newest first, and by state', async () => {
  const { ctx } = await house.user()
  const id = await house.endpoint(ctx)
  const sent: string[] = []
  for (let i = 0; i < 5; i++) sent.unshift((await testWebhookEndpoint(ctx, { id })).id)
  const first = await listWebhookDeliveries(ctx, { id, limit: 3 })
  const rest = await listWebhookDeliveries(ctx, { id, limit: 3, cursor: first.nextCursor as string })
  expect([...first.items, ...rest.items].map((delivery) => delivery.id)).toEqual(sent)
  expect(rest.nextCursor).toBeNull()
  await house.deliver()
  expect((await listWebhookDeliveries(ctx, { id, limit: 10, state: 'pending' })).items).toEqual([])
  expect((await listWebhookDeliveries(ctx, { id, limit: 10, state: 'succeeded' })).items).toHaveLength(5)
})

test('a secret opens in its own row and under a key of the house alone', () => {
  const [today, yesterday] = sealKeys as [Uint8Array, Uint8Array]
  const sealed = seal([today], 'whe_1', 'whsec_secret')
  expect(unseal([yesterday, today], 'whe_1', sealed)).toBe('whsec_secret')
  const unreadable = expect.objectContaining({ code: 'INTERNAL_ERROR', message: expect.stringContaining('Rotate') })
  expect(() => unseal([today], 'whe_2', sealed)).toThrow(unreadable)
  expect(() => unseal([yesterday], 'whe_1', sealed)).toThrow(unreadable)
  expect(() => unseal([today], 'whe_1', sealed.subarray(0, 20))).toThrow(unreadable)
  for (const at of [0, 1, 5, 20, sealed.length - 1]) {
    const changed = Uint8Array.from(sealed)
    changed[at] = (changed[at] as number) ^ 1
    expect(() => unseal([today], 'whe_1', changed)).toThrow(unreadable)
  }
})

test('after the server has a new key, its secrets are sealed anew and go on signing', async () => {
  const { ctx } = await house.user()
  const [today, yesterday] = sealKeys as [Uint8Array, Uint8Array]
  const before = { ...ctx, config: { ...ctx.config, webhooks: { secretKeys: [yesterday] } } }
  const id = await house.endpoint(before)
  await rotateWebhookSecret(before, { id }).then(({ secret }) => (house.receiver.secret = secret))
  expect(await resealSecrets(ctx)).toBe(1)
  expect(await resealSecrets(ctx)).toBe(0)
  const row = await house.db.webhookEndpoint.findUniqueOrThrow({ where: { id } })
  for (const sealed of [row.secret, row.previousSecret]) expect(isSealedBy(today, sealed as Uint8Array)).toBe(true)
  await testWebhookEndpoint(ctx, { id })
  await house.deliver()
  expect(house.receiver.received.at(-1)).toMatchObject({ verified: true })
})

test('a secret that no key opens is told in the log, and a rotation helps', async () => {
  const { ctx } = await house.user()
  const lost = { ...ctx, config: { ...ctx.config, webhooks: { secretKeys: [new Uint8Array(32)] } } }
  const id = await house.endpoint(lost)
  expect(await resealSecrets(ctx)).toBe(0)
  await testWebhookEndpoint(ctx, { id })
  expect(await house.deliver()).toEqual(['retrying'])
  const { items } = await listWebhookDeliveries(ctx, { id, limit: 1 })
  expect(items[0]?.log).toEqual([expect.objectContaining({ error: expect.stringContaining('Rotate') })])
  await rotateWebhookSecret(ctx, { id }).then(({ secret }) => (house.receiver.secret = secret))
  await house.waitForNext()
  expect(await house.deliver()).toEqual(['succeeded'])
})
