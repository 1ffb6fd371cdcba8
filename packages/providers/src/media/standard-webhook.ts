import { timingSafeEqual } from 'node:crypto'
import { AppError, minuteMs } from '@cronicl/core'
import { Webhook } from 'standardwebhooks'
import type { WebhookDelivery } from './contract.ts'

export interface SignedMessage {
  /** The message's id; the same one again is a repetition. */
  id: string
  /** The signed body. */
  body: unknown
}

/** How far a signature's time may lie from ours, both ways. */
const toleranceMs = 5 * minuteMs

/**
 * A delivery that is signed as Standard Webhooks has it (https://www.standardwebhooks.com), by the raw bytes, with one
 * signature of several being enough while a secret is changed. The time is ours to judge: the library's `verify` would
 * take the machine's clock.
 * @throws AppError UNAUTHORIZED when the signature, its time or its form is wrong
 */
export function readSignedMessage({ headers, rawBody, at }: WebhookDelivery, secret: string): SignedMessage {
  const id = headers['webhook-id']
  const time = headers['webhook-timestamp']
  const signatures = headers['webhook-signature']
  if (typeof id !== 'string' || typeof signatures !== 'string') throw unauthorized()
  if (typeof time !== 'string' || !/^\d{1,12}$/.test(time)) throw unauthorized()
  const signedAt = new Date(Number(time) * 1000)
  if (Math.abs(at.getTime() - signedAt.getTime()) > toleranceMs) throw unauthorized()
  const text = new TextDecoder().decode(rawBody)
  const expected = new Webhook(secret).sign(id, signedAt, text)
  if (!signatures.split(' ').some((signature) => isSame(signature, expected))) throw unauthorized()
  try {
    return { id, body: JSON.parse(text) as unknown }
  } catch {
    throw unauthorized()
  }
}

export function unauthorized(): AppError {
  return new AppError('UNAUTHORIZED', 'The signature of the webhook is not valid.')
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
