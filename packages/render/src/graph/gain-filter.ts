import { type CurvePoint, type GainCurve, constantGain } from '../plan/gain-curve.ts'
import { audioRateHz } from '../plan/rational.ts'
import { formatNumber } from './escape.ts'
import { chain, filter } from './filter.ts'

/** Where a gain ends, and what it is until then. */
interface Piece {
  until: number
  gain: string
}

/**
 * The gain of every sample as a sound of its own, to be multiplied with another: exact to the sample, with no memory of
 * what was before.
 */
export function gainChain(curve: GainCurve, samples: number, to: string): string {
  return chain(
    [],
    [
      filter('aevalsrc', {
        exprs: expression(piecesOf(curve)),
        s: audioRateHz,
        n: 1024,
        d: Math.ceil(samples / audioRateHz) + 1,
      }),
      filter('pan', { args: 'stereo|c0=c0|c1=c0' }),
      filter('aformat', { sample_fmts: 'fltp', channel_layouts: 'stereo' }),
      filter('atrim', { end_sample: samples }),
    ],
    to,
  )
}

function piecesOf(curve: GainCurve): Piece[] {
  const [first, last] = [curve[0], curve.at(-1)]
  if (!first || !last) throw new RangeError('a curve has points')
  const between = curve.slice(1).map((point, i) => ({ until: point.sample, gain: ramp(curve[i] ?? point, point) }))
  return [
    { until: first.sample, gain: formatNumber(first.gain) },
    ...between,
    { until: Number.POSITIVE_INFINITY, gain: formatNumber(last.gain) },
  ]
}

function ramp(from: CurvePoint, to: CurvePoint): string {
  if (constantGain([from, to]) !== null) return formatNumber(from.gain)
  const rise = `(${formatNumber(to.gain - from.gain)})*(n-(${from.sample}))/${to.sample - from.sample}`
  return `${formatNumber(from.gain)}+${rise}`
}

/** A search by halves: every sample asks a few times only, however many points there are. */
function expression(pieces: readonly Piece[]): string {
  const [only] = pieces
  if (!only) throw new RangeError('an expression has pieces')
  if (pieces.length === 1) return only.gain
  const half = Math.ceil(pieces.length / 2)
  const border = pieces[half - 1]?.until ?? 0
  return `if(lt(n,${border}),${expression(pieces.slice(0, half))},${expression(pieces.slice(half))})`
}
