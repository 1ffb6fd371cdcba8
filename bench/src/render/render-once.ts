// A child of the render bench: renders one document whose sources are local paths, and says what it took.
// `node render-once.ts <request.json>`
import { readFile } from 'node:fs/promises'
import { monotonicMs, silentLogger } from '@cronicl/core'
import {
  type RenderDocumentInput,
  collectSources,
  defaultLimits,
  diskSegments,
  locateTools,
  noSegments,
  probe,
  renderTimeline,
  resolveDocument,
  validateDocument,
} from '@cronicl/render'
import { cpuSeconds } from './cpu-seconds.ts'

export interface RenderRequest {
  document: RenderDocumentInput
  workDir: string
  /** Folder of segments that outlives this process. */
  segmentsDir?: string
}

export interface RenderReport {
  cpuS: number
  wallS: number
  frames: number
  durationMs: number
  filmPath: string
}

const limits = { ...defaultLimits, maxDurationMs: 10_800_000, maxClips: 6_400, maxSimultaneous: 64 }

const [file] = process.argv.slice(2)
const request = JSON.parse(await readFile(file ?? '', 'utf8')) as RenderRequest
const tools = await locateTools({})
if (!tools) throw new Error('the render bench needs ffmpeg and ffprobe on the PATH')
const read = validateDocument(request.document, limits)
if (!read.ok) throw new Error(JSON.stringify(read.issues))
const sources = [...new Set(collectSources(read.document).map(({ src }) => src))]
const facts = new Map(await Promise.all(sources.map(async (src) => [src, await probe(tools, src)] as const)))
const resolved = resolveDocument(read.document, facts, limits)
if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues))
// What was known before the render began, as it is in the house: facts are kept with each asset.
const before = { cpuS: cpuSeconds(), ms: monotonicMs() }
const film = await renderTimeline({
  timeline: resolved.timeline,
  files: new Map(sources.map((src) => [src, src])),
  workDir: request.workDir,
  tools,
  signal: new AbortController().signal,
  onProgress: (stage, fraction) => process.send?.({ stage, fraction }),
  log: silentLogger,
  store: request.segmentsDir ? diskSegments({ dir: request.segmentsDir, maxBytes: 20 * 1024 ** 3 }) : noSegments,
})
const took = { cpuS: cpuSeconds() - before.cpuS, wallS: (monotonicMs() - before.ms) / 1000 }
const made = await probe(tools, film.filmPath)
const report: RenderReport = {
  ...took,
  frames: made.video?.frameCount ?? 0,
  durationMs: made.durationMs ?? 0,
  filmPath: film.filmPath,
}
process.stdout.write(`${JSON.stringify(report)}\n`)
