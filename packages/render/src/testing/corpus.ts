import { readFile } from 'node:fs/promises'
import { AppError, type Issue } from '@cronicl/core'
import { expect } from 'vitest'
import { captionFacts } from '../captions/caption-facts.ts'
import { checkPicture } from '../ffmpeg/check-picture.ts'
import type { MediaFacts } from '../ffmpeg/media-facts.ts'
import { probe } from '../ffmpeg/probe.ts'
import type { MediaTools } from '../ffmpeg/tools.ts'
import { resolveDocument } from '../plan/resolve-document.ts'
import { type SourceUse, collectSources } from '../spec/collect-sources.ts'
import { validateDocument } from '../spec/validate-document.ts'
import { type Likeness, type Picture, likeness } from './pattern.ts'
import type { TestFilm } from './render-film.ts'

/** Films of the corpus: small, and ten frames long. */
export const corpusOutput = { width: 160, height: 90, fps: 25 }
export const corpusSize = { widthPx: 160, heightPx: 90 }
export const corpusFrames = 10

/** What validation has against a document, as whoever fetches and measures its sources first would say it. */
export async function refusalsOf(tools: MediaTools, input: unknown): Promise<Issue[]> {
  const read = validateDocument(input)
  if (!read.ok) return read.issues
  const facts = new Map<string, MediaFacts>()
  const issues: Issue[] = []
  for (const use of collectSources(read.document)) {
    try {
      facts.set(use.src, await measure(tools, use))
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'UNSUPPORTED_MEDIA') throw error
      issues.push({ path: use.path, message: error.message })
    }
  }
  if (issues.length > 0) return issues
  const resolved = resolveDocument(read.document, facts)
  return resolved.ok ? [] : resolved.issues
}

async function measure(tools: MediaTools, { src, types }: SourceUse): Promise<MediaFacts> {
  if (types.includes('caption')) {
    const read = captionFacts(await readFile(src, 'utf8'))
    if (!read.ok) throw new AppError('UNSUPPORTED_MEDIA', read.message)
    return read.facts
  }
  const facts = await probe(tools, src)
  if (facts.kind === 'image') await checkPicture(src)
  return facts
}

export interface ExpectedFilm {
  picture: Picture
  /** Which frame of the picture each frame of the film shows; its own when left out. */
  shows?: (frame: number) => number
  /** The least that any of the five has, 0.93 when left out, and the most colours may be off, 12: half of their lines are. */
  ssim?: number
  colorDistance?: number
}

/** Five frames of a film, compared with the picture that they should show. */
export async function expectFrames(film: TestFilm, expected: ExpectedFilm): Promise<void> {
  const { picture, shows = (frame) => frame, ssim = 0.93, colorDistance = 12 } = expected
  const worst: Likeness = { ssim: 1, colorDistance: 0 }
  for (const index of [0, 2, 5, 7, 9]) {
    const frame = await film.frame(index)
    const like = likeness(frame, corpusSize, (x, y) => picture(x, y, shows(index)))
    worst.ssim = Math.min(worst.ssim, like.ssim)
    worst.colorDistance = Math.max(worst.colorDistance, like.colorDistance)
  }
  expect(worst.ssim, `colours are off by ${worst.colorDistance}`).toBeGreaterThan(ssim)
  expect(worst.colorDistance).toBeLessThan(colorDistance)
}
