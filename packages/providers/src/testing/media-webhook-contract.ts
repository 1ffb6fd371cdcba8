import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { Webhook } from 'standardwebhooks'
import type { WebhookDelivery } from '../media/contract.ts'
import { expectNothingTold } from './media-expectations.ts'
import type { MediaHarness, MediaUnderTest } from './media-harness.ts'

const at = new Date('2026-11-21T12:00:00Z')
const otherSecret = `whsec_${Buffer.from('another secret of 32 bytes or so').toString('base64')}`

interface Signing {
  secrets?: readonly string[]
  signedAt?: Date
  id?: string
}

/** What a provider promises that sends signed webhooks: forged, old and early ones are refused, and what it reads names the work. */
export function describeMediaWebhooks(
  open: () => MediaHarness,
  expected: NonNullable<MediaUnderTest['webhook']>,
): void {
  const body = async () => await readFile(new URL('webhook.json', open().under.fixtures), 'utf8')
  const sign = (text: string, { secrets = [expected.secret], signedAt = at, id = 'msg_1' }: Signing = {}) => ({
    headers: {
      'webhook-id': id,
      'webhook-timestamp': `${Math.floor(signedAt.getTime() / 1000)}`,
      // The library is not what the adapters verify by: it is how others sign.
      'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, signedAt, text)).join(' '),
    },
    rawBody: Buffer.from(text),
    at,
  })
  const read = async (delivery: WebhookDelivery) => {
    const { readWebhook } = open().provider
    if (!readWebhook) throw new Error('it reads no webhooks')
    return await readWebhook(delivery)
  }
  const expectRefused = async (delivery: WebhookDelivery) => {
    const error: unknown = await read(delivery).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'UNAUTHORIZED' })
    expectNothingTold(error, open().under)
  }

  describe('its webhooks', () => {
    test('a delivery that it signed names the work, and the same one again is known by its id', async () => {
      const delivery = sign(await body())
      const { submissionId, externalId } = expected
      const first = await read(delivery)
      expect(first).toMatchObject({ deliveryId: 'msg_1', submissionId, externalId })
      expect(JSON.parse(JSON.stringify(first.operation))).toEqual(first.operation)
      expect(await read(delivery)).toEqual(first)
      const status = await open().provider.status(first.operation, { signal: new AbortController().signal })
      expect(status).toMatchObject({ state: 'succeeded' })
      expect(open().creates()).toBe(0)
    })

    test('while its secret is changed, one signature of several is enough', async () => {
      const text = await body()
      await read(sign(text, { secrets: [otherSecret, expected.secret] }))
      await expectRefused(sign(text, { secrets: [otherSecret] }))
    })

    test('five minutes of difference are allowed, and not more, old or early', async () => {
      const text = await body()
      for (const seconds of [-299, 299]) await read(sign(text, { signedAt: new Date(at.getTime() + seconds * 1000) }))
      for (const seconds of [-302, 302, -3_000_000])
        await expectRefused(sign(text, { signedAt: new Date(at.getTime() + seconds * 1000) }))
    })

    test('a changed body, id or time, a missing header and no JSON are refused', async () => {
      const text = await body()
      const good = sign(text)
      await expectRefused({ ...good, rawBody: Buffer.from(text.replace('"', '" ')) })
      for (const header of Object.keys(good.headers)) {
        await expectRefused({ ...good, headers: { ...good.headers, [header]: undefined } })
        await expectRefused({ ...good, headers: { ...good.headers, [header]: 'forged' } })
      }
      await expectRefused(sign('not JSON'))
    })
  })
}
