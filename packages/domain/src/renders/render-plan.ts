import type { FilmPlan, RenderedFilm } from '@cronicl/render'
import { z } from 'zod'

/** How a film will be made, before anything is rendered. */
export const plannedRender = z.object({
  frames: z.int(),
  segments: z.int().describe('Stretches that are encoded by themselves'),
  unique: z.int().describe('Different ones; each is encoded once'),
  stillShare: z.number().describe('Part of the film in which one picture rests, from 0 to 1'),
  framesToEncode: z.int().describe('At most; less where sources can be copied or earlier renders left segments'),
})

/** How a film came about: part of its job's result. */
export const renderPlan = z.object({
  frames: z.int(),
  segments: z.int(),
  unique: z.int().describe('Different segments'),
  stills: z.int().describe('Segments in which one picture rests'),
  copiedFrames: z.int().describe('Taken from sources as they are'),
  cached: z.int().describe('Segments that earlier renders had made'),
  encoded: z.int().describe('Segments that were encoded'),
  encodedFrames: z.int(),
  estimatedCpuMs: z.int(),
  cpuMs: z.int().nullable().describe('Processor time; null where it could not be told from that of other work'),
  summary: z.string().describe('The same for a person'),
})
export type RenderPlan = z.infer<typeof renderPlan>

export function toPlannedRender(plan: FilmPlan): z.infer<typeof plannedRender> {
  const { frames, segments, unique, stillShare, framesToEncode } = plan
  return { frames, segments, unique, stillShare, framesToEncode }
}

interface Work {
  frames: number
  counts: RenderedFilm['counts']
  estimatedCpuMs: number
  cpuMs: number | null
}

export function toRenderPlan({ frames, counts, estimatedCpuMs, cpuMs }: Work): RenderPlan {
  const { segments, unique, stills, copiedFrames, cached, encoded, encodedFrames } = counts
  const numbers = { frames, segments, unique, stills, copiedFrames, cached, encoded, encodedFrames }
  return { ...numbers, estimatedCpuMs, cpuMs, summary: tell(numbers) }
}

function tell(plan: Omit<RenderPlan, 'estimatedCpuMs' | 'cpuMs' | 'summary'>): string {
  const { frames, segments, unique, stills, copiedFrames, cached, encodedFrames } = plan
  const repeated = segments > unique && copiedFrames === 0 ? `, ${unique} of them different` : ''
  return [
    `${count(frames, 'frame')} in ${count(segments, 'segment')}${repeated}: ${encodedFrames} encoded`,
    copiedFrames > 0 ? `${copiedFrames} copied from their sources` : '',
    stills > 0 ? `${count(stills, 'segment')} at rest, of which two seconds are encoded at most` : '',
    cached > 0 ? `${count(cached, 'segment')} made by earlier renders` : '',
  ]
    .filter((part) => part !== '')
    .join(', ')
    .concat('.')
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
