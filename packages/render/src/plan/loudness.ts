/** What a stretch of a mix sounds like, by ITU-R BS.1770. */
export interface MeasuredSound {
  /** Loudness of 400 ms each, in LUFS, ten of them a second. */
  blocks: readonly number[]
  /** The highest point of the wave, also between samples; 1 is full scale. */
  peak: number
}

/** What is done to a mix so that it is as loud as it is to be. */
export interface Master {
  gain: number
  /** Its peaks are held down. */
  limited: boolean
}

/** −1 dBTP (EBU R 128), and half a decibel that AAC may add. */
export const peakLimit = Number((10 ** (-1.5 / 20)).toFixed(6))
/** A film of next to nothing stays quiet: what is louder then is noise. */
const mostDb = 30
const silenceLufs = -70
const quietLu = 10

/** Integrated loudness of all blocks in LUFS, gated as BS.1770-4 says; null for silence. */
export function integratedLoudness(blocks: readonly number[]): number | null {
  const heard = blocks.filter((block) => block > silenceLufs)
  if (heard.length === 0) return null
  const gate = meanLoudness(heard) - quietLu
  return meanLoudness(heard.filter((block) => block > gate))
}

/** The gain that brings the whole to `target` LUFS; 1 for silence. */
export function gainTo(target: number, blocks: readonly number[]): number {
  const loudness = integratedLoudness(blocks)
  if (loudness === null) return 1
  // A hundredth of a decibel is nothing, and a gain that stays the same keeps segments the same.
  const db = Math.min(mostDb, Number((target - loudness).toFixed(2)))
  return Number((10 ** (db / 20)).toFixed(6))
}

/** What is done to a part of the mix: its own peak says whether it is limited, so that no other part matters. */
export function masterOf(gain: number, { peak }: Pick<MeasuredSound, 'peak'>): Master {
  return { gain, limited: peak * gain > peakLimit }
}

function meanLoudness(blocks: readonly number[]): number {
  const energy = blocks.reduce((sum, block) => sum + 10 ** (block / 10), 0) / blocks.length
  return 10 * Math.log10(energy)
}
