import type { HeardClip, SoundSegment } from '../plan/sound-segments.ts'
import { type ConformedSounds, conformSounds, fromConformed } from './conform-sounds.ts'
import type { FilmJob } from './film-job.ts'

/** What the segments of a film's sound are made of. */
export interface SoundSources {
  /** Makes ready what these segments hear; what is ready stays so. */
  conform(segments: readonly SoundSegment[]): Promise<void>
  /** A segment's sounds, and the file of each. */
  of(segment: SoundSegment): { files: ReadonlyMap<string, string>; sounds: HeardClip[] }
}

/** Sources as they are for a film in one piece, which needs no sample twice; for others in a form that can be entered. */
export function openSoundSources(job: Omit<FilmJob, 'stills'>, whole: boolean): SoundSources {
  let conformed: ConformedSounds = new Map()
  return {
    conform: async (segments) => {
      if (whole) return
      const heard = new Set(segments.flatMap(({ sounds }) => sounds.map(({ src }) => src)))
      const needed = job.timeline.sounds.filter(({ src }) => heard.has(src))
      conformed = await conformSounds(job, needed, conformed)
    },
    of: ({ sounds }) =>
      whole
        ? { files: job.files, sounds }
        : {
            files: new Map([...conformed.values()].map((path) => [path, path])),
            sounds: sounds.map((clip) => fromConformed(clip, conformed)),
          },
  }
}
