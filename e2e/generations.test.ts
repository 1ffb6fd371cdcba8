import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CroniclError, type CroniclClient, type Inputs, type Job } from '@cronicl/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MediaFolder, decodeWarnings, mediaFolder, probeFilm } from './testing/media.ts'
import { type TestStack, startTestStack } from './testing/test-stack.ts'

let stack: TestStack
let media: MediaFolder
beforeAll(async () => {
  ;[stack, media] = await Promise.all([startTestStack(), mediaFolder()])
})
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]()
  await media?.[Symbol.asyncDispose]()
})

const draw = (client: CroniclClient, more: Partial<Inputs['generations']['createImage']> = {}) =>
  client.api.generations.createImage.mutate({ prompt: 'A lighthouse at dusk', commit: true, ...more })

async function save(job: Job, name: string): Promise<string> {
  const response = await fetch(job.outputs[0]?.url as string)
  expect(response.status).toBe(200)
  const path = join(media.path, name)
  await writeFile(path, Buffer.from(await response.arrayBuffer()))
  return path
}

async function quantities(client: CroniclClient): Promise<Record<string, number>> {
  const { items } = await client.api.usage.current.query({})
  return Object.fromEntries(items.map(({ kind, quantity }) => [kind, quantity]))
}

test('of three prompts come three pictures at their nodes, and of the first and the last a film', async () => {
  const client = await stack.signUp()
  const { timelines, generations, media: library } = client.api
  const { id: timelineId, mainBranch } = await timelines.create.mutate({ title: 'The lighthouse' })
  const pictures: string[] = []
  const nodes: string[] = []
  for (const prompt of ['The lamp is lit at dusk', 'A boat is heard in the fog', 'The boat lies in the harbour']) {
    const node = await timelines.createNode.mutate({ timelineId, branchId: mainBranch.id, title: prompt })
    nodes.push(node.id)
    const attachTo = { ownerType: 'node' as const, ownerId: node.id, role: 'cover' as const }
    const { jobId, estimate } = await draw(client, { prompt, aspectRatio: '16:9', attachTo })
    expect(estimate).toMatchObject({ provider: 'sandbox', model: 'sandbox-image', costMicroUsd: 0 })
    const seen: Job[] = []
    const job = await client.jobs.wait(jobId as string, { onProgress: (event) => seen.push(event) })
    const progress = seen.map((event) => event.progress)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    expect(progress.length, 'it tells how far it is').toBeGreaterThan(2)
    expect(job.outputs).toMatchObject([{ mimeType: 'image/png', widthPx: 1360, heightPx: 768 }])
    pictures.push(job.outputs[0]?.assetId as string)
    const { items } = await library.listByOwner.query({ ownerType: 'node', ownerId: node.id })
    expect(items).toMatchObject([{ assetId: pictures.at(-1), role: 'cover', asset: { source: 'generation', jobId } }])
  }

  const [startFrame, , endFrame] = pictures as [string, string, string]
  const film = await generations.createVideo.mutate({
    prompt: 'Down to the harbour',
    startFrame,
    endFrame,
    durationS: 3,
    resolution: '480p',
    commit: true,
    attachTo: { ownerType: 'node', ownerId: nodes[2] as string },
  })
  const job = await client.jobs.wait(film.jobId as string)
  const path = await save(job, 'story.mp4')
  const { streams, format } = await probeFilm(path)
  expect(streams).toMatchObject([
    { codec_name: 'h264', width: 854, height: 480, nb_frames: '72', r_frame_rate: '24/1' },
  ])
  expect([Number(format.duration), await decodeWarnings(path)]).toEqual([3, ''])

  const whole = await generations.get.query({ id: film.jobId as string })
  expect(whole).toMatchObject({
    status: 'succeeded',
    predictionId: expect.stringContaining('sandbox-sbm_') as string,
    settings: { durationS: 3, startFrame: true, endFrame: true },
    variants: [{ original: { mimeType: 'video/mp4' }, poster: {}, thumbnail: {} }],
    submissions: 1,
  })
  const { items } = await library.listByOwner.query({ ownerType: 'node', ownerId: nodes[2] as string })
  expect(items.map(({ role, asset }) => [role, asset.type])).toEqual([
    ['cover', 'image'],
    ['gallery', 'video'],
  ])
  expect((await library.list.query({})).items).toHaveLength(4)
  expect(await quantities(client)).toMatchObject({ image: 3, video: 3_000 })
})

