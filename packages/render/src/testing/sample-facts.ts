import type { AudioFacts, MediaFacts, VideoFacts } from '../ffmpeg/media-facts.ts'

/** Facts of files that do not exist, for tests of what is pure. */
export function imageFacts(widthPx = 800, heightPx = 600, more: Partial<VideoFacts> = {}): MediaFacts {
  const video = {
    codec: 'jpeg',
    widthPx,
    heightPx,
    rotation: 0,
    fps: null,
    pixelFormat: 'rgb24',
    hasAlpha: false,
    isStill: true,
  } as const
  return {
    kind: 'image',
    formatName: 'jpeg',
    durationMs: null,
    sizeBytes: 1000,
    video: { ...video, ...more },
    audio: null,
  }
}

export function videoFacts(
  durationMs: number,
  more: Partial<VideoFacts> = {},
  audio: AudioFacts | null = stereo,
): MediaFacts {
  const fps = { num: 30, den: 1 }
  const video = {
    codec: 'h264',
    widthPx: 1920,
    heightPx: 1080,
    rotation: 0,
    fps,
    pixelFormat: 'yuv420p',
    hasAlpha: false,
    isStill: false,
  } as const
  return {
    kind: 'video',
    formatName: 'mov,mp4,m4a,3gp,3g2,mj2',
    durationMs,
    sizeBytes: 1000,
    video: { ...video, ...more },
    audio,
  }
}

export function audioFacts(durationMs: number | null, more: Partial<AudioFacts> = {}): MediaFacts {
  return { kind: 'audio', formatName: 'mp3', durationMs, sizeBytes: 1000, video: null, audio: { ...stereo, ...more } }
}

const stereo: AudioFacts = { codec: 'aac', sampleRateHz: 48_000, channels: 2 }
