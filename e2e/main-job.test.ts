import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CroniclError, type CroniclClient, type Job, type RenderInput } from '@cronicl/client'
import { startS3Server } from '@cronicl/storage/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MediaFolder, decodeWarnings, mediaFolder, probeFilm } from './testing/media.ts'
import { childrenNamed } from './testing/processes.ts'
import { type TestStack, startTestStack } from './testing/test-stack.ts'

let stack: TestStack
let media: MediaFolder
beforeAll(async () => {
  ;[stack, media] = await Promise.all([startTestStack(), mediaFolder()])
})
afterAll(async () => {
  await stack[Symbol.asyncDispose]()
  await media[Symbol.asyncDispose]()
})

const songS = 6.3
const output = { format: 'mp4' as const, width: 640, height: 360, fps: 25 }

/** Two pictures, a clip and a song in the library, and the document of a film over the song. */
async function prepareFilm(client: CroniclClient): Promise<RenderInput> {
  const sent: number[] = []
  const pictures = [
    await client.upload(await media.picture('one.jpg', 'navy'), {
      fileName: 'one.jpg',
      onProgress: ({ sentBytes }) => sent.push(sentBytes),
    }),
    await client.upload(await media.picture('two.jpg', 'maroon'), { fileName: 'two.jpg' }),
  ]
  expect(sent.at(-1)).toBe(pictures[0]?.sizeBytes)
  const [clip, song] = [
    await client.upload(await media.clip('clip.mp4', 2), { fileName: 'clip.mp4' }),
    await client.upload(await media.tone('song.mp3', songS), { fileName: 'song.mp3' }),
  ]
  for (const asset of [clip, song]) {
    expect(asset.status).toBe('processing')
    await client.jobs.wait(asset.jobId as string)
  }
  const ready = await client.api.media.get.query({ id: clip.id })
  expect(ready).toMatchObject({
    status: 'ready',
    type: 'video',
    widthPx: 640,
    heightPx: 360,
    variants: { poster: { mimeType: 'image/webp' }, thumbnail: { widthPx: 256 } },
  })
  return {
    output,
    tracks: [
      {
        clips: [
          {
            asset: { type: 'image', src: pictures[0]?.id as string },
            start: 0,
            length: 2.5,
            fadeIn: 0.3,
            fadeOut: 0.3,
          },
          { asset: { type: 'video', src: clip.id }, start: 2.5, length: 2 },
          { asset: { type: 'image', src: pictures[1]?.id as string }, start: 4.5, length: 'end' },
        ],
      },
      {
        clips: [
          {
            asset: { type: 'text', text: 'Once upon a time 🌊', fontSize: 36, color: '#ffffff' },
            start: 0.5,
            length: 2,
          },
        ],
      },
      { parentDurationDecider: true, clips: [{ asset: { type: 'audio', src: song.id }, start: 0 }] },
    ],
  }
}

async function fetchFilm(job: Job, name: string): Promise<string> {
  const path = join(media.path, name)
  const response = await fetch(job.outputs[0]?.url as string)
  expect(response.status).toBe(200)
  await writeFile(path, Buffer.from(await response.arrayBuffer()))
  return path
}

test('pictures, a clip and a song become a film as long as the song, with progress that only rises', async () => {
  const client = await stack.signUp()
  const document = await prepareFilm(client)
  const checked = await client.api.renders.validate.mutate(document)
  expect(checked).toMatchObject({ valid: true, issues: [] })
  const { jobId } = await client.api.renders.create.mutate(document)
  const seen: Job[] = []
  const job = await client.jobs.wait(jobId as string, { onProgress: (event) => seen.push(event) })
  const progress = seen.map((event) => event.progress)
  expect(progress).toEqual([...progress].sort((a, b) => a - b))
  expect(progress.length).toBeGreaterThan(3)
  expect(job).toMatchObject({ kind: 'render', status: 'succeeded', progress: 100, attempts: 1, error: null })

  const film = await fetchFilm(job, 'film.mp4')
  const { streams, format } = await probeFilm(film)
  const song = await probeFilm(join(media.path, 'song.mp3'))
  expect(Math.abs(Number(format.duration) - Number(song.format.duration))).toBeLessThanOrEqual(1 / output.fps)
  expect(streams.find((stream) => stream.codec_type === 'video')).toMatchObject({
    codec_name: 'h264',
    width: 640,
    height: 360,
    r_frame_rate: '25/1',
  })
  expect(streams.find((stream) => stream.codec_type === 'audio')).toMatchObject({ codec_name: 'aac' })
  expect(await decodeWarnings(film)).toBe('')

  const asset = await client.api.media.get.query({ id: job.outputs[0]?.assetId as string })
  expect(asset).toMatchObject({
    source: 'render',
    type: 'video',
    status: 'ready',
    jobId,
    variants: { poster: { mimeType: 'image/webp' } },
  })
  const usage = await client.api.usage.current.query({})
  expect(usage.items).toEqual([{ kind: 'render', quantity: asset.durationMs, costMicroUsd: job.costMicroUsd }])
  expect(job.costMicroUsd).toBeGreaterThan(0)
})

