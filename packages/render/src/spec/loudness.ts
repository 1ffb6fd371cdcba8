import { z } from 'zod'

/** Integrated loudness in LUFS (EBU R 128) that is usual where a film is heard. */
const loudnessTargets = { podcast: -16, broadcast: -23, music: -14 } as const

export const loudnessSchema = z
  .union([z.enum(['podcast', 'broadcast', 'music']), z.number().min(-40).max(-5)], {
    error: 'loudness is "podcast" (-16), "broadcast" (-23), "music" (-14), or a number of LUFS from -40 to -5.',
  })
  .describe(
    'Loudness of the whole mix in LUFS: podcast is -16, broadcast -23, music -14. Measured once and changed as a whole, peaks held under -1 dBTP. By default the mix stays as loud as it is',
  )

/** The target in LUFS. */
export function loudnessOf(loudness: z.output<typeof loudnessSchema>): number {
  return typeof loudness === 'number' ? loudness : loudnessTargets[loudness]
}
