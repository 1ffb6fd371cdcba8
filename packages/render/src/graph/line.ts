import { chain } from './filter.ts'

/** What one filter after another cannot say, as chains of its own between two labels; others begin with `to`. */
export type Detour = (from: string, to: string) => string[]

export type Step = string | Detour | null

/** Filters and detours in a row between labelled ends; one chain where there is no detour. */
export function line(from: readonly string[], steps: readonly Step[], to: string): string[] {
  const chains: string[] = []
  let [inputs, filters, parts] = [from, [] as string[], 0]
  const flush = (label: string) => {
    chains.push(chain(inputs, filters.length === 0 ? ['null'] : filters, label))
    inputs = [label]
    filters = []
  }
  for (const [i, step] of steps.entries()) {
    if (step === null) continue
    if (typeof step === 'string') {
      filters.push(step)
      continue
    }
    if (filters.length > 0) flush(`${to}n${parts++}`)
    const isLast = steps.slice(i + 1).every((next) => next === null)
    const label = isLast ? to : `${to}n${parts++}`
    chains.push(...step(inputs[0] as string, label))
    if (isLast) return chains
    inputs = [label]
  }
  flush(to)
  return chains
}
