import type { MediaFacts } from '../ffmpeg/media-facts.ts'
import type { CaptionsRead } from './cue.ts'
import { readCaptions } from './read-captions.ts'

export type CaptionFacts = { ok: true; facts: MediaFacts } | (CaptionsRead & { ok: false })

/** The facts of a caption file, which the plan takes in place of measured ones; or its first mistake and the line of it. */
export function captionFacts(text: string): CaptionFacts {
  const read = readCaptions(text)
  if (!read.ok) return read
  const durationMs = Math.max(...read.cues.map(({ endMs }) => endMs))
  const sizeBytes = Buffer.byteLength(text)
  return {
    ok: true,
    facts: {
      kind: 'other',
      formatName: 'captions',
      durationMs,
      sizeBytes,
      video: null,
      audio: null,
      captions: read.cues,
    },
  }
}
