/** What one film may ask for. Plans of the house pass their own. */
export interface RenderLimits {
  maxDurationMs: number
  /** The same for a longform. */
  maxLongformMs: number
  maxClips: number
  /** Pictures or sounds that may play at the same moment, whatever the tracks. */
  maxSimultaneous: number
  /** Longer side of the picture in pixels; the shorter one is at most 9/16 of it. */
  maxSide: number
}

export const defaultLimits: RenderLimits = {
  maxDurationMs: 300_000,
  maxLongformMs: 10_800_000,
  maxClips: 200,
  maxSimultaneous: 32,
  maxSide: 1920,
}
