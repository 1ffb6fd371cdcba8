import { z } from 'zod'
import { srcSchema } from '../spec/fields.ts'
import { defineElement } from './define-element.ts'

/** Sound alone: of an audio file, or of a video whose picture is not wanted. Where the clip is longer, silence follows. */
export const audio = defineElement({
  type: 'audio',
  schema: z.strictObject({ type: z.literal('audio'), src: srcSchema }),
  fields: ['trim', 'speed', 'volume', 'fadeIn', 'fadeOut'],
  media: 'audio',
  refuse: (facts) => (facts.audio ? null : 'has no sound'),
  ownLengthUs: (_, facts) => (typeof facts?.durationMs === 'number' ? facts.durationMs * 1000 : null),
  compile(clip, { facts }) {
    const gain = clip.volume ?? 1
    if (!facts?.audio || gain === 0) return {}
    return { sound: { src: clip.asset.src, gain, isMono: facts.audio.channels === 1 } }
  },
})
