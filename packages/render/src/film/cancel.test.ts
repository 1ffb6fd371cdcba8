import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monotonicMs } from '@cronicl/core'
import { expect, test } from 'vitest'
import { run } from '../ffmpeg/run.ts'
import { resolveFilm } from '../testing/film-document.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { type RenderStage, renderTimeline } from './render-timeline.ts'

const suite = mediaSuite()

/** Processes that have a file under this folder on their command line. */
async function working(dir: string): Promise<string[]> {
  const { stdout } = await run({ command: 'ps', args: ['-eo', 'args'], timeoutMs: 5000, maxStdoutBytes: 10_000_000 })
  return stdout.split('\n').filter((line) => line.includes(dir))
}

test('a film that is called off stops within two seconds and leaves no process and no file', async () => {
  const { tools, media } = suite
  const workDir = await mkdtemp(join(tmpdir(), 'cronicl-cancel-'))
  const src = await media.image('large.jpg', { widthPx: 1920, heightPx: 1080 })
  const clip = { asset: { type: 'image' as const, src }, length: 200, motion: { type: 'zoomIn' as const } }
  const { timeline, files } = await resolveFilm(tools, {
    output: { width: 1920, height: 1080, fps: 60 },
    tracks: [{ clips: [clip] }],
  })
  const controller = new AbortController()
  let abortedMs = 0
  let seen: Promise<string[]> | undefined
  const onProgress = (stage: RenderStage, fraction: number) => {
    if (stage !== 'encode' || fraction === 0 || seen) return
    seen = working(workDir).finally(() => {
      abortedMs = monotonicMs()
      controller.abort(new Error('called off'))
    })
  }
  await expect(
    renderTimeline({ timeline, files, workDir, tools, signal: controller.signal, onProgress }),
  ).rejects.toThrow('called off')
  expect(await seen).toHaveLength(1)
  expect(monotonicMs() - abortedMs).toBeLessThan(2000)
  expect(await working(workDir)).toEqual([])
  expect(await readdir(workDir)).toEqual([])
  await rm(workDir, { recursive: true })
})

test('progress goes through the stages in order and never falls', async () => {
  const { tools } = suite
  const workDir = await mkdtemp(join(tmpdir(), 'cronicl-progress-'))
  const color = (value: string) => ({ asset: { type: 'color' as const, color: value }, length: 2 })
  const clips = ['#110000', '#220000', '#330000', '#440000', '#550000', '#660000'].map(color)
  const { timeline, files } = await resolveFilm(tools, { output: { width: 320, height: 180 }, tracks: [{ clips }] })
  const seen: [RenderStage, number][] = []
  const signal = new AbortController().signal
  await renderTimeline({ timeline, files, workDir, tools, signal, onProgress: (...step) => seen.push(step) })
  const stages = ['plan', 'encode', 'finish']
  const positions = seen.map(([stage, fraction]) => stages.indexOf(stage) + fraction)
  expect(positions).toEqual(positions.toSorted((a, b) => a - b))
  expect(seen[0]).toEqual(['plan', 0])
  expect(seen.at(-1)).toEqual(['finish', 1])
  for (const stage of stages) expect(seen).toContainEqual([stage, 1])
  await rm(workDir, { recursive: true })
})
