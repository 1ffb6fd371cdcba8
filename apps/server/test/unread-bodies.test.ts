import { type ClientRequest, Agent, request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
let base: string
let token: string
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
beforeAll(async () => {
  t = await createTestApp()
  base = await t.app.listen({ port: 0, host: '127.0.0.1' })
  token = (await t.signUp()).token
})
afterAll(async () => {
  agent.destroy()
  await t[Symbol.asyncDispose]()
})

const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="notes.jpg"\r\n\r\n'
const tail = '\r\n--b--\r\n'

/** An upload that will be refused by its first bytes, begun; and the status of its answer. */
function beginUpload(sizeBytes: number): { upload: ClientRequest; status: Promise<number> } {
  const upload = request(`${base}/media/upload`, {
    method: 'POST',
    agent,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': head.length + sizeBytes + tail.length,
    },
  })
  const status = new Promise<number>((resolve, reject) => {
    upload.once('response', (response) => resolve(response.resume().statusCode ?? 0)).once('error', reject)
  })
  upload.write(head)
  upload.write(Buffer.alloc(64 * 1024, 'text, and no picture '))
  return { upload, status }
}

test('a refused client that goes on sending reads why, and its connection serves the next request', async () => {
  const sizeBytes = 20 * 1024 ** 2
  const { upload, status } = beginUpload(sizeBytes)
  expect(await status).toBe(415)
  const closed = new Promise((resolve) => upload.once('close', resolve))
  upload.write(Buffer.alloc(sizeBytes - 64 * 1024, 32))
  upload.end(tail)
  await closed
  const next = new Promise<number>((resolve, reject) => {
    request(`${base}/ready`, { agent }, (response) => resolve(response.resume().statusCode ?? 0))
      .once('error', reject)
      .end()
  })
  expect(await next).toBe(200)
})

test('one that neither sends nor goes away is cut off', { timeout: 15_000 }, async () => {
  const { upload, status } = beginUpload(20 * 1024 ** 2)
  expect(await status).toBe(415)
  await new Promise((resolve) => upload.on('error', () => {}).once('close', resolve))
  const connections = () => new Promise((resolve) => t.app.server.getConnections((_error, count) => resolve(count)))
  await expect.poll(connections).toBe(0)
})
