import type { InjectOptions } from 'fastify'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
let token: string
let userId: string
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t[Symbol.asyncDispose]())
beforeEach(async () => {
  ;({ token, userId } = await t.signUp())
  await t.runtime.db.user.update({ where: { id: userId }, data: { plan: 'studio' } })
})

/** What any of these answers may hold. */
interface Body {
  id: string
  jobId: string
  error: { code: string }
}

async function post(url: string, more: InjectOptions) {
  const response = await t.as(token, { method: 'POST', url, ...more })
  return { status: response.statusCode, body: response.json<Body>() }
}

const boundary = 'frames-boundary'
type Part = [name: string, value: string | Buffer]

/** Files have a name of their own, fields have none. */
function form(...parts: Part[]): InjectOptions {
  const chunks = parts.map(([name, value]) => {
    const file = typeof value === 'string' ? '' : `; filename="${name}.bin"\r\nContent-Type: image/png`
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`
    return Buffer.concat([Buffer.from(head), Buffer.from(value), Buffer.from('\r\n')])
  })
  return {
    payload: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  }
}
const frame = (background: string) =>
  sharp({ create: { width: 64, height: 36, channels: 3, background } })
    .png()
    .toBuffer()
const jobsOf = () => t.runtime.db.job.count({ where: { userId } })
async function framesOf(): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of t.runtime.blobs.list(`private/${userId}/`)) keys.push(key)
  return keys
}

test('a film goes from the first file to the second; a repetition is the same job', async () => {
  const sent = form(
    ['prompt', 'Down to the harbour'],
    ['durationS', '3'],
    ['commit', 'true'],
    ['input1', await frame('#aa3300')],
    ['input2', await frame('#0033aa')],
  )
  const headers = { ...sent.headers, 'idempotency-key': 'form' }
  const first = await post('/api/v1/generations', { ...sent, headers })
  expect([first.status, first.body]).toMatchObject([
    202,
    { status: 'queued', settings: { durationS: 3, startFrame: true, endFrame: true } },
  ])
  const again = await post('/api/v1/generations', { ...sent, headers })
  expect(again.body.jobId).toBe(first.body.jobId)
  const job = await t.runtime.db.job.findUniqueOrThrow({ where: { id: first.body.jobId } })
  const { startFrame, endFrame } = job.input as Record<string, string>
  expect([startFrame, endFrame].map((id) => id?.slice(0, 4))).toEqual(['inp_', 'inp_'])
  expect(await framesOf()).toHaveLength(2)
})

test('fields of a form are read as what they are', async () => {
  const timeline = await post('/api/timelines', { payload: { title: 'Mine' } })
  const attachTo = JSON.stringify({ ownerType: 'timeline', ownerId: timeline.body.id })
  const sent = form(['prompt', 'A lighthouse'], ['commit', 'true'], ['count', '2'], ['attachTo', attachTo])
  const { status, body } = await post('/api/v1/generations', sent)
  expect([status, body]).toMatchObject([202, { settings: { count: 2 } }])
  const no = await post('/media/generate', form(['prompt', 'A lighthouse'], ['commit', 'false']))
  expect(no.body).toMatchObject({ status: 'estimated', jobId: null })
})

test('what is no picture, too large, in a wrong place or sent by nobody is refused and leaves no job', async () => {
  const png = await frame('#aa3300')
  const send = (...parts: Part[]) =>
    post('/api/v1/generations', form(['prompt', 'A lighthouse'], ['commit', 'true'], ...parts))
  const refusals: [Part[], number, string][] = [
    [[['input1', Buffer.from('GIF89a and so on')]], 415, 'UNSUPPORTED_MEDIA'],
    [[['input1', Buffer.concat([png, Buffer.alloc(10 * 1024 ** 2)])]], 413, 'PAYLOAD_TOO_LARGE'],
    [[['input3', png]], 400, 'VALIDATION_ERROR'],
    [
      [
        ['input1', png],
        ['input1', png],
      ],
      400,
      'VALIDATION_ERROR',
    ],
    [[['input2', png]], 400, 'VALIDATION_ERROR'],
  ]
  for (const [parts, status, code] of refusals) {
    const answer = await send(...parts)
    expect([answer.status, answer.body.error.code], parts[0]?.[0]).toEqual([status, code])
  }
  const sent = form(['prompt', 'x'], ['commit', 'true'], ['input1', png])
  expect((await t.app.inject({ method: 'POST', url: '/api/v1/generations', ...sent })).statusCode).toBe(401)
  expect(await jobsOf()).toBe(0)
})

test('without a clear yes or no a form is COMMIT_REQUIRED too', async () => {
  for (const parts of [[], [['commit', 'maybe'] as Part]]) {
    const answer = await post('/api/v1/generations', form(['prompt', 'A lighthouse'], ...parts))
    expect([answer.status, answer.body.error.code]).toEqual([400, 'COMMIT_REQUIRED'])
  }
})
