import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t[Symbol.asyncDispose]())

test('health tells of the database, the queues, the workers and FFmpeg', async () => {
  const { json, statusCode } = await t.app.inject({ url: '/health' })
  expect(statusCode).toBe(200)
  expect(json()).toMatchObject({
    status: 'ok',
    database: 'ok',
    queues: [],
    activeWorkers: 0,
    ffmpeg: { available: true },
  })
})

test('without FFmpeg the server still works, and health says what is off and what to do', async () => {
  await using bare = await createTestApp({ FFMPEG_PATH: '/nowhere/ffmpeg', FFPROBE_PATH: '/nowhere/ffprobe' })
  const health = (await bare.app.inject({ url: '/health' })).json<{
    status: string
    ffmpeg: { available: boolean; hint: string }
  }>()
  expect(health).toMatchObject({ status: 'ok', ffmpeg: { available: false } })
  expect(health.ffmpeg.hint).toContain('FFMPEG_PATH')
  const { token } = await bare.signUp()
  const document = {
    output: { format: 'mp4', width: 320, height: 180, fps: 25 },
    duration: 1,
    tracks: [{ clips: [{ asset: { type: 'color', color: '#ff0000' }, start: 0, length: 1 }] }],
  }
  const render = await bare.as(token, { method: 'POST', url: '/v1/render', payload: document })
  expect([render.statusCode, render.json<{ error: { code: string } }>().error.code]).toEqual([
    503,
    'PROVIDER_NOT_CONFIGURED',
  ])
  expect(await bare.runtime.db.job.count()).toBe(0)
})

test('ready turns with the database', async () => {
  await using app = await createTestApp()
  expect((await app.app.inject({ url: '/ready' })).statusCode).toBe(200)
  await app.runtime.db.$disconnect()
  const metrics = await app.app.inject({ url: '/metrics' })
  expect(metrics.body).toContain('cronicl_http_request_seconds_bucket')
})
