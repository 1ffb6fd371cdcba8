import type { Effect } from '../spec/effects.ts'
import type { TransitionType } from '../spec/transition.ts'
import type { OutputFormat } from '../spec/output-formats.ts'
import type { GainCurve } from './gain-curve.ts'
import type { Rational } from './rational.ts'

/**
 * A film, resolved: whole frames at a rational rate, pictures and sounds in drawing order, nothing left to decide.
 * Plain JSON, so that it can be stored, hashed and handed to another worker.
 */
export interface Timeline {
  rate: Rational
  widthPx: number
  heightPx: number
  quality: Quality
  /** `#rrggbb`, under everything. */
  background: string
  frames: number
  /** Length of the sound at 48 kHz; exactly the frames. */
  samples: number
  posterFrame: number
  /** Any key frame from there on will do, which costs less to find. */
  posterNear?: true
  /** Bottom to top. */
  pictures: PictureClip[]
  sounds: SoundClip[]
  /** The kind of file; an MP4 when absent. */
  format?: OutputFormat
  /** Loudness that the mix is brought to, in LUFS; as it is when absent. */
  loudness?: number
}

/** A draft is encoded as fast as can be; a master is encoded once more, and loses next to nothing. */
export type Quality = 'low' | 'medium' | 'high' | 'draft' | 'master'

export interface Size {
  widthPx: number
  heightPx: number
}

export interface Rect extends Size {
  xPx: number
  yPx: number
}

/** Where a picture stands: `anchor × (film − picture) + px`. Anchors let a text be placed before its size is known. */
export interface Placement {
  anchorX: 0 | 0.5 | 1
  anchorY: 0 | 0.5 | 1
  xPx: number
  yPx: number
}

/** What is seen of a picture: a square view, in fractions of the picture, that lies wholly inside it. */
export interface View {
  left: number
  top: number
  /** Width and height of the view; 1 is the whole picture. */
  size: number
}

export interface Motion {
  from: View
  to: View
}

/** What is kept of a source, in fractions of it. */
export interface Crop {
  left: number
  top: number
  width: number
  height: number
}

/** How a source becomes the picture on the film: cropped, scaled to `drawn`, of which `extract` is kept. */
export interface Fitting {
  /** All of it, when absent. */
  crop?: Crop
  drawn: Size
  extract: Rect
  /** The box that a blurred copy of the source fills behind it. */
  backdrop: Size | null
}

/** How a photograph is drawn; `supersample` is how much larger than on the film, for a camera that comes close. */
export interface PhotoStill {
  kind: 'photo'
  src: string
  fitting: Fitting
  supersample: number
  hasAlpha: boolean
}

/** Words within a text that have another colour, by UTF-16 code units. */
export interface Highlight {
  from: number
  to: number
  color: string
}

export interface TextStill {
  kind: 'text'
  text: string
  highlight: Highlight | null
  fontFamily: string
  fontSizePx: number
  fontWeight: number
  isItalic: boolean
  color: string
  align: 'left' | 'center' | 'right'
  /** Of the font's own; 1 leaves it as it is. */
  lineHeight: number
  letterSpacingPx: number
  outline: { widthPx: number; color: string } | null
  shadow: { xPx: number; yPx: number; blurPx: number; color: string } | null
  background: string | null
  paddingPx: number
  radiusPx: number
  maxWidthPx: number
}

/** A picture that is drawn once, before FFmpeg starts. */
export type Still = PhotoStill | TextStill

/** A picture that FFmpeg decodes while the film is encoded. */
export interface MovingPicture {
  kind: 'moving'
  src: string
  fitting: Fitting
  /** Where in the source the clip begins. */
  trimUs: number
  speed: number
  /** Length of the source's pictures; beyond it the last one is held. */
  sourceUs: number
  /** An animated picture starts again instead, and cannot be sought in. */
  loop: boolean
  hasAlpha: boolean
  /** FFmpeg's own decoders of VP8 and VP9 leave out the alpha channel; these read it. */
  decoder: 'libvpx' | 'libvpx-vp9' | null
  color: SourceColor
}

/** What the source's numbers mean as colours. */
export interface SourceColor {
  matrix: 'rgb' | 'bt601' | 'bt709' | 'bt2020'
  /** High dynamic range is mapped to what the film can show. */
  transfer: 'sdr' | 'smpte2084' | 'arib-std-b67'
}

export type Picture =
  | { kind: 'still'; still: Still; size: Size | null }
  | MovingPicture
  | { kind: 'fill'; color: string; size: Size }

/** How a clip comes, in its first frames, or goes, in its last. */
export interface Transition {
  type: TransitionType
  frames: number
}

export interface PictureClip {
  /** The clip in the document, for messages. */
  path: (string | number)[]
  startFrame: number
  frames: number
  fadeInFrames: number
  fadeOutFrames: number
  opacity: number
  /** Done to the picture before the camera sees it. */
  effects: readonly Effect[]
  motion: Motion | null
  /** Clockwise, from 0 up to 360. The placement is that of the turned picture. */
  rotateDeg: number
  transitionIn: Transition | null
  transitionOut: Transition | null
  placement: Placement
  picture: Picture
}

export interface SoundClip {
  path: (string | number)[]
  src: string
  startSample: number
  samples: number
  trimUs: number
  speed: number
  /** 1 is the source's own loudness. */
  gain: number
  /** What it is multiplied with over time, counted from the clip's first sample; nothing when absent. */
  curve?: GainCurve
  fadeInSamples: number
  fadeOutSamples: number
  isMono: boolean
}
