import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gainTo, type MeasuredSound, masterOf } from '../plan/loudness.ts'
import type { SoundSegment } from '../plan/sound-segments.ts'
import type { FilmJob } from './film-job.ts'
import { measureSound } from './measure-sound.ts'
import type { SegmentOptions } from './segment-options.ts'
import { contentKey } from './sound-key.ts'
import type { SoundSources } from './sound-sources.ts'

/** Raised when the same sound would be measured otherwise than before. */
const measureVersion = 1

/**
 * The segments with what is done to them so that the whole is as loud as the film says: one gain, and the peaks held down
 * in those that need it. Each different segment is measured once, and none of which the store knows how loud it is.
 */
export async function masterSegments(
  job: Omit<FilmJob, 'stills'>,
  segments: readonly SoundSegment[],
  options: Omit<SegmentOptions, 'onFraction'> & { sources: SoundSources },
): Promise<readonly SoundSegment[]> {
  const target = job.timeline.loudness
  if (target === undefined) return segments
  const keys = segments.map((segment) => contentKey(segment, options.identities, { measureVersion }))
  const measured = await measureAll(job, new Map(segments.map((segment, i) => [keys[i] as string, segment])), options)
  const all = keys.map((key) => measured.get(key) as MeasuredSound)
  const gain = gainTo(
    target,
    all.flatMap(({ blocks }) => blocks),
  )
  return segments.map((segment, i) => ({ ...segment, master: masterOf(gain, all[i] as MeasuredSound) }))
}

async function measureAll(
  job: Omit<FilmJob, 'stills'>,
  segments: ReadonlyMap<string, SoundSegment>,
  { store, sources }: Pick<SegmentOptions, 'store'> & { sources: SoundSources },
): Promise<Map<string, MeasuredSound>> {
  const measured = new Map<string, MeasuredSound>()
  const missing: [key: string, segment: SoundSegment, path: string][] = []
  for (const [key, segment] of segments) {
    const path = join(job.dir, `loudness-${measured.size + missing.length}.json`)
    if (await store.fetch(key, path)) measured.set(key, JSON.parse(await readFile(path, 'utf8')) as MeasuredSound)
    else missing.push([key, segment, path])
  }
  await sources.conform(missing.map(([, segment]) => segment))
  for (const [key, segment, path] of missing) {
    const { files, sounds } = sources.of(segment)
    const found = await measureSound({ ...job, files }, { ...segment, sounds })
    await writeFile(path, JSON.stringify(found))
    await store.keep(key, path)
    measured.set(key, found)
  }
  return measured
}
