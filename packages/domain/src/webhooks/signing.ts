import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'

/** A fresh signing secret as Standard Webhooks writes it: `whsec_` and 32 random bytes in base64. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

export interface Message {
  /** The same on every attempt, so that a receiver knows a repetition. */
  id: string
  /** Exactly as it is sent. */
  body: string
}

/**
 * The headers of one attempt (https://www.standardwebhooks.com, symmetric signatures): one signature for each secret,
 * the current one first, so that a receiver may know either while they are being exchanged.
 */
export function signedHeaders(message: Message, secrets: readonly string[], at: Date): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'cronicl-webhooks/1',
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(message.id, at, message.body)).join(' '),
  }
}
