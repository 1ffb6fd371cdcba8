import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Run } from '../mp4/film-tracks.ts'
import { type EncodedTrack, readTrack } from '../mp4/read-track.ts'
import { type SoundSegment, planSoundSegments } from '../plan/sound-segments.ts'
import { conformSounds, conformedBytes, fromConformed } from './conform-sounds.ts'
import { encodeSound } from './encode-sound.ts'
import { soundArguments } from './encoding.ts'
import type { FilmJob } from './film-job.ts'
import type { SegmentOptions } from './segment-options.ts'

/** Conformed sounds of a film take no more than this on the disk; a film that would is encoded in one piece. */
const maxConformedBytes = 4 * 1024 ** 3
/** Raised when the same sound would be encoded otherwise than before. */
const engineVersion = 1

interface Piece {
  segment: SoundSegment
  key: string
  path: string
}

/** Encodes what the film sounds like, each different segment once, and none that the store has; all frames in order. */
export async function encodeSounds(job: Omit<FilmJob, 'stills'>, options: SegmentOptions): Promise<Run[]> {
  const { timeline, dir } = job
  const segments = planSoundSegments(timeline, { whole: conformedBytes(timeline.sounds) > maxConformedBytes })
  const keys = segments.map((segment) => soundKey(segment, options.identities))
  const pieces = new Map<string, Piece>()
  segments.forEach((segment, i) => {
    const key = keys[i] as string
    if (!pieces.has(key)) pieces.set(key, { segment, key, path: join(dir, `sound-${pieces.size}.mp4`) })
  })
  const missing: Piece[] = []
  for (const piece of pieces.values()) if (!(await options.store.fetch(piece.key, piece.path))) missing.push(piece)
  await encodeMissing(job, missing, { ...options, whole: segments.length === 1 })
  const tracks = new Map<string, EncodedTrack>()
  for (const { key, path } of pieces.values()) tracks.set(key, await readTrack(path, 'soun'))
  return segments.map(({ fromFrame, toFrame, leadFrames }, i) => {
    const track = tracks.get(keys[i] as string) as EncodedTrack
    return { track, from: leadFrames, to: leadFrames + toFrame - fromFrame, times: 1 }
  })
}

async function encodeMissing(
  job: Omit<FilmJob, 'stills'>,
  missing: readonly Piece[],
  { store, onFraction, whole }: SegmentOptions & { whole: boolean },
): Promise<void> {
  const heard = missing.flatMap(({ segment }) => segment.sounds)
  const sources = new Set(heard.map(({ src }) => src))
  const needed = job.timeline.sounds.filter(({ src }) => sources.has(src))
  // A film in one piece needs no sample twice.
  const conformed = whole ? null : await conformSounds(job, needed)
  const files = conformed ? new Map([...conformed.values()].map((path) => [path, path])) : job.files
  const total = missing.reduce((sum, { segment }) => sum + segment.samples, 0)
  let done = 0
  for (const { segment, key, path } of missing) {
    const sounds = conformed ? segment.sounds.map((clip) => fromConformed(clip, conformed)) : segment.sounds
    await encodeSound({ ...job, files }, { samples: segment.samples, sounds, output: path }, (part) =>
      onFraction((done + part * segment.samples) / total),
    )
    await store.keep(key, path)
    done += segment.samples
  }
}

function soundKey(segment: SoundSegment, identities: ReadonlyMap<string, string>): string {
  const { samples, leadFrames, fromFrame, toFrame } = segment
  const content = {
    engineVersion,
    encoder: soundArguments,
    samples,
    leadFrames,
    frames: toFrame - fromFrame,
    sounds: segment.sounds.map((clip) => ({ ...clip, src: identities.get(clip.src) ?? clip.src })),
  }
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}
