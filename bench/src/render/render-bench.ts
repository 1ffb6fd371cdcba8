import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RenderDocumentInput } from '@cronicl/render'
import type { Bench, Figure } from '../bench.ts'
import { longDocument, manyTracks, smartDocument } from './documents.ts'
import { encoding, ordinaryFilms } from './handwritten.ts'
import { longform, longformCommand } from './longform.ts'
import { type BenchMedia, makeBenchMedia } from './media.ts'
import type { RenderReport } from './render-once.ts'
import { type ChildRun, cpuOfFfmpeg, renderInChild } from './run-child.ts'

interface Studio {
  dir: string
  media: BenchMedia
  say: (line: string) => void
  /** Renders a document in a process of its own. */
  render(document: RenderDocumentInput, more?: { segmentsDir?: string; killAt?: number }): Promise<ChildRun>
}

/** Films by our planner, beside the commands that are written by hand for them: processor time, not the clock. */
export const renderBench: Bench = {
  name: 'render',
  run: async (say) => {
    const dir = await mkdtemp(join(tmpdir(), 'cronicl-render-bench-'))
    try {
      const media = await makeBenchMedia(join(dir, 'media'))
      let renders = 0
      const studio: Studio = {
        dir,
        media,
        say,
        render: async (document, { segmentsDir, killAt } = {}) => {
          const workDir = join(dir, `render-${renders++}`)
          await mkdir(workDir)
          const request = { document, workDir, ...(segmentsDir && { segmentsDir }) }
          return renderInChild(request, killAt === undefined ? {} : { killAt })
        },
      }
      const parts = [ordinary, smart, longforms, memory, edit, resume]
      const figures: Record<string, Figure> = {}
      for (const part of parts) Object.assign(figures, await part(studio))
      return figures
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  },
}

const cpu = (value: number, baseline: number | null): Figure => ({ value, unit: 'CPU s', baseline })
const times = (value: number): Figure => ({ value, unit: '×', baseline: null })

function reportOf({ report }: ChildRun): RenderReport {
  if (!report) throw new Error('the render was killed')
  return report
}

async function longforms({ media, say, dir, render }: Studio): Promise<Record<string, Figure>> {
  say('longform: 120 s in one pass, scaled to three hours')
  const scale = 10_800 / 120
  const baseline = scale * (await cpuOfFfmpeg([...longformCommand(media, 120), join(dir, 'one-pass.mp4')]))
  say('longform: ten minutes, then three hours')
  const short = reportOf(await render(longform(media, 600)))
  const run = await render(longform(media, 10_800))
  const long = reportOf(run)
  await cpuOfFfmpeg(['-xerror', '-i', long.filmPath, '-map', '0', '-f', 'null', '-'])
  if (long.frames !== 270_000 || long.durationMs !== 10_800_000) throw new Error('the longform has the wrong length')
  await rm(long.filmPath)
  return {
    'render.longform.cpu': cpu(long.cpuS, baseline),
    'render.longform.cpuRatio': times(baseline / long.cpuS),
    'render.longform.realtimeX': times(10_800 / long.wallS),
    'render.longform.cpu3hOver10min': times(long.cpuS / short.cpuS),
    'render.longform.peakRssMiB': { value: run.peakMiB, unit: 'MiB', baseline: null },
  }
}

async function smart({ media, say, dir, render }: Studio): Promise<Record<string, Figure>> {
  say('smart render: three conformed clips with two crossfades, 58 s')
  const conformed: string[] = []
  for (const [i, src] of media.clips.entries()) {
    const clip = { asset: { type: 'video' as const, src }, volume: 0 }
    const made = reportOf(await render({ output: { width: 1280, height: 720, fps: 25 }, tracks: [{ clips: [clip] }] }))
    conformed[i] = made.filmPath
  }
  const [a = '', b = '', c = ''] = conformed
  const full = join(dir, 'full.mp4')
  const graph = '[0:v][1:v]xfade=fade:duration=1:offset=19[x];[x][2:v]xfade=fade:duration=1:offset=38[v]'
  const baseline = await cpuOfFfmpeg([
    ...['-i', a, '-i', b, '-i', c, '-f', 'lavfi', '-t', '58', '-i', 'anullsrc=r=48000:cl=stereo'],
    ...['-filter_complex', graph, '-map', '[v]', '-map', '3:a', ...encoding, full],
  ])
  const ours = reportOf(await render(smartDocument(conformed)))
  if (ours.frames !== 1450) throw new Error(`the smart render has ${ours.frames} frames`)
  return {
    'render.smart.cpu': cpu(ours.cpuS, baseline),
    'render.smart.cpuRatio': times(baseline / ours.cpuS),
  }
}

async function ordinary({ media, say, dir, render }: Studio): Promise<Record<string, Figure>> {
  let [ours, theirs] = [0, 0]
  for (const film of ordinaryFilms(media)) {
    const hand = await cpuOfFfmpeg([...film.command, join(dir, 'hand.mp4')])
    const own = reportOf(await render(film.document)).cpuS
    say(`${film.name}: ${own.toFixed(2)} CPU s beside ${hand.toFixed(2)} by hand`)
    ours += own
    theirs += hand
  }
  return {
    'render.ordinary.cpu': cpu(ours, theirs),
    'render.ordinary.cpuOverHandwritten': times(ours / theirs),
  }
}

async function memory({ media, say, render }: Studio): Promise<Record<string, Figure>> {
  say('memory: a minute of 4 tracks, then three hours of 32')
  const small = await render(manyTracks(media, { seconds: 60, tracks: 4 }))
  const large = await render(manyTracks(media, { seconds: 10_800, tracks: 32 }))
  return { 'render.peakRssMiB': { value: large.peakMiB, unit: 'MiB', baseline: small.peakMiB } }
}

async function edit({ media, say, dir, render }: Studio): Promise<Record<string, Figure>> {
  say('edit: ten minutes, then the same with other words in one text')
  const segmentsDir = join(dir, 'segments')
  const first = reportOf(await render(longDocument(media, 'The first words'), { segmentsDir }))
  const second = reportOf(await render(longDocument(media, 'Other words'), { segmentsDir }))
  return {
    'render.edit.cpu': cpu(second.cpuS, first.cpuS),
    'render.edit.cpuRatio': times(first.cpuS / second.cpuS),
  }
}

async function resume({ media, say, dir, render }: Studio): Promise<Record<string, Figure>> {
  say('resume: two minutes undisturbed, then killed at half and begun again')
  const document = longDocument(media, 'Resumed', 120)
  const whole = reportOf(await render(document, { segmentsDir: join(dir, 'undisturbed') }))
  const segmentsDir = join(dir, 'disturbed')
  const { killedCpuS } = await render(document, { segmentsDir, killAt: 0.5 })
  const rest = reportOf(await render(document, { segmentsDir }))
  return {
    'render.resume.cpu': cpu(killedCpuS + rest.cpuS, whole.cpuS),
    'render.resume.cpuRatio': times((killedCpuS + rest.cpuS) / whole.cpuS),
  }
}
