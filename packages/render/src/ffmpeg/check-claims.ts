import { AppError } from '@cronicl/core'
import { maxChannels, maxDurationMs, maxFramePixels, maxSampleRateHz, maxStreams } from './limits.ts'
import type { ProbeReport, ProbeStream } from './probe-report.ts'

/** Throws `UNSUPPORTED_MEDIA` for a file that claims more than is ever decoded here, naming what. Pure. */
export function checkClaims({ format, streams = [] }: ProbeReport): void {
  if (streams.length > maxStreams) refuse(`has ${streams.length} streams; at most ${maxStreams} are read`)
  const hours = Number(format?.duration) / 3600
  if (hours * 3_600_000 > maxDurationMs)
    refuse(`claims to last ${Math.round(hours)} hours; at most ${maxDurationMs / 3_600_000} are read`)
  for (const stream of streams) checkStream(stream)
}

function checkStream({ width = 0, height = 0, sample_rate: rate, channels = 0 }: ProbeStream): void {
  if (width * height > maxFramePixels)
    refuse(`has frames of ${width}×${height} pixels; at most ${maxFramePixels} pixels are read`)
  if (Number(rate) > maxSampleRateHz) refuse(`has ${rate} samples a second; at most ${maxSampleRateHz} are read`)
  if (channels > maxChannels) refuse(`has ${channels} channels of sound; at most ${maxChannels} are read`)
}

function refuse(what: string): never {
  throw new AppError('UNSUPPORTED_MEDIA', `The file ${what}.`)
}
