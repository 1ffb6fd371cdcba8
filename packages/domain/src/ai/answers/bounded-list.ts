import { z } from 'zod'

/** A list of exactly `count`: the model is told so, what comes beyond is cut, and fewer are a mistake. */
export function exactly<T extends z.ZodType>(item: T, count: number): z.ZodType<z.output<T>[]> {
  return z.preprocess(firstOf(count), z.array(item).length(count))
}

/** A list of at most `count`; what comes beyond is cut. */
export function atMost<T extends z.ZodType>(item: T, count: number): z.ZodType<z.output<T>[]> {
  return z.preprocess(firstOf(count), z.array(item).max(count))
}

function firstOf(count: number): (value: unknown) => unknown {
  return (value) => (Array.isArray(value) ? value.slice(0, count) : value)
}
