import type { Issue } from '@cronicl/core'
import type { MediaFacts } from '../ffmpeg/media-facts.ts'
import type { RenderDocument, TracksDocument } from '../spec/document.ts'
import { draftDocument } from '../spec/draft-document.ts'
import { defaultLimits, type RenderLimits } from '../spec/limits.ts'
import { loudnessOf } from '../spec/loudness.ts'
import { checkSources } from './check-sources.ts'
import { duckSounds } from './duck-sounds.ts'
import { expandLongform } from './expand-longform.ts'
import { fitFormat, refuseFormat } from './fit-format.ts'
import { frameRateOf } from './frame-rate.ts'
import { framesAt, samplesAt, toUs } from './rational.ts'
import { type Resolution, resolveClip } from './resolve-clip.ts'
import { schedule } from './schedule.ts'
import type { Timeline } from './timeline.ts'

export type Resolved = { ok: true; timeline: Timeline; warnings: Issue[] } | { ok: false; issues: Issue[] }

/**
 * The document with its files measured, as whole frames: who plays when, how large and where. Pure.
 * `facts` is keyed by `src`; a source without facts is an issue at its path.
 */
export function resolveDocument(
  input: RenderDocument,
  facts: ReadonlyMap<string, MediaFacts>,
  limits: RenderLimits = defaultLimits,
): Resolved {
  const document = draftDocument(input)
  if (document.mode === 'tracks') return resolveTracks({ ...document, tracks: document.tracks ?? [] }, facts, limits)
  const expanded = expandLongform(document, facts, limits)
  if (!expanded.ok) return expanded
  return resolveTracks(expanded.document, facts, { ...limits, maxDurationMs: limits.maxLongformMs })
}

function resolveTracks(
  document: TracksDocument,
  facts: ReadonlyMap<string, MediaFacts>,
  limits: RenderLimits,
): Resolved {
  const issues = checkSources(document, facts)
  if (issues.length > 0) return { ok: false, issues }
  const plan = schedule(document, facts, limits)
  if (plan.issues.length > 0) return { ok: false, issues: plan.issues }

  const rate = frameRateOf(document.output.fps)
  const frames = Math.max(1, framesAt(rate, plan.durationUs))
  const film = { widthPx: document.output.width, heightPx: document.output.height }
  const resolution: Resolution = { rate, frames, film, facts, pictures: [], sounds: [], warnings: [], issues: [] }
  document.tracks.forEach((track, t) => {
    track.clips.forEach((clip, c) => {
      const slot = plan.slots[t]?.[c]
      if (slot) resolveClip(clip, ['tracks', t, 'clips', c], slot, resolution)
    })
  })
  checkCrowd(resolution, limits)
  const posterFrame =
    document.output.posterTime === undefined
      ? Math.floor(frames / 10)
      : framesAt(rate, toUs(document.output.posterTime))
  if (posterFrame > frames)
    resolution.issues.push({ path: ['output', 'posterTime'], message: 'posterTime lies beyond the end of the film.' })
  const { warnings } = resolution
  const { format, loudness } = document.output
  const timeline: Timeline = {
    rate,
    ...film,
    quality: document.output.profile === 'draft' ? 'draft' : document.output.quality,
    background: document.background.toLowerCase(),
    frames,
    samples: samplesAt(rate, frames),
    posterFrame: Math.min(posterFrame, frames - 1),
    ...(document.output.posterTime === undefined && { posterNear: true as const }),
    pictures: resolution.pictures,
    sounds: duckSounds(resolution.sounds, { tracks: document.tracks, facts, warnings }),
    ...(loudness !== undefined && { loudness: loudnessOf(loudness) }),
  }
  const refused = [...resolution.issues, ...refuseFormat(timeline, format)]
  if (refused.length > 0) return { ok: false, issues: refused }
  return { ok: true, warnings, timeline: fitFormat(timeline, format) }
}

/** What plays at once is open at once: a film of hundreds of decoders would take the machine with it. */
function checkCrowd({ pictures, sounds, issues }: Resolution, limits: RenderLimits): void {
  const pictureSpans = pictures.map((clip) => ({
    path: clip.path,
    from: clip.startFrame,
    to: clip.startFrame + clip.frames,
  }))
  const soundSpans = sounds.map((clip) => ({
    path: clip.path,
    from: clip.startSample,
    to: clip.startSample + clip.samples,
  }))
  for (const spans of [pictureSpans, soundSpans]) {
    const crowded = spans.find(
      (at) => spans.filter(({ from, to }) => from <= at.from && at.from < to).length > limits.maxSimultaneous,
    )
    if (crowded)
      issues.push({
        path: crowded.path,
        message: `At most ${limits.maxSimultaneous} clips can play at the same moment.`,
      })
  }
}
