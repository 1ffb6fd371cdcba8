import { outputFormats } from '../spec/output-formats.ts'
import type { PictureClip, Timeline } from './timeline.ts'
import { planWindows } from './windows.ts'

export interface RenderEstimate {
  durationMs: number
  frames: number
  /** Processor time on one core of an ordinary server. */
  cpuMs: number
}

/** Milliseconds of one core; a megapixel (MP) is of the film or of the picture. Measured with FFmpeg 5.1 on x86. */
const cost = {
  encodePerMegapixel: 11,
  vp9PerMegapixel: 55,
  gifPerMegapixel: 35,
  overlayPerMegapixel: 2.5,
  cameraPerMegapixel: 15,
  effectPerMegapixel: 8,
  turnPerMegapixel: 12,
  transitionPerMegapixel: 10,
  decodePerMegapixel: 6,
  toneMapPerMegapixel: 60,
  stillMs: 150,
  processMs: 250,
  soundPerSecond: 12,
  mixPerSecond: 3,
}

/** What a film will cost, before anything is rendered. */
export function estimateRender(timeline: Timeline): RenderEstimate {
  const { frames, rate, pictures, sounds } = timeline
  const durationMs = Math.round((frames * rate.den * 1000) / rate.num)
  const filmMegapixels = (timeline.widthPx * timeline.heightPx) / 1e6
  const isSeen = outputFormats[timeline.format ?? 'mp4'].type !== 'audio'
  const encodeMs = isSeen ? frames * filmMegapixels * cost.encodePerMegapixel + transcodeCpuMs(timeline) : 0
  const pictureMs = pictures.reduce((sum, clip) => sum + pictureCostMs(clip, filmMegapixels), 0)
  const soundMs =
    (durationMs / 1000) * cost.soundPerSecond +
    sounds.reduce((sum, { samples }) => sum + (samples / 48_000) * cost.mixPerSecond, 0)
  const processMs = (planWindows(timeline).length + 3) * cost.processMs
  return { durationMs, frames, cpuMs: Math.round(encodeMs + pictureMs + soundMs + processMs) }
}

/** What it takes to encode a finished film once more, for the formats that are made so. */
export function transcodeCpuMs({ format = 'mp4', frames, widthPx, heightPx }: Timeline): number {
  const perMegapixel = format === 'webm' ? cost.vp9PerMegapixel : format === 'gif' ? cost.gifPerMegapixel : 0
  return (frames * widthPx * heightPx * perMegapixel) / 1e6
}

function pictureCostMs(clip: PictureClip, filmMegapixels: number): number {
  const { picture, frames, motion } = clip
  const comingAndGoing = (clip.transitionIn?.frames ?? 0) + (clip.transitionOut?.frames ?? 0)
  const turn = clip.rotateDeg % 90 === 0 ? 0 : cost.turnPerMegapixel
  const change = comingAndGoing * filmMegapixels * cost.transitionPerMegapixel
  if (picture.kind === 'moving') {
    const { drawn, extract } = picture.fitting
    const megapixels = (drawn.widthPx * drawn.heightPx) / 1e6
    const mapping = picture.color.transfer === 'sdr' ? 0 : cost.toneMapPerMegapixel
    const seen = (extract.widthPx * extract.heightPx) / 1e6
    const effects = clip.effects.length * cost.effectPerMegapixel
    const perFrame =
      megapixels * (cost.decodePerMegapixel + mapping) +
      seen * (cost.overlayPerMegapixel + effects + turn + (motion ? cost.cameraPerMegapixel : 0))
    return frames * perFrame + change
  }
  // A text's size is known only when it is drawn; a fifth of the film is usual.
  const seen = picture.size ? (picture.size.widthPx * picture.size.heightPx) / 1e6 : filmMegapixels / 5
  const supersample = picture.kind === 'still' && picture.still.kind === 'photo' ? picture.still.supersample ** 2 : 1
  // A still that rests is turned once.
  const camera = motion ? seen * (supersample * cost.cameraPerMegapixel + turn) : 0
  return frames * (seen * cost.overlayPerMegapixel + camera) + change + (picture.kind === 'still' ? cost.stillMs : 0)
}
