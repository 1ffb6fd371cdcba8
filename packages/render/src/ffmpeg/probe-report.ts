import { parseRational } from '../plan/rational.ts'
import type { AudioFacts, MediaFacts, VideoFacts } from './media-facts.ts'

/** The part of ffprobe's JSON that is read. Numbers come as text, and anything may be missing. */
export interface ProbeReport {
  format?: { format_name?: string; duration?: string }
  streams?: ProbeStream[]
}

export interface ProbeStream {
  codec_type?: string
  codec_name?: string
  width?: number
  height?: number
  sample_aspect_ratio?: string
  pix_fmt?: string
  avg_frame_rate?: string
  r_frame_rate?: string
  nb_frames?: string
  duration?: string
  sample_rate?: string
  channels?: number
  color_space?: string
  color_transfer?: string
  disposition?: { attached_pic?: number }
  tags?: Record<string, string>
  side_data_list?: { rotation?: number }[]
}

/** ffprobe's report as facts. A cover picture inside a song is not its video. Pure. */
export function readReport(report: ProbeReport): Omit<MediaFacts, 'sizeBytes'> {
  const streams = report.streams ?? []
  const video = streams.find(
    (stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1 && stream.width,
  )
  const audio = streams.find((stream) => stream.codec_type === 'audio' && Number(stream.sample_rate) > 0)
  const durationMs = toMs(report.format?.duration)
  return {
    kind: video ? 'video' : audio ? 'audio' : 'other',
    formatName: report.format?.format_name ?? 'unknown',
    durationMs,
    video: video ? videoFacts(video, durationMs) : null,
    audio: audio ? audioFacts(audio) : null,
  }
}

function videoFacts(stream: ProbeStream, fileMs: number | null): VideoFacts {
  const rotation = rotationOf(stream)
  const sideways = rotation === 90 || rotation === 270
  const aspect = parseRational(stream.sample_aspect_ratio?.replace(':', '/'))
  const widthPx = Math.max(1, Math.round(((stream.width ?? 0) * (aspect?.num ?? 1)) / (aspect?.den ?? 1)))
  const heightPx = stream.height ?? 0
  const frameCount = Number(stream.nb_frames)
  const ownMs = toMs(stream.duration) ?? clockMs(stream.tags?.['DURATION'])
  const pixelFormat = stream.pix_fmt ?? 'unknown'
  return {
    codec: stream.codec_name ?? 'unknown',
    widthPx: sideways ? heightPx : widthPx,
    heightPx: sideways ? widthPx : heightPx,
    rotation,
    fps: parseRational(stream.avg_frame_rate) ?? parseRational(stream.r_frame_rate),
    ...(frameCount > 0 && { frameCount }),
    pixelFormat,
    hasAlpha: /^(yuva|rgba|bgra|argb|abgr|gbrap|ya)/.test(pixelFormat) || stream.tags?.['alpha_mode'] === '1',
    isStill: false,
    ...(ownMs !== null && ownMs !== fileMs && { durationMs: ownMs }),
    ...(stream.color_space && { colorMatrix: stream.color_space }),
    ...(stream.color_transfer && { colorTransfer: stream.color_transfer }),
  }
}

function audioFacts(stream: ProbeStream): AudioFacts {
  return {
    codec: stream.codec_name ?? 'unknown',
    sampleRateHz: Number(stream.sample_rate),
    channels: stream.channels ?? 1,
  }
}

/** Degrees clockwise in which the picture is turned to be shown; FFmpeg's matrix counts the other way round. */
function rotationOf(stream: ProbeStream): 0 | 90 | 180 | 270 {
  const counter = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0
  const quarter = ((Math.round(-counter / 90) % 4) + 4) % 4
  return ([0, 90, 180, 270] as const)[quarter] ?? 0
}

function toMs(seconds: string | undefined): number | null {
  const ms = Math.round(Number(seconds) * 1000)
  return ms > 0 ? ms : null
}

/** Matroska's `00:00:07.800000000`. */
function clockMs(text: string | undefined): number | null {
  const match = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text ?? '')
  return match ? toMs(String(Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]))) : null
}
