import { signWebhook } from './sign-webhook.ts'

export interface WebhookToPost {
  url: string
  id: string
  body: unknown
  at: Date
  secrets: readonly string[]
}

/** Delivers one webhook; the status that it was answered with, null when nobody answered. Redirects are not followed. */
export async function postWebhook({ url, id, body, at, secrets }: WebhookToPost): Promise<number | null> {
  const text = JSON.stringify(body)
  const signed = signWebhook({ id, timestamp: Math.floor(at.getTime() / 1000), body: text }, secrets)
  try {
    const headers = { 'content-type': 'application/json', ...signed }
    const answer = await fetch(url, { method: 'POST', headers, body: text, redirect: 'manual' })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return null
  }
}