test('what is called off ends within a moment, costs nothing and makes room for the next', async () => {
  const client = await stack.signUp()
  const { generations } = client.api
  const { jobId } = await draw(client, { prompt: 'A lighthouse [[sandbox:stall]]' })
  for await (const job of client.jobs.events(jobId as string)) if (job.stage === 'generating') break
  await expect(draw(client)).rejects.toMatchObject({ code: 'TOO_MANY_INFLIGHT' })
  await generations.cancel.mutate({ id: jobId as string })
  await expect(client.jobs.wait(jobId as string)).rejects.toBeInstanceOf(CroniclError)
  expect(await generations.get.query({ id: jobId as string })).toMatchObject({ status: 'canceled', billed: 'no' })
  expect(await quantities(client)).toEqual({})
  const next = await draw(client)
  expect(await client.jobs.wait(next.jobId as string)).toMatchObject({ status: 'succeeded' })
})

test('a request that is sent again is one job, one picture and one charge', async () => {
  const client = await stack.signUp()
  const again = () => draw(client, { idempotencyKey: 'the lamp' })
  const jobs = new Set((await Promise.all([again(), again(), again()])).map(({ jobId }) => jobId))
  expect(jobs.size).toBe(1)
  const [jobId] = jobs
  await client.jobs.wait(jobId as string)
  expect((await again()).jobId).toBe(jobId)
  expect((await client.api.media.list.query({})).items).toHaveLength(1)
  expect(await quantities(client)).toEqual({ image: 1 })
})

test.each([
  ['refuse', 'UPSTREAM_REFUSED', 1],
  ['filter', 'UPSTREAM_REFUSED', 1],
  ['fail', 'UPSTREAM_ERROR', 1],
  ['malformed', 'UPSTREAM_ERROR', 1],
  ['rate-limit', 'RATE_LIMITED', 3],
  ['error', 'UPSTREAM_ERROR', 3],
] as const)(
  '[[sandbox:%s]] fails with %s after %i attempts, and nobody is charged',
  async (magic, code, submissions) => {
    const client = await stack.signUp()
    const { jobId } = await draw(client, { prompt: `A lighthouse [[sandbox:${magic}]]` })
    await expect(client.jobs.wait(jobId as string)).rejects.toMatchObject({ code })
    expect(await client.api.generations.get.query({ id: jobId as string })).toMatchObject({
      status: 'failed',
      costMicroUsd: 0,
      outputs: [],
      submissions,
    })
    expect(await quantities(client)).toEqual({})
  },
)

test('a create whose answer was lost is found again, and not sent a second time', async () => {
  const client = await stack.signUp()
  const { jobId } = await draw(client, { prompt: 'A lighthouse [[sandbox:lost]]' })
  expect(await client.jobs.wait(jobId as string)).toMatchObject({ status: 'succeeded' })
  expect(await client.api.generations.get.query({ id: jobId as string })).toMatchObject({ submissions: 1 })
})

test('a worker killed in the middle of the work loses nothing: it is fetched by the next, and sent once', async () => {
  const client = await stack.signUp()
  const { jobId } = await draw(client, { prompt: 'A lighthouse [[sandbox:slow]]' })
  for await (const job of client.jobs.events(jobId as string)) if (job.stage === 'generating') break
  process.kill(stack.pid('worker'), 'SIGKILL')
  expect(await client.jobs.wait(jobId as string)).toMatchObject({ status: 'succeeded', attempts: 2 })
  expect(await client.api.generations.get.query({ id: jobId as string })).toMatchObject({ submissions: 1 })
  expect(await quantities(client)).toEqual({ image: 1 })
})

test('by plain HTTP, a form with two frames becomes a film', async () => {
  const json = async (path: string, init?: RequestInit): Promise<Record<string, unknown>> =>
    (await fetch(stack.url + path, init)).json() as Promise<Record<string, unknown>>
  const { accessToken } = await json('/auth/register', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'forms@example.com', password: 'a lantern in the fog' }),
  })
  const headers = { authorization: `Bearer ${String(accessToken)}` }
  const form = new FormData()
  for (const [name, value] of Object.entries({ prompt: 'Dawn', durationS: '2', resolution: '480p', commit: 'true' }))
    form.set(name, value)
  form.set('input1', await media.picture('dusk.jpg', 'navy'), 'dusk.jpg')
  form.set('input2', await media.picture('dawn.jpg', 'orange'), 'dawn.jpg')
  const { id } = await json('/api/v1/generations', { method: 'POST', body: form, headers })
  const read = () => json(`/api/v1/generations/${String(id)}`, { headers })
  await expect.poll(read, { timeout: 60_000, interval: 250 }).toMatchObject({
    status: 'succeeded',
    outputs: [{ mimeType: 'video/mp4', durationMs: 2_000 }],
    variants: [{ poster: { mimeType: 'image/webp' } }],
  })
})
