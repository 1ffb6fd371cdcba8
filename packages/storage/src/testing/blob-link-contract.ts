import { expect, test } from 'vitest'
import { type BlobStoreContext, noTraces, png } from './blob-store-context.ts'

/** Signed links do what they say and nothing else. */
export function testLinks(context: BlobStoreContext): void {
  test('a link reads the object by HTTP whole and in ranges', async () => {
    const key = context.newKey()
    await context.store.put(key, Buffer.from('0123456789'), png)
    const { url, expiresAt } = await context.store.signGet(key, { expiresInS: 60 })
    expect(expiresAt.getTime() % 1000).toBe(0)
    const whole = await fetch(url)
    expect([whole.status, whole.headers.get('content-type'), await whole.text()]).toEqual([
      200,
      'image/png',
      '0123456789',
    ])
    for (const [range, text, contentRange] of [
      ['bytes=2-4', '234', 'bytes 2-4/10'],
      ['bytes=-3', '789', 'bytes 7-9/10'],
      ['bytes=-99', '0123456789', 'bytes 0-9/10'],
      ['bytes=8-', '89', 'bytes 8-9/10'],
    ] as const) {
      const part = await fetch(url, { headers: { range } })
      expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, contentRange, text])
    }
    expect((await drained(fetch(url, { headers: { range: 'bytes=10-' } }))).status).toBe(416)
  })

  test('a link is for one key, one method and no longer than it says', async () => {
    const [key, other] = [context.newKey(), context.newKey()]
    await context.store.put(key, Buffer.from('mine'), png)
    await context.store.put(other, Buffer.from('not yours'), png)
    const { url } = await context.store.signGet(key, { expiresInS: 60, downloadName: 'a.png' })
    const forged = [
      url.replace(key, other),
      url.replace('a.png', 'b.png'),
      url.replace(/([?&](?:sig|X-Amz-Signature)=)[^&]{8}/, '$1abcdabcd'),
      url.replace(/[?&](?:sig|X-Amz-Signature)=[^&]+/, '?'),
    ]
    for (const link of forged) expect((await drained(fetch(link))).status).toBe(403)
    const put = await drained(fetch(url, { method: 'PUT', body: 'mine', headers: { 'content-type': 'image/png' } }))
    expect(put.status).toBe(403)
    expect((await drained(fetch(url))).status).toBe(200)
    context.advance(61_000)
    expect((await drained(fetch(url))).status).toBe(403)
    expect((await context.bytesOf(key)).toString()).toBe('mine')
  })

  test('a link to what is not there answers 404', async () => {
    const { url } = await context.store.signGet(context.newKey(), { expiresInS: 60 })
    expect((await drained(fetch(url))).status).toBe(404)
  })

  test('a name in any script is offered to the user', async () => {
    const key = context.newKey()
    await context.store.put(key, Buffer.from('x'), png)
    const name = 'Κεφάλαιο “1” — 夜 (final)🎬.png'
    const { url } = await context.store.signGet(key, { expiresInS: 60, downloadName: name })
    const answer = await drained(fetch(url))
    const header = answer.headers.get('content-disposition') ?? ''
    expect(header).toMatch(/^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''[\w%.!~-]+$/)
    expect(decodeURIComponent(header.split("UTF-8''")[1] ?? '')).toBe(name)
  })

  test('a link writes exactly the type and length that it was signed for', async () => {
    const key = context.newKey()
    const signed = await context.store.signPut(key, { expiresInS: 60, contentType: 'image/png', sizeBytes: 5 })
    const attempt = async (body: string | ReadableStream, headers: Record<string, string> = signed.headers) =>
      (await drained(fetch(signed.url, { method: 'PUT', body, headers, duplex: 'half' }))).status
    expect(await attempt('four')).toBe(403)
    expect(await attempt('sixsix')).toBe(403)
    expect(await attempt('12345', { 'content-type': 'text/html' })).toBe(403)
    expect(await attempt(new Blob(['12345']).stream())).toBe(403)
    expect(await context.tracesOf(key)).toEqual(noTraces)
    expect(await attempt('12345')).toBe(200)
    expect(await context.store.head(key)).toEqual({ key, sizeBytes: 5, contentType: 'image/png' })
    expect((await drained(fetch(signed.url))).status).toBe(403)
    context.advance(60_000)
    expect(await attempt('54321')).toBe(403)
    expect((await context.bytesOf(key)).toString()).toBe('12345')
  })

  test('a link lives one second to seven days', async () => {
    for (const expiresInS of [0, -1, 1.5, 604_801]) {
      await expect(context.store.signGet(context.newKey(), { expiresInS })).rejects.toThrow(RangeError)
      await expect(context.store.signPut(context.newKey(), { expiresInS, ...png, sizeBytes: 1 })).rejects.toThrow(
        RangeError,
      )
    }
  })
}

/** The answer, its body read so that the connection is free. */
async function drained(answer: Promise<Response>): Promise<Response> {
  const response = await answer
  await response.arrayBuffer()
  return response
}
