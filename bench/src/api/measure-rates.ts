import autocannon from 'autocannon'
import { percentile } from '../bench.ts'

/** One request that is sent over and over, or one whose body is another each time. */
export interface Target {
  url: string
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  nextBody?: () => string
}

export interface RateOptions {
  rounds: number
  roundS: number
  warmUpS: number
  connections: number
  onRound(round: number): void
}

/**
 * Answers a second of each target, over keep-alive connections: the median of rounds in which the targets take turns, so
 * that what else the machine does falls on all of them alike. Any answer that is not a success is an error.
 */
export async function measureRates<Name extends string>(
  targets: Record<Name, Target>,
  options: RateOptions,
): Promise<Record<Name, number>> {
  const names = Object.keys(targets) as Name[]
  const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (const name of names) await answersPerS(name, targets[name], { ...options, roundS: options.warmUpS })
  for (let round = 1; round <= options.rounds; round++) {
    options.onRound(round)
    for (const name of names) rates[name].push(await answersPerS(name, targets[name], options))
  }
  return Object.fromEntries(names.map((name) => [name, percentile(rates[name], 0.5)])) as Record<Name, number>
}

async function answersPerS(name: string, { nextBody, ...target }: Target, options: RateOptions): Promise<number> {
  const result = await autocannon({
    ...target,
    ...(nextBody ? { requests: [{ setupRequest: (request) => ({ ...request, body: nextBody() }) }] } : {}),
    connections: options.connections,
    duration: options.roundS,
    // It looks only this often whether its time is up.
    sampleInt: 100,
  })
  if (result.non2xx > 0 || result.errors > 0 || result.timeouts > 0) {
    throw new Error(`${name}: ${result.non2xx} refusals, ${result.errors} errors, ${result.timeouts} timeouts`)
  }
  return result['2xx'] / result.duration
}
