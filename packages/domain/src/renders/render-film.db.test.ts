import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderFilm as renderJob } from '@cronicl/jobs'
import { type SegmentStore, diskSegments, noSegments } from '@cronicl/render'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HouseContext } from '../generations/testing/open-generation-house.ts'
import { claimJob } from '../jobs/claim-job.ts'
import { getJob } from '../jobs/get-job.ts'
import type { JobView } from '../jobs/job-view.ts'
import { openAttempt } from '../jobs/open-attempt.ts'
import { createRender, createRenderInput } from './create-render.ts'
import { renderFilm } from './render-film.ts'
import { type RenderHouse, openRenderHouse } from './testing/open-render-house.ts'

let house: RenderHouse
let dir: string
beforeAll(async () => {
  house = await openRenderHouse()
  dir = await mkdtemp(join(tmpdir(), 'cronicl-segments-'))
})
afterAll(async () => {
  await house[Symbol.asyncDispose]()
  await rm(dir, { recursive: true, force: true })
})

/** Starts a render and does what a worker does with its message. */
async function render(ctx: HouseContext, document: object, segments: SegmentStore = noSegments): Promise<JobView> {
  const { jobId } = await createRender(ctx, createRenderInput.parse(document))
  const id = jobId as string
  const { carrierId } = await house.db.job.findUniqueOrThrow({ where: { id } })
  const claimed = await claimJob(ctx, { payload: { jobId: id, attemptBase: 0 }, carrierId, delivery: 1 })
  if (!claimed) throw new Error('the job cannot be claimed')
  const { timeoutMs } = renderJob.policy
  await using attempt = openAttempt(ctx, claimed, { timeoutMs, signal: new AbortController().signal })
  await renderFilm({ ...ctx, segments }, attempt.running)
  return getJob(ctx, { id })
}

const output = { width: 160, height: 90, fps: 25 }
const card = (color: string, output_: object = output) => ({
  output: output_,
  tracks: [{ clips: [{ asset: { type: 'color', color }, length: 8 }] }],
})

test('a film tells how it came about, and what it took is kept to learn from', async () => {
  const { ctx } = await house.user()
  const job = await render(ctx, card('#123456'))
  expect(job).toMatchObject({ status: 'succeeded', outputs: [{ mimeType: 'video/mp4', durationMs: 8_000 }] })
  const plan = { frames: 200, segments: 1, unique: 1, stills: 1, copiedFrames: 0, cached: 0, encoded: 1 }
  expect(job.plan).toMatchObject({ ...plan, encodedFrames: 50 })
  expect(job.plan?.summary).toBe(
    '200 frames in 1 segment: 50 encoded, 1 segment at rest, of which two seconds are encoded at most.',
  )
  const sample = await house.db.renderSample.findUnique({ where: { id: job.id } })
  if (process.platform !== 'linux') return expect(sample).toBeNull()
  expect(job.plan?.cpuMs).toBeGreaterThan(0)
  expect(sample).toMatchObject({ frames: 200, encodedFrames: 50, cpuMs: job.plan?.cpuMs })
  expect(sample?.estimatedCpuMs).toBe(job.plan?.estimatedCpuMs)
})

test('from a render that found its segments there, nothing is learnt', async () => {
  const { ctx } = await house.user()
  const segments = diskSegments({ dir, maxBytes: 100_000_000 })
  const first = await render(ctx, card('#654321'), segments)
  const again = await render(ctx, card('#654321'), segments)
  expect(again.plan).toMatchObject({ cached: 1, encoded: 0, encodedFrames: 0 })
  expect(again.plan?.summary).toContain('1 segment made by earlier renders')
  expect(again.outputs[0]?.assetId).toBe(first.outputs[0]?.assetId)
  expect(await house.db.renderSample.findUnique({ where: { id: again.id } })).toBeNull()
})

test.each([
  ['gif', 'image/gif', 'image', 8_000],
  ['wav', 'audio/wav', 'audio', 8_000],
  ['png', 'image/png', 'image', 0],
] as const)(
  'a film as %s is an asset of its kind, metered by its length',
  async (format, mimeType, type, meteredMs) => {
    const { ctx, userId } = await house.user()
    const document = card('#aabbcc', { ...output, format })
    if (type === 'audio') {
      const src = await house.asset(userId, await house.media.audio('tone.wav', { seconds: 8 }))
      document.tracks.push({ clips: [{ asset: { type: 'audio', src } }] } as never)
    }
    const job = await render(ctx, document)
    expect(job).toMatchObject({ status: 'succeeded', outputs: [{ mimeType }] })
    expect(await house.db.mediaAsset.findFirst({ where: { userId, jobId: job.id } })).toMatchObject({ type, mimeType })
    const counted = await house.db.usageCounter.findFirst({ where: { userId, metric: 'renderMs', window: 'day' } })
    expect(Number(counted?.posted)).toBe(meteredMs)
  },
)
