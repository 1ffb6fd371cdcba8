import { createHmac } from 'node:crypto'

export interface WebhookToSign {
  id: string
  /** Seconds since 1970. */
  timestamp: number
  body: string
}

/** The three headers of Standard Webhooks; one signature for each secret, as while a secret is being changed. */
export function signWebhook(
  { id, timestamp, body }: WebhookToSign,
  secrets: readonly string[],
): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': `${timestamp}`, 'webhook-signature': signatures.join(' ') }
}
