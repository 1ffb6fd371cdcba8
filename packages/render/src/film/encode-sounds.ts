import { join } from 'node:path'
import { type SoundSegment, planSoundSegments } from '../plan/sound-segments.ts'
import { conformedBytes } from './conform-sounds.ts'
import { encodeSound } from './encode-sound.ts'
import { type SoundCodec, soundArguments } from './encoding.ts'
import type { FilmJob } from './film-job.ts'
import { masterSegments } from './master-segments.ts'
import type { SegmentOptions } from './segment-options.ts'
import { contentKey } from './sound-key.ts'
import { type SoundSources, openSoundSources } from './sound-sources.ts'

/** Conformed sounds of a film take no more than this on the disk; a film that would is encoded in one piece. */
const maxConformedBytes = 4 * 1024 ** 3
/** Raised when the same sound would be encoded otherwise than before. */
const engineVersion = 1

/** A stretch of the film's sound and the file that holds it; several may have the same. */
export interface SoundPiece {
  segment: SoundSegment
  path: string
}

interface Missing extends SoundPiece {
  key: string
}

/** Encodes what the film sounds like, each different segment once, and none that the store has; all pieces in order. */
export async function encodeSounds(
  job: Omit<FilmJob, 'stills'>,
  options: SegmentOptions,
  codec: SoundCodec,
): Promise<SoundPiece[]> {
  const { timeline, dir } = job
  const planned = planSoundSegments(timeline, { whole: conformedBytes(timeline.sounds) > maxConformedBytes })
  const sources = openSoundSources(job, planned.length === 1)
  const segments = await masterSegments(job, planned, { ...options, sources })
  const paths = new Map<string, string>()
  const missing: Missing[] = []
  const pieces: SoundPiece[] = []
  for (const segment of segments) {
    const key = soundKey(segment, options.identities, codec)
    const path = paths.get(key) ?? join(dir, `sound-${paths.size}.${codec === 'aac' ? 'mp4' : 'pcm'}`)
    pieces.push({ segment, path })
    if (paths.has(key)) continue
    paths.set(key, path)
    if (!(await options.store.fetch(key, path))) missing.push({ segment, path, key })
  }
  await encodeMissing(job, missing, { ...options, sources, codec })
  return pieces
}

async function encodeMissing(
  job: Omit<FilmJob, 'stills'>,
  missing: readonly Missing[],
  { store, onFraction, sources, codec }: SegmentOptions & { sources: SoundSources; codec: SoundCodec },
): Promise<void> {
  const total = missing.reduce((sum, { segment }) => sum + segment.samples, 0)
  let done = 0
  await sources.conform(missing.map(({ segment }) => segment))
  for (const { segment, key, path } of missing) {
    const { files, sounds } = sources.of(segment)
    await encodeSound({ ...job, files }, { ...segment, sounds, output: path, codec }, (part) =>
      onFraction((done + part * segment.samples) / total),
    )
    await store.keep(key, path)
    done += segment.samples
  }
}

function soundKey(segment: SoundSegment, identities: ReadonlyMap<string, string>, codec: SoundCodec): string {
  return contentKey(segment, identities, { encoder: soundArguments[codec], engineVersion })
}
