import type { Rational } from '../plan/rational.ts'
import type { MovingPicture, Still } from '../plan/timeline.ts'

/** A file that FFmpeg opens for a picture. The graph never names it: inputs go by number. */
export type PictureInput =
  | { kind: 'still'; still: Still }
  | { kind: 'moving'; src: string; seekUs: number; loop: boolean; decoder: MovingPicture['decoder'] }

/** The frames of a clip that a window needs, counted from the clip's own first frame. */
export interface ClipPart {
  first: number
  frames: number
  rate: Rational
}
