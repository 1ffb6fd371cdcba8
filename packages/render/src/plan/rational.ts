/** An exact fraction of whole numbers: a frame rate is never a float. */
export interface Rational {
  num: number
  den: number
}

/** Parts of a second in which the document's times are held: whole microseconds, so that sums never drift. */
export const usPerSecond = 1_000_000
export const audioRateHz = 48_000

/** The document's seconds as whole microseconds. */
export function toUs(seconds: number): number {
  return Math.round(seconds * usPerSecond)
}

/** The frame boundary nearest to a moment; every product here stays below 2^53 for three hours at 60 fps. */
export function framesAt(rate: Rational, us: number): number {
  return Math.round((us * rate.num) / (rate.den * usPerSecond))
}

/** The moment at which a frame begins, in microseconds. */
export function usAt(rate: Rational, frame: number): number {
  return Math.round((frame * rate.den * usPerSecond) / rate.num)
}

/** The moment at which a frame begins, in audio samples. */
export function samplesAt(rate: Rational, frame: number): number {
  return Math.round((frame * rate.den * audioRateHz) / rate.num)
}

/** The sample nearest to a moment. */
export function samplesOf(us: number): number {
  return Math.round((us * audioRateHz) / usPerSecond)
}

/** As FFmpeg writes it: `25/1`, `30000/1001`. */
export function formatRational(value: Rational): string {
  return `${value.num}/${value.den}`
}

/** `30000/1001` of ffprobe as a fraction in lowest terms; null for `0/0` and whatever else is no rate. */
export function parseRational(text: string | undefined): Rational | null {
  const match = /^(\d+)\/(\d+)$/.exec(text ?? '')
  const num = Number(match?.[1] ?? 0)
  const den = Number(match?.[2] ?? 0)
  return num > 0 && den > 0 ? reduce({ num, den }) : null
}

export function reduce({ num, den }: Rational): Rational {
  let [a, b] = [num, den]
  while (b > 0) [a, b] = [b, a % b]
  return { num: num / a, den: den / a }
}

/** Microseconds as the decimal seconds that FFmpeg's options take. */
export function formatUs(us: number): string {
  const text = (us / usPerSecond).toFixed(6)
  return text.replace(/\.?0+$/, '')
}
