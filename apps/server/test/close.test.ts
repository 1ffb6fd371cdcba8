import { request } from 'node:http'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { createTestApp } from './test-app.ts'

test('closing lets a request in flight finish and cuts event streams', async () => {
  const t = await createTestApp()
  const { token } = await t.signUp()
  const base = await t.app.listen({ port: 0, host: '127.0.0.1' })
  const color = { asset: { type: 'color', color: '#ff0000' }, start: 0, length: 1 }
  const document = { output: { width: 320, height: 180 }, tracks: [{ clips: [color] }] }
  const { jobId } = (await t.as(token, { method: 'POST', url: '/v1/render', payload: document })).json<{
    jobId: string
  }>()

  // A job that nobody runs: its stream would stay open for ever.
  const input = encodeURIComponent(JSON.stringify({ id: jobId }))
  const stream = await fetch(`${base}/trpc/jobs.watch?input=${input}`, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
  })
  const reader = stream.body?.getReader()
  await reader?.read()

  // An upload of which only the first half has been sent.
  const picture = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#00aa55' } })
    .png()
    .toBuffer()
  const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
  const body = Buffer.concat([Buffer.from(head), picture, Buffer.from('\r\n--b--\r\n')])
  const upload = request(`${base}/media/upload`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': body.length,
    },
  })
  const answer = new Promise<number>((resolve, reject) =>
    upload.once('response', (response) => resolve(response.statusCode ?? 0)).once('error', reject),
  )
  const arrived = new Promise((resolve) => t.app.server.once('request', resolve))
  upload.write(body.subarray(0, 500))
  await arrived

  const disposed = t[Symbol.asyncDispose]()
  await expect(
    (async () => {
      for (;;) if ((await reader?.read())?.done) return
    })(),
  ).rejects.toThrow()
  upload.end(body.subarray(500))
  expect(await answer).toBe(201)
  await disposed
})
