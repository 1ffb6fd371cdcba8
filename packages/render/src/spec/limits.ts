/** What one film may ask for. Plans of the house pass their own. */
export interface RenderLimits {
  maxDurationMs: number
  /** The same for a longform. */
  maxLongformMs: number
  maxClips: number
  /** Pictures or sounds that may play at the same moment, whatever the tracks. */
  maxSimultaneous: number
}

export const defaultLimits: RenderLimits = {
  maxDurationMs: 300_000,
  maxLongformMs: 10_800_000,
  maxClips: 200,
  maxSimultaneous: 32,
}
