import type { Cue } from '../captions/cue.ts'
import type { Rational } from '../plan/rational.ts'

/** What a file is, measured once and kept. */
export interface MediaFacts {
  kind: 'image' | 'video' | 'audio' | 'other'
  /** FFmpeg's name of the container, or sharp's of the picture format. */
  formatName: string
  /** Null for what has no length: stills. */
  durationMs: number | null
  sizeBytes: number
  video: VideoFacts | null
  audio: AudioFacts | null
  /** Of a caption file; see `captionFacts`. */
  captions?: readonly Cue[]
}

export interface VideoFacts {
  codec: string
  /** As shown: after rotation and with square pixels. */
  widthPx: number
  heightPx: number
  rotation: 0 | 90 | 180 | 270
  /** Average frames a second; null for stills. */
  fps: Rational | null
  frameCount?: number
  pixelFormat: string
  hasAlpha: boolean
  /** False for animated pictures and video. */
  isStill: boolean
  /** Length of the pictures alone, where it differs from the file's. */
  durationMs?: number
  /** FFmpeg's name of the colour matrix and transfer, where the file tells. */
  colorMatrix?: string
  colorTransfer?: string
}

export interface AudioFacts {
  codec: string
  sampleRateHz: number
  channels: number
}