test('a running render stops within two seconds of its cancel, and leaves no film', async () => {
  const client = await stack.signUp()
  const clips = Array.from({ length: 20 }, (_, i) => ({
    asset: { type: 'text' as const, text: `line ${i}`, fontSize: 80, color: '#ffffff' },
    start: i * 5,
    length: 5,
  }))
  const { jobId } = await client.api.renders.create.mutate({
    output: { ...output, width: 1920, height: 1080, fps: 60 },
    duration: 250,
    tracks: [{ clips }],
  })
  const events = client.jobs.events(jobId as string)
  for await (const job of events) if (job.stage === 'encode' && job.progress > 15) break
  const asked = performance.now()
  const canceled = await client.api.jobs.cancel.mutate({ id: jobId as string })
  expect(canceled.status).toBe('canceled')
  await expect
    .poll(() => client.api.jobs.get.query({ id: jobId as string }), { timeout: 1_000 })
    .toMatchObject({ status: 'canceled', outputs: [] })
  await expect.poll(() => childrenNamed(stack.pid('worker'), 'ffmpeg'), { timeout: 2_000, interval: 50 }).toEqual([])
  expect(performance.now() - asked).toBeLessThan(2_500)
  expect((await client.api.media.list.query({})).items).toEqual([])
  expect((await client.api.usage.current.query({})).items).toEqual([])
})

test('a worker killed in the middle of a render loses nothing: the job runs again and is metered once', async () => {
  const client = await stack.signUp()
  const { jobId } = await client.api.renders.create.mutate({
    output,
    duration: 30,
    tracks: [
      {
        clips: [
          {
            asset: { type: 'text', text: 'still here', fontSize: 60, color: '#ffffff' },
            start: 0,
            length: 30,
            motion: undefined,
          } as never,
        ],
      },
    ],
  })
  for await (const job of client.jobs.events(jobId as string)) if (job.stage === 'encode') break
  process.kill(stack.pid('worker'), 'SIGKILL')
  const job = await client.jobs.wait(jobId as string)
  expect(job).toMatchObject({ status: 'succeeded', attempts: 2 })
  expect((await client.api.usage.current.query({})).items).toHaveLength(1)
  expect((await client.api.media.list.query({})).items).toHaveLength(1)
})

test('a video that lies about itself fails its job with a clear error and leaves no asset', async () => {
  const client = await stack.signUp()
  const real = Buffer.from(await (await media.clip('real.mp4', 1)).arrayBuffer())
  const lying = new Blob([real.subarray(0, 64), Buffer.alloc(5_000, 7)], { type: 'video/mp4' })
  const asset = await client.upload(lying, { fileName: 'lying.mp4' })
  await expect(client.jobs.wait(asset.jobId as string)).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA' })
  await expect.poll(() => client.api.media.list.query({})).toMatchObject({ items: [] })
})

test("another user's job, asset and render are not found", async () => {
  const [owner, other] = [await stack.signUp(), await stack.signUp()]
  const asset = await owner.upload(await media.picture('mine.jpg', 'teal'), { fileName: 'mine.jpg' })
  const { jobId } = await owner.api.renders.create.mutate({
    output,
    tracks: [{ clips: [{ asset: { type: 'image', src: asset.id }, length: 1 }] }],
  })
  const attempts = [
    () => other.api.media.get.query({ id: asset.id }),
    () => other.api.jobs.get.query({ id: jobId as string }),
    () => other.api.jobs.cancel.mutate({ id: jobId as string }),
    () => other.jobs.wait(jobId as string),
  ]
  for (const attempt of attempts)
    await expect(attempt()).rejects.toSatisfy((error) => error instanceof CroniclError && error.code === 'NOT_FOUND')
  await owner.jobs.wait(jobId as string)
})

test('with an S3-compatible store the same film comes from the bucket', async () => {
  await using s3 = await startS3Server().then((server) => ({ ...server, [Symbol.asyncDispose]: () => server.close() }))
  await using remote = await startTestStack({
    env: {
      MEDIA_ORIGIN: 's3',
      S3_ENDPOINT: s3.endpoint,
      S3_BUCKET: s3.bucket,
      S3_REGION: s3.region,
      S3_ACCESS_KEY: s3.accessKeyId,
      S3_SECRET_KEY: s3.secretAccessKey,
    },
  })
  const client = await remote.signUp()
  const { jobId } = await client.api.renders.create.mutate(await prepareFilm(client))
  const job = await client.jobs.wait(jobId as string)
  expect(job.outputs[0]?.url.startsWith(s3.endpoint)).toBe(true)
  expect(await decodeWarnings(await fetchFilm(job, 'film-s3.mp4'))).toBe('')
})
