/** Loudness at a moment. Between two points it goes in a straight line; before the first and after the last it stays. */
export interface CurvePoint {
  sample: number
  /** 1 leaves the sound as it is. */
  gain: number
}

export type GainCurve = readonly CurvePoint[]

/** The part of a curve in which `length` samples from `from` on lie, counted from there, with every point that shapes it. */
export function curveWithin(curve: GainCurve, from: number, length: number): CurvePoint[] {
  const first = curve.findLastIndex(({ sample }) => sample <= from)
  const after = curve.findIndex(({ sample }) => sample >= from + length)
  return curve
    .slice(Math.max(0, first), after === -1 ? undefined : after + 1)
    .map(({ sample, gain }) => ({ sample: sample - from, gain }))
}

/** The gain of a curve that never changes; null for one that does. */
export function constantGain(curve: GainCurve): number | null {
  const gain = curve[0]?.gain ?? 1
  return curve.every((point) => point.gain === gain) ? gain : null
}
